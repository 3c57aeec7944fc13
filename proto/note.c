//  note - something that happened, as an event name and fields

#include "note.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "mdp_print.h"
#include "mdp_read.h"
#include "mdp_utf8.h"
#include "mdp_write.h"

static const char ELLIPSIS [] = "\xe2\x80\xa6";

static const char *const LEVELS [NOTE_LEVELS] = {
    [NOTE_DEBUG] = "debug",
    [NOTE_INFO] = "info",
    [NOTE_WARNING] = "warning",
    [NOTE_ERROR] = "error",
};

const char *
note_level_name (note_level_t level)
{
    assert ((size_t) level < NOTE_LEVELS);
    return LEVELS [level];
}

static bool
s_is_name (mdp_text_t name, size_t size_max)
{
    for (size_t index = 0; index < name.size; index++) {
        char c = name.chars [index];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.') {
            return false;
        }
    }
    return name.size > 0 && name.size < size_max;
}

void
note_init (note_t *self, note_level_t level, const char *event)
{
    assert (self);
    assert (s_is_name (mdp_text_of (event), NOTE_EVENT_MAX));
    self->level = level;
    self->count = 0;
    self->used = 0;
    memcpy (self->event, event, strlen (event) + 1);
}

//  The next free field, or null where there is none.

static note_field_t *
s_add (note_t *self, const char *key, note_kind_t kind)
{
    assert (self);
    assert (s_is_name (mdp_text_of (key), NOTE_KEY_MAX));
    if (self->count == NOTE_FIELDS_MAX) {
        return NULL;
    }
    note_field_t *field = &self->fields [self->count++];
    *field = (note_field_t){ .key = key, .kind = kind, .text = "" };
    return field;
}

//  What is written for the first character of the text. Returns how many bytes
//  that character has.

static size_t
s_escape (char piece [5], const char *text, size_t size)
{
    size_t step = mdp_utf8_size (text, size);
    if (step > 0 && !mdp_utf8_is_control (text, step)) {
        memcpy (piece, text, step);
        piece [step] = '\0';
        return step;
    }
    int written = snprintf (piece, 5, "\\x%02x", (unsigned) (unsigned char) *text);
    assert (written == 4);
    return 1;
}

void
note_add_text (note_t *self, const char *key, const char *text, size_t size)
{
    note_field_t *field = s_add (self, key, NOTE_TEXT);
    if (!field || size == 0) {
        return;
    }
    size_t at = self->used;
    size_t cut_at = NOTE_TEXT_MAX;  //  The last place where an ellipsis still fits
    size_t read = 0;
    while (read < size) {
        if (at + sizeof ELLIPSIS <= NOTE_TEXT_MAX) {
            cut_at = at;
        }
        char piece [5];
        size_t step = s_escape (piece, text + read, size - read);
        if (at + strlen (piece) >= NOTE_TEXT_MAX) {
            break;
        }
        memcpy (self->text + at, piece, strlen (piece));
        at += strlen (piece);
        read += step;
    }
    if (read < size && cut_at == NOTE_TEXT_MAX) {
        field->text = ELLIPSIS;
        return;
    }
    if (read < size) {
        memcpy (self->text + cut_at, ELLIPSIS, sizeof ELLIPSIS - 1);
        at = cut_at + sizeof ELLIPSIS - 1;
    }
    self->text [at] = '\0';
    field->text = self->text + self->used;
    self->used = at + 1;
}

void
note_add_integer (note_t *self, const char *key, int64_t value)
{
    note_field_t *field = s_add (self, key, NOTE_INTEGER);
    if (field) {
        field->integer = value;
    }
}

void
note_add_real (note_t *self, const char *key, double value)
{
    note_field_t *field = s_add (self, key, NOTE_REAL);
    if (field) {
        field->real = value;
    }
}

void
note_add_flag (note_t *self, const char *key, bool value)
{
    note_field_t *field = s_add (self, key, NOTE_FLAG);
    if (field) {
        field->integer = value;
    }
}

static void
s_write_field (mdp_write_t *write, const note_field_t *field)
{
    mdp_write_key (write, field->key);
    switch (field->kind) {
        case NOTE_TEXT:
            mdp_write_key (write, field->text);
            break;
        case NOTE_INTEGER:
            mdp_write_int (write, field->integer);
            break;
        case NOTE_REAL:
            mdp_write_float64 (write, field->real);
            break;
        case NOTE_FLAG:
            mdp_write_bool (write, field->integer != 0);
            break;
    }
}

size_t
note_pack (const note_t *self, char *frame, size_t frame_max)
{
    assert (self);
    mdp_write_t write;
    mdp_write_init (&write, frame, frame_max);
    mdp_write_map (&write, 2 + self->count);
    mdp_write_key_word (&write, "event", self->event);
    mdp_write_key_word (&write, "level", note_level_name (self->level));
    for (size_t index = 0; index < self->count; index++) {
        s_write_field (&write, &self->fields [index]);
    }
    return mdp_write_size (&write);
}

size_t
note_pack_message (const note_t *self, const mdp_stamp_t *stamp, char *frame, size_t frame_max)
{
    assert (self);
    assert (stamp);
    size_t count = 2;
    for (size_t index = 0; index < self->count; index++) {
        count += !mdp_write_is_message_key (mdp_text_of (self->fields [index].key));
    }
    mdp_stamp_t unreceived = *stamp;
    unreceived.ts_recv = stamp->ts_pub;
    mdp_write_t write;
    mdp_write_init (&write, frame, frame_max);
    mdp_write_message (&write, &unreceived, "event", count);
    mdp_write_key_word (&write, "event", self->event);
    mdp_write_key_word (&write, "level", note_level_name (self->level));
    for (size_t index = 0; index < self->count; index++) {
        if (!mdp_write_is_message_key (mdp_text_of (self->fields [index].key))) {
            s_write_field (&write, &self->fields [index]);
        }
    }
    return mdp_write_size (&write);
}

//  Add a field that was unpacked. Returns 0, or -1 where it is none.

static int
s_read_field (note_t *self, mdp_text_t name, const msgpack_object *object)
{
    if (self->count == NOTE_FIELDS_MAX || !s_is_name (name, NOTE_KEY_MAX)) {
        return -1;
    }
    for (size_t index = 0; index < self->count; index++) {
        if (mdp_text_is (name, self->fields [index].key)) {
            return -1;
        }
    }
    char *key = self->keys [self->count];
    memcpy (key, name.chars, name.size);
    key [name.size] = '\0';
    mdp_text_t text;
    int64_t integer;
    bool flag;
    if (mdp_read_value (object, MDP_READ_TEXT, &text) == 0) {
        note_add_text (self, key, text.chars, text.size);
    } else if (mdp_read_value (object, MDP_READ_INT, &integer) == 0) {
        note_add_integer (self, key, integer);
    } else if (mdp_read_value (object, MDP_READ_FLAG, &flag) == 0) {
        note_add_flag (self, key, flag);
    } else if (object->type == MSGPACK_OBJECT_FLOAT64) {  //  Even where it is no number
        note_add_real (self, key, object->via.f64);
    } else {
        return -1;
    }
    return 0;
}

typedef struct {
    mdp_text_t event;
    mdp_text_t level;
} head_t;

static int
s_read_note (note_t *self, const msgpack_object *object)
{
    static const mdp_read_field_t FIELDS [] = {
        { "event", MDP_READ_TEXT, true, offsetof (head_t, event) },
        { "level", MDP_READ_TEXT, true, offsetof (head_t, level) },
    };
    head_t head;
    uint32_t seen;
    if (mdp_read_map (object, FIELDS, 2, &head, &seen) != 0
        || !s_is_name (head.event, NOTE_EVENT_MAX)) {
        return -1;
    }
    int level = mdp_text_find (head.level, LEVELS, NOTE_LEVELS);
    if (level < 0) {
        return -1;
    }
    char event [NOTE_EVENT_MAX] = { 0 };
    memcpy (event, head.event.chars, head.event.size);
    note_init (self, (note_level_t) level, event);
    for (uint32_t pair = 0; pair < object->via.map.size; pair++) {
        const msgpack_object_kv *kv = &object->via.map.ptr [pair];
        mdp_text_t key;
        if (mdp_read_value (&kv->key, MDP_READ_TEXT, &key) != 0) {
            return -1;
        }
        bool is_head = mdp_text_is (key, "event") || mdp_text_is (key, "level");
        if (!is_head && s_read_field (self, key, &kv->val) != 0) {
            return -1;
        }
    }
    return 0;
}

int
note_unpack (note_t *self, const char *frame, size_t size)
{
    assert (self);
    mdp_read_t *read = mdp_read_new (NOTE_FRAME_MAX);
    const msgpack_object *object = mdp_read_frame (read, frame, size);
    int rc = object ? s_read_note (self, object) : -1;
    mdp_read_destroy (&read);
    return rc;
}

static void
s_print_value (mdp_print_t *print, const note_field_t *field)
{
    switch (field->kind) {
        case NOTE_TEXT:
            mdp_print_quoted (print, field->text, strlen (field->text));
            break;
        case NOTE_INTEGER:
            mdp_print_int (print, field->integer);
            break;
        case NOTE_REAL:
            mdp_print_double (print, field->real);
            break;
        case NOTE_FLAG:
            mdp_print_word (print, field->integer ? "true" : "false");
            break;
    }
}

size_t
note_print_json (const note_t *self, char *text, size_t text_max)
{
    assert (self);
    mdp_print_t print;
    mdp_print_init (&print, text, text_max);
    for (size_t index = 0; index < self->count; index++) {
        const note_field_t *field = &self->fields [index];
        mdp_print_word (&print, index > 0 ? "," : "");
        mdp_print_quoted (&print, field->key, strlen (field->key));
        mdp_print_word (&print, ":");
        s_print_value (&print, field);
    }
    return mdp_print_size (&print);
}

size_t
note_print_text (const note_t *self, char *text, size_t text_max)
{
    assert (self);
    mdp_print_t print;
    mdp_print_init (&print, text, text_max);
    for (size_t index = 0; index < self->count; index++) {
        const note_field_t *field = &self->fields [index];
        mdp_print_word (&print, index > 0 ? " " : "");
        mdp_print_word (&print, field->key);
        mdp_print_word (&print, "=");
        bool is_word = *field->text != '\0' && !strpbrk (field->text, " =\"\\");
        if (field->kind == NOTE_TEXT && is_word) {
            mdp_print_word (&print, field->text);
        } else {
            s_print_value (&print, field);
        }
    }
    return mdp_print_size (&print);
}
