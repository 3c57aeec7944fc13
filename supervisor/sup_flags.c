//  sup_flags - reads GNU long flags into options

#include "sup_flags.h"

#include <assert.h>
#include <string.h>

#include "sup_nearest.h"

typedef struct {
    sup_options_t *options;
    sup_errors_t *errors;
    int argc;
    char **argv;
    int next;  //  Argument to read next
} self_t;

static void
s_refuse_unknown (const self_t *self, const char *name, size_t size)
{
    const sup_options_spec_t *spec = sup_options_spec (self->options);
    sup_nearest_t nearest;
    sup_nearest_init (&nearest, name, size);
    for (size_t index = 0; index < spec->count; index++) {
        const sup_option_t *option = &spec->table [index];
        if (!(option->traits & SUP_OPTION_HIDDEN)) {
            sup_nearest_offer (&nearest, option->name, strlen (option->name));
        }
    }
    if (nearest.name) {
        sup_errors_add (self->errors, SUP_EXIT_USAGE,
                        "--%.*s: unknown flag; did you mean \"--%s\"?", (int) size, name,
                        nearest.name);
    } else {
        sup_errors_add (self->errors, SUP_EXIT_USAGE, "--%.*s: unknown flag", (int) size, name);
    }
}

static void
s_put (self_t *self, const sup_option_t *option, const char *text)
{
    sup_value_t value = { .text = text, .source = { .kind = SUP_SOURCE_FLAG } };
    (void) sup_options_put (self->options, 0, option, &value,  //  A refusal was told
                            (option->traits & SUP_OPTION_REPEATED) != 0);
}

//  Put the option with the text that stands with it, or else with the next argument.

static void
s_read_value (self_t *self, const sup_option_t *option, const char *text)
{
    if (option->kind == SUP_OPTION_SWITCH) {
        if (text) {
            sup_errors_add (self->errors, SUP_EXIT_USAGE, "--%s: takes no value", option->name);
        } else {
            s_put (self, option, "true");
        }
        return;
    }
    if (!text && self->next < self->argc && strncmp (self->argv [self->next], "--", 2) != 0) {
        text = self->argv [self->next++];
    }
    if (text) {
        s_put (self, option, text);
        return;
    }
    char allowed [SUP_REASON_MAX];
    sup_option_allowed (option, allowed);
    sup_errors_add (self->errors, SUP_EXIT_USAGE, "--%s: needs a value; allowed: %s", option->name,
                    allowed);
}

static void
s_read_long (self_t *self, const char *argument)
{
    const char *name = argument + 2;
    size_t size = strcspn (name, "=");
    const char *text = name [size] ? name + size + 1 : NULL;
    const sup_options_spec_t *spec = sup_options_spec (self->options);
    for (size_t index = 0; index < spec->count; index++) {
        const sup_option_t *option = &spec->table [index];
        if (strlen (option->name) == size && memcmp (option->name, name, size) == 0) {
            s_read_value (self, option, text);
            return;
        }
    }
    s_refuse_unknown (self, name, size);
    //  What follows was its value, not one more mistake
    if (!text && self->next < self->argc && self->argv [self->next][0] != '-') {
        self->next++;
    }
}

static void
s_read_short (self_t *self, const char *argument)
{
    const sup_options_spec_t *spec = sup_options_spec (self->options);
    for (size_t index = 0; index < spec->count; index++) {
        const sup_option_t *option = &spec->table [index];
        if (option->letter && option->letter == argument [1]) {
            s_read_value (self, option, argument [2] ? argument + 2 : NULL);
            return;
        }
    }
    sup_errors_add (self->errors, SUP_EXIT_USAGE, "%s: unknown flag", argument);
}

void
sup_flags_read (sup_options_t *options, int argc, char **argv)
{
    assert (options);
    assert (argv || argc == 0);
    self_t self = { options, sup_options_errors (options), argc, argv, 1 };
    while (self.next < argc) {
        const char *argument = argv [self.next++];
        if (strncmp (argument, "--", 2) == 0 && argument [2]) {
            s_read_long (&self, argument);
        } else if (argument [0] == '-' && argument [1] && argument [1] != '-') {
            s_read_short (&self, argument);
        } else {
            sup_errors_add (self.errors, SUP_EXIT_USAGE,
                            "\"%s\": unexpected argument; every setting is a flag: --NAME VALUE",
                            argument);
        }
    }
}
