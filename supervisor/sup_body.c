//  sup_body - bytes of an answer, shared by all who are being sent it

#include "sup_body.h"

#include <assert.h>
#include <stdlib.h>

sup_body_t *
sup_body_new (char *bytes, size_t size)
{
    assert (bytes);
    sup_body_t *self = malloc (sizeof *self);
    assert (self);
    *self = (sup_body_t){ .owners = 1, .size = size, .bytes = bytes };
    return self;
}

sup_body_t *
sup_body_share (sup_body_t *self)
{
    assert (self);
    self->owners++;
    return self;
}

void
sup_body_leave (sup_body_t **self_p)
{
    assert (self_p);
    sup_body_t *self = *self_p;
    if (self && --self->owners == 0) {
        free (self->bytes);
        free (self);
    }
    *self_p = NULL;
}
