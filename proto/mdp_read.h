//  mdp_read - reads msgpack maps into open structs: the one door to msgpack's unpacker
//
//  A table says which keys a map may have and where their values go.

#ifndef MDP_READ_H
#define MDP_READ_H

#include <msgpack.h>

#include "mdp_event.h"

typedef struct mdp_read mdp_read_t;

//  Create a reader of frames of at most frame_max bytes.
mdp_read_t *mdp_read_new (size_t frame_max);

//  Destroy the reader and null the caller's reference.
void mdp_read_destroy (mdp_read_t **self_p);

//  Unpack one frame. The object points into the reader and into the frame, and
//  is valid until either changes. Null where the frame is refused: too large,
//  not exactly one value, or too deep. Nothing is allocated for a refused frame.
const msgpack_object *mdp_read_frame (mdp_read_t *self, const char *frame, size_t size);

typedef enum {
    MDP_READ_UINT,    //  uint64_t, below 2^63
    MDP_READ_INT,     //  int64_t
    MDP_READ_DOUBLE,  //  double, finite
    MDP_READ_FLAG,    //  bool
    MDP_READ_TEXT,    //  mdp_text_t, valid UTF-8, in the frame
    MDP_READ_NUMBER,  //  mdp_number_t
    MDP_READ_OBJECT   //  const msgpack_object *, of any type
} mdp_read_kind_t;

//  A key that a map may have.
typedef struct {
    const char *key;
    mdp_read_kind_t kind;
    bool is_required;
    size_t offset;  //  Of the value's place in the target
} mdp_read_field_t;

enum { MDP_READ_FIELDS_MAX = 32 };

//  Read a map by its table. Bit n of seen is set where the map has field n.
//  Keys that the table does not name are skipped. Returns 0, or -1 where it is
//  no map, a key is no text or stands twice, a value has another type than the
//  table says, or a required key is missing; the target may then be half filled.
int mdp_read_map (const msgpack_object *object, const mdp_read_field_t *fields, size_t count,
                  void *target, uint32_t *seen);

//  Read one value. Returns 0, or -1 where it has another type.
int mdp_read_value (const msgpack_object *object, mdp_read_kind_t kind, void *place);

#endif
