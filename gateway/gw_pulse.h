//  gw_pulse - pure: tells a topic that stopped from one that is quiet
//
//  The exchange repeats the level-1 book of a symbol every 3 s even where
//  nothing changes: that is the symbol's pulse. A topic is late when neither it
//  nor the pulse has been heard for GW_PULSE_LATE_MS, nor, of trades, any other
//  book of the symbol, whose life that shows as well. A book is behind when the
//  level-1 book changed, and went on for GW_PULSE_BEHIND_MS without it. A quiet
//  market is neither. A pulse that never beat says nothing.
//
//  A pulse that was late is asked for again, and beats: that is another life.
//  What of the symbol was not heard since the last beat of the old one is late too.

#ifndef GW_PULSE_H
#define GW_PULSE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    GW_PULSE_BEAT_MS = 3000,     //  From one beat to the next, at most
    GW_PULSE_LOST_MS = 4000,     //  So much later one was lost
    GW_PULSE_LATE_MS = 7000,     //  Two beats did not come
    GW_PULSE_BEHIND_MS = 3000,   //  From the first change that a book does not show
    GW_PULSE_HEALED_MS = 60000,  //  From asking until what it sends is more than an answer
    GW_PULSE_BEATS = 3           //  Before a pulse is believed
};

//  What is known of one topic. All zero is a topic that was never heard.
typedef struct {
    uint64_t beats;      //  Events, since it was asked for first
    int64_t heard_at;    //  Last event
    int64_t sign_at;     //  Of a pulse: last event of any book of its symbol
    int64_t opened_at;   //  When its connection was
    int64_t asked_at;    //  When it was asked for again, or its connection opened
    int64_t changed_at;  //  Last event that said something new
    int64_t behind_at;   //  Since when the level-1 book knows better; 0 if it does not
    int64_t silent_at;   //  Since when it was found to have stopped; 0 if it has not
    int64_t dead_at;     //  Of a pulse: when it was late last, and so was all of its symbol
    unsigned lags;       //  How often another lane was found ahead of it, since its last event
    int64_t left_at;     //  When its connection was given up, if it was heard since the time before
    bool is_blamed;      //  Its connection was given up for it, and it has not healed
} gw_pulse_t;

typedef enum {
    GW_PULSE_FINE,
    GW_PULSE_LATE,
    GW_PULSE_ENDED,  //  With the life before this one of its symbol's pulse
    GW_PULSE_BEHIND
} gw_pulse_verdict_t;

//  An event comes now, and by then one should have come that did not.
bool gw_pulse_is_resumed (const gw_pulse_t *self, int64_t now_ms);

//  An event of the topic came.
void gw_pulse_on_event (gw_pulse_t *self, bool is_change, int64_t now_ms);

//  An event of a book came whose symbol has this pulse.
void gw_pulse_on_sign (gw_pulse_t *self, int64_t now_ms);

//  Its connection is given up.
void gw_pulse_on_left (gw_pulse_t *self, int64_t now_ms);

//  It was asked for again, and gets its time anew.
void gw_pulse_on_asked (gw_pulse_t *self, int64_t now_ms);

//  Its connection is a new one.
void gw_pulse_on_opened (gw_pulse_t *self, int64_t now_ms);

//  It has beaten often enough to be believed.
bool gw_pulse_is_believed (const gw_pulse_t *self);

//  It was alive on its connection, by more than the answers to what was asked there first, and
//  stopped so long ago.
bool gw_pulse_has_stopped (const gw_pulse_t *self, const gw_pulse_t *symbol, int64_t for_ms,
                           int64_t now_ms);

//  When the symbol of this pulse was last alive: to a book by the pulse alone, to trades by
//  any book.
int64_t gw_pulse_life_at (const gw_pulse_t *self, bool is_book);

//  Judge a topic by the pulse of its symbol, the level-1 book, which may be itself.
gw_pulse_verdict_t gw_pulse_judge (gw_pulse_t *self, const gw_pulse_t *symbol, bool is_book,
                                   int64_t now_ms);

#endif
