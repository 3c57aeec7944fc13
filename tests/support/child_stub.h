//  child_stub - a child that knows no markets: it beats, and does what the test tells it to
//
//  What it does is a text of words, its settings:
//
//      event, connected        its beats say so
//      mute                    returns without a signal
//      litter                  leaves a file beside its endpoint
//      after=MS                does one of the following only so long after its start,
//      once=FILE               and only if this file is not there yet; it then makes it
//      return, abort, exit=N, fail=N
//      hang                    turns its loop no more
//      stubborn                likewise, and ignores SIGTERM
//      doze=MS                 turns its loop no more for so long
//      deaf                    beats, but does not hear $TERM
//      stop                    stops its own process as SIGSTOP does
//      line, binary, flood     writes to stderr
//      note                    notes a frame that is not valid
//
//  Whatever its settings, it notes "stub_was_asked" with each wish that it is given.

#ifndef CHILD_STUB_H
#define CHILD_STUB_H

#include <czmq.h>

//  As a thread; args is the text.
void child_stub_actor (zsock_t *pipe, void *args);

//  Call first in main(): where the test was started as a child, it is the stub
//  and does not return.
void child_stub_main (int argc, char **argv);

#endif
