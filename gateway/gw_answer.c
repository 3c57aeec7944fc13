//  gw_answer - tells a connection's topics what the exchange answered to a request

#include "gw_answer.h"

static void
s_tell_error (const gw_answer_t *self, const char *what, mdp_text_t why, int64_t now_ms)
{
    const gw_error_t error = { .what = what, .where = self->where, .why = why };
    gw_report_error (self->report, GW_REPORT_REFUSED, &error, now_ms);
}

//  The index of a topic that an answer names, if it does, or GW_TOPICS_NONE.

static size_t
s_topic_index (const gw_answer_t *self, mdp_text_t topic)
{
    const gw_feed_t *feed =
        topic.size > 0 ? gw_market_feed (self->market, self->category, topic) : NULL;
    bool is_ours = feed && feed->places [self->lane].line == self->line;
    return is_ours ? feed->places [self->lane].topic : GW_TOPICS_NONE;
}

//  The request that an answer is for, which options do not say: it is the last that named a
//  topic of theirs. 0, the oldest, where they name none.

static uint64_t
s_request (const gw_answer_t *self, const bybit_message_t *message)
{
    size_t topic = s_topic_index (self, message->accepted_topic);
    if (topic == GW_TOPICS_NONE && message->refused_topics_count > 0) {
        topic = s_topic_index (self, message->refused_topics [0]);
    }
    bool is_said = message->request > 0 || topic == GW_TOPICS_NONE;
    return is_said ? message->request : gw_topics_request (self->topics, topic);
}

static void
s_on_refused (const gw_answer_t *self, const bybit_message_t *message, int64_t now_ms)
{
    size_t topic = GW_TOPICS_NONE;
    if (message->refused_topics_count > 0) {
        topic = s_topic_index (self, message->refused_topics [0]);
    } else {
        s_tell_error (self, "request refused", message->message, now_ms);
    }
    gw_topics_on_refused (self->topics, message->request, topic, message->is_duplicate, now_ms);
}

void
gw_answer_take (const gw_answer_t *self, const bybit_message_t *message, int64_t now_ms)
{
    for (size_t index = 0; index < message->refused_topics_count && !message->is_duplicate;
         index++) {
        s_tell_error (self, "topic refused", message->refused_topics [index], now_ms);
    }
    if (message->kind == BYBIT_REFUSED) {
        s_on_refused (self, message, now_ms);
        return;
    }
    for (size_t index = 0; index < message->refused_topics_count; index++) {
        size_t topic = s_topic_index (self, message->refused_topics [index]);
        if (topic != GW_TOPICS_NONE) {
            gw_topics_on_topic_refused (self->topics, topic);
        }
    }
    gw_topics_on_accepted (self->topics, s_request (self, message), now_ms);
}
