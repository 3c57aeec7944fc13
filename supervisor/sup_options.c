//  sup_options - the values of an option table, from flags, environment, file and defaults

#include "sup_options.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *name;
    sup_source_t source;
    sup_setting_t *settings;  //  One for each option of the table
} group_t;

struct sup_options {
    const sup_options_spec_t *spec;
    sup_errors_t *errors;
    group_t groups [SUP_GROUPS_MAX + 1];  //  The first is the top level
    size_t groups_count;                  //  Without the top level
    char **kept;                          //  Texts
    size_t kept_count;
    size_t kept_max;
};

static void
s_group_init (sup_options_t *self, group_t *group)
{
    group->settings = calloc (self->spec->count, sizeof *group->settings);
    assert (group->settings);
    for (size_t index = 0; index < self->spec->count; index++) {
        group->settings [index].option = &self->spec->table [index];
    }
}

static void
s_append (sup_setting_t *setting, const sup_value_t *value)
{
    if (setting->count == setting->count_max) {
        setting->count_max = setting->count_max ? setting->count_max * 2 : 1;
        setting->values = realloc (setting->values, setting->count_max * sizeof *setting->values);
        assert (setting->values);
    }
    setting->values [setting->count++] = *value;
}

//  Let the setting hold its default, if it has one.

static void
s_take_default (sup_setting_t *setting, const char *text)
{
    setting->count = 0;
    if (text) {
        char reason [SUP_REASON_MAX];
        sup_value_t value = { .text = text, .source = { .kind = SUP_SOURCE_DEFAULT } };
        int rc = sup_option_check (setting->option, &value, reason);
        assert (rc == 0);
        s_append (setting, &value);
    }
}

sup_options_t *
sup_options_new (const sup_options_spec_t *spec, sup_errors_t *errors)
{
    assert (spec);
    assert (errors);
    sup_options_t *self = calloc (1, sizeof *self);
    assert (self);
    self->spec = spec;
    self->errors = errors;
    s_group_init (self, &self->groups [0]);
    for (size_t index = 0; index < spec->count; index++) {
        sup_setting_t *setting = &self->groups [0].settings [index];
        s_take_default (setting, setting->option->standard);
        setting->level = SUP_SOURCE_DEFAULT;
    }
    return self;
}

void
sup_options_destroy (sup_options_t **self_p)
{
    assert (self_p);
    sup_options_t *self = *self_p;
    if (!self) {
        return;
    }
    for (size_t group = 0; group <= self->groups_count; group++) {
        for (size_t index = 0; index < self->spec->count; index++) {
            free (self->groups [group].settings [index].values);
        }
        free (self->groups [group].settings);
    }
    for (size_t index = 0; index < self->kept_count; index++) {
        free (self->kept [index]);
    }
    free (self->kept);
    free (self);
    *self_p = NULL;
}

const sup_options_spec_t *
sup_options_spec (const sup_options_t *self)
{
    assert (self);
    return self->spec;
}

sup_errors_t *
sup_options_errors (const sup_options_t *self)
{
    assert (self);
    return self->errors;
}

const sup_option_t *
sup_options_find (const sup_options_t *self, const char *name)
{
    assert (self);
    for (size_t index = 0; index < self->spec->count; index++) {
        if (strcmp (self->spec->table [index].name, name) == 0) {
            return &self->spec->table [index];
        }
    }
    return NULL;
}

static sup_setting_t *
s_setting (const sup_options_t *self, size_t group, const sup_option_t *option)
{
    assert (group <= self->groups_count);
    assert (option >= self->spec->table);
    assert (option < self->spec->table + self->spec->count);
    return &self->groups [group].settings [option - self->spec->table];
}

//  A closing slash says nothing: "wss://host/" is "wss://host".

static const char *
s_copy_text (sup_options_t *self, const sup_option_t *option, const char *text)
{
    size_t size = strlen (text);
    if (option->kind == SUP_OPTION_URL && size > 0 && text [size - 1] == '/') {
        size--;
    }
    return sup_options_keep (self, text, size);
}

int
sup_options_put (sup_options_t *self, size_t group, const sup_option_t *option,
                 const sup_value_t *value, bool is_more)
{
    assert (self);
    assert (value);
    char reason [SUP_REASON_MAX];
    sup_value_t checked = *value;
    sup_setting_t *setting = s_setting (self, group, option);
    bool is_weaker = value->source.kind < setting->level;
    if (sup_option_check (option, &checked, reason) != 0) {
        sup_options_refuse (self, option, value, "%s", reason);
        if (!is_weaker) {
            setting->is_bad = true;
            setting->level = value->source.kind;
            if (setting->count == 0) {
                s_take_default (setting, option->standard);
            }
        }
        return -1;
    }
    if (is_weaker) {
        return 0;
    }
    if (value->source.kind > setting->level || !is_more) {
        setting->count = 0;
        setting->is_bad = false;
    }
    setting->level = value->source.kind;
    checked.text = s_copy_text (self, option, value->text);
    if (value->source.name) {
        checked.source.name =
            sup_options_keep (self, value->source.name, strlen (value->source.name));
    }
    s_append (setting, &checked);
    return 0;
}

void
sup_options_set_default (sup_options_t *self, const char *name, const char *text)
{
    assert (self);
    const sup_option_t *option = sup_options_find (self, name);
    assert (option);
    sup_setting_t *setting = s_setting (self, 0, option);
    if (setting->level == SUP_SOURCE_DEFAULT) {
        s_take_default (setting, sup_options_keep (self, text, strlen (text)));
    }
}

//  What is wrong with the name of a group; null if nothing.

static const char *
s_name_trouble (const char *name)
{
    size_t size = strlen (name);
    if (size == 0 || size > SUP_GROUP_NAME_MAX) {
        return "is empty or longer than 32 letters";
    }
    if (strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") != size) {
        return "is not made of a-z, 0-9 and '-' only";
    }
    return NULL;
}

//  Line in which the group was named; 0 if there is no such group.

static size_t
s_group_line (const sup_options_t *self, const char *name)
{
    for (size_t group = 1; group <= self->groups_count; group++) {
        if (strcmp (self->groups [group].name, name) == 0) {
            return self->groups [group].source.line;
        }
    }
    return 0;
}

size_t
sup_options_add_group (sup_options_t *self, const sup_value_t *name)
{
    assert (self);
    char trouble [96] = "";
    size_t line = s_group_line (self, name->text);
    if (s_name_trouble (name->text)) {
        snprintf (trouble, sizeof trouble, "%s", s_name_trouble (name->text));
    } else if (line) {
        snprintf (trouble, sizeof trouble, "is not unique; it is also given in line %zu", line);
    } else if (self->groups_count == SUP_GROUPS_MAX) {
        snprintf (trouble, sizeof trouble, "is one too many; allowed: %d", SUP_GROUPS_MAX);
    }
    const sup_source_t *source = &name->source;
    if (*trouble) {
        sup_errors_add (self->errors, SUP_EXIT_CONFIG, "%s:%zu:%zu: %s: name \"%.64s\" %s",
                        source->name, source->line, source->column, self->spec->group, name->text,
                        trouble);
        return 0;
    }
    group_t *group = &self->groups [++self->groups_count];
    s_group_init (self, group);
    group->name = sup_options_keep (self, name->text, strlen (name->text));
    group->source = *source;
    return self->groups_count;
}

size_t
sup_options_groups_count (const sup_options_t *self)
{
    assert (self);
    return self->groups_count;
}

const char *
sup_options_group_name (const sup_options_t *self, size_t group)
{
    assert (self);
    assert (group > 0 && group <= self->groups_count);
    return self->groups [group].name;
}

const sup_setting_t *
sup_options_get (const sup_options_t *self, size_t group, const char *name)
{
    assert (self);
    const sup_option_t *option = sup_options_find (self, name);
    assert (option);
    const sup_setting_t *top = s_setting (self, 0, option);
    if (group == 0 || top->level > SUP_SOURCE_FILE) {
        return top;
    }
    const sup_setting_t *own = s_setting (self, group, option);
    return own->level != SUP_SOURCE_NONE ? own : top;
}

bool
sup_options_is_repeat (const sup_options_t *self, size_t group, const char *name)
{
    for (size_t earlier = 1; earlier < group; earlier++) {
        if (sup_options_get (self, earlier, name) == sup_options_get (self, group, name)) {
            return true;
        }
    }
    return false;
}

const char *
sup_options_text (const sup_options_t *self, size_t group, const char *name)
{
    const sup_setting_t *setting = sup_options_get (self, group, name);
    return setting->count ? setting->values [0].text : NULL;
}

int64_t
sup_options_number (const sup_options_t *self, size_t group, const char *name)
{
    const sup_setting_t *setting = sup_options_get (self, group, name);
    assert (setting->count > 0);
    return setting->values [0].number;
}

//  Tell an error with the place of the value before it, and its key where the place
//  does not name it.

static void
s_tell (sup_options_t *self, const sup_option_t *option, const sup_value_t *value, const char *text,
        int exit_code)
{
    char place [SUP_SOURCE_TEXT_MAX];
    sup_source_print (&value->source, option, place);
    bool is_named =
        value->source.kind == SUP_SOURCE_FLAG || value->source.kind == SUP_SOURCE_ENVIRONMENT;
    sup_errors_add (self->errors, exit_code, "%s: %s%s%s", place, is_named ? "" : option->name,
                    is_named ? "" : ": ", text);
}

void
sup_options_refuse (sup_options_t *self, const sup_option_t *option, const sup_value_t *value,
                    const char *format, ...)
{
    char text [1024];
    va_list list;
    va_start (list, format);
    (void) vsnprintf (text, sizeof text, format, list);  //  Cut only where it is endless
    va_end (list);
    bool is_flag = value->source.kind == SUP_SOURCE_FLAG;
    s_tell (self, option, value, text, is_flag ? SUP_EXIT_USAGE : SUP_EXIT_CONFIG);
}

void
sup_options_contradict (sup_options_t *self, const sup_option_t *option, const sup_value_t *value,
                        const char *format, ...)
{
    char text [1024];
    va_list list;
    va_start (list, format);
    (void) vsnprintf (text, sizeof text, format, list);  //  Cut only where it is endless
    va_end (list);
    s_tell (self, option, value, text, SUP_EXIT_CONFIG);
}

const char *
sup_options_keep (sup_options_t *self, const char *text, size_t size)
{
    assert (self);
    if (self->kept_count == self->kept_max) {
        self->kept_max = self->kept_max ? self->kept_max * 2 : 16;
        self->kept = realloc (self->kept, self->kept_max * sizeof *self->kept);
        assert (self->kept);
    }
    char *copy = malloc (size + 1);
    assert (copy);
    memcpy (copy, text, size);
    copy [size] = 0;
    self->kept [self->kept_count++] = copy;
    return copy;
}
