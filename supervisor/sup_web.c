//  sup_web - the supervisor's end of the HTTP actor: opens its port, starts, tells and stops it

#include "sup_web.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

#include "sup_http.h"
#include "sup_listen.h"
#include "sup_server.h"
#include "sup_thread.h"
#include "sup_threads.h"

enum { STOP_MS = 500, LOOK_MS = 1 };

struct sup_web {
    sup_http_args_t args;
    sup_thread_t *thread;
};

sup_web_t *
sup_web_new (const sup_config_t *config, char why [SUP_WEB_WHY_MAX])
{
    assert (config);
    const char *trouble = NULL;
    *why = '\0';
    if (!config->http || streq (config->http, "off")) {
        return NULL;
    }
    sup_web_t *self = calloc (1, sizeof *self);
    assert (self);
    self->args.config = config;
    self->args.fd = sup_listen_open (config->http, &trouble);
    if (self->args.fd != -1) {
        sup_server_hush ();  //  Gateways that are threads come later
        self->thread = sup_thread_new ("http", sup_http_actor, &self->args);
    }
    if (!self->thread) {
        bool is_open = self->args.fd != -1;
        (void) snprintf (why, SUP_WEB_WHY_MAX, "%.128s: %s; %s", config->http,
                         is_open ? "the system gives no more threads" : trouble,
                         is_open ? SUP_THREADS_ADVICE : "give another HOST:PORT by --http, or off");
        (void) close (self->args.fd);  //  Nobody has it, if there is one
        free (self);
        self = NULL;
    }
    return self;
}

//  It never waits for anybody, so it ends at once; should it not, that must not hold us.

int
sup_web_destroy (sup_web_t **self_p)
{
    assert (self_p);
    sup_web_t *self = *self_p;
    *self_p = NULL;
    if (!self) {
        return 0;
    }
    int64_t give_up_at = zclock_mono () + STOP_MS;
    bool is_told = false;
    while (!sup_thread_is_gone (self->thread)) {
        is_told = is_told || sup_tidings_send_term (sup_thread_pipe (self->thread)) == 0;
        if (zclock_mono () >= give_up_at) {
            return -1;
        }
        zclock_sleep (LOOK_MS);
    }
    int rc = sup_thread_destroy (&self->thread);
    free (self);
    return rc;
}

zsock_t *
sup_web_pipe (sup_web_t *self)
{
    assert (self);
    return sup_thread_pipe (self->thread);
}
