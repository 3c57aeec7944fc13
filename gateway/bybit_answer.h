//  bybit_answer - pure: reads what answers a request of ours

#ifndef BYBIT_ANSWER_H
#define BYBIT_ANSWER_H

#include "bybit_parse.h"

//  The values of an envelope that decide what a text is.
typedef struct {
    bybit_json_value_t topic;
    bybit_json_value_t type;
    bybit_json_value_t ts;
    bybit_json_value_t cts;
    bybit_json_value_t data;
    bybit_json_value_t op;
    bybit_json_value_t ret_msg;
    bybit_json_value_t req_id;
    bybit_json_value_t success;
    bybit_json_value_t pong;
    bybit_json_value_t other;
    bool is_read;       //  The data was read on the way, as the topic's, and nothing was wrong
    const char *where;  //  The last value that was looked at then
} bybit_envelope_t;

//  Read an answer into the message, which is empty. Returns what it is; where that is
//  BYBIT_MALFORMED the value remembers why.
bybit_kind_t bybit_answer_read (bybit_value_t *self, const bybit_envelope_t *envelope,
                                bybit_message_t *message);

#endif
