//  sup_text - texts that grow as they are printed, and what JSON wants quoted

#include "sup_text.h"

#include <assert.h>
#include <string.h>

#include "mdp_print.h"

enum { QUOTED_MAX = 8192 };  //  A longer one is empty; ours are not

void
sup_text_begin (sup_text_t *self)
{
    assert (self);
    self->file = open_memstream (&self->bytes, &self->size);
    assert (self->file);
}

sup_body_t *
sup_text_end (sup_text_t *self)
{
    assert (self);
    int rc = fclose (self->file);
    assert (rc == 0);
    return sup_body_new (self->bytes, self->size);
}

void
sup_text_quote (FILE *file, const char *text)
{
    assert (text);
    char quoted [QUOTED_MAX];
    mdp_print_t print;
    mdp_print_init (&print, quoted, sizeof quoted);
    mdp_print_quoted (&print, text, strlen (text));
    fputs (mdp_print_size (&print) > 0 ? quoted : "\"\"", file);
}
