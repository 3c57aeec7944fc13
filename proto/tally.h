//  tally - what a child counts: numbers with labels, and the state of its topics
//
//  The child fills frames with it, the supervisor hands them on unread, and its
//  HTTP actor shows them. Nobody but the child knows what a label or a topic
//  means. Every number counts from the child's start, so that a frame which is
//  lost is made good by the next.

#ifndef TALLY_H
#define TALLY_H

#include "mdp_event.h"
#include "mdp_token.h"
#include "mdp_write.h"

typedef enum { TALLY_COUNTER, TALLY_GAUGE, TALLY_HISTOGRAM } tally_kind_t;

typedef enum {
    TALLY_WS_CONNECTED,
    TALLY_WS_CONNECTS,
    TALLY_WS_DISCONNECTS,
    TALLY_WS_MESSAGES,
    TALLY_WS_BYTES,
    TALLY_WS_LAST_FRAME,
    TALLY_TEXTS,
    TALLY_PARSE_ERRORS,
    TALLY_CONTRADICTIONS,
    TALLY_LATE_TRADES,
    TALLY_PUBLISHED_MESSAGES,
    TALLY_PUBLISHED_BYTES,
    TALLY_PUBLISH_DROPPED,
    TALLY_SUBSCRIBERS,
    TALLY_FEED_LATENCY,
    TALLY_PROCESS_LATENCY,
    TALLY_METRICS
} tally_metric_t;

enum {
    TALLY_BOUNDS_MAX = 14,   //  Of a histogram's buckets; the last bucket has none
    TALLY_LABELS_MAX = 160,  //  Bytes in the longest labels
    TALLY_TOPIC_MAX = 128    //  Bytes in the longest topic
};

//  What a metric is; the same for every child.
typedef struct {
    const char *name;  //  As Prometheus has it
    const char *help;
    tally_kind_t kind;
    bool is_time;                        //  Nanoseconds, shown as seconds
    bool is_momentary;                   //  A gauge that is 0 while the child is down
    uint64_t bounds [TALLY_BOUNDS_MAX];  //  Of a histogram: each bucket's highest value
    size_t bounds_count;
} tally_spec_t;

const tally_spec_t *tally_spec (tally_metric_t metric);

typedef struct {
    uint64_t counts [TALLY_BOUNDS_MAX + 1];
    uint64_t sum;
} tally_histogram_t;

//  Count one value.
void tally_histogram_add (tally_histogram_t *self, tally_metric_t metric, uint64_t value);

//  One number. Labels are written as Prometheus has them, without braces:
//  conn="linear-1",reason="close".
typedef struct {
    tally_metric_t metric;
    mdp_text_t labels;
    uint64_t value;
    tally_histogram_t histogram;  //  Instead of the value
} tally_sample_t;

typedef struct {
    mdp_text_t topic;
    mdp_text_t labels;
    bool has_book;
    bool is_off;  //  Carried no more: forget it
    mdp_topic_state_t state;
    uint64_t seq;
    uint64_t last_event;  //  Nanoseconds since 1970 UTC; 0 if there was none
    uint64_t update_id;   //  Of the book; 0 where there is none, or none that is valid
    uint64_t gaps;
    uint64_t resyncs;
    uint64_t crossed;
} tally_topic_t;

//  Add to a frame that mdp_write_init began. False where there is no room: the
//  frame is then as it was.
bool tally_put_sample (mdp_write_t *frame, const tally_sample_t *sample);
bool tally_put_topic (mdp_write_t *frame, const tally_topic_t *topic);

typedef enum { TALLY_END, TALLY_SAMPLE, TALLY_TOPIC, TALLY_ALIEN } tally_item_kind_t;

typedef struct {
    tally_sample_t sample;
    tally_topic_t topic;
} tally_item_t;

//  Read the next item of a frame; its texts are in the frame. Trusts nothing: what
//  follows an alien item cannot be read.
tally_item_kind_t tally_next (mdp_tokens_t *frame, tally_item_t *item);

#endif
