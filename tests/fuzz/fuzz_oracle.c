//  fuzz_oracle - any text may come from the exchange: it is read as another reader, on top of
//  another library, reads it
//
//  Each line of the input is one text, and all of them together are another.

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle_compare.h"
#include "oracle_parse.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

//  The fuzzer calls a function without an owner, so this one state is global.
static struct {
    bybit_parse_t *parser;
    oracle_parse_t *oracle;
} s_self;

static void
s_end (void)
{
    bybit_parse_destroy (&s_self.parser);
    oracle_parse_destroy (&s_self.oracle);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    (void) argc;
    (void) argv;
    s_self.parser = bybit_parse_new ();
    s_self.oracle = oracle_parse_new ();
    return atexit (s_end);
}

//  From memory of its own, so that no byte behind it can be read unseen.

static void
s_on_text (const uint8_t *data, size_t size)
{
    char *text = malloc (size + (size == 0));
    assert (text);
    memcpy (text, data, size);
    const bybit_message_t *ours = bybit_parse_text (s_self.parser, text, size);
    assert (ours->offset <= size);
    //  The library has no limit to what may be in each other
    bool is_deep = ours->reason && strcmp (ours->reason, "nested too deeply") == 0;
    assert (!is_deep || size > BYBIT_JSON_DEPTH_MAX);
    const bybit_message_t *expected = oracle_parse_text (s_self.oracle, text, size);
    const char *differs = is_deep ? NULL : oracle_compare (ours, expected);
    if (differs) {
        fprintf (stderr, "%s differs: ours \"%s\" at %zu, expected \"%s\" at %zu: %.*s\n", differs,
                 ours->reason ? ours->reason : "", ours->offset,
                 expected->reason ? expected->reason : "", expected->offset, (int) size, text);
    }
    assert (!differs);
    free (text);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    s_on_text (data, size);
    while (size > 0) {
        const uint8_t *end = memchr (data, '\n', size);
        size_t line = end ? (size_t) (end - data) : size;
        s_on_text (data, line);
        data += line + (end != NULL);
        size -= line + (end != NULL);
    }
    return 0;
}
