//  gw_actor - the gateway actor: owns the loop and the parts of the gateway, and beats

#include "gw_actor.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beat.h"
#include "gw_carry.h"
#include "gw_clock.h"
#include "gw_readers.h"
#include "gw_recover.h"
#include "gw_status.h"
#include "gw_tally.h"
#include "mdp_bind.h"

#define SYSTEM_CA_FILE "/etc/ssl/certs/ca-certificates.crt"

enum {
    LOOK_MS = 50,           //  Between two looks at whether all is confirmed
    HOLD_MS_MAX = 3600000,  //  A longer one is damage
    EXIT_UNAVAILABLE = 69,  //  As sysexits has it
    EXIT_CONFIG = 78
};

typedef struct {
    zsock_t *pipe;  //  To our supervisor
    const gw_config_t *config;
    gw_url_t exchange;
    gw_url_t rest;
    gw_stats_t stats;
    gw_budget_t budget;
    gw_loop_t *loop;
    gw_pub_t *pub;
    gw_report_t *report;
    gw_market_t *market;
    gw_publish_t *publish;
    gw_pipeline_t *pipeline;
    gw_carry_t *carry;
    gw_recover_t *recover;
    gw_readers_t *readers;
    gw_status_t *status;
    gw_tally_t *tally;
    gw_lines_t *lines;
    uint64_t last_source;
    int64_t event_at;  //  When the last market event came; 0 if there was none
    bool is_simulated;
    bool has_begun;       //  The first plan was carried out
    uint64_t held_until;  //  Wall milliseconds: the exchange wants us no sooner; 0 if it does
    int64_t held_told;    //  The hold of the lines, as the last beat said
    bool is_confirmed;    //  As the last beat said
    int64_t beat_at;      //  When the next is due
    int64_t look_at;      //  When the next is due
    int64_t status_at;    //  When the next is due
    bool terminated;
} self_t;

//  Say why we cannot go on, and leave.

static void
s_fail (self_t *self, int exit_code, const char *what, const char *which, const char *why)
{
    char reason [BEAT_REASON_MAX];
    (void) snprintf (reason, sizeof reason, "%s %s: %s", what, which, why);
    (void) beat_send_fail (self->pipe, exit_code, reason);
    self->terminated = true;
}

//  The incarnation before was told to stay away: a restart must not break that.

static void
s_hold_lines (self_t *self)
{
    uint64_t wall_ms = gw_clock_wall_ns () / 1000000;
    if (self->held_until > wall_ms && self->held_until - wall_ms < HOLD_MS_MAX) {
        int64_t until_at = gw_clock_mono_ms () + (int64_t) (self->held_until - wall_ms);
        gw_lines_hold (self->lines, until_at);
    }
}

//  A plan was carried out: the first one, or another since.

static void
s_on_carried (self_t *self, gw_carry_news_t news, int64_t now_ms)
{
    switch (news) {
        case GW_CARRY_NOTHING:
            break;
        case GW_CARRY_OVERFLOW:
            s_fail (self, EXIT_CONFIG, "too many topics", self->config->name,
                    "give some of the markets to another gateway");
            break;
        case GW_CARRY_BEGUN:
            gw_readers_plan (self->readers, self->market, now_ms);
            s_hold_lines (self);
            self->has_begun = true;
            gw_recover_begin (self->recover);
            break;
        case GW_CARRY_CHANGED:
            gw_readers_plan (self->readers, self->market, now_ms);
            gw_recover_begin (self->recover);
            break;
    }
}

//  Without a file nothing encrypted can be reached; that is right where the
//  exchange is not, and only symbol lists might be.

static const char *
s_ca_file (const self_t *self)
{
    if (self->config->exchange_ca) {
        return self->config->exchange_ca;
    }
    bool is_needed = self->exchange.is_tls || access (SYSTEM_CA_FILE, R_OK) == 0;
    return is_needed ? SYSTEM_CA_FILE : NULL;
}

//  Take from the world what we need of it. What it refuses is told, and ends us.

static bool
s_open_world (self_t *self)
{
    const gw_config_t *config = self->config;
    if (gw_url_parse (&self->exchange, config->exchange_url) == -1
        || gw_url_parse (&self->rest, config->rest_url) == -1) {
        s_fail (self, EXIT_CONFIG, "bad URL", config->exchange_url, config->rest_url);
        return false;
    }
    self->loop = gw_loop_new (s_ca_file (self));
    if (!self->loop) {
        s_fail (self, EXIT_CONFIG, "cannot encrypt with", s_ca_file (self), gw_loop_last_error ());
        return false;
    }
    self->pub = gw_pub_new (config->publish, config->sndhwm, config->access);
    if (!self->pub) {
        s_fail (self, EXIT_UNAVAILABLE, "cannot bind", config->publish, mdp_bind_trouble (errno));
        return false;
    }
    if (gw_loop_watch (self->loop, (int) zsock_fd (self->pipe)) == -1
        || gw_loop_watch (self->loop, gw_pub_fd (self->pub)) == -1) {
        s_fail (self, EXIT_UNAVAILABLE, "no descriptors left", config->name, strerror (errno));
        return false;
    }
    return true;
}

static void
s_make_parts (self_t *self, const beat_order_t *order)
{
    self->report = gw_report_new (self->pipe);
    self->market = gw_market_new ();
    self->publish = gw_publish_new (self->pub, &self->stats, self->config->numbers, order->epoch);
    self->pipeline = gw_pipeline_new (self->market, self->publish, &self->stats, order->since);
    if (self->config->lanes > 1) {
        gw_pipeline_merge_lanes (self->pipeline);
    }
    self->readers = gw_readers_new (self->pub, self->publish, self->report, self->config->publish);
    self->status = gw_status_new (self->report);
    const gw_line_parts_t parts = {
        .loop = self->loop,
        .pipeline = self->pipeline,
        .publish = self->publish,
        .market = self->market,
        .report = self->report,
        .stats = &self->stats,
        .budget = &self->budget,
        .url = &self->exchange,
        .last_source = &self->last_source,
        .event_at = &self->event_at,
        .is_simulated = &self->is_simulated,
    };
    self->lines = gw_lines_new (&parts, self->config->lanes);
    self->tally = gw_tally_new (self->pipe, &self->stats, self->lines, self->market, self->pub);
    self->carry = gw_carry_new (self->config, &self->rest, self->lines, &parts);
    self->recover =
        gw_recover_new (&self->rest, s_ca_file (self), self->lines, &parts, order->since);
    self->held_until = order->memo;
    gw_carry_plan (self->carry, order->wish, order->wish_size);
}

//  The longest hold of any line, for the next incarnation to keep; wall
//  milliseconds.

static uint64_t
s_held_until (const self_t *self)
{
    if (!self->has_begun) {
        return self->held_until;
    }
    int64_t left_ms = gw_lines_held_until (self->lines) - gw_clock_mono_ms ();
    return left_ms > 0 ? gw_clock_wall_ns () / 1000000 + (uint64_t) left_ms : 0;
}

static void
s_beat (self_t *self)
{
    self->is_confirmed = gw_lines_are_confirmed (self->lines);
    self->held_told = gw_lines_held_until (self->lines);
    beat_t beat = {
        .is_connected = self->is_confirmed,
        .is_simulated = self->is_simulated,
        .event_age_ms = self->event_at > 0 ? gw_clock_mono_ms () - self->event_at : -1,
        .events = gw_stats_events (&self->stats),
        .published = self->stats.published,
        .errors = gw_report_errors (self->report),
        .queue_size = gw_readers_owed (self->readers),
        .reconnects = self->stats.reconnects,
        .memo = s_held_until (self),
    };
    memcpy (beat.topics, gw_status_counts (self->status), sizeof beat.topics);
    (void) beat_send (self->pipe, &beat);  //  A full pipe has beats enough
}

static void
s_on_pipe (self_t *self)
{
    beat_order_t order;
    for (;;) {
        switch (beat_recv_order (self->pipe, &order)) {
            case BEAT_ORDER_NONE:
                return;
            case BEAT_ORDER_TERM:
                self->terminated = true;
                return;
            case BEAT_ORDER_RELOAD:
                gw_carry_plan (self->carry, order.wish, order.wish_size);
                free (order.wish);
                break;
            case BEAT_ORDER_START:
                free (order.wish);  //  We have begun
                break;
            case BEAT_ORDER_ALIEN:
                break;
        }
    }
}

static void
s_on_time (self_t *self, int64_t now_ms)
{
    s_on_carried (self, gw_carry_run (self->carry, now_ms), now_ms);
    gw_lines_run (self->lines, now_ms);
    gw_recover_run (self->recover, now_ms);
    if (self->status_at <= now_ms) {
        self->status_at = now_ms + GW_STATUS_MS;
        gw_status_tell (self->status, self->market, self->lines, self->publish,
                        gw_clock_wall_ns ());
        gw_tally_tell (self->tally);
    }
    //  What is confirmed, who was refused, and a hold, are told soon, the rest once a second
    if (self->look_at <= now_ms) {
        self->look_at = now_ms + LOOK_MS;
        gw_readers_look (self->readers, now_ms);
        bool is_news = gw_lines_are_confirmed (self->lines) != self->is_confirmed
                       || gw_lines_held_until (self->lines) != self->held_told;
        if (self->beat_at <= now_ms || is_news) {
            self->beat_at = now_ms + BEAT_MS;
            s_beat (self);
        }
    }
}

static int64_t
s_sooner (int64_t one_ms, int64_t other_ms)
{
    return one_ms < other_ms ? one_ms : other_ms;
}

static int64_t
s_wait_ms (self_t *self)
{
    int64_t now_ms = gw_clock_mono_ms ();
    int64_t wait_ms = s_sooner (self->look_at - now_ms, self->status_at - now_ms);
    wait_ms = s_sooner (wait_ms, gw_readers_wait_ms (self->readers, now_ms));
    wait_ms = s_sooner (wait_ms, gw_carry_wait_ms (self->carry, now_ms));
    wait_ms = s_sooner (wait_ms, gw_recover_wait_ms (self->recover));
    return s_sooner (wait_ms, gw_lines_wait_ms (self->lines, now_ms));
}

static void
s_run (self_t *self)
{
    while (!self->terminated) {
        int64_t now_ms = gw_clock_mono_ms ();
        s_on_time (self, now_ms);
        //  The descriptors of both sockets are edge-triggered, and any call may take the edge:
        //  they are read until they are empty. What is sent after that, as by a timer of the
        //  library before it waits, may hide what comes, until the next look
        gw_readers_run (self->readers, now_ms);
        s_on_pipe (self);
        if (!self->terminated) {
            gw_loop_wait (self->loop, s_wait_ms (self));
        }
    }
}

//  In reverse order of starting.

static void
s_stop (self_t *self)
{
    gw_recover_destroy (&self->recover);
    gw_carry_destroy (&self->carry);
    gw_tally_destroy (&self->tally);
    gw_lines_destroy (&self->lines);
    gw_status_destroy (&self->status);
    gw_readers_destroy (&self->readers);
    gw_pipeline_destroy (&self->pipeline);
    gw_publish_destroy (&self->publish);
    gw_market_destroy (&self->market);
    gw_report_destroy (&self->report);
    gw_loop_destroy (&self->loop);
    gw_pub_destroy (&self->pub);
}

//  Wait for the order to begin. False where we are to stop instead.

static bool
s_wait_for_start (zsock_t *pipe, beat_order_t *order)
{
    zpoller_t *poller = zpoller_new (pipe, NULL);
    assert (poller);
    zpoller_set_nonstop (poller, true);
    beat_order_kind_t kind = BEAT_ORDER_NONE;
    while (kind != BEAT_ORDER_START && kind != BEAT_ORDER_TERM) {
        (void) zpoller_wait (poller, -1);
        kind = beat_recv_order (pipe, order);
        if (kind == BEAT_ORDER_RELOAD) {
            free (order->wish);  //  The start will bring it
        }
    }
    zpoller_destroy (&poller);
    return kind == BEAT_ORDER_START;
}

void
gateway_actor (zsock_t *pipe, void *args)
{
    beat_order_t order;
    (void) zsock_signal (pipe, 0);  //  Constructed: whoever made us may go on
    if (!s_wait_for_start (pipe, &order)) {
        return;
    }
    self_t *self = calloc (1, sizeof *self);
    assert (self);
    self->pipe = pipe;
    self->config = args;
    if (s_open_world (self)) {
        s_make_parts (self, &order);
        s_run (self);
    }
    free (order.wish);
    s_stop (self);
    free (self);
}
