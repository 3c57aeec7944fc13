//  bybit_json - pure: pulls the values of a JSON text one after the other
//
//  Strict as RFC 8259 is, UTF-8 included. Nothing is allocated, and text is lent from where
//  it stands; only a string with escapes is written elsewhere. Once a text turns out to be
//  no JSON nothing more comes, and reason says why.

#ifndef BYBIT_JSON_H
#define BYBIT_JSON_H

#include "mdp_event.h"

enum { BYBIT_JSON_DEPTH_MAX = 1024 };  //  Of what is passed over

typedef enum {
    BYBIT_JSON_NONE,  //  No value
    BYBIT_JSON_NULL,
    BYBIT_JSON_FALSE,
    BYBIT_JSON_TRUE,
    BYBIT_JSON_NUMBER,
    BYBIT_JSON_STRING,
    BYBIT_JSON_ARRAY,
    BYBIT_JSON_OBJECT
} bybit_json_kind_t;

typedef struct {
    bybit_json_kind_t kind;
    mdp_text_t text;  //  What a string says, or a number as it is written; else empty
    const char *at;   //  Where it stands, behind its quote or bracket
} bybit_json_value_t;

//  Where the reading stands.
typedef struct {
    const char *text;
    const char *at;  //  What comes next; where it broke, once there is a reason
    const char *end;
    char *room;          //  For what escapes say
    const char *reason;  //  Why the text is no JSON, a literal; null as long as it may be
} bybit_json_t;

//  Start at the beginning of a text. The room is as large as the text; it is written where a
//  string has escapes, and may be read twice without harm.
void bybit_json_open (bybit_json_t *self, const char *text, size_t size, char *room);

//  Read the value that comes next. Of an array or an object that is its bracket: its
//  elements or its keys come next, or it is passed over. Returns 0, or -1 if it is no JSON.
int bybit_json_value (bybit_json_t *self, bybit_json_value_t *value);

//  Go on in an array or an object whose bracket was read: true if another element, or the
//  value of another key, comes next; false behind its end, or if it is no JSON. is_first is
//  true before the first call and kept by them.
bool bybit_json_element (bybit_json_t *self, bool *is_first);
bool bybit_json_key (bybit_json_t *self, bool *is_first, mdp_text_t *key);

//  A key and its value at once. False as key is, or if the value is no JSON.
bool bybit_json_member (bybit_json_t *self, bool *is_first, mdp_text_t *key,
                        bybit_json_value_t *value);

//  Read on behind a value that was just read, whatever is in it. Returns 0, or -1 if it is no
//  JSON, or nested too deeply.
static inline int bybit_json_skip (bybit_json_t *self, const bybit_json_value_t *value);

//  The same of an array or an object; skip calls it.
int bybit_json_skip_inside (bybit_json_t *self, const bybit_json_value_t *value);

//  Read on, once more, within an array or an object that was read before.
void bybit_json_seek (bybit_json_t *self, const bybit_json_value_t *value);

//  Nothing but space is left. Returns 0, or -1 if there is more.
int bybit_json_close (bybit_json_t *self);

static inline int
bybit_json_skip (bybit_json_t *self, const bybit_json_value_t *value)
{
    if (value->kind == BYBIT_JSON_ARRAY || value->kind == BYBIT_JSON_OBJECT) {
        return bybit_json_skip_inside (self, value);
    }
    return self->reason ? -1 : 0;
}

#endif
