//  sim_log - the file of what was sent, one JSON object a line, for tests to compare with

#include "sim_log.h"

#include "sim_clock.h"
#include "sim_text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct sim_log {
    FILE *file;
    sim_text_t line;
};

sim_log_t *
sim_log_new (const char *path)
{
    FILE *file = fopen (path, "w");
    if (!file) {
        return NULL;
    }
    sim_log_t *self = calloc (1, sizeof *self);
    assert (self);
    self->file = file;
    return self;
}

void
sim_log_destroy (sim_log_t **self_p)
{
    assert (self_p);
    sim_log_t *self = *self_p;
    if (self) {
        (void) fclose (self->file);  //  A lost log shows in the test that reads it
        sim_text_destroy (&self->line);
        free (self);
        *self_p = NULL;
    }
}

void
sim_log_write (sim_log_t *self, const sim_log_entry_t *entry, const char *text, size_t size)
{
    if (!self) {
        return;
    }
    sim_text_clear (&self->line);
    sim_text_addf (&self->line, "{\"t\":%" PRId64 ",\"conn\":%u,\"category\":\"%s\"",
                   sim_clock_wall_ns (), entry->conn, sim_category_name (entry->category));
    if (entry->fault) {
        sim_text_addf (&self->line, ",\"fault\":\"%s\"", entry->fault);
    }
    sim_text_add (&self->line, ",\"text\":");
    sim_text_json (&self->line, text, size);
    sim_text_add (&self->line, "}\n");
    (void) fwrite (self->line.data, 1, self->line.size, self->file);  //  As above
}

void
sim_log_flush (sim_log_t *self)
{
    if (self) {
        (void) fflush (self->file);  //  As above
    }
}
