//  sup_address - says what is wrong with an endpoint, a URL or a host and port

#ifndef SUP_ADDRESS_H
#define SUP_ADDRESS_H

#include <stdbool.h>

//  Each returns null where the text is good, or else a phrase such as "has no port".

//  tcp://HOST:PORT, tcp://*:PORT or ipc://PATH.
const char *sup_address_endpoint (const char *text);

//  SCHEME://HOST[:PORT] with one of the schemes "a|b"; a single closing slash is
//  tolerated, a path only where is_path_allowed.
const char *sup_address_url (const char *text, const char *schemes, bool is_path_allowed);

//  HOST:PORT, or "off".
const char *sup_address_host_port (const char *text);

//  Whether two good endpoints cannot both be bound; either may be HOST:PORT, or off.
//  Of two paths the folders are looked up, as far as they are there.
bool sup_address_collide (const char *left, const char *right);

#endif
