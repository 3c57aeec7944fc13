//  sup_print - prints the values of options as YAML that reads back to the same values

#include "sup_print.h"

#include <assert.h>
#include <string.h>

static bool
s_is_plain (const char *text)
{
    size_t size = strlen (text);
    return size > 0 && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == size
           && *text != '-';
}

//  Nothing but a quote and a backslash needs care: control characters are refused
//  wherever a value comes in.

static void
s_print_text (const char *text, FILE *file)
{
    if (s_is_plain (text)) {
        fputs (text, file);
        return;
    }
    fputc ('"', file);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            fputc ('\\', file);
        }
        fputc (*text, file);
    }
    fputc ('"', file);
}

//  A file's name may hold an end of line, which would end the comment.

static void
s_print_source (const sup_value_t *value, const sup_option_t *option, FILE *file)
{
    char place [SUP_SOURCE_TEXT_MAX];
    sup_source_print (&value->source, option, place);
    fputs ("  # ", file);
    for (const char *byte = place; *byte; byte++) {
        fputc ((unsigned char) *byte < 0x20 ? '?' : *byte, file);
    }
}

static void
s_print_setting (const sup_setting_t *setting, const char *indent, bool has_comments, FILE *file)
{
    const sup_option_t *option = setting->option;
    bool is_list = option->kind == SUP_OPTION_LIST;
    fprintf (file, "%s%s:", indent, option->name);
    for (size_t index = 0; index < setting->count; index++) {
        fprintf (file, is_list ? "\n%s  - " : " ", indent);
        s_print_text (setting->values [index].text, file);
        if (has_comments) {
            s_print_source (&setting->values [index], option, file);
        }
    }
    fputs ("\n", file);
}

static bool
s_is_printed (const sup_option_t *option)
{
    return !(option->traits & (SUP_OPTION_FLAG_ONLY | SUP_OPTION_NO_FILE | SUP_OPTION_HIDDEN));
}

void
sup_print_yaml (const sup_options_t *options, bool has_comments, FILE *file)
{
    assert (options);
    assert (file);
    const sup_options_spec_t *spec = sup_options_spec (options);
    for (size_t index = 0; index < spec->count; index++) {
        const sup_setting_t *setting = sup_options_get (options, 0, spec->table [index].name);
        if (s_is_printed (setting->option) && setting->count > 0) {
            s_print_setting (setting, "", has_comments, file);
        }
    }
    size_t groups = sup_options_groups_count (options);
    if (groups > 0) {
        fprintf (file, "%s:\n", spec->group);
    }
    for (size_t group = 1; group <= groups; group++) {
        fputs ("  - name: ", file);
        s_print_text (sup_options_group_name (options, group), file);
        fputs ("\n", file);
        for (size_t index = 0; index < spec->count; index++) {
            const char *name = spec->table [index].name;
            const sup_setting_t *setting = sup_options_get (options, group, name);
            if (setting != sup_options_get (options, 0, name)) {
                s_print_setting (setting, "    ", has_comments, file);
            }
        }
    }
}
