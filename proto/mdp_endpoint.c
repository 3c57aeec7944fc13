//  mdp_endpoint - the address that an endpoint stands for, to bind it or to reach who did

#include "mdp_endpoint.h"

#include <assert.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum {
    ADDRESS_MAX = 64,  //  Bytes in an address with its zone and terminator
    PORT_MAX = 65535
};

static const char TCP [] = "tcp://";
static const char IPC [] = "ipc://";

//  The more it is, the sooner it is taken; 0 for what is no address.

static int
s_rank (const struct sockaddr *address)
{
    if (!address || (address->sa_family != AF_INET && address->sa_family != AF_INET6)) {
        return 0;
    }
    if (address->sa_family == AF_INET) {
        return 3;
    }
    struct sockaddr_in6 ipv6;
    memcpy (&ipv6, address, sizeof ipv6);
    return IN6_IS_ADDR_LINKLOCAL (&ipv6.sin6_addr) ? 1 : 2;
}

//  Print an address as it stands in an endpoint.

static bool
s_print (const struct sockaddr *address, char text [ADDRESS_MAX])
{
    bool is_ipv6 = address->sa_family == AF_INET6;
    socklen_t size = is_ipv6 ? sizeof (struct sockaddr_in6) : sizeof (struct sockaddr_in);
    char host [ADDRESS_MAX - 2];
    if (getnameinfo (address, size, host, sizeof host, NULL, 0, NI_NUMERICHOST) != 0) {
        return false;
    }
    (void) snprintf (text, ADDRESS_MAX, is_ipv6 ? "[%s]" : "%s", host);  //  It fits
    return true;
}

//  The best address of the interface that the endpoint's host is called. False where there is
//  none.

static bool
s_find (const char *endpoint, size_t name_size, char text [ADDRESS_MAX])
{
    struct ifaddrs *list = NULL;
    if (name_size == 0 || name_size >= IFNAMSIZ || getifaddrs (&list) == -1) {
        return false;
    }
    const char *name = endpoint + sizeof TCP - 1;
    const struct sockaddr *best = NULL;
    for (const struct ifaddrs *at = list; at; at = at->ifa_next) {
        bool is_it =
            strlen (at->ifa_name) == name_size && strncmp (at->ifa_name, name, name_size) == 0;
        if (is_it && s_rank (at->ifa_addr) > s_rank (best)) {
            best = at->ifa_addr;
        }
    }
    bool is_found = best && s_print (best, text);
    freeifaddrs (list);
    return is_found;
}

//  Write the endpoint with another host, or as it is where that is null.

static int
s_write (const char *endpoint, const char *host, char text [MDP_ENDPOINT_MAX])
{
    int size = host
                   ? snprintf (text, MDP_ENDPOINT_MAX, "%s%s%s", TCP, host, strrchr (endpoint, ':'))
                   : snprintf (text, MDP_ENDPOINT_MAX, "%s", endpoint);
    return size >= 0 && size < MDP_ENDPOINT_MAX ? 0 : -1;
}

//  Size of the host of a tcp endpoint with a port; 0 for any other.

static size_t
s_host_size (const char *endpoint)
{
    const size_t scheme_size = sizeof TCP - 1;
    if (strncmp (endpoint, TCP, scheme_size) != 0) {
        return 0;
    }
    const char *colon = strrchr (endpoint + scheme_size, ':');
    return colon ? (size_t) (colon - endpoint) - scheme_size : 0;
}

int
mdp_endpoint_bind (const char *endpoint, char text [MDP_ENDPOINT_MAX])
{
    assert (endpoint);
    assert (text);
    char address [ADDRESS_MAX];
    bool is_found = s_find (endpoint, s_host_size (endpoint), address);
    return s_write (endpoint, is_found ? address : NULL, text);
}

int
mdp_endpoint_reach (const char *endpoint, char text [MDP_ENDPOINT_MAX])
{
    static const struct {
        const char *all;
        const char *one;
    } HOSTS [] = { { "*", "127.0.0.1" }, { "0.0.0.0", "127.0.0.1" }, { "[::]", "[::1]" } };
    assert (endpoint);
    assert (text);
    size_t size = s_host_size (endpoint);
    for (size_t index = 0; index < sizeof HOSTS / sizeof *HOSTS; index++) {
        if (size == strlen (HOSTS [index].all)
            && strncmp (endpoint + sizeof TCP - 1, HOSTS [index].all, size) == 0) {
            return s_write (endpoint, HOSTS [index].one, text);
        }
    }
    return mdp_endpoint_bind (endpoint, text);
}

bool
mdp_endpoint_is_reachable (const char *endpoint)
{
    assert (endpoint);
    if (strncmp (endpoint, IPC, sizeof IPC - 1) == 0) {
        return endpoint [sizeof IPC - 1] != '\0';
    }
    size_t host_size = s_host_size (endpoint);
    if (host_size == 0) {
        return false;
    }
    const char *port = endpoint + sizeof TCP - 1 + host_size + 1;
    unsigned long number = 0;
    for (; *port >= '0' && *port <= '9' && number <= PORT_MAX; port++) {
        number = number * 10 + (unsigned long) (*port - '0');
    }
    return *port == '\0' && number > 0 && number <= PORT_MAX;
}
