//  gw_url - pure: takes a URL of the exchange apart

#include "gw_url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
s_scheme (gw_url_t *self, const char *text)
{
    static const struct {
        const char *name;
        bool is_tls;
    } schemes [] = {
        { "ws://", false }, { "wss://", true }, { "http://", false }, { "https://", true }
    };
    for (size_t index = 0; index < sizeof schemes / sizeof *schemes; index++) {
        size_t size = strlen (schemes [index].name);
        if (strncmp (text, schemes [index].name, size) == 0) {
            self->is_tls = schemes [index].is_tls;
            return text + size;
        }
    }
    return NULL;
}

//  True if there is anything that no URL of an exchange has: blanks, controls,
//  users, queries, fragments.

static bool
s_has_strange (const char *text)
{
    for (; *text; text++) {
        if (*text <= ' ' || *text > '~' || strchr ("@?#\\\"", *text)) {
            return true;
        }
    }
    return false;
}

//  Copy what is there up to a limit; -1 where it is empty or too long.

static int
s_copy (char *to, size_t room, const char *from, size_t size)
{
    if (size == 0 || size >= room) {
        return -1;
    }
    memcpy (to, from, size);
    to [size] = '\0';
    return 0;
}

int
gw_url_parse (gw_url_t *self, const char *text)
{
    const char *host = s_scheme (self, text);
    if (!host || s_has_strange (host)) {
        return -1;
    }
    bool has_brackets = *host == '[';
    host += has_brackets;
    size_t size = strcspn (host, has_brackets ? "]" : ":/");
    if (s_copy (self->host, sizeof self->host, host, size) == -1
        || (has_brackets && host [size] != ']')) {
        return -1;
    }
    const char *rest = host + size + has_brackets;
    self->port = self->is_tls ? 443 : 80;
    if (*rest == ':') {
        char *end;
        long port = strtol (rest + 1, &end, 10);
        if (rest [1] < '0' || rest [1] > '9' || port < 1 || port > 65535) {
            return -1;
        }
        self->port = (int) port;
        rest = end;
    }
    self->path [0] = '\0';
    size = strlen (rest);
    while (size > 0 && rest [size - 1] == '/') {
        size--;
    }
    if (size == 0) {
        return 0;
    }
    return *rest == '/' ? s_copy (self->path, sizeof self->path, rest, size) : -1;
}

void
gw_url_authority (const gw_url_t *self, char text [GW_URL_AUTHORITY_SIZE])
{
    bool is_ipv6 = strchr (self->host, ':');
    int size = snprintf (text, GW_URL_AUTHORITY_SIZE, is_ipv6 ? "[%s]" : "%s", self->host);
    if (self->port != (self->is_tls ? 443 : 80)) {
        (void) snprintf (text + size, GW_URL_AUTHORITY_SIZE - (size_t) size, ":%d", self->port);
    }
}
