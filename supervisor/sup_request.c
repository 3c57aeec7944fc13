//  sup_request - pure: reads the head of an HTTP request, and trusts nothing in it

#include "sup_request.h"

#include <assert.h>
#include <string.h>

enum {
    GOOD = 200,
    BAD = 400,
    WRONG_METHOD = 405,
    LONG_TARGET = 414,
    LONG_HEAD = 431,
    WRONG_VERSION = 505
};

typedef struct {
    const char *chars;
    size_t size;
} piece_t;

//  What a name in HTTP is made of.

static bool
s_is_token (piece_t piece)
{
    for (size_t at = 0; at < piece.size; at++) {
        unsigned char byte = (unsigned char) piece.chars [at];
        if (byte <= ' ' || byte >= 127 || strchr ("\"(),/:;<=>?@[\\]{}", byte)) {
            return false;
        }
    }
    return piece.size > 0;
}

static bool
s_is (piece_t piece, const char *word)
{
    return piece.size == strlen (word) && memcmp (piece.chars, word, piece.size) == 0;
}

//  Take the line that stands at *at, without its end, and move behind it. False where
//  it has no end yet.

static bool
s_next_line (const char *bytes, size_t size, size_t *at, piece_t *line)
{
    const char *start = bytes + *at;
    const char *end = memchr (start, '\n', size - *at);
    if (!end) {
        return false;
    }
    *line = (piece_t){ start, (size_t) (end - start) };
    *at += line->size + 1;
    if (line->size > 0 && start [line->size - 1] == '\r') {
        line->size--;
    }
    return true;
}

static int
s_hex (char digit)
{
    const char *digits = "0123456789abcdef";
    const char *found = digit ? strchr (digits, digit | 32) : NULL;
    return found && digit >= '0' ? (int) (found - digits) : -1;
}

//  Undo %XX. Returns 0, or -1 where it does not fit, or is no text.

static int
s_decode (char *text, size_t text_max, piece_t piece)
{
    size_t used = 0;
    for (size_t at = 0; at < piece.size; at++) {
        char byte = piece.chars [at];
        if (byte == '%') {
            if (piece.size - at < 3) {
                return -1;
            }
            int high = s_hex (piece.chars [at + 1]);
            int low = s_hex (piece.chars [at + 2]);
            if (high < 0 || low < 0) {
                return -1;
            }
            byte = (char) (high << 4 | low);
            at += 2;
        }
        if (used + 1 >= text_max || (unsigned char) byte < ' ' || byte == 127) {
            return -1;
        }
        text [used++] = byte;
    }
    text [used] = '\0';
    return 0;
}

//  A target may be written with scheme and host before it.

static piece_t
s_without_host (piece_t target)
{
    const char scheme [] = "http://";
    const size_t scheme_size = sizeof scheme - 1;
    if (target.size > scheme_size && strncasecmp (target.chars, scheme, scheme_size) == 0) {
        const char *path = memchr (target.chars + scheme_size, '/', target.size - scheme_size);
        if (path) {
            target.size -= (size_t) (path - target.chars);
            target.chars = path;
        }
    }
    return target;
}

static int
s_read_target (sup_request_t *self, piece_t target)
{
    if (target.size >= SUP_REQUEST_TARGET_MAX) {
        return LONG_TARGET;
    }
    target = s_without_host (target);
    for (size_t at = 0; at < target.size; at++) {
        if ((unsigned char) target.chars [at] <= ' ' || target.chars [at] == 127) {
            return BAD;
        }
    }
    if (target.size == 0 || target.chars [0] != '/') {
        return BAD;
    }
    const char *mark = memchr (target.chars, '?', target.size);
    piece_t path = { target.chars, mark ? (size_t) (mark - target.chars) : target.size };
    if (s_decode (self->path, sizeof self->path, path) != 0) {
        return BAD;
    }
    if (mark) {
        size_t size = target.size - path.size - 1;
        memcpy (self->query, mark + 1, size);
        self->query [size] = '\0';
    }
    return GOOD;
}

static int
s_read_first_line (sup_request_t *self, piece_t line, bool *needs_host)
{
    const char *first = memchr (line.chars, ' ', line.size);
    const char *last = memrchr (line.chars, ' ', line.size);
    if (!first || first == last) {
        return BAD;
    }
    piece_t method = { line.chars, (size_t) (first - line.chars) };
    piece_t target = { first + 1, (size_t) (last - first - 1) };
    piece_t version = { last + 1, line.size - (size_t) (last + 1 - line.chars) };
    if (!s_is_token (method) || version.size != 8 || memcmp (version.chars, "HTTP/", 5) != 0) {
        return BAD;
    }
    if (memcmp (version.chars, "HTTP/1.", 7) != 0) {
        return WRONG_VERSION;
    }
    self->is_head = s_is (method, "HEAD");
    *needs_host = version.chars [7] != '0';
    int status = s_read_target (self, target);
    bool is_ours = self->is_head || s_is (method, "GET");
    return status == GOOD && !is_ours ? WRONG_METHOD : status;
}

//  Nothing that a header says matters to us, but it must be one.

static bool
s_is_header (piece_t line, bool *is_host)
{
    const char *colon = memchr (line.chars, ':', line.size);
    piece_t name = { line.chars, colon ? (size_t) (colon - line.chars) : 0 };
    *is_host = name.size == 4 && strncasecmp (name.chars, "host", 4) == 0;
    return s_is_token (name) && !memchr (line.chars, '\0', line.size);
}

//  An end that has not come is an error where there is no room for it.

static int
s_on_missing (size_t size, bool is_first)
{
    if (size < SUP_REQUEST_MAX) {
        return 0;
    }
    return is_first ? LONG_TARGET : LONG_HEAD;
}

int
sup_request_read (sup_request_t *self, const char *bytes, size_t size)
{
    assert (self);
    assert (bytes || size == 0);
    *self = (sup_request_t){ .is_head = false };
    size_t at = 0;
    piece_t line = { "", 0 };
    while (at < size && (bytes [at] == '\r' || bytes [at] == '\n')) {
        at++;  //  Empty lines before a request are tolerated
    }
    if (!s_next_line (bytes, size, &at, &line)) {
        return s_on_missing (size, true);
    }
    bool needs_host = false;
    int status = s_read_first_line (self, line, &needs_host);
    if (status != GOOD) {
        return status;
    }
    for (;;) {
        bool is_host;
        if (!s_next_line (bytes, size, &at, &line)) {
            return s_on_missing (size, false);
        }
        if (line.size == 0) {
            return needs_host ? BAD : GOOD;
        }
        if (!s_is_header (line, &is_host)) {
            return BAD;
        }
        needs_host = needs_host && !is_host;
    }
}

bool
sup_request_parameter (const sup_request_t *self, const char *name, char *value, size_t value_max)
{
    assert (self);
    assert (name);
    const char *rest = self->query;
    while (*rest) {
        size_t size = strcspn (rest, "&");
        const char *equals = memchr (rest, '=', size);
        piece_t key = { rest, equals ? (size_t) (equals - rest) : size };
        if (s_is (key, name)) {
            piece_t text = { equals ? equals + 1 : "", equals ? size - key.size - 1 : 0 };
            if (value && s_decode (value, value_max, text) != 0) {
                *value = '\0';
            }
            return true;
        }
        rest += size;
        rest += *rest == '&';
    }
    return false;
}
