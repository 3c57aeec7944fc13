//  sup_nearest - pure: finds the name that somebody probably meant

#ifndef SUP_NEAREST_H
#define SUP_NEAREST_H

#include <stddef.h>

enum { SUP_NEAREST_MAX = 48 };  //  Bytes in the longest name that is compared

typedef struct {
    const char *wanted;
    size_t wanted_size;
    const char *name;  //  The nearest so far; null if none is near
    size_t name_size;
    size_t distance;
} sup_nearest_t;

//  Begin to look for what is near to the wanted text, which is lent until the end.
void sup_nearest_init (sup_nearest_t *self, const char *wanted, size_t size);

//  Offer one right name. Upper and lower case are taken as equal.
void sup_nearest_offer (sup_nearest_t *self, const char *name, size_t size);

//  Offer each of the words "a|b|c".
void sup_nearest_offer_words (sup_nearest_t *self, const char *words);

//  Index of the text in the words "a|b|c"; -1 if it is none of them.
int sup_words_find (const char *words, const char *text, size_t size);

#endif
