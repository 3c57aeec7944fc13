//  sup_reload - what a second reading of the settings brought, on its way to the supervisor

#include "sup_reload.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void
s_add (zmsg_t *message, const char *text)
{
    int rc = zmsg_addmem (message, text ? text : "", text ? strlen (text) : 0);
    assert (rc == 0);
}

int
sup_reload_send (const sup_reload_t *self, zsock_t *pipe)
{
    assert (self);
    zmsg_t *message = zmsg_new ();
    assert (message);
    s_add (message, "RELOAD");
    s_add (message, self->refused);
    s_add (message, self->ignored);
    for (size_t index = 0; index < SUP_CHILDREN_MAX; index++) {
        s_add (message, self->wishes [index]);
    }
    int rc = zmsg_send (&message, pipe);
    zmsg_destroy (&message);  //  It was not sent
    return rc;
}

//  The next frame as a text; null where it is empty.

static char *
s_pop (zmsg_t *message)
{
    char *text = zmsg_popstr (message);
    if (text && !*text) {
        zstr_free (&text);
    }
    return text;
}

int
sup_reload_read (sup_reload_t *self, zmsg_t *message)
{
    assert (self);
    *self = (sup_reload_t){ .refused = NULL };
    if (zmsg_size (message) != SUP_CHILDREN_MAX + 2) {
        return -1;
    }
    self->refused = s_pop (message);
    self->ignored = s_pop (message);
    for (size_t index = 0; index < SUP_CHILDREN_MAX; index++) {
        self->wishes [index] = s_pop (message);
    }
    return 0;
}

void
sup_reload_free (sup_reload_t *self)
{
    assert (self);
    free (self->refused);
    free (self->ignored);
    free (self->told);
    for (size_t index = 0; index < SUP_CHILDREN_MAX; index++) {
        free (self->wishes [index]);
    }
    *self = (sup_reload_t){ .refused = NULL };
}
