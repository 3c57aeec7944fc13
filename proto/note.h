//  note - something that happened, as an event name and fields
//
//  The same note is a log line, a supervisor.event. message, and a message from
//  the gateway to its supervisor.

#ifndef NOTE_H
#define NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mdp_event.h"

typedef enum { NOTE_DEBUG, NOTE_INFO, NOTE_WARNING, NOTE_ERROR } note_level_t;
enum { NOTE_LEVELS = 4 };

typedef enum { NOTE_TEXT, NOTE_INTEGER, NOTE_REAL, NOTE_FLAG } note_kind_t;

enum {
    NOTE_FIELDS_MAX = 16,   //  Fields after these are dropped
    NOTE_EVENT_MAX = 64,    //  Bytes in the longest event name, with a terminator
    NOTE_KEY_MAX = 32,      //  Bytes in the longest key, with a terminator
    NOTE_TEXT_MAX = 1024,   //  Bytes of text in all fields; what is over is cut with an ellipsis
    NOTE_FRAME_MAX = 4096,  //  Bytes in the largest packed note or message of one
    NOTE_PRINT_MAX = 16384  //  Bytes in the longest printed note, with a terminator
};

typedef struct {
    const char *key;  //  A literal, or inside the note's own keys
    note_kind_t kind;
    const char *text;  //  Terminated valid UTF-8, a literal or inside the note's own text
    int64_t integer;   //  Also of a flag
    double real;
} note_field_t;

typedef struct {
    note_level_t level;
    char event [NOTE_EVENT_MAX];  //  e.g. bybit_connector_stale_connection_detected
    size_t count;
    note_field_t fields [NOTE_FIELDS_MAX];
    size_t used;  //  Bytes of text
    char text [NOTE_TEXT_MAX];
    char keys [NOTE_FIELDS_MAX][NOTE_KEY_MAX];  //  Of a note that was unpacked
} note_t;

//  "debug", "info", "warning" or "error".
const char *note_level_name (note_level_t level);

//  Begin a note; it has no fields yet. A note must not be copied by value:
//  its fields point into it.
void note_init (note_t *self, note_level_t level, const char *event);

//  Add a field; key must be a literal of letters, digits, '_', '-' and '.'. A
//  text may hold any bytes: those that are not valid UTF-8, and control
//  characters, are written as \xNN.
void note_add_text (note_t *self, const char *key, const char *text, size_t size);
void note_add_integer (note_t *self, const char *key, int64_t value);
void note_add_real (note_t *self, const char *key, double value);
void note_add_flag (note_t *self, const char *key, bool value);

//  As a msgpack map: "event", "level", then the fields in their order. Returns
//  its size, or 0 where it does not fit.
size_t note_pack (const note_t *self, char *frame, size_t frame_max);

//  The reverse; trusts nothing. Returns 0, or -1 where the bytes are no note;
//  the note is then unfit for use until it is begun again.
int note_unpack (note_t *self, const char *frame, size_t size);

//  As the payload of a supervisor.event. message: the keys of every message,
//  then "event", "level" and the fields. Like a status it was received nowhere:
//  its ts_recv is its ts_pub. A field that is named like a key of every message
//  (v, type, epoch, seq, ts_recv, ts_pub, simulated) is left out. Returns its
//  size, or 0 where it does not fit.
size_t note_pack_message (const note_t *self, const mdp_stamp_t *stamp, char *frame,
                          size_t frame_max);

//  The fields as JSON members without braces: "key":value,... Terminated; returns
//  the size, or 0 where it does not fit or there are no fields.
size_t note_print_json (const note_t *self, char *text, size_t text_max);

//  The fields as key=value words, texts with blanks quoted. Terminated; returns
//  the size, or 0 where it does not fit or there are no fields.
size_t note_print_text (const note_t *self, char *text, size_t text_max);

#endif
