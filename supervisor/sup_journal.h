//  sup_journal - the one place that logs: a note becomes a log line and a message
//
//  The line is JSON or text; the message is [supervisor.event.][msgpack map] on
//  the socket that also carries the heartbeat. Neither waits for anybody.

#ifndef SUP_JOURNAL_H
#define SUP_JOURNAL_H

#include <czmq.h>

#include "note.h"

typedef enum {
    SUP_JOURNAL_AUTO,  //  Text on a terminal, JSON elsewhere
    SUP_JOURNAL_TEXT,
    SUP_JOURNAL_JSON
} sup_journal_format_t;

typedef struct {
    sup_journal_format_t format;
    note_level_t level;  //  Lower notes are not logged; they are published all the same
    int fd;              //  Where lines go; 0 for stdout, since stdin cannot be meant
} sup_journal_config_t;

typedef struct sup_journal sup_journal_t;

sup_journal_t *sup_journal_new (const sup_journal_config_t *config);
void sup_journal_destroy (sup_journal_t **self_p);

//  Publish on this socket from now on; null for none. The socket is lent until
//  the next call, and epoch is that of every message.
void sup_journal_publish_on (sup_journal_t *self, zsock_t *pub, uint64_t epoch);

//  Tell HTTP as well from now on, as sup_tidings has it; null for nobody. The pipe is lent
//  until the next call.
void sup_journal_tell (sup_journal_t *self, zsock_t *web);

//  Log and publish a note that was taken at now_ns, nanoseconds since 1970 UTC.
void sup_journal_write (sup_journal_t *self, const note_t *note, uint64_t now_ns);

//  Go on with what the log's reader had no room for.
void sup_journal_flush (sup_journal_t *self);

//  Print one line without its newline, terminated. Returns its size, or 0 where
//  it does not fit.
size_t sup_journal_print (sup_journal_format_t format, const note_t *note, uint64_t now_ns,
                          char *line, size_t line_max);

#endif
