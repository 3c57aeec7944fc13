//  settings_reload - reads the settings again, and says what may be taken over without a restart
//
//  That is what a gateway carries: markets, depths and channels. Whatever else
//  changed is named and ignored. Settings that are not good are refused whole.

#ifndef SETTINGS_RELOAD_H
#define SETTINGS_RELOAD_H

#include "settings.h"

//  What is read again, and what is compared with it. Lent while the daemon runs.
typedef struct {
    const settings_t *running;
    int argc;
    char **argv;
    char ***variables;  //  As they are then: whoever sets one may move them all
} settings_reload_t;

//  A sup_reload_fn; arg is a const settings_reload_t *. What is wrong is told in
//  full too, as at a start.
void settings_reload (void *arg, sup_reload_t *reload);

#endif
