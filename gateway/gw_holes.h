//  gw_holes - pure: which feed's missed trades are asked for when, and when that is given up
//
//  Feeds are known by their index. It owns no clock and no connection.
//
//                GAP       FLOWS      due             ANSWERED               too old, too often
//    NONE        WAITING   -          -               -                      -
//    WAITING     -         SETTLING   -               -                      -
//    SETTLING    WAITING   -          ASK, go ASKED   -                      GIVE_UP, go NONE
//    ASKED       WAITING   -          -               NONE, or if it was a   -
//                                                     bad or early one SETTLING
//
//  A feed flows when its live trades come again: what is fetched before would
//  not reach up to them. REST is given a moment to know what we missed. A feed
//  whose hole is old, or that had too many bad answers, is given up. After a
//  refusal nobody asks for minutes.

#ifndef GW_HOLES_H
#define GW_HOLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GW_HOLES_SETTLE_MS = 1000,    //  From flowing to the first question
    GW_HOLES_QUIET_MS = 3000,     //  To the one that counts where no live trade came
    GW_HOLES_SPACE_MS = 50,       //  Between two questions: 100 in 5 s; the exchange allows 600
    GW_HOLES_ASKED_MAX = 16,      //  At once
    GW_HOLES_TRIES_MAX = 5,       //  Bad answers of one hole
    GW_HOLES_RETRY_MS = 1000,     //  After a bad answer; doubles
    GW_HOLES_AGE_MS = 120000,     //  From flowing until it is given up
    GW_HOLES_REFUSED_MS = 600000  //  After a 403 or 429: the exchange asks for ten minutes
};

#define GW_HOLES_NONE SIZE_MAX

typedef enum { GW_HOLES_NOTHING, GW_HOLES_ASK, GW_HOLES_GIVE_UP } gw_holes_action_t;

typedef enum {
    GW_HOLES_DONE,    //  There is no more to fetch
    GW_HOLES_EARLY,   //  No bad one, but it was asked before GW_HOLES_QUIET_MS
    GW_HOLES_BAD,     //  None, or not a good one
    GW_HOLES_REFUSED  //  The exchange does not want to be asked
} gw_holes_answer_t;

typedef struct gw_holes gw_holes_t;

//  Create for feeds with indexes below feeds_max.
gw_holes_t *gw_holes_new (size_t feeds_max);
void gw_holes_destroy (gw_holes_t **self_p);

//  A feed's gap number was told; those of greater rank are asked for first. The
//  same number again is no news.
void gw_holes_on_gap (gw_holes_t *self, size_t feed, unsigned gap, uint64_t rank);

//  True if the feed waits to flow.
bool gw_holes_is_waiting (const gw_holes_t *self, size_t feed);

//  A feed that waits flows again.
void gw_holes_on_flow (gw_holes_t *self, size_t feed, int64_t now_ms);

//  What to do now, for which feed; call again until it is nothing.
gw_holes_action_t gw_holes_next (gw_holes_t *self, int64_t now_ms, size_t *feed);

//  How long a feed had flowed when REST was asked last.
int64_t gw_holes_flowed_ms (const gw_holes_t *self, size_t feed);

//  A question was answered, or will not be. False if the answer is out of date:
//  another gap was told meanwhile.
bool gw_holes_on_answer (gw_holes_t *self, size_t feed, gw_holes_answer_t answer, int64_t now_ms);

//  The exchange did not want to be asked something else either; true if it may be asked.
void gw_holes_on_refused (gw_holes_t *self, int64_t now_ms);
bool gw_holes_may_ask (const gw_holes_t *self, int64_t now_ms);

//  Feeds that have a hole.
size_t gw_holes_count (const gw_holes_t *self);

#endif
