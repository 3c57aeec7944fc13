//  Tests of sup_calm: which threads of a process wait for their turn
//
//  ZeroMQ's threads begin with the first socket of a process, so each test has its own.

#include "sup_calm.h"

#include <czmq.h>
#include <dirent.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

enum { LOOKS_MAX = 200 };

//  How many threads of this process are under a policy.

static int
s_count (int policy)
{
    int count = 0;
    DIR *tasks = opendir ("/proc/self/task");
    assert_non_null (tasks);
    for (struct dirent *task = readdir (tasks); task; task = readdir (tasks)) {
        int id = atoi (task->d_name);
        count += id > 0 && sched_getscheduler (id) == policy;
    }
    (void) closedir (tasks);
    return count;
}

//  In a process of its own that starts under a policy: how many are under another one then.
//  Threads begin with the policy of the one that makes them, and are given a moment.

static int
s_count_after (int policy, int counted, int least)
{
    pid_t child = fork ();
    assert_int_not_equal (child, -1);
    if (child == 0) {
        const struct sched_param none = { .sched_priority = 0 };
        int rc = sched_setscheduler (0, policy, &none);
        assert_int_equal (rc, 0);
        sup_calm ();
        zsock_t *socket = zsock_new_pub ("@inproc://calm");
        assert_non_null (socket);
        int count = s_count (counted);
        for (int looks = 0; looks < LOOKS_MAX && count < least; looks++) {
            zclock_sleep (10);
            count = s_count (counted);
        }
        assert_int_equal (sched_getscheduler (0), policy);
        zsock_destroy (&socket);
        _exit (count);
    }
    int status;
    assert_int_equal (waitpid (child, &status, 0), child);
    assert_true (WIFEXITED (status));
    return WEXITSTATUS (status);
}

static void
test_threads_of_zeromq_wait_and_ours_does_not (void **state)
{
    (void) state;
    assert_true (s_count_after (SCHED_OTHER, SCHED_BATCH, 2) >= 2);
}

static void
test_what_the_user_chose_stays (void **state)
{
    (void) state;
    assert_true (s_count_after (SCHED_IDLE, SCHED_IDLE, 3) >= 3);  //  A sanitizer has one too
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_threads_of_zeromq_wait_and_ours_does_not),
        cmocka_unit_test (test_what_the_user_chose_stays),
    };
    return UNIT_RUN ("sup_calm", tests);
}
