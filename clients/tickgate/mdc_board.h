//  mdc_board - the topics that tickgate top shows: rates, ages, books, gaps, in an order
//
//  Pure: time is an argument, in milliseconds on a clock that never goes back.

#ifndef MDC_BOARD_H
#define MDC_BOARD_H

#include "mdp_topic.h"
#include "tickgate.h"

typedef struct mdc_board mdc_board_t;

enum {
    MDC_BOARD_ROWS_MAX = TGC_CLIENT_TOPICS_MAX,
    MDC_BOARD_SAMPLE_MS = 1000,    //  Rates are means over at least this
    MDC_BOARD_VOUCHED_MS = 15000,  //  A state that is not repeated for so long is unknown
    MDC_BOARD_FILTER_MAX = 64      //  Bytes, with a terminator
};

//  The gateway's word for a topic, worst first; unknown while nobody vouches for it.
typedef enum {
    MDC_TOPIC_GONE,
    MDC_TOPIC_REJECTED,
    MDC_TOPIC_STALE,
    MDC_TOPIC_UNKNOWN,
    MDC_TOPIC_QUIET,
    MDC_TOPIC_LIVE
} mdc_topic_state_t;

typedef struct {
    char topic [MDP_TOPIC_MAX];  //  Printable
    mdc_topic_state_t state;
    int64_t told_at;   //  When the state was
    double rate;       //  Messages a second
    int64_t heard_at;  //  When the last one came; -1 where none has
    bool has_book;     //  The book is valid and has both sides
    double bid;
    double ask;
    uint64_t gaps;  //  Told, or noticed by us
    uint64_t count;
    uint64_t counted;  //  At the last sample
} mdc_row_t;

typedef enum {
    MDC_BY_TOPIC,
    MDC_BY_STATE,
    MDC_BY_RATE,
    MDC_BY_AGE,
    MDC_BY_SPREAD,
    MDC_BY_GAPS
} mdc_order_t;

mdc_board_t *mdc_board_new (int64_t now_ms);
void mdc_board_destroy (mdc_board_t **self_p);

//  Take what a client received. Topics beyond MDC_BOARD_ROWS_MAX are left out.
void mdc_board_on (mdc_board_t *self, const tgc_item_t *item, int64_t now_ms);

//  Let time pass: when a sample is over, makes new rates, and forgets the state and the
//  book of what nobody vouched for of late.
void mdc_board_tick (mdc_board_t *self, int64_t now_ms);

//  Order by this column, most remarkable first; saying it again turns the order round.
void mdc_board_sort (mdc_board_t *self, mdc_order_t order);

//  Show only topics that contain the text; an empty text is all.
void mdc_board_filter (mdc_board_t *self, const char *text);

//  Put the rows to show in order and return how many there are. They stay valid and in
//  place until the next call that is not one of the three below.
size_t mdc_board_view (mdc_board_t *self, int64_t now_ms);
const mdc_row_t *mdc_board_row (const mdc_board_t *self, size_t index);
mdc_order_t mdc_board_order (const mdc_board_t *self);
size_t mdc_board_size (const mdc_board_t *self);

//  Milliseconds since the last message of the topic; -1 where there was none.
int64_t mdc_row_age (const mdc_row_t *row, int64_t now_ms);

const char *mdc_topic_state_word (mdc_topic_state_t state);

#endif
