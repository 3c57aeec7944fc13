//  bybit_json - pure: pulls the values of a JSON text one after the other

#include "bybit_json.h"

#include <assert.h>
#include <string.h>

#include "bybit_digits.h"
#include "bybit_string.h"

void
bybit_json_open (bybit_json_t *self, const char *text, size_t size, char *room)
{
    assert (self);
    *self = (bybit_json_t){ .text = text, .at = text, .end = text + size, .room = room };
}

//  Always -1, to be passed on. What was wrong first stays.

static int
s_refuse (bybit_json_t *self, const char *at, const char *reason)
{
    if (!self->reason) {
        self->reason = reason;
        self->at = at;
    }
    return -1;
}

//  The next character that is no space; the terminator where there is none. A terminator of
//  the text's own fits nowhere outside strings either.

static inline char
s_peek (bybit_json_t *self)
{
    const char *at = self->at;
    if (at<self->end && * at> ' ') {
        return *at;  //  Mostly there is none to pass
    }
    while (at < self->end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
        at++;
    }
    self->at = at;
    return at < self->end ? *at : '\0';
}

//  Return where plain text ends: at a quote, an escape, a control character, or one that is not
//  ASCII. Where the machine can it looks at sixteen bytes at once: a branch for each is dear.

static inline const char *
s_pass_plain (const char *at, const char *end)
{
#if BYBIT_DIGITS_AT_ONCE
    const __m128i quote = _mm_set1_epi8 ('"');
    const __m128i escape = _mm_set1_epi8 ('\\');
    const __m128i space = _mm_set1_epi8 (' ');
    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128 ((const __m128i *) (const void *) at);
        __m128i special =
            _mm_or_si128 (_mm_cmpeq_epi8 (bytes, quote), _mm_cmpeq_epi8 (bytes, escape));
        //  Bytes have a sign: what is not ASCII is below a space too
        special = _mm_or_si128 (special, _mm_cmplt_epi8 (bytes, space));
        unsigned found = (unsigned) _mm_movemask_epi8 (special);
        if (found != 0) {
            return at + __builtin_ctz (found);
        }
    }
#endif
    while (at < end) {
        unsigned char byte = (unsigned char) *at;
        if (byte == '"' || byte == '\\' || byte < ' ' || byte >= 0x80) {
            break;
        }
        at++;
    }
    return at;
}

//  A string that is not plain at all.

static int
s_read_special (bybit_json_t *self, mdp_text_t *text)
{
    const char *at = self->at;
    char *room = self->room + (at - self->text);
    const char *reason = bybit_string_read (&at, self->end, room, text);
    if (reason) {
        return s_refuse (self, at, reason);
    }
    self->at = at;
    return 0;
}

//  Read a string from behind its quote.

static inline int
s_read_string (bybit_json_t *self, mdp_text_t *text)
{
    const char *at = s_pass_plain (self->at, self->end);
    if (at == self->end || *at != '"') {
        return s_read_special (self, text);
    }
    *text = (mdp_text_t){ .chars = self->at, .size = (size_t) (at - self->at) };
    self->at = at + 1;
    return 0;
}

//  The same of a key: few characters, mostly letters.

static inline int
s_read_key (bybit_json_t *self, mdp_text_t *key)
{
    const char *at = self->at;
    while (at < self->end && (unsigned char) ((*at | 0x20) - 'a') < 26) {
        at++;
    }
    if (at == self->end || *at != '"') {
        return s_read_special (self, key);
    }
    *key = (mdp_text_t){ .chars = self->at, .size = (size_t) (at - self->at) };
    self->at = at + 1;
    return 0;
}

static inline const char *
s_pass_digits (const char *at, const char *end)
{
#if BYBIT_DIGITS_AT_ONCE
    if (end - at >= BYBIT_DIGITS_LOOK) {
        at += bybit_digits_count (at);
    }
#endif
    while (at < end && *at >= '0' && *at <= '9') {
        at++;
    }
    return at;
}

//  The part of a number that must have a digit. Returns what is behind it, or null.

static const char *
s_need_digits (bybit_json_t *self, const char *at)
{
    const char *behind = s_pass_digits (at, self->end);
    if (behind == at) {
        (void) s_refuse (self, at, "a number without a digit");
        return NULL;
    }
    return behind;
}

static int
s_read_number (bybit_json_t *self, mdp_text_t *text)
{
    const char *start = self->at;
    const char *whole = start + (*start == '-');
    const char *at = s_need_digits (self, whole);
    if (at && *whole == '0' && at - whole > 1) {
        return s_refuse (self, whole, "a number with a leading zero");
    }
    if (at && at < self->end && *at == '.') {
        at = s_need_digits (self, at + 1);
    }
    if (at && at < self->end && (*at == 'e' || *at == 'E')) {
        at++;
        at = s_need_digits (self, at + (at < self->end && (*at == '+' || *at == '-')));
    }
    if (!at) {
        return -1;
    }
    *text = (mdp_text_t){ .chars = start, .size = (size_t) (at - start) };
    self->at = at;
    return 0;
}

static int
s_read_word (bybit_json_t *self, const char *word, size_t size)
{
    if ((size_t) (self->end - self->at) < size || memcmp (self->at, word, size) != 0) {
        return s_refuse (self, self->at, "not a value");
    }
    self->at += size;
    return 0;
}

static inline int
s_value (bybit_json_t *self, bybit_json_value_t *value)
{
    char first = s_peek (self);
    value->text = (mdp_text_t){ .chars = "", .size = 0 };
    value->at = self->at;
    if (self->reason) {
        return -1;
    }
    switch (first) {
        case '"':
            value->kind = BYBIT_JSON_STRING;
            value->at = ++self->at;
            return s_read_string (self, &value->text);
        case '[':
        case '{':
            value->kind = first == '[' ? BYBIT_JSON_ARRAY : BYBIT_JSON_OBJECT;
            value->at = ++self->at;
            return 0;
        case 't':
            value->kind = BYBIT_JSON_TRUE;
            return s_read_word (self, "true", 4);
        case 'f':
            value->kind = BYBIT_JSON_FALSE;
            return s_read_word (self, "false", 5);
        case 'n':
            value->kind = BYBIT_JSON_NULL;
            return s_read_word (self, "null", 4);
        default:
            value->kind = BYBIT_JSON_NUMBER;
            if (first != '-' && (first < '0' || first > '9')) {
                return s_refuse (self, self->at, "not a value");
            }
            return s_read_number (self, &value->text);
    }
}

int
bybit_json_value (bybit_json_t *self, bybit_json_value_t *value)
{
    return s_value (self, value);
}

//  Before each element of an array, and each key of an object.

static inline bool
s_go_on (bybit_json_t *self, bool *is_first, char end)
{
    char next = s_peek (self);
    if (self->reason) {
        return false;
    }
    if (next == end) {
        self->at++;
        return false;
    }
    if (*is_first) {
        *is_first = false;
        return true;
    }
    if (next != ',') {
        (void) s_refuse (self, self->at, "neither a comma nor an end");
        return false;
    }
    self->at++;
    return true;
}

bool
bybit_json_element (bybit_json_t *self, bool *is_first)
{
    return s_go_on (self, is_first, ']');
}

static inline bool
s_key (bybit_json_t *self, bool *is_first, mdp_text_t *key)
{
    if (!s_go_on (self, is_first, '}')) {
        return false;
    }
    if (s_peek (self) != '"') {
        (void) s_refuse (self, self->at, "not a key");
        return false;
    }
    self->at++;
    if (s_read_key (self, key) == -1) {
        return false;
    }
    if (s_peek (self) != ':') {
        (void) s_refuse (self, self->at, "a key without a value");
        return false;
    }
    self->at++;
    return true;
}

bool
bybit_json_key (bybit_json_t *self, bool *is_first, mdp_text_t *key)
{
    return s_key (self, is_first, key);
}

bool
bybit_json_member (bybit_json_t *self, bool *is_first, mdp_text_t *key, bybit_json_value_t *value)
{
    return s_key (self, is_first, key) && s_value (self, value) == 0;
}

int
bybit_json_skip_inside (bybit_json_t *self, const bybit_json_value_t *value)
{
    bool were_objects [BYBIT_JSON_DEPTH_MAX];  //  What is open around this one
    size_t depth = 0;
    bool is_object = value->kind == BYBIT_JSON_OBJECT;
    bool is_first = true;
    while (true) {
        mdp_text_t key;
        bybit_json_value_t inner;
        if (is_object ? bybit_json_key (self, &is_first, &key)
                      : bybit_json_element (self, &is_first)) {
            if (bybit_json_value (self, &inner) == -1) {
                return -1;
            }
            if (inner.kind == BYBIT_JSON_ARRAY || inner.kind == BYBIT_JSON_OBJECT) {
                if (depth == BYBIT_JSON_DEPTH_MAX) {
                    return s_refuse (self, inner.at - 1, "nested too deeply");
                }
                were_objects [depth++] = is_object;
                is_object = inner.kind == BYBIT_JSON_OBJECT;
                is_first = true;
            }
        } else if (self->reason || depth == 0) {
            return self->reason ? -1 : 0;
        } else {
            is_object = were_objects [--depth];
            is_first = false;
        }
    }
}

void
bybit_json_seek (bybit_json_t *self, const bybit_json_value_t *value)
{
    assert (value->kind == BYBIT_JSON_ARRAY || value->kind == BYBIT_JSON_OBJECT);
    self->at = value->at;
}

int
bybit_json_close (bybit_json_t *self)
{
    (void) s_peek (self);
    return self->at == self->end ? 0 : s_refuse (self, self->at, "more behind the value");
}
