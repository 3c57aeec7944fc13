//  sup_help - prints an option table for people: the help and the manual page

#include "sup_help.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "sup_environ.h"

enum { INDENT = 8, WIDTH = 79 };  //  Columns

//  Print words, wrapped, each line after the indent.

static void
s_print_wrapped (const char *text, FILE *file)
{
    size_t column = 0;  //  0 at the start of a line
    while (*text) {
        size_t size = strcspn (text, " ");
        if (column > 0 && column + 1 + size > WIDTH) {
            fputs ("\n", file);
            column = 0;
        }
        size_t blanks = column > 0 ? 1 : INDENT;
        fprintf (file, "%*s%.*s", (int) blanks, "", (int) size, text);
        column += blanks + size;
        text += size;
        text += strspn (text, " ");
    }
    fputs ("\n", file);
}

static bool
s_has_range (const sup_option_t *option)
{
    return option->kind == SUP_OPTION_INTEGER || option->kind == SUP_OPTION_DURATION
           || option->kind == SUP_OPTION_SIZE || option->kind == SUP_OPTION_WORD
           || option->kind == SUP_OPTION_ENDPOINT;
}

static void
s_print_option (const sup_option_t *option, FILE *file)
{
    fputs ("  ", file);
    if (option->letter) {
        fprintf (file, "-%c, ", option->letter);
    }
    fprintf (file, "--%s%s%s\n", option->name, option->metavar ? " " : "",
             option->metavar ? option->metavar : "");
    s_print_wrapped (option->help, file);
    if (s_has_range (option)) {
        char allowed [SUP_REASON_MAX];
        sup_option_allowed (option, allowed);
        char line [SUP_REASON_MAX + 16];
        snprintf (line, sizeof line, "Allowed: %s.", allowed);
        s_print_wrapped (line, file);
    }
    if (option->standard && *option->standard) {
        fprintf (file, "%*sDefault: %s\n", INDENT, "", option->standard);
    }
}

void
sup_help_print (const sup_options_spec_t *spec, const char *summary, FILE *file)
{
    assert (spec);
    assert (file);
    fprintf (file, "Usage: %s [--NAME VALUE]...\n%s\n", spec->program, summary);
    fprintf (file,
             "\nEvery setting is also an environment variable (--check-interval is\n"
             "%sCHECK_INTERVAL) and a key of the YAML file. A flag beats the\n"
             "environment, that beats the file, that beats the default.\n",
             spec->prefix);
    const char *section = "";
    for (size_t index = 0; index < spec->count; index++) {
        const sup_option_t *option = &spec->table [index];
        if (option->traits & SUP_OPTION_HIDDEN) {
            continue;
        }
        if (strcmp (section, option->section) != 0) {
            section = option->section;
            fprintf (file, "\n%s\n", section);
        }
        s_print_option (option, file);
    }
}

//  Print plain text so that roff shows it as it is.

static void
s_print_roff (const char *text, FILE *file)
{
    if (*text == '.' || *text == '\'') {
        fputs ("\\&", file);
    }
    for (; *text; text++) {
        if (*text == '\\') {
            fputs ("\\e", file);
        } else if (*text == '-') {
            fputs ("\\-", file);
        } else {
            fputc (*text, file);
        }
    }
}

static void
s_print_manual_option (const sup_option_t *option, FILE *file)
{
    fputs (".TP\n", file);
    if (option->letter) {
        fprintf (file, "\\fB\\-%c\\fR, ", option->letter);
    }
    fputs ("\\fB\\-\\-", file);
    s_print_roff (option->name, file);
    fputs ("\\fR", file);
    if (option->metavar) {
        fputs (" \\fI", file);
        s_print_roff (option->metavar, file);
        fputs ("\\fR", file);
    }
    fputs ("\n", file);
    s_print_roff (option->help, file);
    fputs ("\n", file);
    if (s_has_range (option)) {
        char allowed [SUP_REASON_MAX];
        sup_option_allowed (option, allowed);
        fputs ("Allowed: ", file);
        s_print_roff (allowed, file);
        fputs (".\n", file);
    }
    if (option->standard && *option->standard) {
        fputs ("Default: \\fB", file);
        s_print_roff (option->standard, file);
        fputs ("\\fR.\n", file);
    }
}

static void
s_print_manual_options (const sup_options_spec_t *spec, FILE *file)
{
    fputs (".SH OPTIONS\n", file);
    const char *section = "";
    for (size_t index = 0; index < spec->count; index++) {
        const sup_option_t *option = &spec->table [index];
        if (option->traits & SUP_OPTION_HIDDEN) {
            continue;
        }
        if (strcmp (section, option->section) != 0) {
            section = option->section;
            fprintf (file, ".SS %s\n", section);
        }
        s_print_manual_option (option, file);
    }
}

static void
s_print_manual_variables (const sup_options_spec_t *spec, const char *text, FILE *file)
{
    fprintf (file, ".SH ENVIRONMENT\n%s\n", text);
    for (size_t index = 0; index < spec->count; index++) {
        const sup_option_t *option = &spec->table [index];
        if (option->traits & (SUP_OPTION_HIDDEN | SUP_OPTION_FLAG_ONLY)) {
            continue;
        }
        char name [SUP_VARIABLE_MAX];
        sup_environ_name (spec, option, name);
        fprintf (file, ".TP\n.B %s\nThe same as \\fB\\-\\-", name);
        s_print_roff (option->name, file);
        fputs ("\\fR.\n", file);
    }
}

void
sup_help_print_manual (const sup_options_spec_t *spec, const sup_manual_t *manual, FILE *file)
{
    assert (spec);
    assert (manual);
    assert (file);
    fputs (".TH ", file);
    for (const char *letter = spec->program; *letter; letter++) {
        fputc (toupper ((unsigned char) *letter), file);
    }
    fprintf (file, " 1 \"\" \"%s %s\" \"User Commands\"\n", spec->program, manual->version);
    fprintf (file, ".SH NAME\n%s \\- %s\n", spec->program, manual->summary);
    fprintf (file, ".SH SYNOPSIS\n%s\n", manual->synopsis);
    fprintf (file, ".SH DESCRIPTION\n%s\n", manual->description);
    s_print_manual_options (spec, file);
    fprintf (file, ".SH FILES\n%s\n", manual->files);
    s_print_manual_variables (spec, manual->environment, file);
    fprintf (file, ".SH EXIT STATUS\n%s\n", manual->exit_status);
    fprintf (file, ".SH SIGNALS\n%s\n", manual->signals);
    fprintf (file, ".SH EXAMPLES\n%s\n", manual->examples);
    fprintf (file, ".SH SEE ALSO\n%s\n", manual->see_also);
}
