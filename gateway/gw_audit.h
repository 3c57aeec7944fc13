//  gw_audit - pure: which feed's trades are looked up though no hole is known, and when
//
//  Nothing numbers trades: where they alone stop, or some of them never came, REST alone knows.
//  So a feed that was still for a while is looked up, ever more seldom as long as it stays so.
//  One in doubt comes first, and soon: its symbol lost something else, or it paused though it had
//  traded all the time, or what REST has may still come. One at a time, the one that has waited
//  longest first, and none for a while where nobody answers.
//
//  Feeds are known by their index. It owns no clock and no connection.

#ifndef GW_AUDIT_H
#define GW_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GW_AUDIT_STILL_MS = 5000,       //  Without a trade; doubles with each time nothing was found
    GW_AUDIT_STILL_MAX_MS = 80000,  //  At most
    GW_AUDIT_SOON_MS = 1000,        //  After a doubt: where much is traded REST soon forgets
    GW_AUDIT_DOUBT_MS = 4000,       //  And once more: REST may be late
    GW_AUDIT_PAUSE = 3,             //  Looks in a row without a trade, which are a doubt
    GW_AUDIT_BUSY = 10,       //  where so many had one before, and of ten at most one had none
    GW_AUDIT_SPACE_MS = 250,  //  From an answer to the next question
    GW_AUDIT_AWAY_MS = 10000  //  To the next one where none came; doubles four times
};

#define GW_AUDIT_NONE SIZE_MAX

typedef struct gw_audit gw_audit_t;

//  Create for feeds with indexes below feeds_max.
gw_audit_t *gw_audit_new (size_t feeds_max);
void gw_audit_destroy (gw_audit_t **self_p);

//  What is known of a feed.
typedef struct {
    bool is_watched;   //  It is to be watched: it flows, and has no hole that is known
    int64_t heard_at;  //  Last trade; 0 before
    unsigned doubts;   //  How often something else of its symbol was found missing
} gw_audit_view_t;

//  Look at a feed, twice a second.
void gw_audit_look (gw_audit_t *self, size_t feed, const gw_audit_view_t *view, int64_t now_ms);

//  The feed that is to be looked up now, or GW_AUDIT_NONE. An answer must follow.
size_t gw_audit_next (gw_audit_t *self, int64_t now_ms);

typedef enum {
    GW_AUDIT_GOOD,
    GW_AUDIT_UNSURE,  //  It did not say enough
    GW_AUDIT_BAD,     //  Not one that can be read
    GW_AUDIT_NO_ONE   //  None
} gw_audit_answer_t;

//  The answer came, or will not.
void gw_audit_on_answer (gw_audit_t *self, gw_audit_answer_t answer, int64_t now_ms);

#endif
