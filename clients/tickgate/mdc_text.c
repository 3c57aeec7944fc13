//  mdc_text - writes messages for people

#include "mdc_text.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const uint64_t SECOND = 1000000000;

struct mdc_text {
    bool is_coloured;
    mdp_unpack_t *unpack;
};

typedef enum { PLAIN, DIM, RED, GREEN, YELLOW, CYAN } colour_t;

mdc_text_t *
mdc_text_new (bool is_coloured)
{
    mdc_text_t *self = calloc (1, sizeof *self);
    assert (self);
    self->is_coloured = is_coloured;
    self->unpack = mdp_unpack_new ();
    return self;
}

void
mdc_text_destroy (mdc_text_t **self_p)
{
    assert (self_p);
    mdc_text_t *self = *self_p;
    if (self) {
        mdp_unpack_destroy (&self->unpack);
        free (self);
        *self_p = NULL;
    }
}

//  A short formatted piece.

static void __attribute__ ((format (printf, 2, 3)))
s_printf (mdp_print_t *print, const char *format, ...)
{
    char text [256];
    va_list arguments;
    va_start (arguments, format);
    int size = vsnprintf (text, sizeof text, format, arguments);
    va_end (arguments);
    assert (size >= 0);
    assert ((size_t) size < sizeof text);
    mdp_print_chars (print, text, (size_t) size);
}

static void
s_colour (const mdc_text_t *self, mdp_print_t *print, colour_t colour)
{
    static const char *const CODES [] = { "\x1b[0m",  "\x1b[2m",  "\x1b[31m",
                                          "\x1b[32m", "\x1b[33m", "\x1b[36m" };
    if (self->is_coloured) {
        mdp_print_word (print, CODES [colour]);
    }
}

//  Text of others, padded to a width.

static void
s_text (mdp_print_t *print, mdp_text_t text, size_t width)
{
    size_t before = print->size;
    mdp_print_escaped (print, text.chars, text.size);
    for (size_t size = print->size - before; size < width; size++) {
        mdp_print_word (print, " ");
    }
}

static void
s_coloured (const mdc_text_t *self, mdp_print_t *print, colour_t colour, mdp_text_t text)
{
    s_colour (self, print, colour);
    s_text (print, text, 0);
    s_colour (self, print, PLAIN);
}

static mdp_text_t
s_word (const char *word)
{
    return (mdp_text_t){ .chars = word, .size = strlen (word) };
}

static void
s_number (mdp_print_t *print, mdp_number_t number)
{
    if (number.text.size > 0) {
        s_text (print, number.text, 0);
    } else {
        mdp_print_double (print, number.value);
    }
}

//  Hours, minutes, seconds and microseconds, UTC.

static void
s_time (mdp_print_t *print, uint64_t nanoseconds)
{
    time_t seconds = (time_t) (nanoseconds / SECOND);
    struct tm parts;
    if (gmtime_r (&seconds, &parts)) {
        s_printf (print, "%02d:%02d:%02d.%06u", parts.tm_hour, parts.tm_min, parts.tm_sec,
                  (unsigned) (nanoseconds % SECOND / 1000));
    }
}

//  What every line begins with: when, whether it is real, and of what.

static void
s_print_head (mdc_text_t *self, mdp_print_t *print, const mdp_message_t *message, mdp_text_t topic)
{
    const mdp_stamp_t *stamp = &message->stamp;
    s_colour (self, print, DIM);
    s_time (print, stamp->ts_recv > 0 ? stamp->ts_recv : stamp->ts_pub);
    s_colour (self, print, PLAIN);
    mdp_print_word (print, "  ");
    if (stamp->is_simulated) {
        s_coloured (self, print, YELLOW, s_word ("simulated"));
        mdp_print_word (print, "  ");
    }
    s_text (print, topic, 34);
    mdp_print_word (print, "  ");
}

static void
s_print_trade (mdc_text_t *self, mdp_print_t *print, const mdp_message_trade_t *trade)
{
    bool has_side = (trade->has & MDP_HAS_SIDE) != 0;
    const char *side = !has_side ? "?   " : trade->is_buy ? "buy " : "sell";
    s_coloured (self, print, !has_side ? PLAIN : trade->is_buy ? GREEN : RED, s_word (side));
    mdp_print_word (print, "  ");
    s_number (print, trade->size);
    mdp_print_word (print, " @ ");
    s_number (print, trade->price);
    mdp_print_word (print, trade->is_block ? "  block" : "");
    mdp_print_word (print, trade->is_rpi ? "  rpi" : "");
    if ((trade->has & MDP_HAS_IV) != 0) {
        mdp_print_word (print, "  iv ");
        s_number (print, trade->iv);
    }
}

static void
s_print_best (mdp_print_t *print, const mdp_message_level_t *levels, size_t count)
{
    if (count == 0) {
        mdp_print_word (print, "-");
        return;
    }
    s_number (print, levels->size);
    mdp_print_word (print, " @ ");
    s_number (print, levels->price);
}

static void
s_print_depth (mdc_text_t *self, mdp_print_t *print, const mdp_message_t *message)
{
    bool is_snapshot = message->type == MDP_MESSAGE_SNAPSHOT;
    s_coloured (self, print, is_snapshot ? CYAN : PLAIN, s_word (is_snapshot ? "book " : "delta"));
    s_printf (print, "  u %" PRIu64 "  %zu bids  %zu asks", message->update_id, message->bids_count,
              message->asks_count);
    if (is_snapshot) {
        mdp_print_word (print, "  ");
        s_print_best (print, message->bids, message->bids_count);
        mdp_print_word (print, " | ");
        s_print_best (print, message->asks, message->asks_count);
        mdp_print_word (print, "  ");
        s_text (print, message->cause, 0);
    }
}

static void
s_print_gap (mdc_text_t *self, mdp_print_t *print, const mdp_message_t *message)
{
    s_coloured (self, print, RED, s_word ("gap"));
    mdp_print_word (print, "  ");
    s_text (print, message->cause, 0);
    if (message->since > 0) {
        mdp_print_word (print, " since ");
        s_time (print, message->since);
    }
    if (message->has_complete) {
        mdp_print_word (print, message->is_complete ? ", closed" : ", not closed");
    }
    if (message->hole_from > 0) {
        mdp_print_word (print, ", missing from ");
        s_time (print, message->hole_from);
    }
    if (message->hole_until > 0) {
        mdp_print_word (print, message->hole_from > 0 ? " until " : ", missing until ");
        s_time (print, message->hole_until);
    }
}

static void
s_print_status (mdp_print_t *print, const mdp_message_t *message)
{
    size_t counts [MDP_TOPIC_STATES] = { 0 };
    for (size_t index = 0; index < message->topics_count; index++) {
        counts [message->topics [index].state]++;
    }
    s_printf (print, "%zu topics:", message->topics_count);
    for (int state = 0; state < MDP_TOPIC_STATES; state++) {
        if (counts [state] > 0) {
            s_printf (print, " %zu %s", counts [state],
                      mdp_topic_state_name ((mdp_topic_state_t) state));
        }
    }
}

static void
s_print_gateways (mdc_text_t *self, mdp_print_t *print, const mdp_heartbeat_t *heartbeat)
{
    s_printf (print, "beat %" PRIu64, heartbeat->seq);
    for (size_t index = 0; index < heartbeat->gateways_count; index++) {
        const mdp_gateway_t *gateway = &heartbeat->gateways [index];
        mdp_print_word (print, "  ");
        s_text (print, gateway->name, 0);
        mdp_print_word (print, " ");
        s_coloured (self, print, gateway->state == MDP_GATEWAY_LIVE ? GREEN : RED,
                    s_word (mdp_gateway_state_name (gateway->state)));
        s_printf (print, " events %" PRIu64 " restarts %" PRIu64, gateway->events,
                  gateway->restarts);
    }
}

static void
s_print_event (mdc_text_t *self, mdp_print_t *print, const mdp_message_t *message)
{
    bool is_bad = mdp_text_is (message->level, "error") || mdp_text_is (message->level, "warning");
    s_coloured (self, print, is_bad ? YELLOW : PLAIN, message->event);
    for (size_t index = 0; index < message->fields_count; index++) {
        const mdp_message_field_t *field = &message->fields [index];
        mdp_print_word (print, " ");
        s_text (print, field->key, 0);
        mdp_print_word (print, "=");
        switch (field->kind) {
            case MDP_FIELD_TEXT:
                mdp_print_quoted (print, field->text.chars, field->text.size);
                break;
            case MDP_FIELD_INTEGER:
                mdp_print_int (print, field->integer);
                break;
            case MDP_FIELD_REAL:
                mdp_print_double (print, field->real);
                break;
            case MDP_FIELD_FLAG:
                mdp_print_word (print, field->is_true ? "true" : "false");
                break;
        }
    }
}

static void
s_print_body (mdc_text_t *self, mdp_print_t *print, const mdp_message_t *message)
{
    switch (message->type) {
        case MDP_MESSAGE_TRADES:
            mdp_print_word (print, "no trades");  //  Those that are there have lines of their own
            break;
        case MDP_MESSAGE_SNAPSHOT:
        case MDP_MESSAGE_DELTA:
            s_print_depth (self, print, message);
            break;
        case MDP_MESSAGE_GAP:
            s_print_gap (self, print, message);
            break;
        case MDP_MESSAGE_STATUS:
            s_print_status (print, message);
            break;
        case MDP_MESSAGE_HEARTBEAT:
            s_print_gateways (self, print, &message->heartbeat);
            break;
        case MDP_MESSAGE_EVENT:
            s_print_event (self, print, message);
            break;
    }
}

void
mdc_text_print (mdc_text_t *self, mdp_print_t *print, const mdc_feed_message_t *message,
                const char *json)
{
    assert (self);
    mdp_message_t read;
    mdp_unpack_result_t result =
        mdp_unpack_frame (self->unpack, &read, message->payload.chars, message->payload.size);
    if (result != MDP_UNPACKED) {
        s_text (print, message->topic, 34);
        mdp_print_word (print, "  ");
        mdp_print_word (print, json);
        return;
    }
    if (read.trades_count == 0) {
        s_print_head (self, print, &read, message->topic);
        s_print_body (self, print, &read);
    }
    for (size_t index = 0; index < read.trades_count; index++) {
        mdp_print_word (print, index > 0 ? "\n" : "");
        s_print_head (self, print, &read, message->topic);
        s_print_trade (self, print, &read.trades [index]);
        mdp_print_word (print, read.is_recovered ? "  recovered" : "");
    }
}
