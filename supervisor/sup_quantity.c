//  sup_quantity - pure: reads and writes whole numbers with units

#include "sup_quantity.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { UNITS_MAX = 4 };

typedef struct {
    const char *name;
    int64_t factor;
} unit_t;

//  Smallest first.
static const unit_t UNITS [][UNITS_MAX] = {
    [SUP_QUANTITY_COUNT] = { { "", 1 } },
    [SUP_QUANTITY_DURATION] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } },
    [SUP_QUANTITY_SIZE] = { { "", 1 }, { "KiB", 1024 }, { "MiB", 1048576 }, { "GiB", 1073741824 } },
};

sup_quantity_result_t
sup_quantity_parse (int64_t *value, sup_quantity_t kind, const char *text)
{
    assert (value);
    assert (text);
    size_t digits = strspn (text, "0123456789");
    if (digits == 0) {
        return SUP_QUANTITY_MALFORMED;
    }
    int64_t number = 0;
    for (size_t index = 0; index < digits; index++) {
        number = number < INT64_MAX / 10 ? number * 10 + (text [index] - '0') : INT64_MAX;
    }
    for (size_t index = 0; index < UNITS_MAX && UNITS [kind][index].name; index++) {
        const unit_t *unit = &UNITS [kind][index];
        if (strcmp (unit->name, text + digits) == 0) {
            int64_t number_max = INT64_MAX / unit->factor;
            *value = number <= number_max ? number * unit->factor : INT64_MAX;
            return SUP_QUANTITY_GOOD;
        }
    }
    if (text [digits]) {
        return SUP_QUANTITY_MALFORMED;
    }
    if (number == 0) {
        *value = 0;
        return SUP_QUANTITY_GOOD;
    }
    return SUP_QUANTITY_BARE;
}

void
sup_quantity_print (char text [SUP_QUANTITY_TEXT_MAX], sup_quantity_t kind, int64_t value)
{
    assert (text);
    const unit_t *best = &UNITS [kind][0];
    for (size_t index = 0; index < UNITS_MAX && UNITS [kind][index].name; index++) {
        const unit_t *unit = &UNITS [kind][index];
        if (value != 0 && value % unit->factor == 0) {
            best = unit;
        }
    }
    const char *name = value == 0 ? "" : best->name;
    snprintf (text, SUP_QUANTITY_TEXT_MAX, "%" PRId64 "%s", value / best->factor, name);
}
