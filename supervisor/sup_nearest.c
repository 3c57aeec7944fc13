//  sup_nearest - pure: finds the name that somebody probably meant

#include "sup_nearest.h"

#include <assert.h>
#include <string.h>

enum { PREFIX_MIN = 3 };  //  Bytes of a name that are enough to mean it

static size_t
s_min (size_t left, size_t right)
{
    return left < right ? left : right;
}

static int
s_are_equal (char left, char right)
{
    unsigned a = (unsigned char) left;
    unsigned b = (unsigned char) right;
    a = a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a;
    b = b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b;
    return a == b;
}

//  Edits that make one text the other: insert, delete, replace, swap neighbours.
//  Three rows of the usual matrix are enough.

static size_t
s_distance (const char *left, size_t left_size, const char *right, size_t right_size)
{
    size_t rows [3][SUP_NEAREST_MAX + 1];
    for (size_t column = 0; column <= right_size; column++) {
        rows [0][column] = column;
    }
    for (size_t row = 1; row <= left_size; row++) {
        size_t *here = rows [row % 3];
        const size_t *above = rows [(row + 2) % 3];
        const size_t *twice_above = rows [(row + 1) % 3];
        here [0] = row;
        for (size_t column = 1; column <= right_size; column++) {
            int is_same = s_are_equal (left [row - 1], right [column - 1]);
            size_t best = above [column - 1] + (is_same ? 0 : 1);
            best = s_min (best, s_min (above [column], here [column - 1]) + 1);
            if (row > 1 && column > 1 && s_are_equal (left [row - 1], right [column - 2])
                && s_are_equal (left [row - 2], right [column - 1])) {
                best = s_min (best, twice_above [column - 2] + 1);
            }
            here [column] = best;
        }
    }
    return rows [left_size % 3][right_size];
}

void
sup_nearest_init (sup_nearest_t *self, const char *wanted, size_t size)
{
    assert (self);
    assert (wanted);
    *self = (sup_nearest_t){ .wanted = wanted, .wanted_size = size };
    //  What differs in more than a third of its letters was not meant
    self->distance = s_min (size / 3, 3) + 1;
    self->distance = self->distance < 2 ? 2 : self->distance;
}

void
sup_nearest_offer (sup_nearest_t *self, const char *name, size_t size)
{
    if (self->wanted_size == 0 || self->wanted_size > SUP_NEAREST_MAX || size > SUP_NEAREST_MAX) {
        return;
    }
    size_t distance = s_distance (self->wanted, self->wanted_size, name, size);
    //  The beginning of a name is likely to mean it
    if (self->wanted_size >= PREFIX_MIN && self->wanted_size < size
        && memcmp (self->wanted, name, self->wanted_size) == 0) {
        distance = s_min (distance, 1);
    }
    if (distance < self->distance) {
        self->distance = distance;
        self->name = name;
        self->name_size = size;
    }
}

void
sup_nearest_offer_words (sup_nearest_t *self, const char *words)
{
    while (*words) {
        size_t size = strcspn (words, "|");
        sup_nearest_offer (self, words, size);
        words += size;
        words += *words == '|';
    }
}

int
sup_words_find (const char *words, const char *text, size_t size)
{
    for (int index = 0; *words; index++) {
        size_t word_size = strcspn (words, "|");
        if (word_size == size && memcmp (words, text, size) == 0) {
            return index;
        }
        words += word_size;
        words += *words == '|';
    }
    return -1;
}
