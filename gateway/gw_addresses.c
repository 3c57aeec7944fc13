//  gw_addresses - pure: the addresses of a host, in the order in which they are tried

#include "gw_addresses.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

static bool
s_is_ipv6 (const char *text)
{
    return strchr (text, ':') != NULL;
}

bool
gw_addresses_is_one (const char *host)
{
    char bare [GW_ADDRESS_SIZE];
    struct in6_addr address;
    size_t size = strcspn (host, "%");
    if (size == 0 || size >= sizeof bare || strlen (host) >= GW_ADDRESS_SIZE) {
        return false;
    }
    memcpy (bare, host, size);
    bare [size] = '\0';
    return inet_pton (s_is_ipv6 (bare) ? AF_INET6 : AF_INET, bare, &address) == 1
           && (host [size] == '\0' || s_is_ipv6 (bare));
}

static bool
s_has (const gw_addresses_t *self, const char *text)
{
    for (size_t index = 0; index < self->count; index++) {
        if (strcmp (self->texts [index], text) == 0) {
            return true;
        }
    }
    return false;
}

void
gw_addresses_add (gw_addresses_t *self, const char *text)
{
    assert (self);
    if (self->count < GW_ADDRESSES_MAX && gw_addresses_is_one (text) && !s_has (self, text)) {
        char *to = self->texts [self->count++];
        (void) snprintf (to, GW_ADDRESS_SIZE, "%s", text);  //  Its size was checked
    }
}

void
gw_addresses_mix (gw_addresses_t *self)
{
    gw_addresses_t mixed = { .count = 0 };
    size_t next [2] = { 0, 0 };  //  Where each family goes on
    bool is_ipv6 = self->count > 0 && s_is_ipv6 (self->texts [0]);
    while (mixed.count < self->count) {
        size_t *at = &next [is_ipv6];
        while (*at < self->count && s_is_ipv6 (self->texts [*at]) != is_ipv6) {
            (*at)++;
        }
        if (*at < self->count) {
            memcpy (mixed.texts [mixed.count++], self->texts [(*at)++], GW_ADDRESS_SIZE);
        }
        is_ipv6 = !is_ipv6;
    }
    *self = mixed;
}

void
gw_addresses_renew (gw_addresses_t *self, const gw_addresses_t *found)
{
    gw_addresses_t renewed = { .count = 0 };
    for (size_t index = 0; index < self->count; index++) {
        if (s_has (found, self->texts [index])) {
            gw_addresses_add (&renewed, self->texts [index]);
        }
    }
    for (size_t index = 0; index < found->count; index++) {
        gw_addresses_add (&renewed, found->texts [index]);
    }
    *self = renewed;
}

const char *
gw_addresses_at (const gw_addresses_t *self, size_t number)
{
    assert (number < self->count);
    return self->texts [number];
}
