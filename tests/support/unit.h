//  unit - the one door to cmocka: its required headers, and names for our fixtures

#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

//  A test between the file's own s_setup and s_teardown.
#define UNIT_FIXTURE(test) cmocka_unit_test_setup_teardown (test, s_setup, s_teardown)

//  Run every test of the group; returns the number that failed.
#define UNIT_RUN(group, tests) cmocka_run_group_tests_name (group, tests, NULL, NULL)

#endif
