//  sup_child_main - the child's side of a process: what main() runs when it is started as a child
//
//  The arguments are those of SUP_CHILD_FLAG NAME ENDPOINT. The child ends when
//  the daemon does, however that ends.

#ifndef SUP_CHILD_MAIN_H
#define SUP_CHILD_MAIN_H

#include <czmq.h>

#define SUP_CHILD_FLAG "--child"

enum {
    SUP_CHILD_CONFIG_FD = 3,   //  Its settings, to be read to the end
    SUP_CHILD_LIFELINE_FD = 4  //  Hangs up when the daemon is gone
};

//  Run the child on its pipe; the settings are terminated and valid for the
//  call. Returns the exit code.
typedef int (sup_child_run_fn) (zsock_t *pipe, const char *name, const char *config,
                                size_t config_size);

//  True where main() was started as a child.
bool sup_child_main_is_meant (int argc, char **argv);

//  Be the child: call before any other call of czmq, and return what it
//  returns from main().
int sup_child_main (int argc, char **argv, sup_child_run_fn *run);

#endif
