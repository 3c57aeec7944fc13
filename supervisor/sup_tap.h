//  sup_tap - reads the data sockets of the children, but only what somebody looks at
//
//  A child's socket is opened with the first topic that is asked for and closed with
//  the last one. What comes is handed on as JSON, unread.

#ifndef SUP_TAP_H
#define SUP_TAP_H

#include "sup_body.h"
#include "sup_config.h"
#include "sup_server.h"

//  A message of a topic came: here it is, as an event of a stream. The body is lent.
typedef void sup_tap_fn (void *owner, const char *topic, sup_body_t *body);

typedef struct sup_tap sup_tap_t;

//  The config and the server are lent for our life.
sup_tap_t *sup_tap_new (const sup_config_t *config, sup_server_t *server, sup_tap_fn *on_message,
                        void *owner);
void sup_tap_destroy (sup_tap_t **self_p);

//  Ask a child for a topic, once more; a book comes whole at first, whoever has it
//  already. Returns 0, or -1 where its socket cannot be opened.
int sup_tap_open (sup_tap_t *self, size_t child, const char *topic);

//  Ask for it once less.
void sup_tap_close (sup_tap_t *self, size_t child, const char *topic);

//  There is a connection to the child's data socket.
bool sup_tap_is_open (const sup_tap_t *self, size_t child);

//  Hand on what came. True where more is there.
bool sup_tap_run (sup_tap_t *self);

#endif
