//  gw_url - pure: takes a URL of the exchange apart

#ifndef GW_URL_H
#define GW_URL_H

#include <stdbool.h>

enum { GW_URL_AUTHORITY_SIZE = 272 };

typedef struct {
    bool is_tls;
    char host [256];  //  A name or an address, without brackets
    int port;
    char path [256];  //  Without a trailing slash; empty where there is none
} gw_url_t;

//  Parse scheme://host[:port][/path], with scheme http, https, ws or wss.
//  Returns 0, or -1 where the text is no such URL.
int gw_url_parse (gw_url_t *self, const char *text);

//  The host as a Host header names it: an IPv6 address in brackets, and the port
//  where it is not the scheme's own.
void gw_url_authority (const gw_url_t *self, char text [GW_URL_AUTHORITY_SIZE]);

#endif
