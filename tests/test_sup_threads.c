//  Tests of sup_threads: a trial tells whether there are threads, and leaves nothing behind

#include "sup_threads.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <unistd.h>

#include "unit.h"

enum { TIMES = 200 };

static size_t
s_count (const char *path)
{
    DIR *folder = opendir (path);
    assert_non_null (folder);
    size_t count = 0;
    while (readdir (folder)) {
        count++;
    }
    (void) closedir (folder);
    return count;
}

static void
test_threads_that_can_be_made_are_gone_afterwards (void **state)
{
    (void) state;
    assert_int_equal (sup_threads_try (1), 0);  //  A sanitizer starts one of its own with the first
    size_t threads = s_count ("/proc/self/task");
    size_t descriptors = s_count ("/proc/self/fd");
    for (int time = 0; time < TIMES; time++) {
        assert_int_equal (sup_threads_try (SUP_THREADS_MAX), 0);
        assert_int_equal (s_count ("/proc/self/task"), threads);
    }
    assert_int_equal (s_count ("/proc/self/fd"), descriptors);
    assert_int_equal (sup_threads_try (0), 0);
}

//  Without descriptors there is no trial, and that is told as well.

static void
test_a_trial_that_cannot_be_made_is_told (void **state)
{
    (void) state;
    struct rlimit limit;
    assert_int_equal (getrlimit (RLIMIT_NOFILE, &limit), 0);
    const struct rlimit none = { .rlim_cur = 0, .rlim_max = limit.rlim_max };
    assert_int_equal (setrlimit (RLIMIT_NOFILE, &none), 0);
    int error = sup_threads_try (1);
    assert_int_equal (setrlimit (RLIMIT_NOFILE, &limit), 0);
    assert_int_equal (error, EMFILE);
}

int
main (void)
{
    const struct CMUnitTest tests [] = {
        cmocka_unit_test (test_threads_that_can_be_made_are_gone_afterwards),
        cmocka_unit_test (test_a_trial_that_cannot_be_made_is_told),
    };
    return UNIT_RUN ("sup_threads", tests);
}
