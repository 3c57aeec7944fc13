//  mdp_zap - answers libzmq when it asks whether a key may read (ZAP, RFC 27)

#include "mdp_zap.h"

#include <assert.h>
#include <pthread.h>

#include "mdp_keyring.h"

#define ENDPOINT "inproc://zeromq.zap.01"

enum {
    KEY_BYTES = 32,
    STOP_MS = 1000  //  A folder that is far away may hold us; nobody waits longer
};

//  The frames of a question, in their order.
enum { VERSION, REQUEST, DOMAIN, ADDRESS, IDENTITY, MECHANISM, KEY, FRAMES };

typedef struct {
    zsock_t *pipe;
    zsock_t *asked;
    mdp_keyring_t *keys;
    const mdp_access_t *access;  //  Whoever has our own pair may read as well: the daemon itself
    bool terminated;
} self_t;

static bool
s_may_read (self_t *self, zmsg_t *question)
{
    zframe_t *mechanism = NULL;
    zframe_t *key = zmsg_first (question);
    for (int index = 0; index < KEY && key; index++) {
        mechanism = index == MECHANISM ? key : mechanism;
        key = zmsg_next (question);
    }
    if (!key || !zframe_streq (mechanism, "CURVE") || zframe_size (key) != KEY_BYTES) {
        return false;
    }
    char text [MDP_KEY_MAX];
    char *encoded = zmq_z85_encode (text, zframe_data (key), KEY_BYTES);
    assert (encoded);
    (void) mdp_keyring_read (self->keys, zclock_mono ());  //  What cannot be read holds no keys
    return mdp_keyring_has (self->keys, text) || streq (text, self->access->server.public_key);
}

static void
s_answer (self_t *self)
{
    zmsg_t *question = zmsg_recv (self->asked);
    if (!question) {
        return;
    }
    bool may_read = s_may_read (self, question);
    zmsg_t *answer = zmsg_new ();
    zframe_t *version = zmsg_pop (question);
    zframe_t *request = zmsg_pop (question);
    if (version) {
        (void) zmsg_append (answer, &version);
    }
    if (request) {
        (void) zmsg_append (answer, &request);
    }
    (void) zmsg_addstr (answer, may_read ? "200" : "400");
    (void) zmsg_addstr (answer, may_read ? "OK" : "this key may not read");
    (void) zmsg_addstr (answer, "");          //  No user
    (void) zmsg_addmem (answer, NULL, 0);     //  Nothing more about him
    (void) zmsg_send (&answer, self->asked);  //  Who has gone needs no answer
    zmsg_destroy (&answer);
    zmsg_destroy (&question);
}

static void
s_actor (zsock_t *pipe, void *args)
{
    const mdp_access_t *access = args;
    (void) pthread_setname_np (pthread_self (), "zap");  //  Only a help to debuggers
    self_t self = {
        .pipe = pipe,
        .keys = mdp_keyring_new (access->folder),
        .access = access,
    };
    self.asked = zsock_new (ZMQ_REP);
    assert (self.asked);
    int rc = zsock_bind (self.asked, "%s", ENDPOINT);
    assert (rc != -1);  //  There is one in a process
    zpoller_t *poller = zpoller_new (pipe, self.asked, NULL);
    assert (poller);
    zpoller_set_nonstop (poller, true);
    (void) zsock_signal (pipe, 0);  //  Constructed: a socket may be bound now
    while (!self.terminated) {
        void *which = zpoller_wait (poller, -1);
        if (which == self.asked) {
            s_answer (&self);
        } else if (which == pipe) {
            char *command = zstr_recv (pipe);
            self.terminated = command && streq (command, "$TERM");
            zstr_free (&command);
        }
    }
    zpoller_destroy (&poller);
    zsock_destroy (&self.asked);
    mdp_keyring_destroy (&self.keys);
}

zactor_t *
mdp_zap_new (const mdp_access_t *access)
{
    if (!access || !access->folder) {
        return NULL;
    }
    zactor_t *self = zactor_new (s_actor, (void *) (uintptr_t) access);
    assert (self);
    return self;
}

void
mdp_zap_destroy (zactor_t **self_p)
{
    assert (self_p);
    if (*self_p) {
        zsock_set_rcvtimeo (*self_p, STOP_MS);
        zactor_destroy (self_p);
    }
}
