//  tgc_convert - turns the parts of a message that proto reads into those that we show

#include "tgc_convert.h"

#include <assert.h>
#include <string.h>

static_assert ((int) TGC_NUMBER_TEXT_MAX >= (int) MDP_DECIMAL_TEXT_MAX, "every decimal fits");
static_assert ((int) TGC_SPOT == (int) MDP_SPOT && (int) TGC_LINEAR == (int) MDP_LINEAR
                   && (int) TGC_INVERSE == (int) MDP_INVERSE
                   && (int) TGC_OPTION == (int) MDP_OPTION,
               "categories are the same");

static void
s_convert_number (tgc_number_t *to, const mdp_number_t *from)
{
    assert (from->text.size < TGC_NUMBER_TEXT_MAX);
    to->value = from->value;
    if (from->text.size > 0) {
        memcpy (to->text, from->text.chars, from->text.size);
    }
    to->text [from->text.size] = '\0';
}

void
tgc_convert_level (tgc_level_t *to, const mdp_message_level_t *from)
{
    s_convert_number (&to->price, &from->price);
    s_convert_number (&to->size, &from->size);
}

//  The optional fields that are flags of both.

static unsigned
s_has (unsigned from)
{
    static const struct {
        unsigned from;
        unsigned to;
    } BITS [] = {
        { MDP_HAS_BLOCK, TGC_HAS_BLOCK },
        { MDP_HAS_RPI, TGC_HAS_RPI },
        { MDP_HAS_XSEQ, TGC_HAS_XSEQ },
        { MDP_HAS_MARK_PRICE, TGC_HAS_MARK_PRICE },
        { MDP_HAS_INDEX_PRICE, TGC_HAS_INDEX_PRICE },
        { MDP_HAS_MARK_IV, TGC_HAS_MARK_IV },
        { MDP_HAS_IV, TGC_HAS_IV },
    };
    unsigned to = 0;
    for (size_t index = 0; index < sizeof BITS / sizeof *BITS; index++) {
        to |= (from & BITS [index].from) != 0 ? BITS [index].to : 0;
    }
    return to;
}

void
tgc_convert_trade (tgc_trade_t *to, const mdp_message_trade_t *from)
{
    bool has_side = (from->has & MDP_HAS_SIDE) != 0;
    to->id = tgc_convert_text (from->id);
    to->tick = tgc_convert_text (from->tick);
    to->ts_event = from->ts_event;
    to->side = !has_side ? TGC_SIDE_UNKNOWN : from->is_buy ? TGC_SIDE_BUY : TGC_SIDE_SELL;
    s_convert_number (&to->price, &from->price);
    s_convert_number (&to->size, &from->size);
    to->has = s_has (from->has);
    to->is_block = from->is_block;
    to->is_rpi = from->is_rpi;
    to->xseq = from->xseq;
    s_convert_number (&to->mark_price, &from->mark_price);
    s_convert_number (&to->index_price, &from->index_price);
    s_convert_number (&to->mark_iv, &from->mark_iv);
    s_convert_number (&to->iv, &from->iv);
}

void
tgc_convert_topic (tgc_topic_t *to, const mdp_topic_status_t *from)
{
    to->topic = tgc_convert_text (from->topic);
    to->seq = from->seq;
    to->state = tgc_text (mdp_topic_state_name (from->state));
    to->last_event = from->last_event;
}

//  A state without topics is left out. Returns how many have some.

static size_t
s_convert_counts (tgc_topic_count_t room [TGC_CONVERT_STATES], const mdp_gateway_t *from)
{
    size_t count = 0;
    for (int state = 0; state < TGC_CONVERT_STATES; state++) {
        if (from->topics [state] > 0) {
            const char *name = mdp_topic_state_name ((mdp_topic_state_t) state);
            room [count++] = (tgc_topic_count_t){ tgc_text (name), from->topics [state] };
        }
    }
    return count;
}

void
tgc_convert_gateway (tgc_gateway_t *to, const mdp_gateway_t *from,
                     tgc_topic_count_t room [TGC_CONVERT_STATES])
{
    *to = (tgc_gateway_t){
        .name = tgc_convert_text (from->name),
        .isolation = tgc_convert_text (from->isolation),
        .state = tgc_text (mdp_gateway_state_name (from->state)),
        .pid = from->pid,
        .epoch = from->epoch,
        .endpoint = tgc_convert_text (from->endpoint),
        .restarts = from->restarts,
        .last_exit = { .reason = tgc_text (mdp_exit_reason_name (from->last_exit.reason)),
                       .code = from->last_exit.code,
                       .signal = from->last_exit.signal,
                       .at = from->last_exit.at },
        .is_connected = from->is_connected,
        .has_last_event = from->has_last_event,
        .seconds_since_last_event = from->seconds_since_last_event,
        .events = from->events,
        .published = from->published,
        .error_count = from->error_count,
        .queue_size = from->queue_size,
        .reconnects = from->reconnects,
        .backoff_until = from->backoff_until,
        .topics = room,
        .topics_count = s_convert_counts (room, from),
    };
}

static tgc_field_kind_t
s_field_kind (mdp_message_field_kind_t kind)
{
    switch (kind) {
        case MDP_FIELD_TEXT:
            return TGC_FIELD_TEXT;
        case MDP_FIELD_INTEGER:
            return TGC_FIELD_INTEGER;
        case MDP_FIELD_REAL:
            return TGC_FIELD_REAL;
        case MDP_FIELD_FLAG:
            return TGC_FIELD_FLAG;
    }
    assert (false);
    return TGC_FIELD_TEXT;
}

void
tgc_convert_field (tgc_field_t *to, const mdp_message_field_t *from)
{
    *to = (tgc_field_t){ .key = tgc_convert_text (from->key),
                         .kind = s_field_kind (from->kind),
                         .text = tgc_convert_text (from->text),
                         .integer = from->integer,
                         .real = from->real,
                         .flag = from->is_true };
}

static tgc_type_t
s_type (mdp_message_type_t type)
{
    switch (type) {
        case MDP_MESSAGE_TRADES:
            return TGC_TRADES;
        case MDP_MESSAGE_SNAPSHOT:
            return TGC_SNAPSHOT;
        case MDP_MESSAGE_DELTA:
            return TGC_DELTA;
        case MDP_MESSAGE_GAP:
            return TGC_GAP;
        case MDP_MESSAGE_STATUS:
            return TGC_STATUS;
        case MDP_MESSAGE_HEARTBEAT:
            return TGC_HEARTBEAT;
        case MDP_MESSAGE_EVENT:
            return TGC_EVENT;
    }
    assert (false);
    return TGC_EVENT;
}

void
tgc_convert_head (tgc_message_t *to, const mdp_message_t *from)
{
    to->type = s_type (from->type);
    to->epoch = from->stamp.epoch;
    to->seq = from->stamp.seq;
    to->ts_recv = from->stamp.ts_recv;
    to->ts_pub = from->stamp.ts_pub;
    to->is_simulated = from->stamp.is_simulated;
    to->category = (tgc_category_t) from->category;
    to->symbol = tgc_convert_text (from->symbol);
    to->ts_exchange = from->ts_exchange;
}
