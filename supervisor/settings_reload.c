//  settings_reload - reads the settings again, and says what may be taken over without a restart

#include "settings_reload.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "gw_wish.h"
#include "settings_carry.h"
#include "settings_table.h"

//  What the new settings are compared with, and what came of it.
typedef struct {
    const settings_t *running;
    const settings_t *fresh;
    FILE *names;
    size_t count;
} self_t;

static void
s_name (self_t *self, const char *prefix, const char *name)
{
    fprintf (self->names, "%s%s%s", self->count++ ? ", " : "", prefix, name);
}

//  What a gateway carries is taken over; what is asked once says nothing of later.

static bool
s_is_fixed (const sup_option_t *option)
{
    return strcmp (option->name, "market") != 0 && strcmp (option->name, "depth") != 0
           && strcmp (option->name, "channels") != 0 && strcmp (option->name, "config") != 0
           && !(option->traits & SUP_OPTION_FLAG_ONLY);
}

static bool
s_is_same (const sup_setting_t *one, const sup_setting_t *other)
{
    bool is_same = one->count == other->count;
    for (size_t index = 0; is_same && index < one->count; index++) {
        const sup_value_t *value = &one->values [index];
        is_same = strcmp (value->text, other->values [index].text) == 0
                  || (value->number != 0 && value->number == other->values [index].number);
    }
    return is_same;
}

//  The index of a gateway; the count where there is none of that name.

static size_t
s_find (const settings_t *settings, const char *name)
{
    size_t index = 0;
    while (index < settings_gateways_count (settings)
           && strcmp (settings_gateway (settings, index)->name, name) != 0) {
        index++;
    }
    return index;
}

static bool
s_has (const settings_t *settings, const char *name)
{
    return s_find (settings, name) < settings_gateways_count (settings);
}

//  Whether an option says the same of everything that both settings have.

static bool
s_is_unchanged (const self_t *self, const sup_option_t *option)
{
    const sup_options_t *options = settings_options (self->running);
    const sup_options_t *fresh = settings_options (self->fresh);
    if (!(option->traits & SUP_OPTION_GROUPED)) {
        return s_is_same (sup_options_get (options, 0, option->name),
                          sup_options_get (fresh, 0, option->name));
    }
    bool is_unchanged = true;
    for (size_t index = 0; index < settings_gateways_count (self->running); index++) {
        const char *name = settings_gateway (self->running, index)->name;
        size_t group = settings_carry_group (options, index);
        if (s_has (self->fresh, name)) {
            size_t other = settings_carry_group (fresh, s_find (self->fresh, name));
            is_unchanged = is_unchanged
                           && s_is_same (sup_options_get (options, group, option->name),
                                         sup_options_get (fresh, other, option->name));
        }
    }
    return is_unchanged;
}

//  Name all that changed and counts only after a restart; null if nothing did.

static char *
s_compare (const settings_t *running, const settings_t *fresh)
{
    char *text = NULL;
    size_t size = 0;
    self_t self = { .running = running, .fresh = fresh, .names = open_memstream (&text, &size) };
    assert (self.names);
    for (size_t index = 0; index < SETTINGS_SPEC.count; index++) {
        const sup_option_t *option = &SETTINGS_SPEC.table [index];
        if (s_is_fixed (option) && !s_is_unchanged (&self, option)) {
            s_name (&self, "", option->name);
        }
    }
    for (size_t index = 0; index < settings_gateways_count (fresh); index++) {
        const char *name = settings_gateway (fresh, index)->name;
        if (!s_has (running, name)) {
            s_name (&self, "new gateway ", name);
        }
    }
    for (size_t index = 0; index < settings_gateways_count (running); index++) {
        const char *name = settings_gateway (running, index)->name;
        if (!s_has (fresh, name)) {
            s_name (&self, "removed gateway ", name);
        }
    }
    int rc = fclose (self.names);
    assert (rc == 0);
    if (self.count == 0) {
        free (text);
        text = NULL;
    }
    return text;
}

//  The first line of what was told, without the program's name.

static char *
s_first_line (const char *told)
{
    const char *colon = strstr (told, ": ");
    const char *line = colon ? colon + 2 : told;
    char *copy = strndup (line, strcspn (line, "\n"));
    assert (copy);
    return copy;
}

static void
s_fill (const settings_t *running, const settings_t *fresh, sup_reload_t *reload)
{
    reload->ignored = s_compare (running, fresh);
    for (size_t index = 0; index < settings_gateways_count (running); index++) {
        size_t other = s_find (fresh, settings_gateway (running, index)->name);
        if (other < settings_gateways_count (fresh)) {
            reload->wishes [index] = gw_wish_write (settings_gateway (fresh, other));
        }
    }
}

void
settings_reload (void *arg, sup_reload_t *reload)
{
    const settings_reload_t *self = arg;
    assert (reload);
    char *told = NULL;
    size_t size = 0;
    FILE *errors = open_memstream (&told, &size);
    assert (errors);
    const settings_io_t io = { .output = errors, .errors = errors, .is_again = true };
    settings_t *fresh = settings_new (NULL);
    settings_result_t result = settings_read (fresh, self->argc, self->argv, *self->variables, &io);
    int rc = fclose (errors);
    assert (rc == 0);
    if (result == SETTINGS_RUN) {
        s_fill (self->running, fresh, reload);
    } else {
        reload->refused = s_first_line (told);
    }
    settings_destroy (&fresh);
    reload->told = told;
}
