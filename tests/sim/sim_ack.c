//  sim_ack - writes pongs, acknowledgements and refusals in each category's shape

#include "sim_ack.h"

#include <assert.h>
#include <string.h>

//  Append a JSON string as the exchange's encoder does, which escapes these three.

static void
s_add_string (sim_text_t *text, const char *words)
{
    sim_text_t plain = { 0 };
    sim_text_json (&plain, words, strlen (words));
    for (const char *at = plain.data; *at; at++) {
        if (strchr ("<>&", *at)) {
            sim_text_addf (text, "\\u%04x", (unsigned) (unsigned char) *at);
        } else {
            sim_text_bytes (text, at, 1);
        }
    }
    sim_text_destroy (&plain);
}

//  The keys that all but the option socket have. Spot names the request only if
//  it was named, the perpetuals always.

static void
s_write (sim_text_t *text, const sim_ack_t *ack, const char *words)
{
    sim_text_addf (text, "{\"success\":%s,\"ret_msg\":", ack->refusal ? "false" : "true");
    s_add_string (text, words);
    sim_text_addf (text, ",\"conn_id\":\"%s\"", ack->conn_id);
    if (ack->req_id || ack->category != SIM_SPOT) {
        sim_text_add (text, ",\"req_id\":");
        s_add_string (text, ack->req_id ? ack->req_id : "");
    }
    sim_text_add (text, ",\"op\":");
    s_add_string (text, ack->op);
    sim_text_add (text, "}");
}

void
sim_ack_pong (sim_text_t *text, const sim_ack_t *ack, int64_t now_ms)
{
    assert (ack);
    if (ack->category == SIM_OPTION) {
        sim_text_add (text, "{\"args\":[\"");
        sim_text_number (text, (uint64_t) now_ms);
        sim_text_add (text, "\"],\"op\":\"pong\"}");
    } else {
        s_write (text, ack, "pong");
    }
}

void
sim_ack_result (sim_text_t *text, const sim_ack_t *ack)
{
    assert (ack);
    if (ack->refusal) {
        s_write (text, ack, ack->refusal);
    } else {
        s_write (text, ack, ack->category == SIM_SPOT ? ack->op : "");
    }
}

void
sim_ack_command (sim_text_t *text, const sim_ack_t *ack, const sim_text_t *failed,
                 const sim_text_t *succeeded)
{
    assert (ack);
    sim_text_addf (text, "{\"success\":%s,\"conn_id\":\"%s\",\"data\":{\"failTopics\":[",
                   ack->refusal ? "false" : "true", ack->conn_id);
    sim_text_bytes (text, failed->data, failed->size);
    sim_text_add (text, "],\"successTopics\":[");
    sim_text_bytes (text, succeeded->data, succeeded->size);
    sim_text_add (text, "]},\"type\":\"COMMAND_RESP\"}");
}
