//  sup_http - the HTTP actor: health, metrics and status, from what the supervisor tells
//
//  It hears tidings and touches nothing else, so it answers while every gateway is dead.

#ifndef SUP_HTTP_H
#define SUP_HTTP_H

#include "sup_config.h"

//  What the actor is made with; lent for its life.
typedef struct {
    const sup_config_t *config;
    int fd;  //  Listens; the actor's from then on
} sup_http_args_t;

void sup_http_actor (zsock_t *pipe, void *args);

#endif
