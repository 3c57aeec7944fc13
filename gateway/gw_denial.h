//  gw_denial - pure: what an answer of HTTP means that is no success

#ifndef GW_DENIAL_H
#define GW_DENIAL_H

#include <stdbool.h>

enum { GW_DENIAL_SIZE = 96 };  //  Of its words

//  True if the exchange wants to be left alone for minutes: 403 or 429.
bool gw_denial_is_long (int status);

//  Say what was answered, and what that means.
void gw_denial_say (int status, char text [GW_DENIAL_SIZE]);

#endif
