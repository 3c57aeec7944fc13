//  note - something that happened, as an event name and fields
//
//  The same note is a log line, a supervisor.event. message, and a message from
//  the gateway to its supervisor.

#ifndef NOTE_H
#define NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { NOTE_DEBUG, NOTE_INFO, NOTE_WARNING, NOTE_ERROR } note_level_t;

typedef enum { NOTE_TEXT, NOTE_INTEGER, NOTE_REAL, NOTE_FLAG } note_kind_t;

enum {
    NOTE_FIELDS_MAX = 16,
    NOTE_TEXT_MAX = 1024,  //  Bytes of text in all fields together; what is over is cut with an ellipsis
    NOTE_FRAME_MAX = 4096  //  Bytes in the largest packed note
};

typedef struct {
    const char *key;  //  A literal, or inside the note's own text
    note_kind_t kind;
    const char *text;  //  Terminated valid UTF-8, inside the note's own text
    int64_t integer;   //  Also of a flag
    double real;
} note_field_t;

typedef struct {
    note_level_t level;
    char event [64];  //  e.g. bybit_connector_stale_connection_detected
    size_t count;
    note_field_t fields [NOTE_FIELDS_MAX];
    size_t used;  //  Bytes of text
    char text [NOTE_TEXT_MAX];
} note_t;

//  Begin a note; it has no fields yet. A note must not be copied by value:
//  its fields point into it.
void note_init (note_t *self, note_level_t level, const char *event);

//  Add a field; key must be a literal. A text may hold any bytes: those that are
//  not valid UTF-8, and control characters, are written as \xNN.
void note_add_text (note_t *self, const char *key, const char *text, size_t size);
void note_add_integer (note_t *self, const char *key, int64_t value);
void note_add_real (note_t *self, const char *key, double value);
void note_add_flag (note_t *self, const char *key, bool value);

//  As a msgpack map: "event", "level", then the fields in their order. Returns its size.
size_t note_pack (const note_t *self, char *frame, size_t frame_max);

//  The reverse; trusts nothing. Returns 0, or -1 where the bytes are no note.
int note_unpack (note_t *self, const char *frame, size_t size);

//  The fields as JSON members without braces: "key":value,... Terminated; returns
//  the size, or 0 where it does not fit.
size_t note_print_json (const note_t *self, char *text, size_t text_max);

//  The fields as key=value words, texts with blanks quoted. Terminated.
size_t note_print_text (const note_t *self, char *text, size_t text_max);

#endif
