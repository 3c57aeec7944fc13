//  sup_errors - tells what is wrong with a configuration, bounded, and remembers the exit code

#include "sup_errors.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_utf8.h"

enum { LINE_MAX_SIZE = 2048 };  //  Bytes in the longest line; more are cut with an ellipsis

struct sup_errors {
    const char *program;
    FILE *file;
    size_t count;
    int exit_code;
};

sup_errors_t *
sup_errors_new (const char *program, FILE *file)
{
    assert (program);
    assert (file);
    sup_errors_t *self = calloc (1, sizeof *self);
    assert (self);
    self->program = program;
    self->file = file;
    return self;
}

void
sup_errors_destroy (sup_errors_t **self_p)
{
    assert (self_p);
    free (*self_p);
    *self_p = NULL;
}

static void
s_print_safely (FILE *file, const char *text, size_t size)
{
    size_t at = 0;
    while (at < size) {
        size_t step = mdp_utf8_size (text + at, size - at);
        if (step > 0 && !mdp_utf8_is_control (text + at, step)) {
            fwrite (text + at, 1, step, file);
            at += step;
        } else {
            fprintf (file, "\\x%02x", (unsigned) (unsigned char) text [at]);
            at++;
        }
    }
}

static void s_print_line (const sup_errors_t *self, const char *kind, const char *format,
                          va_list list) __attribute__ ((format (printf, 3, 0)));

static void
s_print_line (const sup_errors_t *self, const char *kind, const char *format, va_list list)
{
    char line [LINE_MAX_SIZE];
    int size = vsnprintf (line, sizeof line, format, list);
    assert (size >= 0);
    bool is_cut = (size_t) size >= sizeof line;
    fprintf (self->file, "%s: %s", self->program, kind);
    s_print_safely (self->file, line, strlen (line));
    fputs (is_cut ? "...\n" : "\n", self->file);
}

void
sup_errors_add_list (sup_errors_t *self, int exit_code, const char *format, va_list list)
{
    assert (self);
    if (self->count < SUP_ERRORS_MAX) {
        s_print_line (self, "", format, list);
    }
    self->count++;
    if (self->exit_code != SUP_EXIT_USAGE) {
        self->exit_code = exit_code;
    }
}

void
sup_errors_add (sup_errors_t *self, int exit_code, const char *format, ...)
{
    va_list list;
    va_start (list, format);
    sup_errors_add_list (self, exit_code, format, list);
    va_end (list);
}

void
sup_errors_warn (sup_errors_t *self, const char *format, ...)
{
    assert (self);
    va_list list;
    va_start (list, format);
    s_print_line (self, "warning: ", format, list);
    va_end (list);
}

void
sup_errors_end (sup_errors_t *self)
{
    assert (self);
    if (self->count > SUP_ERRORS_MAX) {
        fprintf (self->file, "%s: %zu more errors are not shown\n", self->program,
                 self->count - SUP_ERRORS_MAX);
    }
    if (self->exit_code == SUP_EXIT_USAGE) {
        fprintf (self->file, "Try \"%s --help\".\n", self->program);
    }
}

size_t
sup_errors_count (const sup_errors_t *self)
{
    assert (self);
    return self->count;
}

int
sup_errors_exit_code (const sup_errors_t *self)
{
    assert (self);
    return self->exit_code;
}
