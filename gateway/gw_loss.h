//  gw_loss - pure: why a connection to the exchange ended, in words that can be counted

#ifndef GW_LOSS_H
#define GW_LOSS_H

#include <stdbool.h>

typedef enum {
    GW_LOSS_CLOSE,         //  The exchange closed it
    GW_LOSS_ERROR,         //  It broke
    GW_LOSS_SILENCE,       //  It lived, and its topics did not
    GW_LOSS_PING_TIMEOUT,  //  Nothing came, not even a pong
    GW_LOSS_TLS,           //  Not opened: no agreement on encryption, or a certificate
    GW_LOSS_REFUSED,       //  Not opened: answered with an HTTP status
    GW_LOSS_UNREACHABLE,   //  Not opened: anything else
    GW_LOSSES
} gw_loss_t;

//  "close", "error", "silence", "ping_timeout", "tls", "refused" or "unreachable".
const char *gw_loss_name (gw_loss_t loss);

//  The loss that a reason for people, as gw_wss, gw_session and gw_vigil give it,
//  stands for.
gw_loss_t gw_loss_of (bool was_open, const char *reason);

#endif
