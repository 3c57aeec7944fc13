//  mdp_utf8 - tells well-formed UTF-8 from other bytes

#include "mdp_utf8.h"

#include <stdint.h>

//  Bytes that a lead byte announces; 0 for what leads nothing.

static size_t
s_announced (uint8_t lead)
{
    if (lead < 0x80) {
        return 1;
    }
    if (lead < 0xc2 || lead > 0xf4) {
        return 0;
    }
    return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

//  The second byte's range depends on the first, which excludes overlong forms,
//  surrogates, and what is past U+10FFFF.

static bool
s_is_second (uint8_t lead, uint8_t second)
{
    uint8_t least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return second >= least && second <= most;
}

size_t
mdp_utf8_size (const char *text, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const uint8_t *bytes = (const uint8_t *) text;
    size_t announced = s_announced (bytes [0]);
    if (announced > size || (announced > 1 && !s_is_second (bytes [0], bytes [1]))) {
        return 0;
    }
    for (size_t index = 2; index < announced; index++) {
        if ((bytes [index] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return announced;
}

bool
mdp_utf8_is_control (const char *text, size_t size)
{
    const uint8_t *bytes = (const uint8_t *) text;
    if (size == 1) {
        return bytes [0] < 0x20 || bytes [0] == 0x7f;
    }
    return size == 2 && bytes [0] == 0xc2 && bytes [1] < 0xa0;
}

bool
mdp_utf8_is_valid (const char *text, size_t size)
{
    size_t at = 0;
    while (at < size && (unsigned char) text [at] < 0x80) {
        at++;  //  As a rule all of it
    }
    while (at < size) {
        size_t step = mdp_utf8_size (text + at, size - at);
        if (step == 0) {
            return false;
        }
        at += step;
    }
    return true;
}
