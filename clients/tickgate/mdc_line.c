//  mdc_line - prints messages as lines: JSON for programs, text for people

#include "mdc_line.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "mdc_text.h"
#include "mdp_json.h"
#include "mdp_print.h"
#include "mdp_stdout.h"

enum { LINE_MAX_BYTES = 16 * 1024 * 1024 };  //  The system gives memory only as it is used

struct mdc_line {
    bool is_json;
    char *json;
    char *line;
    mdc_text_t *text;
};

mdc_line_t *
mdc_line_new (bool is_json)
{
    mdc_line_t *self = calloc (1, sizeof *self);
    assert (self);
    self->is_json = is_json;
    self->json = malloc (LINE_MAX_BYTES);
    assert (self->json);
    self->line = malloc (LINE_MAX_BYTES);
    assert (self->line);
    const char *no_color = getenv ("NO_COLOR");
    self->text = mdc_text_new (isatty (STDOUT_FILENO) && (!no_color || *no_color == '\0'));
    return self;
}

void
mdc_line_destroy (mdc_line_t **self_p)
{
    assert (self_p);
    mdc_line_t *self = *self_p;
    if (self) {
        mdc_text_destroy (&self->text);
        free (self->json);
        free (self->line);
        free (self);
        *self_p = NULL;
    }
}

//  The topic is text of somebody else, and stderr may be a terminal.

static void
s_complain_of (mdp_text_t topic)
{
    char text [512];
    mdp_print_t print;
    mdp_print_init (&print, text, sizeof text);
    mdp_print_escaped (&print, topic.chars, topic.size < 64 ? topic.size : 64);
    (void) mdp_print_size (&print);  //  Only ends the text
    fprintf (stderr, "tickgate: %s: ", text);
}

static void
s_complain (mdp_text_t topic, const char *what, size_t at)
{
    s_complain_of (topic);
    fprintf (stderr, "%s at byte %zu\n", what, at);
}

void
mdc_line_tell (const mdc_feed_message_t *tell)
{
    assert (tell);
    s_complain_of (tell->topic);
    fprintf (stderr, "%.*s\n", (int) tell->payload.size, tell->payload.chars);
}

//  The payload's keys after the topic; what is no map is one key of its own.

static void
s_print_json (mdc_line_t *self, mdp_print_t *print, mdp_text_t topic, size_t json_size)
{
    mdp_print_word (print, "{\"topic\":");
    mdp_print_quoted (print, topic.chars, topic.size);
    if (*self->json != '{') {
        mdp_print_word (print, ",\"payload\":");
        mdp_print_chars (print, self->json, json_size);
        mdp_print_word (print, "}");
    } else {
        mdp_print_word (print, json_size > 2 ? "," : "");
        mdp_print_chars (print, self->json + 1, json_size - 1);
    }
}

mdc_line_result_t
mdc_line_print (mdc_line_t *self, const mdc_feed_message_t *message)
{
    assert (self);
    assert (message);
    size_t size;
    mdp_json_result_t result = mdp_json_print (self->json, LINE_MAX_BYTES, message->payload.chars,
                                               message->payload.size, &size);
    if (result == MDP_JSON_REFUSED) {
        s_complain (message->topic, "no valid msgpack", size);
        return MDC_LINE_SKIPPED;
    }
    mdp_print_t print;
    mdp_print_init (&print, self->line, LINE_MAX_BYTES);
    if (result == MDP_JSON_PRINTED && self->is_json) {
        s_print_json (self, &print, message->topic, size);
    } else if (result == MDP_JSON_PRINTED) {
        mdc_text_print (self->text, &print, message, self->json);
    }
    mdp_print_word (&print, "\n");
    size = mdp_print_size (&print);
    if (result == MDP_JSON_TOO_LONG || size == 0) {
        s_complain (message->topic, "a message too long to print", message->payload.size);
        return MDC_LINE_SKIPPED;
    }
    switch (mdp_stdout_write ("tickgate", self->line, size)) {
        case MDP_STDOUT_WRITTEN:
            return MDC_LINE_PRINTED;
        case MDP_STDOUT_CLOSED:
            return MDC_LINE_CLOSED;
        case MDP_STDOUT_FAILED:
            return MDC_LINE_LOST;
    }
    abort ();
}
