//  gw_audit - pure: which feed's trades are looked up though no hole is known, and when
//
//  Nothing numbers trades: where they alone stop, or some of them never came, REST alone knows.
//  So a feed that was still for a while is looked up, ever more seldom as long as it stays so;
//  and one is looked up soon whose symbol lost something else. One at a time, the one that has
//  waited longest first, and none for a while after an answer that was not good.
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
    GW_AUDIT_DOUBT_MS = 4000,       //  After a doubt: REST is to know what was lost
    GW_AUDIT_SPACE_MS = 250,        //  From an answer to the next question
    GW_AUDIT_BAD_MS = 10000         //  After one that was not good; doubles four times
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

//  Look at a feed, now and then.
void gw_audit_look (gw_audit_t *self, size_t feed, const gw_audit_view_t *view, int64_t now_ms);

//  The feed that is to be looked up now, or GW_AUDIT_NONE. An answer must follow.
size_t gw_audit_next (gw_audit_t *self, int64_t now_ms);

//  The answer came, or will not.
void gw_audit_on_answer (gw_audit_t *self, bool is_good, int64_t now_ms);

#endif
