//  test_sup_told - settings to fill, and what was told of what is wrong with them
//
//  For tests alone.

#ifndef TEST_SUP_TOLD_H
#define TEST_SUP_TOLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sup_options.h"
#include "unit.h"

typedef struct {
    char *text;
    size_t size;
    FILE *file;
    sup_errors_t *errors;
    sup_options_t *options;
} told_t;

static inline void
told_init (told_t *self, const sup_options_spec_t *spec)
{
    self->file = open_memstream (&self->text, &self->size);
    assert_non_null (self->file);
    self->errors = sup_errors_new (spec->program, self->file);
    self->options = sup_options_new (spec, self->errors);
}

static inline void
told_free (told_t *self)
{
    sup_options_destroy (&self->options);
    sup_errors_destroy (&self->errors);
    assert_null (self->options);
    fclose (self->file);
    free (self->text);
}

static inline void
told_assert (told_t *self, const char *line)
{
    fflush (self->file);
    if (!strstr (self->text, line)) {
        fail_msg ("\"%s\" does not say \"%s\"", self->text, line);
    }
}

#endif
