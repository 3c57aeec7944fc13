//  gw_rest - asks REST for recent trades, in a thread of its own

#include "gw_rest.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "gw_clock.h"
#include "gw_http.h"
#include "mdp_topic.h"

#define NOTHING_LEFT "no thread or descriptor left"

enum {
    WHY_SIZE = 256,
    BUSY_MS = 100,  //  Between two looks at what takes too long
    IDLE_MS = 1000,
    END_S_MAX = 1  //  For the thread to end; then it is left behind
};

typedef struct {
    size_t number;
    mdp_category_t category;
    char symbol [MDP_SYMBOL_MAX + 1];
} question_t;

//  An answer, which the thread hands over with all that belongs to it.
typedef struct {
    question_t question;  //  Trades may lend its symbol
    gw_rest_answer_t answer;
    bybit_recent_t *reader;
    char *text;
    char why [WHY_SIZE];
} reply_t;

typedef struct worker worker_t;

//  One question on its way.
typedef struct {
    worker_t *worker;
    gw_http_t *http;
    question_t question;
} asker_t;

//  The thread.
struct worker {
    int fd;  //  To us: questions come, addresses of replies go
    gw_url_t url;
    char *ca_file;
    gw_addresses_t known;  //  Of the host, from before; perhaps none
    gw_loop_t *loop;       //  Null as long as it cannot be had
    asker_t askers [GW_REST_ASKED_MAX];
};

struct gw_rest {
    gw_url_t url;
    const char *ca_file;
    gw_rest_fn *on_answer;
    void *owner;
    gw_resolver_t *resolver;  //  Until the thread begins; null without descriptors left
    gw_addresses_t known;     //  That it has found
    size_t asked;
    int fd;  //  To the thread; -1 while there is none
    pthread_t thread;
};

static void
s_reply_destroy (reply_t **self_p)
{
    reply_t *self = *self_p;
    bybit_recent_destroy (&self->reader);
    free (self->text);
    free (self);
    *self_p = NULL;
}

//  In the thread.

static mdp_text_t
s_symbol (const question_t *question)
{
    return (mdp_text_t){ question->symbol, strlen (question->symbol) };
}

static void
s_reply (worker_t *self, const question_t *question, int status, const char *body, size_t size)
{
    reply_t *reply = calloc (1, sizeof *reply);
    assert (reply);
    reply->question = *question;
    reply->answer.number = question->number;
    reply->answer.status = status;
    reply->answer.why = reply->why;
    if (status == 200) {
        reply->reader = bybit_recent_new ();
        reply->text = malloc (size + 1);
        assert (reply->text);
        memcpy (reply->text, body, size);
        reply->answer.recent = bybit_recent_read (reply->reader, question->category,
                                                  s_symbol (&reply->question), reply->text, size);
    } else {
        (void) snprintf (reply->why, sizeof reply->why, "%.*s", (int) size, body);
    }
    if (send (self->fd, &reply, sizeof reply, MSG_NOSIGNAL) != (ssize_t) sizeof reply) {
        s_reply_destroy (&reply);  //  Nobody is there any more
    }
}

static void
s_on_answer (void *owner, int status, const char *body, size_t size)
{
    asker_t *asker = owner;
    s_reply (asker->worker, &asker->question, status, body, size);
}

static void
s_take (worker_t *self, const question_t *question)
{
    asker_t *asker = self->askers;
    while (gw_http_is_busy (asker->http)) {
        asker++;  //  One is free: no more are asked at once
    }
    char path [BYBIT_RECENT_PATH_MAX];
    char whole [BYBIT_RECENT_PATH_MAX + sizeof self->url.path];
    bybit_recent_path (path, question->category, s_symbol (question));
    (void) snprintf (whole, sizeof whole, "%s%s", self->url.path, path);
    asker->question = *question;
    gw_http_get (asker->http, &self->url, whole, gw_clock_mono_ms ());
}

static bool
s_open (worker_t *self)
{
    self->loop = gw_loop_new (self->ca_file);
    if (self->loop && gw_loop_watch (self->loop, self->fd) == -1) {
        gw_loop_destroy (&self->loop);
    }
    for (size_t index = 0; index < GW_REST_ASKED_MAX && self->loop; index++) {
        asker_t *asker = &self->askers [index];
        asker->worker = self;
        asker->http = gw_http_new (self->loop, s_on_answer, asker);
    }
    if (self->loop && self->known.count > 0) {
        gw_resolver_know (gw_loop_resolver (self->loop), self->url.host, &self->known);
    }
    return self->loop != NULL;
}

//  Give up what takes too long. Returns how long there is nothing else to do.

static int64_t
s_expire (worker_t *self)
{
    bool is_busy = false;
    for (size_t index = 0; index < GW_REST_ASKED_MAX; index++) {
        gw_http_expire (self->askers [index].http, gw_clock_mono_ms ());
        is_busy = is_busy || gw_http_is_busy (self->askers [index].http);
    }
    return is_busy ? BUSY_MS : IDLE_MS;
}

//  Without a loop a question is answered with the reason, and the next one tries again.

static void
s_on_question (worker_t *self, const question_t *question)
{
    if (self->loop || s_open (self)) {
        s_take (self, question);
    } else {
        const char *why = gw_loop_last_error ();
        why = *why ? why : NOTHING_LEFT;
        s_reply (self, question, 0, why, strlen (why));
    }
}

//  Until nobody can ask any more.

static void
s_serve (worker_t *self)
{
    question_t question;
    ssize_t size;
    do {
        if (self->loop) {
            gw_loop_wait (self->loop, s_expire (self));
        }
        size = recv (self->fd, &question, sizeof question, self->loop ? MSG_DONTWAIT : 0);
        if (size == (ssize_t) sizeof question) {
            s_on_question (self, &question);
        }
    } while (size != 0);
}

static void *
s_run (void *argument)
{
    worker_t *self = argument;
    (void) pthread_setname_np (pthread_self (), "rest");  //  Only a help to debuggers
    s_serve (self);
    for (size_t index = 0; index < GW_REST_ASKED_MAX; index++) {
        gw_http_destroy (&self->askers [index].http);
    }
    gw_loop_destroy (&self->loop);
    int fd = self->fd;
    free (self->ca_file);
    free (self);
    (void) close (fd);  //  We are gone
    return NULL;
}

//  In the owner's thread.

static void
s_on_addresses (void *owner, const gw_addresses_t *addresses, const char *why)
{
    (void) why;  //  Told when somebody needs them
    gw_rest_t *self = owner;
    if (addresses) {
        self->known = *addresses;
    }
}

gw_rest_t *
gw_rest_new (const gw_url_t *url, const char *ca_file, gw_rest_fn *on_answer, void *owner)
{
    gw_rest_t *self = calloc (1, sizeof *self);
    assert (self);
    self->url = *url;
    self->ca_file = ca_file;
    self->on_answer = on_answer;
    self->owner = owner;
    self->fd = -1;
    self->resolver = gw_resolver_new ();
    if (self->resolver) {
        gw_resolver_ask (self->resolver, self->url.host, s_on_addresses, self);
    }
    return self;
}

static bool
s_start (gw_rest_t *self)
{
    int fds [2];
    if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) == -1) {
        return false;
    }
    worker_t *worker = calloc (1, sizeof *worker);
    assert (worker);
    worker->fd = fds [1];
    worker->url = self->url;
    worker->ca_file = self->ca_file ? strdup (self->ca_file) : NULL;
    if (self->resolver) {
        gw_resolver_read (self->resolver);
        gw_resolver_destroy (&self->resolver);
    }
    worker->known = self->known;
    self->fd = fds [0];
    if (pthread_create (&self->thread, NULL, s_run, worker) != 0) {
        (void) close (fds [0]);
        (void) close (fds [1]);
        free (worker->ca_file);
        free (worker);
        self->fd = -1;
    }
    return self->fd != -1;
}

void
gw_rest_ask (gw_rest_t *self, size_t number, mdp_category_t category, mdp_text_t symbol)
{
    assert (self);
    assert (self->asked < GW_REST_ASKED_MAX);
    question_t question = { .number = number, .category = category };
    (void) snprintf (question.symbol, sizeof question.symbol, "%.*s", (int) symbol.size,
                     symbol.chars);
    if ((self->fd != -1 || s_start (self))
        && send (self->fd, &question, sizeof question, MSG_DONTWAIT | MSG_NOSIGNAL)
               == (ssize_t) sizeof question) {
        self->asked++;
    } else {
        const gw_rest_answer_t answer = { .number = number, .why = NOTHING_LEFT };
        self->on_answer (self->owner, &answer);
    }
}

void
gw_rest_run (gw_rest_t *self)
{
    assert (self);
    reply_t *reply;
    while (self->asked > 0
           && recv (self->fd, &reply, sizeof reply, MSG_DONTWAIT) == (ssize_t) sizeof reply) {
        self->asked--;
        self->on_answer (self->owner, &reply->answer);
        s_reply_destroy (&reply);
    }
}

//  The thread lets its end of the pair go as the last it does. One that hangs is left behind:
//  it holds nothing of ours.

static void
s_end (gw_rest_t *self)
{
    const struct timeval patience = { .tv_sec = END_S_MAX };
    reply_t *reply;
    ssize_t size;
    (void) setsockopt (self->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    (void) shutdown (self->fd, SHUT_WR);  //  Neither can fail for a pair of sockets
    do {
        size = recv (self->fd, &reply, sizeof reply, 0);
        if (size > 0) {
            s_reply_destroy (&reply);
        }
    } while (size > 0 || (size == -1 && errno == EINTR));
    (void) (size == 0 ? pthread_join (self->thread, NULL) : pthread_detach (self->thread));
    (void) close (self->fd);
}

void
gw_rest_destroy (gw_rest_t **self_p)
{
    assert (self_p);
    gw_rest_t *self = *self_p;
    if (self) {
        if (self->fd != -1) {
            s_end (self);
        }
        gw_resolver_destroy (&self->resolver);
        free (self);
        *self_p = NULL;
    }
}
