//  tgc_client - a connection to gateways: typed messages, right books, and what went wrong

#include "tgc_client.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "mdp_topic.h"
#include "tgc_follower.h"
#include "tgc_socket.h"

enum {
    ABSENCE_MS_MAX = 1000,  //  Of a caller: more does not count as time without messages
    BURST_MAX = 64          //  Items handed on before looking at the descriptor again
};

struct tgc_client {
    tgc_socket_t *socket;
    tgc_prefixes_t *prefixes;
    tgc_follower_t *follower;
    bool hears_heartbeat;  //  We subscribed it ourselves
    bool hears_status;     //  Likewise
    int64_t clock_ms;      //  The follower's time
    int64_t looked_at;     //  When we set it
    int64_t ticked_at;     //  When on that clock
    int descriptor;        //  Wakes us; -1 for none
    int burst;             //  Items since we looked at it
    tgc_item_t woken;
};

//  Monotonic, in milliseconds.

static int64_t
s_now_ms (void)
{
    struct timespec now;
    int rc = clock_gettime (CLOCK_MONOTONIC, &now);
    assert (rc == 0);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

tgc_client_t *
tgc_client_new (void)
{
    tgc_client_t *self = calloc (1, sizeof *self);
    assert (self);
    self->socket = tgc_socket_new ();
    self->prefixes = tgc_prefixes_new ();
    self->follower = tgc_follower_new (self->prefixes);
    self->looked_at = s_now_ms ();
    self->descriptor = -1;
    self->woken.kind = TGC_ITEM_WOKEN;
    tgc_socket_set_rcvhwm (self->socket, TGC_CLIENT_RCVHWM);
    return self;
}

void
tgc_client_destroy (tgc_client_t **self_p)
{
    assert (self_p);
    tgc_client_t *self = *self_p;
    if (self) {
        tgc_follower_destroy (&self->follower);
        tgc_prefixes_destroy (&self->prefixes);
        tgc_socket_destroy (&self->socket);
        free (self);
        *self_p = NULL;
    }
}

void
tgc_client_set_rcvhwm (tgc_client_t *self, int messages)
{
    assert (self);
    tgc_socket_set_rcvhwm (self->socket, messages);
}

int
tgc_client_set_keys (tgc_client_t *self, const char *server_key, const char *public_key,
                     const char *secret_key)
{
    assert (self);
    return tgc_socket_set_keys (self->socket, server_key, public_key, secret_key);
}

int
tgc_client_connect (tgc_client_t *self, const char *endpoint)
{
    assert (self);
    return tgc_socket_connect (self->socket, endpoint);
}

int
tgc_client_watch (tgc_client_t *self, const char *endpoint)
{
    assert (self);
    if (tgc_socket_connect (self->socket, endpoint) != 0) {
        return -1;
    }
    if (!self->hears_heartbeat) {
        self->hears_heartbeat = true;
        tgc_socket_subscribe (self->socket, tgc_text (MDP_TOPIC_HEARTBEAT));
        tgc_follower_watch (self->follower, self->clock_ms);
    }
    return 0;
}

//  Who follows a topic needs its number in bybit.status. too.

static void
s_hear_status (tgc_client_t *self)
{
    if (!self->hears_status && tgc_follower_count (self->follower) > 0) {
        self->hears_status = true;
        tgc_socket_subscribe (self->socket, tgc_text (MDP_TOPIC_STATUS));
    }
}

void
tgc_client_subscribe (tgc_client_t *self, const char *prefix)
{
    assert (self);
    tgc_text_t text = tgc_text (prefix);
    if (tgc_prefixes_add (self->prefixes, text)) {
        tgc_socket_subscribe (self->socket, text);
        (void) tgc_follower_follow (self->follower, text);  //  What is no topic is followed later
        s_hear_status (self);
    }
}

void
tgc_client_unsubscribe (tgc_client_t *self, const char *prefix)
{
    assert (self);
    tgc_text_t text = tgc_text (prefix);
    if (tgc_prefixes_drop (self->prefixes, text)) {
        tgc_socket_unsubscribe (self->socket, text);
        tgc_follower_forget (self->follower, text);
    }
}

void
tgc_client_wake_on (tgc_client_t *self, int descriptor)
{
    assert (self);
    self->descriptor = descriptor;
}

//  Any new subscription brings a snapshot, if it reaches the gateway: only the first and
//  the last of a prefix do. To leave the topic itself would lose what comes meanwhile.

static void
s_resubscribe (tgc_client_t *self, tgc_text_t topic)
{
    while (topic.size > 0 && tgc_prefixes_has (self->prefixes, topic)) {
        topic.size--;
    }
    tgc_socket_subscribe (self->socket, topic);
    tgc_socket_unsubscribe (self->socket, topic);
}

//  Set our clock. A caller that was away for long finds messages that waited, so that
//  time is not one without messages.

static void
s_look (tgc_client_t *self)
{
    int64_t now_ms = s_now_ms ();
    int64_t passed_ms = now_ms - self->looked_at;
    self->clock_ms += passed_ms < ABSENCE_MS_MAX ? passed_ms : ABSENCE_MS_MAX;
    self->looked_at = now_ms;
}

//  The next item that is there already. False where none is.

static bool
s_next_item (tgc_client_t *self, const tgc_item_t **item)
{
    while (true) {
        switch (tgc_follower_next (self->follower, item)) {
            case TGC_FOLLOWER_ITEM:
                return true;
            case TGC_FOLLOWER_RESUBSCRIBE:
                s_resubscribe (self, (*item)->topic);
                break;
            case TGC_FOLLOWER_DONE:
                return false;
        }
    }
}

//  Give the follower what there is: time or a message. False where there is neither.

static bool
s_feed (tgc_client_t *self)
{
    s_look (self);
    if (self->clock_ms - self->ticked_at >= TGC_CLIENT_TICK_MS) {
        self->ticked_at = self->clock_ms;
        tgc_follower_tick (self->follower, self->clock_ms);
        return true;
    }
    tgc_text_t topic;
    tgc_text_t frame;
    if (!tgc_socket_take (self->socket, &topic, &frame)) {
        return false;
    }
    tgc_follower_take (self->follower, topic, frame, self->clock_ms);
    s_hear_status (self);
    return true;
}

//  Wait until there may be something, or the caller's patience ends.

static tgc_socket_wait_t
s_wait (tgc_client_t *self, int64_t stop_at)
{
    int64_t wait_ms = self->ticked_at + TGC_CLIENT_TICK_MS - self->clock_ms;
    int64_t left_ms = stop_at - self->looked_at;
    if (stop_at >= 0 && left_ms <= 0) {
        return TGC_SOCKET_EXPIRED;
    }
    wait_ms = stop_at >= 0 && left_ms < wait_ms ? left_ms : wait_ms;
    tgc_socket_wait_t result = tgc_socket_wait (self->socket, self->descriptor, wait_ms);
    return result == TGC_SOCKET_EXPIRED ? TGC_SOCKET_READY : result;  //  It was only a tick
}

//  A caller that is busy with items wants to be woken too.

static bool
s_is_woken (tgc_client_t *self)
{
    if (self->descriptor == -1 || ++self->burst < BURST_MAX) {
        return false;
    }
    self->burst = 0;
    return tgc_socket_wait (self->socket, self->descriptor, 0) == TGC_SOCKET_WOKEN;
}

const tgc_item_t *
tgc_client_recv (tgc_client_t *self, int64_t timeout_ms)
{
    assert (self);
    if (s_is_woken (self)) {
        return &self->woken;
    }
    int64_t stop_at = timeout_ms < 0 ? -1 : s_now_ms () + timeout_ms;
    const tgc_item_t *item;
    while (!s_next_item (self, &item)) {
        if (s_feed (self)) {
            continue;
        }
        switch (s_wait (self, stop_at)) {
            case TGC_SOCKET_READY:
                break;
            case TGC_SOCKET_WOKEN:
                return &self->woken;
            case TGC_SOCKET_EXPIRED:
                return NULL;
        }
    }
    return item;
}

const tgc_book_t *
tgc_client_book (const tgc_client_t *self, const char *topic)
{
    assert (self);
    return tgc_follower_book (self->follower, tgc_text (topic));
}

uint64_t
tgc_client_error_count (const tgc_client_t *self)
{
    assert (self);
    return tgc_follower_error_count (self->follower);
}
