//  sim_text - a growing run of bytes, with the appends that JSON and HTTP need

#include "sim_text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_MIN = 256, DIGITS_MAX = 24 };

void
sim_text_destroy (sim_text_t *self)
{
    assert (self);
    free (self->data);
    *self = (sim_text_t){ 0 };
}

void
sim_text_clear (sim_text_t *self)
{
    self->size = 0;
}

char *
sim_text_room (sim_text_t *self, size_t size)
{
    size_t needed = self->size + size + 1;
    if (needed > self->size_max) {
        size_t size_max = self->size_max < ROOM_MIN ? ROOM_MIN : self->size_max;
        while (size_max < needed) {
            size_max *= 2;
        }
        self->data = realloc (self->data, size_max);
        assert (self->data);
        self->size_max = size_max;
    }
    return self->data + self->size;
}

void
sim_text_skip (sim_text_t *self, size_t size)
{
    assert (size <= self->size);
    if (size > 0) {
        self->size -= size;
        memmove (self->data, self->data + size, self->size);
    }
}

void
sim_text_bytes (sim_text_t *self, const void *bytes, size_t size)
{
    char *room = sim_text_room (self, size);
    if (size > 0) {
        memcpy (room, bytes, size);
    }
    self->size += size;
    self->data [self->size] = 0;
}

void
sim_text_add (sim_text_t *self, const char *words)
{
    sim_text_bytes (self, words, strlen (words));
}

void
sim_text_addf (sim_text_t *self, const char *format, ...)
{
    char small [ROOM_MIN];
    va_list list;
    va_start (list, format);
    int size = vsnprintf (small, sizeof small, format, list);
    va_end (list);
    assert (size >= 0);
    if ((size_t) size < sizeof small) {
        sim_text_bytes (self, small, (size_t) size);
        return;
    }
    char *room = sim_text_room (self, (size_t) size);
    va_start (list, format);
    (void) vsnprintf (room, (size_t) size + 1, format, list);  //  Measured above
    va_end (list);
    self->size += (size_t) size;
}

void
sim_text_number (sim_text_t *self, uint64_t number)
{
    char digits [DIGITS_MAX];
    size_t at = sizeof digits;
    do {
        digits [--at] = (char) ('0' + number % 10);
        number /= 10;
    } while (number > 0);
    sim_text_bytes (self, digits + at, sizeof digits - at);
}

void
sim_text_decimal (sim_text_t *self, int64_t units, unsigned scale, bool keeps_zeros)
{
    if (units < 0) {
        sim_text_add (self, "-");
        units = -units;
    }
    while (!keeps_zeros && scale > 0 && units % 10 == 0) {
        units /= 10;
        scale--;
    }
    int64_t one = 1;
    for (unsigned i = 0; i < scale; i++) {
        one *= 10;
    }
    sim_text_number (self, (uint64_t) (units / one));
    if (scale > 0) {
        char digits [DIGITS_MAX];
        int64_t fraction = units % one;
        digits [0] = '.';
        for (unsigned i = scale; i > 0; i--) {
            digits [i] = (char) ('0' + fraction % 10);
            fraction /= 10;
        }
        sim_text_bytes (self, digits, scale + 1);
    }
}

//  Size of the UTF-8 sequence that begins here, or 0 if there is none.

static size_t
s_sequence (const unsigned char *bytes, size_t size)
{
    static const unsigned char HEAD_MIN [] = { 0, 0, 0xc2, 0xe0, 0xf0 };
    static const unsigned char HEAD_MAX [] = { 0, 0x7f, 0xdf, 0xef, 0xf4 };
    if (bytes [0] <= HEAD_MAX [1]) {
        return 1;
    }
    for (size_t wanted = 2; wanted <= 4 && wanted <= size; wanted++) {
        if (bytes [0] < HEAD_MIN [wanted] || bytes [0] > HEAD_MAX [wanted]) {
            continue;
        }
        size_t good = 1;
        while (good < wanted && (bytes [good] & 0xc0) == 0x80) {
            good++;
        }
        return good == wanted ? wanted : 0;
    }
    return 0;
}

void
sim_text_json (sim_text_t *self, const char *bytes, size_t size)
{
    const unsigned char *at = (const unsigned char *) bytes;
    const unsigned char *end = at + size;
    const unsigned char *plain = at;  //  Start of what needs no escape
    sim_text_bytes (self, "\"", 1);
    while (at < end) {
        size_t sequence = s_sequence (at, (size_t) (end - at));
        if (sequence > 0 && *at >= 0x20 && *at != '"' && *at != '\\') {
            at += sequence;
            continue;
        }
        sim_text_bytes (self, plain, (size_t) (at - plain));
        if (*at == '"' || *at == '\\') {
            sim_text_bytes (self, "\\", 1);
            sim_text_bytes (self, at, 1);
        } else {
            sim_text_addf (self, "\\u%04x", *at);
        }
        plain = ++at;
    }
    sim_text_bytes (self, plain, (size_t) (at - plain));
    sim_text_bytes (self, "\"", 1);
}
