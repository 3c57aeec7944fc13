//  gw_loss - pure: why a connection to the exchange ended, in words that can be counted

#include "gw_loss.h"

#include <assert.h>
#include <string.h>

static const char *const NAMES [GW_LOSSES] = {
    [GW_LOSS_CLOSE] = "close",
    [GW_LOSS_ERROR] = "error",
    [GW_LOSS_SILENCE] = "silence",
    [GW_LOSS_PING_TIMEOUT] = "ping_timeout",
    [GW_LOSS_TLS] = "tls",
    [GW_LOSS_REFUSED] = "refused",
    [GW_LOSS_UNREACHABLE] = "unreachable",
};

const char *
gw_loss_name (gw_loss_t loss)
{
    assert ((size_t) loss < GW_LOSSES);
    return NAMES [loss];
}

static bool
s_has (const char *reason, const char *word)
{
    return strcasestr (reason, word) != NULL;
}

gw_loss_t
gw_loss_of (bool was_open, const char *reason)
{
    assert (reason);
    if (!was_open && s_has (reason, "HTTP status")) {
        return GW_LOSS_REFUSED;
    }
    if (!was_open) {
        //  As the library and OpenSSL speak of it
        bool is_tls = s_has (reason, "tls") || s_has (reason, "ssl") || s_has (reason, "cert")
                      || s_has (reason, "hostname");
        return is_tls ? GW_LOSS_TLS : GW_LOSS_UNREACHABLE;
    }
    if (s_has (reason, "closed by the exchange")) {
        return GW_LOSS_CLOSE;
    }
    if (s_has (reason, "not even a pong")) {
        return GW_LOSS_PING_TIMEOUT;
    }
    return s_has (reason, "silent") ? GW_LOSS_SILENCE : GW_LOSS_ERROR;
}
