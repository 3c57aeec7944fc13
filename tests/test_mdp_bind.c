//  Tests of mdp_bind: endpoints of ipc, which are files, and what else may stand there

#include "mdp_bind.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { PATH_SIZE = 64 };

typedef struct {
    char folder [40];
    char path [PATH_SIZE];
    char endpoint [PATH_SIZE + 8];
    zsock_t *socket;
} fixture_t;

static int
s_setup (void **state)
{
    static fixture_t fixture;
    zsys_handler_set (NULL);
    fixture = (fixture_t){ .folder = "/tmp/test_mdp_bind_XXXXXX" };
    assert_non_null (mkdtemp (fixture.folder));
    (void) snprintf (fixture.path, sizeof fixture.path, "%s/data", fixture.folder);
    (void) snprintf (fixture.endpoint, sizeof fixture.endpoint, "ipc://%s", fixture.path);
    fixture.socket = zsock_new (ZMQ_PUB);
    assert_non_null (fixture.socket);
    *state = &fixture;
    return 0;
}

static int
s_teardown (void **state)
{
    fixture_t *self = *state;
    zsock_destroy (&self->socket);
    (void) unlink (self->path);
    assert_int_equal (rmdir (self->folder), 0);
    return 0;
}

static bool
s_is_there (const fixture_t *self)
{
    struct stat found;
    return lstat (self->path, &found) == 0;
}

static void
s_write_file (const fixture_t *self)
{
    FILE *file = fopen (self->path, "w");
    assert_non_null (file);
    assert_int_equal (fputs ("precious", file) < 0, 0);
    assert_int_equal (fclose (file), 0);
}

static void
s_assert_file (const fixture_t *self)
{
    char text [16] = "";
    FILE *file = fopen (self->path, "r");
    assert_non_null (file);
    assert_non_null (fgets (text, sizeof text, file));
    assert_int_equal (fclose (file), 0);
    assert_string_equal (text, "precious");
}

static void
test_a_socket_that_was_left_is_taken_over (void **state)
{
    fixture_t *self = *state;
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    memcpy (address.sun_path, self->path, strlen (self->path));
    int left = socket (AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal (bind (left, (const struct sockaddr *) &address, sizeof address), 0);
    assert_int_equal (close (left), 0);
    assert_true (s_is_there (self));
    assert_int_equal (mdp_bind (self->socket, self->endpoint), 0);
}

static void
test_a_file_that_is_no_socket_is_left_alone (void **state)
{
    fixture_t *self = *state;
    s_write_file (self);
    assert_int_equal (mdp_bind (self->socket, self->endpoint), -1);
    assert_int_equal (errno, EEXIST);
    s_assert_file (self);
    mdp_bind_clear (self->endpoint);
    s_assert_file (self);
    mdp_bind_remove (self->endpoint);
    s_assert_file (self);
}

static void
test_a_link_is_left_alone (void **state)
{
    fixture_t *self = *state;
    assert_int_equal (symlink ("elsewhere", self->path), 0);
    assert_int_equal (mdp_bind (self->socket, self->endpoint), -1);
    assert_int_equal (errno, EEXIST);
    mdp_bind_remove (self->endpoint);
    assert_true (s_is_there (self));
}

static void
test_what_is_bound_is_cleared_once_it_has_gone (void **state)
{
    fixture_t *self = *state;
    assert_int_equal (mdp_bind (self->socket, self->endpoint), 0);
    assert_true (s_is_there (self));
    mdp_bind_clear (self->endpoint);
    assert_true (s_is_there (self));  //  Somebody listens
    mdp_bind_remove (self->endpoint);
    assert_false (s_is_there (self));
}

static void
test_a_host_name_is_said_to_be_none_that_can_be_bound (void **state)
{
    (void) state;
    zsock_t *socket = zsock_new (ZMQ_PUB);
    assert_int_equal (mdp_bind (socket, "tcp://localhost:7001"), -1);
    assert_non_null (strstr (mdp_bind_trouble (errno), "give an address"));
    assert_string_equal (mdp_bind_trouble (EADDRINUSE), "port in use");
    assert_string_equal (mdp_bind_trouble (EEXIST), "File exists");
    zsock_destroy (&socket);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        UNIT_FIXTURE (test_a_socket_that_was_left_is_taken_over),
        UNIT_FIXTURE (test_a_file_that_is_no_socket_is_left_alone),
        UNIT_FIXTURE (test_a_link_is_left_alone),
        UNIT_FIXTURE (test_what_is_bound_is_cleared_once_it_has_gone),
        UNIT_FIXTURE (test_a_host_name_is_said_to_be_none_that_can_be_bound),
    };
    return UNIT_RUN ("mdp_bind", tests);
}
