//  gw_trail - pure: the last trades of a feed before its hole, and whether others fill it
//
//  A hole begins with a gap and lasts until it is closed; further gaps make it
//  wider. It is filled by trades that reach back to one that was had before it,
//  and that reach up to the first of the live ones that come again. Where none was had in
//  this life of the gateway, a moment stands for it. A trade is had whether it came
//  live or was fetched.
//
//  When a trade was matched is the exchange's word, which may be wrong, or step back. Where one
//  lane alone brings trades, the last is the one that came last, whatever it says. One that says
//  to be matched after it was sent is never taken for one; and what was not had lies in the hole
//  wherever it stands behind one that was.
//
//  That a lane is lost may be found late, when the trades of another one have gone on: then
//  the hole begins behind the last trade that the lost one brought.

#ifndef GW_TRAIL_H
#define GW_TRAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gw_trust.h"
#include "mdp_event.h"

//  A trade behind which a hole may begin.
typedef struct {
    bool is_known;
    uint64_t key;  //  0 where there was no trade
    uint64_t at;
} gw_trail_end_t;

//  What holes cost that were not filled, as one; all zero where there were none.
typedef struct {
    bool is_any;
    mdp_gap_cause_t cause;  //  Of the first
    uint64_t from;          //  The last trade before it; 0 where it is not known of each
    uint64_t until;         //  The first one after the last; likewise
} gw_trail_loss_t;

typedef struct {
    uint64_t key;           //  Of the last trade that was had; 0 before the first
    uint64_t at;            //  When it was matched
    bool is_open;           //  There is a hole; what follows is of it
    unsigned gaps;          //  That were told
    mdp_gap_cause_t cause;  //  Of the first one
    uint64_t before_key;    //  Of the last trade before it; 0 where there was none
    uint64_t before_at;     //  When that was matched, or the moment that stands for it
    uint64_t after_key;     //  Of the first live trade since the last gap
    uint64_t after_at;      //  When that was matched; 0 before
    uint64_t said_at;       //  The exchange's clock when the live ones came again; 0 before
    uint64_t settled_at;    //  What was matched until then is known to be had, or told as lost
    gw_trail_end_t lanes [GW_TRUST_LANES];  //  The last trade that a lane brought
    unsigned brought;                       //  Lanes that ever brought one, as bits
    gw_trail_loss_t loss;                   //  Of all holes that were closed
} gw_trail_t;

//  What makes a trade one, and how the others are known again.
uint64_t gw_trail_key (mdp_category_t category, const mdp_trade_t *trade);

//  True if a trade may have been matched then, by what the exchange's clock said when it was sent,
//  or 0 where it did not.
bool gw_trail_is_sane (uint64_t at, uint64_t sent_at);

//  A trade was had; of several the one that was matched last counts, or of a single lane's the one
//  that came last.
void gw_trail_on_trade (gw_trail_t *self, uint64_t key, uint64_t at);

//  A gap was told. The moment stands for the last trade where there was none.
void gw_trail_on_gap (gw_trail_t *self, mdp_gap_cause_t cause, uint64_t moment);

//  A lane begins to bring trades; brought one, new or had before; is lost. What came before it
//  began was on its way, and no live one.
void gw_trail_begin_lane (gw_trail_t *self, size_t lane);
void gw_trail_on_lane (gw_trail_t *self, size_t lane, uint64_t key, uint64_t at);
void gw_trail_lose_lane (gw_trail_t *self, size_t lane);

//  The last trade that a lane brought; or that was had, where nothing is known of the lane.
gw_trail_end_t gw_trail_end (const gw_trail_t *self, size_t lane);

//  The hole that was just told may begin as early as behind that trade.
void gw_trail_widen (gw_trail_t *self, const gw_trail_end_t *end, uint64_t moment);

//  The hole ended, and that is what is lost of it.
void gw_trail_close (gw_trail_t *self, const gw_trail_loss_t *loss);

//  A trade that was fetched.
typedef struct {
    uint64_t key;
    uint64_t at;
    bool is_seen;    //  It was published already
    bool is_recent;  //  So lately that what was published shortly before is remembered too
} gw_trail_step_t;

typedef enum {
    GW_TRAIL_WHOLE,   //  They fill the hole
    GW_TRAIL_SHORT,   //  They do not reach back far enough, and never will
    GW_TRAIL_BEHIND,  //  They end before the live ones begin: ask again
    GW_TRAIL_EARLY    //  There is no live one yet, and it is too early to do without: ask again
} gw_trail_verdict_t;

//  Do these trades, the oldest first, fill the hole? Those from *first on are in it, or
//  behind it, but for those that were published.
gw_trail_verdict_t gw_trail_judge (const gw_trail_t *self, const gw_trail_step_t *steps,
                                   size_t count, size_t *first);

//  Where there is no hole: the index of the first trade that should have been had, since others
//  around it were, and that was matched no later than a moment, or before others that one lane
//  brought; or count where there is none. The end is the last one before it that was had.
size_t gw_trail_find_lost (const gw_trail_t *self, const gw_trail_step_t *steps, size_t count,
                           uint64_t until, gw_trail_end_t *end);

//  All trades from before the hole up to this one, which was fetched, were published, or are
//  told as lost: they are in no hole any more.
void gw_trail_on_fetched (gw_trail_t *self, uint64_t key, uint64_t at);

//  When the first trade behind the hole was matched, where the first that was fetched, if
//  any was, was matched at a moment; 0 where neither is known.
uint64_t gw_trail_until (const gw_trail_t *self, uint64_t fetched_at);

//  What is lost of the hole if it is not filled, and the first trade behind it was matched then.
gw_trail_loss_t gw_trail_loss (const gw_trail_t *self, uint64_t until);

#endif
