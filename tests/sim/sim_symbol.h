//  sim_symbol - the four categories, and what is fixed about one symbol

#ifndef SIM_SYMBOL_H
#define SIM_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { SIM_SPOT, SIM_LINEAR, SIM_INVERSE, SIM_OPTION } sim_category_t;

enum { SIM_CATEGORIES = 4, SIM_NAME_MAX = 64 };

//  Prices and sizes are integers: value = units * 10^-scale, a multiple of the step.
typedef struct {
    sim_category_t category;
    char name [SIM_NAME_MAX];
    char base [SIM_NAME_MAX];
    char quote [SIM_NAME_MAX];
    unsigned price_scale;
    int64_t price_step;
    unsigned size_scale;
    int64_t size_step;
    int64_t price_start;  //  About where its book begins
} sim_symbol_t;

const char *sim_category_name (sim_category_t category);

//  False if there is no such category.
bool sim_category_find (const char *name, size_t size, sim_category_t *category);

//  True if the category carries books of this depth.
bool sim_category_has_depth (sim_category_t category, size_t depth);

//  Describe the symbol of this name. False if no symbol can be called so.
bool sim_symbol_make (sim_symbol_t *self, sim_category_t category, const char *name, size_t size);

//  Write the name of the index-th invented symbol of a category.
void sim_symbol_invent (sim_category_t category, size_t index, char name [SIM_NAME_MAX]);

//  Order by category, then by name.
int sim_symbol_compare (const void *one, const void *other);

#endif
