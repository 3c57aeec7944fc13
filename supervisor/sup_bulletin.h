//  sup_bulletin - how all children are: published once a second, and told to HTTP as it changes

#ifndef SUP_BULLETIN_H
#define SUP_BULLETIN_H

#include "sup_herald.h"
#include "sup_keeper.h"

typedef struct sup_bulletin sup_bulletin_t;

//  Of which children, and whom to tell; web may be null. All is lent for our life.
typedef struct {
    const sup_config_t *config;
    sup_keeper_t *const *keepers;
    size_t count;
    sup_herald_t *herald;
    zsock_t *web;
    uint64_t epoch;      //  Of the supervisor
    int64_t started_at;  //  When it began
} sup_bulletin_parts_t;

sup_bulletin_t *sup_bulletin_new (const sup_bulletin_parts_t *parts);
void sup_bulletin_destroy (sup_bulletin_t **self_p);

//  Publish the heartbeat, and tell HTTP.
void sup_bulletin_publish (sup_bulletin_t *self, bool is_leaving, int64_t now_ms);

//  Tell HTTP where a child is in another state, or another life, than was told.
void sup_bulletin_look (sup_bulletin_t *self, bool is_leaving, int64_t now_ms);

#endif
