//  Tests of gw_resolver: whoever asks is answered once; a lookup that hangs holds up nobody
//
//  The system's lookup is replaced by one that waits until it is told what to find.

#include "gw_resolver.h"
#include "test_gw_lookup.h"

#include <poll.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 10000, LOOKUPS_MAX = 32 };

//  What the lookups find, in their order. An element is written before a lookup that can
//  read it is let go, and never again: threads may outlive their test.
static sem_t s_go;
static sem_t s_begun;
static int s_lookups;  //  That ended
static int s_told;
static const char *s_found [LOOKUPS_MAX];

//  The next lookup finds this; null for nothing.

static void
s_will_find (const char *found)
{
    assert_true (s_told < LOOKUPS_MAX);
    s_found [s_told++] = found;
}

int
getaddrinfo (const char *name, const char *service, const struct addrinfo *hints,
             struct addrinfo **list)
{
    (void) name;
    (void) service;
    (void) hints;
    (void) sem_post (&s_begun);
    while (sem_wait (&s_go) != 0) {
    }
    const char *found = s_found [__atomic_fetch_add (&s_lookups, 1, __ATOMIC_SEQ_CST)];
    if (!found) {
        return EAI_AGAIN;
    }
    *list = s_address ((uint32_t) strlen (found));
    return 0;
}

//  Somebody who asks.
typedef struct {
    int answers;
    size_t count;
    char first [GW_ADDRESS_SIZE];
    char why [128];
} asker_t;

static void
s_on_answer (void *owner, const gw_addresses_t *addresses, const char *why)
{
    asker_t *asker = owner;
    asker->answers++;
    asker->count = addresses ? addresses->count : 0;
    (void) snprintf (asker->first, sizeof asker->first, "%s",
                     addresses ? gw_addresses_at (addresses, 0) : "");
    (void) snprintf (asker->why, sizeof asker->why, "%s", addresses ? "" : why);
}

//  Let one lookup end, and take its answer.

static void
s_let_one_end (gw_resolver_t *resolver)
{
    (void) sem_post (&s_go);
    struct pollfd poll_fd = { .fd = gw_resolver_fd (resolver), .events = POLLIN };
    assert_int_equal (poll (&poll_fd, 1, WAIT_MS), 1);
    gw_resolver_read (resolver);
}

static int
s_setup (void **state)
{
    while (sem_trywait (&s_begun) == 0) {
        //  Left over from the test before
    }
    *state = gw_resolver_new ();
    return *state ? 0 : -1;
}

static int
s_teardown (void **state)
{
    gw_resolver_t *resolver = *state;
    gw_resolver_destroy (&resolver);
    assert_null (resolver);
    return 0;
}

static void
test_an_address_is_its_own_answer_at_once (void **state)
{
    asker_t asker = { 0 };
    gw_resolver_ask (*state, "::1", s_on_answer, &asker);
    assert_int_equal (asker.answers, 1);
    assert_string_equal (asker.first, "::1");
}

//  Nobody waits for the lookup that follows, since it is old.

static void
test_what_was_found_elsewhere_is_known (void **state)
{
    asker_t asker = { 0 };
    gw_addresses_t found = { .count = 0 };
    gw_addresses_add (&found, "127.0.0.7");
    gw_resolver_know (*state, "exchange", &found);
    s_will_find ("");
    gw_resolver_ask (*state, "exchange", s_on_answer, &asker);
    assert_int_equal (asker.answers, 1);
    assert_string_equal (asker.first, "127.0.0.7");
    s_let_one_end (*state);
    gw_resolver_ask (*state, "exchange", s_on_answer, &asker);
    assert_int_equal (asker.answers, 2);
    assert_string_equal (asker.first, "127.0.0.1");
}

static void
test_those_who_wait_share_a_lookup (void **state)
{
    asker_t askers [3] = { { 0 } };
    s_will_find ("");
    for (int index = 0; index < 3; index++) {
        gw_resolver_ask (*state, "exchange", s_on_answer, &askers [index]);
    }
    gw_resolver_read (*state);
    assert_int_equal (askers [0].answers, 0);
    s_let_one_end (*state);
    gw_resolver_read (*state);
    for (int index = 0; index < 3; index++) {
        assert_int_equal (askers [index].answers, 1);
        assert_string_equal (askers [index].first, "127.0.0.1");
    }
    assert_int_equal (__atomic_load_n (&s_lookups, __ATOMIC_SEQ_CST), s_told);
}

static void
test_what_was_found_lately_is_not_looked_up_again (void **state)
{
    asker_t asker = { 0 };
    s_will_find ("");
    gw_resolver_ask (*state, "exchange", s_on_answer, &asker);
    s_let_one_end (*state);
    gw_resolver_ask (*state, "exchange", s_on_answer, &asker);
    assert_int_equal (asker.answers, 2);
    assert_string_equal (asker.first, "127.0.0.1");
    assert_int_equal (__atomic_load_n (&s_lookups, __ATOMIC_SEQ_CST), s_told);
}

static void
test_a_failure_is_told_and_the_next_one_asks_anew (void **state)
{
    asker_t asker = { 0 };
    s_will_find (NULL);
    s_will_find ("");
    gw_resolver_ask (*state, "exchange", s_on_answer, &asker);
    s_let_one_end (*state);
    assert_int_equal (asker.answers, 1);
    assert_int_equal (asker.count, 0);
    assert_non_null (strstr (asker.why, "cannot find the host's address"));
    gw_resolver_ask (*state, "exchange", s_on_answer, &asker);
    s_let_one_end (*state);
    assert_int_equal (asker.answers, 2);
    assert_string_equal (asker.first, "127.0.0.1");
}

static void
test_one_host_does_not_wait_for_another (void **state)
{
    asker_t slow = { 0 };
    asker_t quick = { 0 };
    s_will_find ("2");
    gw_resolver_ask (*state, "slow", s_on_answer, &slow);
    (void) sem_wait (&s_begun);
    gw_resolver_ask (*state, "127.0.0.9", s_on_answer, &quick);
    assert_int_equal (quick.answers, 1);
    assert_int_equal (slow.answers, 0);
    s_let_one_end (*state);
    assert_string_equal (slow.first, "127.0.0.2");
}

static void
test_whoever_leaves_is_told_nothing (void **state)
{
    asker_t gone = { 0 };
    asker_t here = { 0 };
    s_will_find ("");
    gw_resolver_ask (*state, "exchange", s_on_answer, &gone);
    gw_resolver_ask (*state, "exchange", s_on_answer, &here);
    gw_resolver_forget (*state, &gone);
    s_let_one_end (*state);
    assert_int_equal (gone.answers, 0);
    assert_int_equal (here.answers, 1);
}

static void
test_there_is_an_end_to_hosts_and_to_those_who_wait (void **state)
{
    static asker_t askers [GW_RESOLVER_WAITERS_MAX + 1];
    memset (askers, 0, sizeof askers);
    s_will_find (NULL);
    for (int index = 0; index <= GW_RESOLVER_WAITERS_MAX; index++) {
        gw_resolver_ask (*state, "exchange", s_on_answer, &askers [index]);
    }
    assert_int_equal (askers [GW_RESOLVER_WAITERS_MAX - 1].answers, 0);
    assert_int_equal (askers [GW_RESOLVER_WAITERS_MAX].answers, 1);
    assert_int_equal (askers [GW_RESOLVER_WAITERS_MAX].count, 0);
    s_let_one_end (*state);
    assert_int_equal (askers [0].answers, 1);
    char name [300];
    memset (name, 'a', sizeof name);
    name [sizeof name - 1] = '\0';
    gw_resolver_ask (*state, name, s_on_answer, &askers [0]);
    assert_int_equal (askers [0].answers, 2);
    assert_int_equal (askers [0].count, 0);
}

//  It ends later, with nobody left to tell.

static void
test_a_lookup_that_hangs_is_left_behind (void **state)
{
    (void) state;
    asker_t asker = { 0 };
    gw_resolver_t *resolver = gw_resolver_new ();
    assert_non_null (resolver);
    s_will_find (NULL);
    gw_resolver_ask (resolver, "exchange", s_on_answer, &asker);
    (void) sem_wait (&s_begun);
    gw_resolver_destroy (&resolver);
    assert_null (resolver);
    assert_int_equal (asker.answers, 0);
    (void) sem_post (&s_go);
}

int
main (void)
{
    (void) sem_init (&s_go, 0, 0);
    (void) sem_init (&s_begun, 0, 0);
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_an_address_is_its_own_answer_at_once),
        UNIT_FIXTURE (test_what_was_found_elsewhere_is_known),
        UNIT_FIXTURE (test_those_who_wait_share_a_lookup),
        UNIT_FIXTURE (test_what_was_found_lately_is_not_looked_up_again),
        UNIT_FIXTURE (test_a_failure_is_told_and_the_next_one_asks_anew),
        UNIT_FIXTURE (test_one_host_does_not_wait_for_another),
        UNIT_FIXTURE (test_whoever_leaves_is_told_nothing),
        UNIT_FIXTURE (test_there_is_an_end_to_hosts_and_to_those_who_wait),
        UNIT_FIXTURE (test_a_lookup_that_hangs_is_left_behind),
    };
    return UNIT_RUN ("gw_resolver", tests);
}
