//  fuzz_config - any bytes as a configuration: refused or read, and then the same again

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "settings.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

//  Read a text for its first gateway, as a child would; null where it is refused.

static settings_t *
s_read (const char *text, size_t size, const char *name, FILE *errors)
{
    settings_io_t io = { .output = errors, .errors = errors, .ca_store = "/dev/null" };
    settings_t *settings = settings_new (NULL);
    if (settings_read_text (settings, text, size, name, &io) != SETTINGS_RUN) {
        settings_destroy (&settings);
    }
    return settings;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    char *told = NULL;
    size_t told_size = 0;
    FILE *errors = open_memstream (&told, &told_size);
    assert (errors);
    settings_t *first = s_read ((const char *) data, size, "gateway", errors);
    if (first) {
        const sup_child_config_t *child = &settings_supervisor (first)->children [0];
        settings_t *second = s_read (child->config, child->config_size, child->name, errors);
        assert (second);
        assert (strcmp (settings_supervisor (second)->children [0].config, child->config) == 0);
        settings_destroy (&second);
    } else {
        fflush (errors);
        assert (told_size > 0);  //  Nothing is refused in silence
    }
    settings_destroy (&first);
    fclose (errors);
    free (told);
    return 0;
}
