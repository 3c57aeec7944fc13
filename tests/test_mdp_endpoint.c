//  Tests of mdp_endpoint: what is bound for an interface's name, and where it is reached

#include "mdp_endpoint.h"

#include <fcntl.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

static void
s_assert_bound (const char *endpoint, const char *wanted)
{
    char text [MDP_ENDPOINT_MAX];
    assert_int_equal (mdp_endpoint_bind (endpoint, text), 0);
    assert_string_equal (text, wanted);
}

static void
s_assert_reached (const char *endpoint, const char *wanted)
{
    char text [MDP_ENDPOINT_MAX];
    assert_int_equal (mdp_endpoint_reach (endpoint, text), 0);
    assert_string_equal (text, wanted);
}

static void
test_an_interface_is_its_ipv4_address (void **state)
{
    (void) state;
    s_assert_bound ("tcp://lo:5555", "tcp://127.0.0.1:5555");
    s_assert_reached ("tcp://lo:5555", "tcp://127.0.0.1:5555");
    s_assert_bound ("tcp://lo:*", "tcp://127.0.0.1:*");
}

static void
test_what_names_no_interface_stays (void **state)
{
    static const char *const ENDPOINTS [] = {
        "tcp://127.0.0.1:5555",
        "tcp://[::1]:5555",
        "tcp://[fe80::1%lo]:5555",
        "tcp://localhost:5555",
        "tcp://l:5555",
        "tcp://lo0:5555",
        "tcp://an-interface:55",
        "ipc://lo:5555",
        "inproc://lo:5555",
        "tcp://lo",
        "tcp://:5555",
        "tcp://",
        "lo:5555",
        "",
    };
    (void) state;
    for (size_t index = 0; index < sizeof ENDPOINTS / sizeof *ENDPOINTS; index++) {
        s_assert_bound (ENDPOINTS [index], ENDPOINTS [index]);
        s_assert_reached (ENDPOINTS [index], ENDPOINTS [index]);
    }
}

static void
test_all_addresses_are_reached_by_one (void **state)
{
    (void) state;
    s_assert_bound ("tcp://*:5555", "tcp://*:5555");
    s_assert_reached ("tcp://*:5555", "tcp://127.0.0.1:5555");
    s_assert_reached ("tcp://0.0.0.0:5555", "tcp://127.0.0.1:5555");
    s_assert_reached ("tcp://[::]:5555", "tcp://[::1]:5555");
    s_assert_reached ("tcp://0.0.0.0.example:5555", "tcp://0.0.0.0.example:5555");
}

static void
test_what_is_too_long_is_refused (void **state)
{
    char endpoint [MDP_ENDPOINT_MAX + 1];
    char text [MDP_ENDPOINT_MAX];
    (void) state;
    memset (endpoint, 'a', sizeof endpoint);
    memcpy (endpoint, "ipc://", 6);
    endpoint [MDP_ENDPOINT_MAX] = '\0';
    assert_int_equal (mdp_endpoint_bind (endpoint, text), -1);
    assert_int_equal (mdp_endpoint_reach (endpoint, text), -1);
    endpoint [MDP_ENDPOINT_MAX - 1] = '\0';
    s_assert_bound (endpoint, endpoint);
}

static void
test_only_what_leads_to_a_daemon_is_reachable (void **state)
{
    static const char *const GOOD [] = {
        "tcp://127.0.0.1:1",
        "tcp://[::1]:65535",
        "tcp://[fe80::1%lo]:5555",
        "tcp://a_b.example:5555",
        "ipc://data",
        "ipc:///run/data",
        "ipc://@data",
    };
    static const char *const BAD [] = {
        "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:65536",
        "tcp://127.0.0.1:99999999999999999999",
        "tcp://127.0.0.1:",
        "tcp://127.0.0.1",
        "tcp://:5555",
        "tcp://127.0.0.1:5x",
        "tcp://127.0.0.1:*",
        "ipc://",
        "inproc://x",
        "ws://127.0.0.1:5555",
        "127.0.0.1:5555",
        "",
    };
    (void) state;
    for (size_t index = 0; index < sizeof GOOD / sizeof *GOOD; index++) {
        assert_true (mdp_endpoint_is_reachable (GOOD [index]));
    }
    for (size_t index = 0; index < sizeof BAD / sizeof *BAD; index++) {
        assert_false (mdp_endpoint_is_reachable (BAD [index]));
    }
}

//  Give lo another IPv6 address.

static void
s_add_ipv6 (const struct in6_addr *address)
{
    int fd = socket (AF_INET6, SOCK_DGRAM, 0);
    struct in6_ifreq request = { .ifr6_addr = *address,
                                 .ifr6_prefixlen = 64,
                                 .ifr6_ifindex = (int) if_nametoindex ("lo") };
    assert_int_equal (ioctl (fd, SIOCSIFADDR, &request), 0);
    assert_int_equal (close (fd), 0);
}

//  The last test, as this process then has a network of its own: where lo has no IPv4 address.

static void
test_an_interface_without_ipv4_is_its_ipv6_address (void **state)
{
    (void) state;
    if (unshare (CLONE_NEWNET) == -1 && unshare (CLONE_NEWUSER | CLONE_NEWNET) == -1) {
        skip ();
    }
    s_assert_bound ("tcp://lo:5555", "tcp://lo:5555");  //  It has none at all
    int fd = socket (AF_INET, SOCK_DGRAM, 0);
    struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
    assert_int_equal (ioctl (fd, SIOCSIFFLAGS, &request), 0);
    s_assert_bound ("tcp://lo:5555", "tcp://127.0.0.1:5555");
    request.ifr_addr = (struct sockaddr){ .sa_family = AF_INET };
    assert_int_equal (ioctl (fd, SIOCSIFADDR, &request), 0);
    assert_int_equal (close (fd), 0);
    if (access ("/proc/sys/net/ipv6", F_OK) == -1) {
        skip ();
    }
    const struct in6_addr local = { .s6_addr = { 0xfe, 0x80, [15] = 1 } };
    s_add_ipv6 (&local);
    s_assert_bound ("tcp://lo:5555", "tcp://[::1]:5555");
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_an_interface_is_its_ipv4_address),
        cmocka_unit_test (test_what_names_no_interface_stays),
        cmocka_unit_test (test_all_addresses_are_reached_by_one),
        cmocka_unit_test (test_what_is_too_long_is_refused),
        cmocka_unit_test (test_only_what_leads_to_a_daemon_is_reachable),
        cmocka_unit_test (test_an_interface_without_ipv4_is_its_ipv6_address),
    };
    return UNIT_RUN ("mdp_endpoint", tests);
}
