//  gw_denial - pure: what an answer of HTTP means that is no success

#include "gw_denial.h"

#include <stdio.h>

bool
gw_denial_is_long (int status)
{
    return status == 403 || status == 429;
}

//  A redirect may lead anywhere, so whoever knows the new address has to say it.

void
gw_denial_say (int status, char text [GW_DENIAL_SIZE])
{
    const char *meaning = "";
    if (gw_denial_is_long (status)) {
        meaning = ": not tried again for minutes";
    } else if (status >= 300 && status < 400) {
        meaning = ": a redirect, which is not followed; is the URL right?";
    }
    (void) snprintf (text, GW_DENIAL_SIZE, "refused with HTTP status %d%s", status, meaning);
}
