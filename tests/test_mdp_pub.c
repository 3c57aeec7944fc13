//  Tests of mdp_pub and mdp_zap: real sockets, and who may read from them.

#include "mdp_guests.h"
#include "mdp_pub.h"
#include "mdp_zap.h"
#include "unit.h"

enum { PATIENCE_MS = 60000, TURN_MS = 10, PATH_SIZE = 64, LEAVES = 300 };

typedef struct {
    char folder [32];
    char path [PATH_SIZE];  //  Of the reader's public key, in the folder
    mdp_access_t access;
    mdp_cert_t reader;
    zactor_t *zap;
    mdp_pub_t *pub;
} fixture_t;

static int
s_setup (void **state)
{
    zsys_handler_set (NULL);
    fixture_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    strcpy (self->folder, "/tmp/test_mdp_pub_XXXXXX");
    assert_non_null (mkdtemp (self->folder));
    snprintf (self->path, sizeof self->path, "%s/reader.pub", self->folder);
    assert_true (mdp_cert_make (&self->access.server));
    assert_true (mdp_cert_make (&self->reader));
    assert_null (mdp_cert_save (&self->reader, self->path, false));
    self->access.folder = self->folder;
    *state = self;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    mdp_pub_destroy (&self->pub);
    assert_null (self->pub);
    mdp_zap_destroy (&self->zap);
    assert_null (self->zap);
    unlink (self->path);
    rmdir (self->folder);
    free (self);
    return 0;
}

static void
s_bind (fixture_t *self, const mdp_access_t *access)
{
    const mdp_pub_config_t config = {
        .endpoint = "tcp://127.0.0.1:*",
        .sndhwm = 1000,
        .access = access,
    };
    self->pub = mdp_pub_new (&config);
    assert_non_null (self->pub);
}

//  A SUB that has subscribed to everything; in the clear without a server's key.

static zsock_t *
s_connect (fixture_t *self, const char *server_key, const mdp_cert_t *pair)
{
    zsock_t *sub = zsock_new (ZMQ_SUB);
    assert_non_null (sub);
    zsock_set_sndhwm (sub, 0);  //  It limits how much may be asked for
    zsock_set_subscribe (sub, "");
    if (server_key) {
        zsock_set_curve_serverkey (sub, server_key);
        zsock_set_curve_publickey (sub, pair->public_key);
        zsock_set_curve_secretkey (sub, pair->secret_key);
    }
    int rc = zsock_connect (sub, "%s", zsock_endpoint (mdp_pub_socket (self->pub)));
    assert_int_equal (rc, 0);
    return sub;
}

//  One turn: a wish is charged, and served if it is for everything. Returns who was
//  refused, or SERVED, or STRANGE, or NOTHING.

enum { SERVED = MDP_REFUSALS, STRANGE, NOTHING };

static int
s_turn (fixture_t *self)
{
    const char *prefix;
    size_t size;
    if (mdp_pub_recv (self->pub, &prefix, &size) == MDP_PUB_WISH) {
        bool is_served = size == 0;
        mdp_pub_charge (self->pub, prefix, size, is_served);
        return is_served ? SERVED : STRANGE;
    }
    mdp_refusal_t refusal;
    mdp_pub_look (self->pub);
    return mdp_pub_next_refusal (self->pub, &refusal) ? (int) refusal : NOTHING;
}

//  Turn until something happens that is not to be passed over.

static int
s_outcome (fixture_t *self, int passed)
{
    int64_t give_up_at = zclock_mono () + PATIENCE_MS;
    zmq_pollitem_t item = { zsock_resolve (mdp_pub_socket (self->pub)), 0, ZMQ_POLLIN, 0 };
    int outcome = NOTHING;
    while ((outcome == NOTHING || outcome == passed) && zclock_mono () < give_up_at) {
        outcome = s_turn (self);
        if (outcome == NOTHING) {
            (void) zmq_poll (&item, 1, TURN_MS);  //  Refusals wake nobody
        }
    }
    return outcome;
}

static int
s_try (fixture_t *self, const char *server_key, const mdp_cert_t *pair)
{
    zsock_t *sub = s_connect (self, server_key, pair);
    int outcome = s_outcome (self, NOTHING);
    zsock_destroy (&sub);
    return outcome;
}

static void
test_in_the_clear_anybody_reads (void **state)
{
    fixture_t *self = *state;
    s_bind (self, NULL);
    zsock_t *sub = s_connect (self, NULL, NULL);
    assert_int_equal (s_outcome (self, NOTHING), SERVED);
    assert_int_equal (zstr_send (mdp_pub_socket (self->pub), "hello"), 0);
    char *text = zstr_recv (sub);
    assert_string_equal (text, "hello");
    zstr_free (&text);
    zsock_destroy (&sub);
}

static void
test_only_a_key_of_the_folder_reads (void **state)
{
    fixture_t *self = *state;
    mdp_cert_t stranger;
    assert_true (mdp_cert_make (&stranger));
    self->zap = mdp_zap_new (&self->access);
    assert_non_null (self->zap);
    s_bind (self, &self->access);
    const char *server_key = self->access.server.public_key;
    assert_int_equal (s_try (self, server_key, &self->reader), SERVED);
    assert_int_equal (s_try (self, server_key, &stranger), MDP_REFUSED_KEY);
    assert_int_equal (s_try (self, stranger.public_key, &self->reader), MDP_REFUSED_SERVER_KEY);
    int plain = s_try (self, NULL, NULL);
    assert_true (plain == MDP_REFUSED_MECHANISM || plain == MDP_REFUSED_LEFT);
}

static void
test_if_nobody_answers_nobody_reads (void **state)
{
    fixture_t *self = *state;
    s_bind (self, &self->access);
    int outcome = s_try (self, self->access.server.public_key, &self->reader);
    assert_int_equal (outcome, MDP_REFUSED_LEFT);
}

static void
test_without_a_folder_any_key_reads_that_knows_the_servers (void **state)
{
    fixture_t *self = *state;
    self->access.folder = NULL;
    assert_null (mdp_zap_new (&self->access));
    assert_null (mdp_zap_new (NULL));
    s_bind (self, &self->access);
    assert_int_equal (s_try (self, self->access.server.public_key, &self->reader), SERVED);
    assert_int_equal (s_try (self, self->reader.public_key, &self->reader), MDP_REFUSED_SERVER_KEY);
}

//  Who never stops asking is dropped, whatever connection he does it on, and the one
//  who asks for little stays.

static void
test_who_asks_without_end_is_dropped (void **state)
{
    fixture_t *self = *state;
    s_bind (self, NULL);
    zsock_t *good = s_connect (self, NULL, NULL);
    assert_int_equal (s_outcome (self, NOTHING), SERVED);
    zsock_t *bad = s_connect (self, NULL, NULL);
    assert_int_equal (s_outcome (self, NOTHING), SERVED);
    for (unsigned index = 0; index < MDP_GUESTS_STRANGE_MAX / 16; index++) {
        char name [16];
        (void) snprintf (name, sizeof name, "%u", index);
        zsock_set_subscribe (bad, name);
    }
    assert_int_equal (s_outcome (self, STRANGE), MDP_REFUSED_GREED);
    assert_int_equal (zstr_send (mdp_pub_socket (self->pub), "hello"), 0);
    char *text = zstr_recv (good);
    assert_string_equal (text, "hello");
    zstr_free (&text);
    zsock_destroy (&bad);
    zsock_destroy (&good);
}

//  libzmq tells of those who leave in its own thread, which must find somebody to tell.

static void
test_it_ends_while_readers_leave (void **state)
{
    fixture_t *self = *state;
    for (int times = 0; times < LEAVES; times++) {
        s_bind (self, NULL);
        zsock_t *sub = s_connect (self, NULL, NULL);
        assert_int_equal (s_outcome (self, NOTHING), SERVED);
        zsock_destroy (&sub);
        mdp_pub_destroy (&self->pub);
    }
}

static void
test_an_endpoint_that_cannot_be_bound_is_told (void **state)
{
    (void) state;
    const mdp_pub_config_t config = {
        .endpoint = "tcp://nowhere.invalid:1",
        .sndhwm = 1,
    };
    assert_null (mdp_pub_new (&config));
    assert_int_not_equal (errno, 0);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_in_the_clear_anybody_reads),
        UNIT_FIXTURE (test_only_a_key_of_the_folder_reads),
        UNIT_FIXTURE (test_if_nobody_answers_nobody_reads),
        UNIT_FIXTURE (test_without_a_folder_any_key_reads_that_knows_the_servers),
        UNIT_FIXTURE (test_who_asks_without_end_is_dropped),
        UNIT_FIXTURE (test_it_ends_while_readers_leave),
        UNIT_FIXTURE (test_an_endpoint_that_cannot_be_bound_is_told),
    };
    return UNIT_RUN ("mdp_pub", tests);
}
