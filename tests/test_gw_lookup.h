//  test_gw_lookup - what a lookup that stands for the system's finds
//
//  For tests alone.

#ifndef TEST_GW_LOOKUP_H
#define TEST_GW_LOOKUP_H

#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "unit.h"

//  One address of this machine, so many behind the first.

static inline struct addrinfo *
s_address (uint32_t offset)
{
    struct addrinfo *made = calloc (1, sizeof *made + sizeof (struct sockaddr_in));
    assert_non_null (made);
    struct sockaddr_in *address = (struct sockaddr_in *) (made + 1);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl (INADDR_LOOPBACK + offset);
    made->ai_family = AF_INET;
    made->ai_socktype = SOCK_STREAM;
    made->ai_addr = (struct sockaddr *) address;
    made->ai_addrlen = sizeof *address;
    return made;
}

void
freeaddrinfo (struct addrinfo *list)
{
    free (list);
}

#endif
