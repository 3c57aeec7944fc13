//  bybit_recent - pure: asks REST for the last trades of a topic, and reads the answer
//
//  An answer with anything in it that is not understood is refused whole: with a
//  trade left out it would hide a hole.

#ifndef BYBIT_RECENT_H
#define BYBIT_RECENT_H

#include "mdp_event.h"

enum {
    BYBIT_RECENT_MAX = 1000,              //  Trades in one answer; of spot the exchange has 60
    BYBIT_RECENT_TEXT_MAX = 1024 * 1024,  //  Bytes in the longest answer that is read
    BYBIT_RECENT_PATH_MAX = 256
};

//  The path for the trades of a symbol; of options for all of a base coin.
void bybit_recent_path (char path [BYBIT_RECENT_PATH_MAX], mdp_category_t category,
                        mdp_text_t symbol);

//  What an answer said. It is lent until the next one, and while the caller's text is.
typedef struct {
    uint64_t ts_exchange;       //  When it was sent; 0 where that is not told
    const mdp_trade_t *trades;  //  In match order: the oldest first
    size_t count;
    bool is_ordered;     //  It came in the order that the exchange promises
    const char *reason;  //  Why it was refused; null if it was not
} bybit_recent_answer_t;

typedef struct bybit_recent bybit_recent_t;

bybit_recent_t *bybit_recent_new (void);
void bybit_recent_destroy (bybit_recent_t **self_p);

//  Read the answer to a question of that category and symbol or base coin.
const bybit_recent_answer_t *bybit_recent_read (bybit_recent_t *self, mdp_category_t category,
                                                mdp_text_t symbol, const char *text, size_t size);

#endif
