//  mdc_args - reads the words of a command line by a verb's table of flags

#include "mdc_args.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_stdout.h"

enum {
    NAMES_MAX = 32,  //  Names to choose the nearest from
    WORD_MAX = 32    //  Bytes in the longest word that is compared
};

static const double TIME_MS_MAX = 1e12;  //  Below this

static const mdc_option_t HELP = { "--help", 'h', NULL, "print this" };

//  All flags that the verb knows, the help last; null behind it.

static const mdc_option_t *
s_option (const mdc_verb_t *verb, size_t index)
{
    if (index < verb->options_count) {
        return &verb->options [index];
    }
    index -= verb->options_count;
    if (index < verb->more_count) {
        return &verb->more [index];
    }
    return index == verb->more_count ? &HELP : NULL;
}

void
mdc_args_init (mdc_args_t *self, const mdc_verb_t *verb, int argc, char **argv)
{
    assert (self);
    assert (verb);
    assert (verb->options_count + verb->more_count < NAMES_MAX);
    *self = (mdc_args_t){ .verb = verb, .argc = argc, .argv = argv };
}

static size_t
s_min (size_t a, size_t b)
{
    return a < b ? a : b;
}

//  Edits that make one word the other: insert, delete, replace.

static size_t
s_distance (const char *a, const char *b)
{
    size_t row [WORD_MAX + 1];
    size_t size = strlen (b);
    assert (size <= WORD_MAX);
    for (size_t column = 0; column <= size; column++) {
        row [column] = column;
    }
    for (size_t line = 0; a [line] != '\0'; line++) {
        size_t diagonal = row [0];
        row [0] = line + 1;
        for (size_t column = 0; column < size; column++) {
            size_t replaced = diagonal + (a [line] != b [column]);
            diagonal = row [column + 1];
            row [column + 1] = s_min (replaced, s_min (diagonal, row [column]) + 1);
        }
    }
    return row [size];
}

const char *
mdc_args_nearest (const char *word, const char *const *names, size_t count)
{
    assert (word);
    const char *nearest = NULL;
    size_t least = 3;  //  As many edits make another word
    for (size_t index = 0; index < count && strlen (word) <= WORD_MAX; index++) {
        size_t distance = s_distance (word, names [index]);
        bool is_start = strlen (word) > 2 && strncmp (word, names [index], strlen (word)) == 0;
        distance = is_start ? 1 : distance;
        if (distance < least && distance < strlen (names [index])) {
            least = distance;
            nearest = names [index];
        }
    }
    return nearest;
}

static int
s_unknown (const mdc_args_t *self, const char *word)
{
    const char *names [NAMES_MAX];
    size_t count = 0;
    for (const mdc_option_t *option; (option = s_option (self->verb, count)); count++) {
        names [count] = option->name;
    }
    char name [WORD_MAX + 1];
    snprintf (name, sizeof name, "%.*s", (int) strcspn (word, "="), word);
    const char *nearest = mdc_args_nearest (name, names, count);
    fprintf (stderr, "tickgate %s: no such flag: %s", self->verb->name, word);
    if (nearest) {
        fprintf (stderr, "; did you mean %s?\n", nearest);
    } else {
        fprintf (stderr, "; see tickgate %s --help\n", self->verb->name);
    }
    return MDC_ARGS_WRONG;
}

static void
s_print_option (const mdc_option_t *option, FILE *file)
{
    char text [64];
    const char *value = option->value ? option->value : "";
    const char *blank = option->value ? " " : "";
    if (option->letter) {
        snprintf (text, sizeof text, "-%c, %s%s%s", option->letter, option->name, blank, value);
    } else {
        snprintf (text, sizeof text, "    %s%s%s", option->name, blank, value);
    }
    fprintf (file, "  %-28s %s\n", text, option->help);
}

static int
s_print_help (const mdc_verb_t *verb)
{
    mdp_stdout_t out;
    mdp_stdout_begin (&out);
    fprintf (out.file, "usage: tickgate %s [FLAGS]%s%s\n\n%s\n", verb->name,
             *verb->words ? " " : "", verb->words, verb->help);
    const mdc_option_t *option;
    for (size_t index = 0; (option = s_option (verb, index)); index++) {
        s_print_option (option, out.file);
    }
    return mdp_stdout_end (&out, "tickgate") == 0 ? MDC_ARGS_HELP : MDC_ARGS_LOST;
}

//  The option that a word names, and where its value begins if it is in the same word.

static bool
s_names (const mdc_option_t *option, const char *word, const char **value)
{
    *value = NULL;
    if (word [1] != '-') {
        *value = word [2] != '\0' ? word + 2 : NULL;
        return word [1] == option->letter;
    }
    size_t size = strcspn (word, "=");
    *value = word [size] == '=' ? word + size + 1 : NULL;
    return strlen (option->name) == size && strncmp (option->name, word, size) == 0;
}

static int
s_take_value (mdc_args_t *self, const mdc_option_t *option, const char *value, int index)
{
    if (option == &HELP) {
        return s_print_help (self->verb);
    }
    self->flag = option->name;
    if (option->value && !value && self->at < self->argc) {
        value = self->argv [self->at++];
    }
    if (option->value && !value) {
        fprintf (stderr, "tickgate %s: %s needs a value: %s\n", self->verb->name, option->name,
                 option->value);
        return MDC_ARGS_WRONG;
    }
    if (!option->value && value) {
        fprintf (stderr, "tickgate %s: %s takes no value\n", self->verb->name, option->name);
        return MDC_ARGS_WRONG;
    }
    self->value = value;
    return index;
}

int
mdc_args_next (mdc_args_t *self)
{
    assert (self);
    if (self->at >= self->argc) {
        return MDC_ARGS_END;
    }
    const char *word = self->argv [self->at++];
    if (!self->is_rest && strcmp (word, "--") == 0) {
        self->is_rest = 1;
        if (self->at >= self->argc) {
            return MDC_ARGS_END;
        }
        word = self->argv [self->at++];
    }
    if (self->is_rest || word [0] != '-' || word [1] == '\0') {
        self->value = word;
        return MDC_ARGS_WORD;
    }
    const mdc_option_t *option;
    for (size_t index = 0; (option = s_option (self->verb, index)); index++) {
        const char *value;
        if (s_names (option, word, &value)) {
            return s_take_value (self, option, value, (int) index);
        }
    }
    return s_unknown (self, word);
}

int
mdc_args_exit_code (int found)
{
    if (found == MDC_ARGS_WRONG) {
        return MDC_EXIT_USAGE;
    }
    return found == MDC_ARGS_LOST ? MDP_STDOUT_EXIT : 0;
}

void
mdc_args_complain (const mdc_args_t *self, const char *why)
{
    fprintf (stderr, "tickgate %s: %s %s: %s\n", self->verb->name, self->flag, self->value, why);
}

int
mdc_args_count (const mdc_args_t *self, uint64_t *count)
{
    const char *text = self->value;
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull (text, &end, 10);
    bool is_number = *text >= '0' && *text <= '9' && *end == '\0';
    if (!is_number || value == 0) {
        mdc_args_complain (self, "not a number above zero");
        return -1;
    }
    if (errno != 0) {
        mdc_args_complain (self, "too large; allowed: up to 18446744073709551615");
        return -1;
    }
    *count = value;
    return 0;
}

//  Read the value, a number and the unit after it, as milliseconds. Returns 0, or -1 and says
//  what is wrong: that it is malformed, or too long.

static int
s_parse_time (const mdc_args_t *self, const char *unit_default, const char *malformed,
              int64_t *milliseconds)
{
    static const struct {
        const char *name;
        double milliseconds;
    } UNITS [] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
    const char *text = self->value;
    size_t digits = strspn (text, "0123456789.");
    char *end = NULL;
    double value = strtod (text, &end);
    bool is_number = digits > 0 && end == text + digits;
    const char *unit = *end != '\0' || !unit_default ? end : unit_default;
    double product = 0;
    for (size_t index = 0; index < sizeof UNITS / sizeof *UNITS && is_number; index++) {
        if (strcmp (unit, UNITS [index].name) == 0) {
            product = value * UNITS [index].milliseconds;
        }
    }
    if (product < 1 || product >= TIME_MS_MAX) {
        mdc_args_complain (self, product < 1 ? malformed : "too long; allowed: up to 277777h");
        return -1;
    }
    *milliseconds = (int64_t) product;
    return 0;
}

int
mdc_args_seconds (const mdc_args_t *self, int64_t *milliseconds)
{
    return s_parse_time (self, "s", "not a number of seconds above zero", milliseconds);
}

int
mdc_args_duration (const mdc_args_t *self, int64_t *milliseconds)
{
    return s_parse_time (self, NULL, "not a duration, as 500ms, 3s, 2m or 1h", milliseconds);
}
