//  sup_quantity - pure: reads and writes whole numbers with units

#ifndef SUP_QUANTITY_H
#define SUP_QUANTITY_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    SUP_QUANTITY_COUNT,     //  No unit
    SUP_QUANTITY_DURATION,  //  Milliseconds: ms, s, m, h; only 0 stands without
    SUP_QUANTITY_SIZE       //  Bytes: none, KiB, MiB, GiB
} sup_quantity_t;

typedef enum {
    SUP_QUANTITY_GOOD,
    SUP_QUANTITY_BARE,      //  Has no unit and needs one
    SUP_QUANTITY_MALFORMED  //  No number, or an unknown unit
} sup_quantity_result_t;

enum { SUP_QUANTITY_TEXT_MAX = 32 };

//  Read the whole text; value is set only where it is good. A number beyond all ranges is
//  INT64_MAX.
sup_quantity_result_t sup_quantity_parse (int64_t *value, sup_quantity_t kind, const char *text);

//  Write the value in the largest unit that divides it.
void sup_quantity_print (char text [SUP_QUANTITY_TEXT_MAX], sup_quantity_t kind, int64_t value);

#endif
