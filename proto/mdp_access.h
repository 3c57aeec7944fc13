//  mdp_access - who may read what we publish, as plain values
//
//  Whoever fills it owns its text and keeps it while any socket lives.

#ifndef MDP_ACCESS_H
#define MDP_ACCESS_H

#include "mdp_cert.h"

typedef struct {
    mdp_cert_t server;   //  Our own pair
    const char *folder;  //  Of the keys that may read; null where any may
} mdp_access_t;

#endif
