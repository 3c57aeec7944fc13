//  bybit_string - pure: reads a JSON string that has escapes, or more than ASCII

#include "bybit_string.h"

#include <string.h>

#include "mdp_utf8.h"

//  Read the four digits of an escape; -1 if they are not.

static int32_t
s_code_unit (const char *at, const char *end)
{
    int32_t unit = 0;
    if (end - at < 4) {
        return -1;
    }
    for (size_t index = 0; index < 4; index++) {
        static const char DIGITS [] = "0123456789abcdef";
        char digit = at [index] >= 'A' && at [index] <= 'F' ? (char) (at [index] + 32) : at [index];
        const char *found = memchr (DIGITS, digit, sizeof DIGITS - 1);
        if (!found) {
            return -1;
        }
        unit = unit * 16 + (int32_t) (found - DIGITS);
    }
    return unit;
}

//  Write a character as UTF-8 and return its size.

static size_t
s_write_character (char *out, uint32_t code)
{
    if (code < 0x80) {
        out [0] = (char) code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint8_t LEADS [] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (size_t index = size - 1; index > 0; index--) {
        out [index] = (char) (0x80 | (code & 0x3f));
        code >>= 6;
    }
    out [0] = (char) (LEADS [size] | code);
    return size;
}

//  The character of \u, of two of them where they are surrogates. Returns how many bytes it
//  is written with, or 0 if it is none.

static size_t
s_unicode (const char *at, const char *end, uint32_t *code)
{
    int32_t high = s_code_unit (at + 2, end);
    if (high < 0 || (high & 0xfc00) == 0xdc00) {
        return 0;
    }
    *code = (uint32_t) high;
    if ((high & 0xfc00) != 0xd800) {
        return 6;
    }
    if (end - at < 8 || at [6] != '\\' || at [7] != 'u') {
        return 0;
    }
    int32_t low = s_code_unit (at + 8, end);
    if (low < 0 || (low & 0xfc00) != 0xdc00) {
        return 0;
    }
    *code = 0x10000 + (((uint32_t) high & 0x3ff) << 10) + ((uint32_t) low & 0x3ff);
    return 12;
}

//  As s_unicode, of any escape.

static size_t
s_escape (const char *at, const char *end, uint32_t *code)
{
    static const char NAMES [] = "\"\\/bfnrt";
    static const char MEANINGS [] = "\"\\/\b\f\n\r\t";
    if (end - at < 2) {
        return 0;
    }
    if (at [1] == 'u') {
        return s_unicode (at, end, code);
    }
    const char *name = memchr (NAMES, at [1], sizeof NAMES - 1);
    *code = name ? (unsigned char) MEANINGS [name - NAMES] : 0;
    return name ? 2 : 0;
}

//  One character that is written as itself. Returns its size, or 0 and why it is none.

static size_t
s_plain (const char *at, const char *end, const char **reason)
{
    if ((unsigned char) *at < ' ') {
        *reason = "control character in a string";
        return 0;
    }
    size_t size = mdp_utf8_size (at, (size_t) (end - at));
    *reason = size > 0 ? NULL : "not UTF-8";
    return size;
}

//  What a string says is never longer than how it is written, so it has room.

const char *
bybit_string_read (const char **at_p, const char *end, char *room, mdp_text_t *text)
{
    const char *start = *at_p;
    const char *at = start;
    bool is_lent = true;
    size_t size = 0;
    while (at < end && *at != '"') {
        const char *reason = "bad escape";
        uint32_t code = 0;
        size_t step = *at == '\\' ? s_escape (at, end, &code) : s_plain (at, end, &reason);
        if (step == 0) {
            *at_p = at;
            return reason;
        }
        if (*at == '\\' && is_lent) {
            memcpy (room, start, size);
            is_lent = false;
        }
        if (*at == '\\') {
            size += s_write_character (room + size, code);
        } else {
            if (!is_lent) {
                memcpy (room + size, at, step);
            }
            size += step;
        }
        at += step;
    }
    *at_p = at < end ? at + 1 : at;
    *text = (mdp_text_t){ .chars = is_lent ? start : room, .size = size };
    return at < end ? NULL : "a string without an end";
}
