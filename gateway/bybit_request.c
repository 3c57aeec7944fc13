//  bybit_request - writes the exchange's subscribe, unsubscribe and ping requests

#include "bybit_request.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

//  Append as snprintf does; false where it does not fit. Topics hold no
//  character that JSON would escape: mdp_topic refuses such symbols.

static bool
s_append (char *text, size_t text_max, size_t *size, const char *before, const char *word)
{
    int written = snprintf (text + *size, text_max - *size, "%s%s", before, word);
    if (written < 0 || (size_t) written >= text_max - *size) {
        return false;
    }
    *size += (size_t) written;
    return true;
}

size_t
bybit_request_write (char *text, size_t text_max, bybit_verb_t verb, uint64_t number,
                     const char *const *topics, size_t topics_count)
{
    static const char *const names [] = { "subscribe", "unsubscribe", "ping" };
    assert (text_max > 0);
    int written = snprintf (text, text_max, "{\"req_id\":\"%" PRIu64 "\",\"op\":\"%s\"", number,
                            names [verb]);
    if (written < 0 || (size_t) written >= text_max) {
        return 0;
    }
    size_t size = (size_t) written;
    for (size_t index = 0; index < topics_count; index++) {
        const char *before = index == 0 ? ",\"args\":[\"" : "\",\"";
        if (!s_append (text, text_max, &size, before, topics [index])) {
            return 0;
        }
    }
    return s_append (text, text_max, &size, topics_count > 0 ? "\"]" : "", "}") ? size : 0;
}
