//  tgc_decoder - reads a message's second frame, and trusts nothing in it

#include "tgc_decoder.h"

#include <assert.h>
#include <stdlib.h>

#include "mdp_store.h"
#include "mdp_unpack.h"
#include "tgc_convert.h"

struct tgc_decoder {
    mdp_unpack_t *unpack;
    mdp_store_t first;   //  Trades, bids, topics, gateways or fields
    mdp_store_t second;  //  Asks, or counts of topics
};

tgc_decoder_t *
tgc_decoder_new (void)
{
    tgc_decoder_t *self = calloc (1, sizeof *self);
    assert (self);
    self->unpack = mdp_unpack_new ();
    return self;
}

void
tgc_decoder_destroy (tgc_decoder_t **self_p)
{
    assert (self_p);
    tgc_decoder_t *self = *self_p;
    if (self) {
        mdp_unpack_destroy (&self->unpack);
        mdp_store_empty (&self->first);
        mdp_store_empty (&self->second);
        free (self);
        *self_p = NULL;
    }
}

static tgc_trades_t
s_trades (tgc_decoder_t *self, const mdp_message_t *read)
{
    tgc_trade_t *trades = mdp_store_room (&self->first, read->trades_count, sizeof *trades);
    for (size_t index = 0; index < read->trades_count; index++) {
        tgc_convert_trade (&trades [index], &read->trades [index]);
    }
    return (tgc_trades_t){ .items = trades,
                           .count = read->trades_count,
                           .is_recovered = read->is_recovered };
}

static const tgc_level_t *
s_levels (mdp_store_t *store, const mdp_message_level_t *from, size_t count)
{
    tgc_level_t *levels = mdp_store_room (store, count, sizeof *levels);
    for (size_t index = 0; index < count; index++) {
        tgc_convert_level (&levels [index], &from [index]);
    }
    return levels;
}

static tgc_depth_t
s_depth (tgc_decoder_t *self, const mdp_message_t *read)
{
    return (tgc_depth_t){ .depth = read->depth,
                          .cause = tgc_convert_text (read->cause),
                          .ts_event = read->ts_event,
                          .u = read->update_id,
                          .xseq = read->xseq,
                          .has_xseq = read->has_xseq,
                          .bids = s_levels (&self->first, read->bids, read->bids_count),
                          .bids_count = read->bids_count,
                          .asks = s_levels (&self->second, read->asks, read->asks_count),
                          .asks_count = read->asks_count };
}

static tgc_status_t
s_status (tgc_decoder_t *self, const mdp_message_t *read)
{
    tgc_topic_t *topics = mdp_store_room (&self->first, read->topics_count, sizeof *topics);
    for (size_t index = 0; index < read->topics_count; index++) {
        tgc_convert_topic (&topics [index], &read->topics [index]);
    }
    return (tgc_status_t){ .topics = topics, .count = read->topics_count };
}

static tgc_heartbeat_t
s_heartbeat (tgc_decoder_t *self, const mdp_heartbeat_t *read)
{
    tgc_gateway_t *gateways = mdp_store_room (&self->first, read->gateways_count, sizeof *gateways);
    tgc_topic_count_t *counts =
        mdp_store_room (&self->second, read->gateways_count * TGC_CONVERT_STATES, sizeof *counts);
    for (size_t index = 0; index < read->gateways_count; index++) {
        tgc_convert_gateway (&gateways [index], &read->gateways [index],
                             &counts [index * TGC_CONVERT_STATES]);
    }
    return (tgc_heartbeat_t){ .pid = read->pid,
                              .uptime_s = read->uptime_s,
                              .version = tgc_convert_text (read->version),
                              .numbers = tgc_convert_text (read->numbers),
                              .gateways = gateways,
                              .count = read->gateways_count };
}

static tgc_event_t
s_event (tgc_decoder_t *self, const mdp_message_t *read)
{
    tgc_field_t *fields = mdp_store_room (&self->first, read->fields_count, sizeof *fields);
    for (size_t index = 0; index < read->fields_count; index++) {
        tgc_convert_field (&fields [index], &read->fields [index]);
    }
    return (tgc_event_t){ .name = tgc_convert_text (read->event),
                          .level = tgc_convert_text (read->level),
                          .fields = fields,
                          .count = read->fields_count };
}

static void
s_convert (tgc_decoder_t *self, tgc_message_t *message, const mdp_message_t *read)
{
    tgc_convert_head (message, read);
    switch (message->type) {
        case TGC_TRADES:
            message->as.trades = s_trades (self, read);
            break;
        case TGC_SNAPSHOT:
        case TGC_DELTA:
            message->as.depth = s_depth (self, read);
            break;
        case TGC_GAP:
            message->as.gap = (tgc_gap_t){ .depth = read->depth,
                                           .cause = tgc_convert_text (read->cause),
                                           .since = read->since,
                                           .has_complete = read->has_complete,
                                           .is_complete = read->is_complete,
                                           .is_final = read->is_final,
                                           .hole_from = read->hole_from,
                                           .hole_until = read->hole_until };
            break;
        case TGC_STATUS:
            message->as.status = s_status (self, read);
            break;
        case TGC_HEARTBEAT:
            message->as.heartbeat = s_heartbeat (self, &read->heartbeat);
            break;
        case TGC_EVENT:
            message->as.event = s_event (self, read);
            break;
    }
}

tgc_decode_t
tgc_decoder_read (tgc_decoder_t *self, tgc_text_t frame, tgc_message_t *message)
{
    assert (self);
    assert (message);
    mdp_message_t read;
    switch (mdp_unpack_frame (self->unpack, &read, frame.chars, frame.size)) {
        case MDP_UNPACKED:
            s_convert (self, message, &read);
            return TGC_DECODED;
        case MDP_UNPACK_UNKNOWN:
            return TGC_UNKNOWN;
        case MDP_UNPACK_REFUSED:
            return TGC_BROKEN;
    }
    assert (false);
    return TGC_BROKEN;
}
