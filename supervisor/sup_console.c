//  sup_console - tells a person on stderr what happens, and never waits for who reads it

#include "sup_console.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sup_output.h"

struct sup_console {
    sup_output_t *output;
    uint64_t lost;  //  Lines; not yet told
};

sup_console_t *
sup_console_new (int fd)
{
    sup_console_t *self = calloc (1, sizeof *self);
    assert (self);
    self->output = sup_output_new (fd);
    return self;
}

void
sup_console_destroy (sup_console_t **self_p)
{
    assert (self_p);
    sup_console_t *self = *self_p;
    if (self) {
        sup_output_destroy (&self->output);
        free (self);
        *self_p = NULL;
    }
}

//  A line goes out in pieces where it is longer than the output takes at once.
//  Where one finds no room, the rest of its line is lost too.

static void
s_put (sup_console_t *self, const char *line, size_t size)
{
    int rc = 0;
    while (size > 0 && rc == 0) {
        size_t piece = size < SUP_OUTPUT_LINE_MAX ? size : SUP_OUTPUT_LINE_MAX;
        rc = sup_output_write (self->output, line, piece);
        line += piece;
        size -= piece;
    }
    self->lost += sup_output_take_lost (self->output);
}

void
sup_console_pass (sup_console_t *self, const char *lines)
{
    assert (self);
    assert (lines);
    while (*lines) {
        size_t size = strcspn (lines, "\n");
        bool is_ended = lines [size] == '\n';
        s_put (self, lines, is_ended ? size + 1 : size);
        if (!is_ended) {
            s_put (self, "\n", 1);
        }
        lines += is_ended ? size + 1 : size;
    }
}

void
sup_console_say (sup_console_t *self, const char *format, ...)
{
    assert (self);
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream (&text, &size);
    assert (file);
    va_list list;
    va_start (list, format);
    (void) fputs ("tickgated: ", file);  //  Memory running out is seen when it is closed
    (void) vfprintf (file, format, list);
    va_end (list);
    int rc = fclose (file);
    assert (rc == 0);
    sup_console_pass (self, text);
    free (text);
}

void
sup_console_flush (sup_console_t *self)
{
    assert (self);
    sup_output_flush (self->output);
    uint64_t lost = self->lost;
    if (lost > 0) {
        self->lost = 0;
        sup_console_say (self, "%" PRIu64 " lines found no room on stderr and are lost", lost);
        self->lost = self->lost > 0 ? lost : 0;  //  Still no room: told later
    }
}
