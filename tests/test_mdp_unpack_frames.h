//  test_mdp_unpack_frames - frames to read: the golden vectors, and the beginnings of others
//
//  For tests alone.

#ifndef TEST_MDP_UNPACK_FRAMES_H
#define TEST_MDP_UNPACK_FRAMES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_unpack.h"
#include "mdp_write.h"
#include "unit.h"

enum { FRAME_MAX = 4096 };

static const mdp_stamp_t STAMP = { .epoch = 1, .seq = 2, .ts_recv = 3, .ts_pub = 4 };

//  The frame of a vector stays in the caller's buffer, where the texts point.

static size_t
s_read_vector (char frame [FRAME_MAX], const char *name)
{
    char path [512];
    snprintf (path, sizeof path, "%s/%s.msgpack", VECTORS_DIR, name);
    FILE *file = fopen (path, "rb");
    assert_non_null (file);
    size_t size = fread (frame, 1, FRAME_MAX, file);
    fclose (file);
    return size;
}

static mdp_unpack_result_t
s_unpack_vector (mdp_unpack_t *unpack, mdp_message_t *message, char frame [FRAME_MAX],
                 const char *name)
{
    return mdp_unpack_frame (unpack, message, frame, s_read_vector (frame, name));
}

//  Begin a status message with room for more keys.

static mdp_write_t
s_write_status (char frame [FRAME_MAX], size_t more)
{
    mdp_write_t write;
    mdp_write_init (&write, frame, FRAME_MAX);
    mdp_write_message (&write, &STAMP, "status", more);
    return write;
}

//  Begin a message of a market likewise.

static mdp_write_t
s_write_market (char frame [FRAME_MAX], const char *type, size_t more)
{
    mdp_write_t write;
    mdp_write_init (&write, frame, FRAME_MAX);
    mdp_write_message (&write, &STAMP, type, 3 + more);
    mdp_write_key_word (&write, "category", "spot");
    mdp_write_key_word (&write, "symbol", "S");
    mdp_write_key_uint (&write, "ts_exchange", 1);
    return write;
}

#endif
