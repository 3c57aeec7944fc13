//  sup_environ - reads environment variables into options

#include "sup_environ.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "sup_nearest.h"

void
sup_environ_name (const sup_options_spec_t *spec, const sup_option_t *option,
                  char name [SUP_VARIABLE_MAX])
{
    assert (spec);
    int size = snprintf (name, SUP_VARIABLE_MAX, "%s%s", spec->prefix, option->name);
    assert (size > 0 && size < SUP_VARIABLE_MAX);
    for (char *letter = name; *letter; letter++) {
        if (*letter == '-') {
            *letter = '_';
        } else if (*letter >= 'a' && *letter <= 'z') {
            *letter = (char) (*letter - 'a' + 'A');
        }
    }
}

//  Kubernetes sets such variables for a service that has the program's name.

static bool
s_is_of_kubernetes (const char *rest)
{
    return strncmp (rest, "SERVICE_", 8) == 0 || strncmp (rest, "PORT=", 5) == 0
           || strncmp (rest, "PORT_", 5) == 0;
}

//  One that is nearly ours is a mistake; any other is somebody else's.

static void
s_tell_unknown (sup_options_t *options, const char *variable, size_t size)
{
    const sup_options_spec_t *spec = sup_options_spec (options);
    sup_nearest_t nearest;
    sup_nearest_init (&nearest, variable, size);
    char best [SUP_VARIABLE_MAX] = "";
    for (size_t index = 0; index < spec->count; index++) {
        if (spec->table [index].traits & (SUP_OPTION_FLAG_ONLY | SUP_OPTION_HIDDEN)) {
            continue;
        }
        char name [SUP_VARIABLE_MAX];
        sup_environ_name (spec, &spec->table [index], name);
        nearest.name = NULL;
        sup_nearest_offer (&nearest, name, strlen (name));
        if (nearest.name) {
            memcpy (best, name, sizeof best);
        }
    }
    if (*best) {
        sup_errors_add (sup_options_errors (options), SUP_EXIT_CONFIG,
                        "%.*s: unknown environment variable; did you mean \"%s\"?", (int) size,
                        variable, best);
    } else {
        sup_errors_warn (sup_options_errors (options),
                         "%.*s: unknown environment variable, ignored", (int) size, variable);
    }
}

static void
s_read_variable (sup_options_t *options, const char *variable, size_t size)
{
    const sup_options_spec_t *spec = sup_options_spec (options);
    for (size_t index = 0; index < spec->count; index++) {
        const sup_option_t *option = &spec->table [index];
        char name [SUP_VARIABLE_MAX];
        sup_environ_name (spec, option, name);
        if (strlen (name) != size || memcmp (name, variable, size) != 0) {
            continue;
        }
        sup_value_t value = {
            .text = variable + size + 1,
            .source = { .kind = SUP_SOURCE_ENVIRONMENT, .name = name },
        };
        if (option->traits & SUP_OPTION_FLAG_ONLY) {
            sup_errors_add (sup_options_errors (options), SUP_EXIT_CONFIG,
                            "%s: \"%s\" can only be given as a flag", name, option->name);
        } else {
            (void) sup_options_put (options, 0, option, &value, false);  //  A refusal was told
        }
        return;
    }
    s_tell_unknown (options, variable, size);
}

void
sup_environ_read (sup_options_t *options, char **variables)
{
    assert (options);
    assert (variables);
    const char *prefix = sup_options_spec (options)->prefix;
    size_t prefix_size = strlen (prefix);
    for (size_t index = 0; variables [index]; index++) {
        const char *variable = variables [index];
        size_t size = strcspn (variable, "=");
        if (strncmp (variable, prefix, prefix_size) == 0 && variable [size]
            && !s_is_of_kubernetes (variable + prefix_size)) {
            s_read_variable (options, variable, size);
        }
    }
}
