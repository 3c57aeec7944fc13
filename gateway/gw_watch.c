//  gw_watch - wakes its owner when a descriptor is readable, or at the loop's next turn

#include "gw_watch.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>

struct gw_watch {
    gw_loop_t *loop;
    gw_watch_ready_t *on_ready;
    void *owner;
    struct lws *wsi;  //  Null once the library has closed it
    lws_sorted_usec_list_t again;
};

gw_watch_t *
gw_watch_new (gw_loop_t *loop, int fd, gw_watch_ready_t *on_ready, void *owner)
{
    //  A duplicate: the library closes what it adopts
    lws_sock_file_fd_type duplicate = { .filefd = fcntl (fd, F_DUPFD_CLOEXEC, 3) };
    if (duplicate.filefd == -1) {
        return NULL;
    }
    struct lws_vhost *vhost = lws_get_vhost_by_name (gw_loop_context (loop), "default");
    struct lws *wsi = lws_adopt_descriptor_vhost (vhost, LWS_ADOPT_RAW_FILE_DESC, duplicate,
                                                  GW_WATCH_PROTOCOL, NULL);
    if (!wsi) {
        return NULL;
    }
    gw_watch_t *self = calloc (1, sizeof *self);
    assert (self);
    self->loop = loop;
    self->on_ready = on_ready;
    self->owner = owner;
    self->wsi = wsi;
    lws_set_opaque_user_data (wsi, self);
    return self;
}

void
gw_watch_destroy (gw_watch_t **self_p)
{
    assert (self_p);
    gw_watch_t *self = *self_p;
    if (self) {
        if (self->wsi) {
            lws_set_opaque_user_data (self->wsi, NULL);  //  Whatever it still says is old
            lws_set_timeout (self->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
        }
        lws_sul_cancel (&self->again);
        free (self);
        *self_p = NULL;
    }
}

static void
s_on_again (lws_sorted_usec_list_t *again)
{
    gw_watch_t *self = lws_container_of (again, gw_watch_t, again);
    self->on_ready (self->owner);
}

void
gw_watch_again (gw_watch_t *self)
{
    lws_sul_schedule (gw_loop_context (self->loop), 0, &self->again, s_on_again, 1);
}

int
gw_watch_callback (struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t size)
{
    (void) user;
    (void) in;
    (void) size;
    gw_watch_t *self = lws_get_opaque_user_data (wsi);
    if (reason == LWS_CALLBACK_RAW_CLOSE_FILE && self) {
        self->wsi = NULL;
        gw_watch_again (self);  //  Not at once: the loop itself may be at its end
    } else if (reason == LWS_CALLBACK_RAW_RX_FILE) {
        if (!self) {
            return -1;
        }
        self->on_ready (self->owner);
    }
    return 0;
}
