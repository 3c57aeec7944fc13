//  sup_options - the values of an option table, from flags, environment, file and defaults
//
//  A flag beats the environment, that beats the file, that beats the default.
//  In a file, options may also stand in named groups; what stands in a group
//  beats the top level of the file, for that group. Every value remembers where
//  it came from. sup_flags, sup_environ and sup_file read into it.

#ifndef SUP_OPTIONS_H
#define SUP_OPTIONS_H

#include "sup_errors.h"
#include "sup_option.h"

typedef struct sup_options sup_options_t;

enum {
    SUP_GROUPS_MAX = 16,
    SUP_GROUP_NAME_MAX = 32  //  Bytes in the longest name of a group
};

//  What an option table belongs to. All of it is constant and outlives the options.
typedef struct {
    const char *program;  //  "tickgated"
    const char *prefix;   //  Of environment variables: "TICKGATE_"
    const char *group;    //  Key of the file's list of groups; null for none
    const sup_option_t *table;
    size_t count;
} sup_options_spec_t;

//  The values of one option in one place; one value unless it is a list.
typedef struct {
    const sup_option_t *option;
    sup_value_t *values;
    size_t count;  //  0 only for an option without a default
    size_t count_max;
    sup_source_kind_t level;  //  Source of all the values
    bool is_bad;              //  A value was refused: what stands here was not meant
} sup_setting_t;

//  Create the options with their defaults; both are lent until the end.
sup_options_t *sup_options_new (const sup_options_spec_t *spec, sup_errors_t *errors);
void sup_options_destroy (sup_options_t **self_p);

const sup_options_spec_t *sup_options_spec (const sup_options_t *self);
sup_errors_t *sup_options_errors (const sup_options_t *self);

//  Returns null where the table has no such option.
const sup_option_t *sup_options_find (const sup_options_t *self, const char *name);

//  Give a value, at the top level (group 0) or in a group. It takes the place of
//  weaker values and, unless is_more, of equal ones; a weaker one is only checked.
//  Text and source are copied. Returns -1 where it was refused, and told.
int sup_options_put (sup_options_t *self, size_t group, const sup_option_t *option,
                     const sup_value_t *value, bool is_more);

//  Change the default of an option at the top level; a literal.
void sup_options_set_default (sup_options_t *self, const char *name, const char *text);

//  Add a group. Returns its number, from 1; or 0 where it was refused, and told.
size_t sup_options_add_group (sup_options_t *self, const sup_value_t *name);
size_t sup_options_groups_count (const sup_options_t *self);
const char *sup_options_group_name (const sup_options_t *self, size_t group);

//  What counts for a group, or at the top level (group 0). The name must be in the table.
const sup_setting_t *sup_options_get (const sup_options_t *self, size_t group, const char *name);

//  Whether an earlier group takes the same values, so that what is wrong with them was told.
bool sup_options_is_repeat (const sup_options_t *self, size_t group, const char *name);

//  The first value alone, of options that are no list. The number needs a default.
const char *sup_options_text (const sup_options_t *self, size_t group, const char *name);
int64_t sup_options_number (const sup_options_t *self, size_t group, const char *name);

//  Tell that a value is bad in itself, or that it does not go with the rest.
void sup_options_refuse (sup_options_t *self, const sup_option_t *option, const sup_value_t *value,
                         const char *format, ...) __attribute__ ((format (printf, 4, 5)));
void sup_options_contradict (sup_options_t *self, const sup_option_t *option,
                             const sup_value_t *value, const char *format, ...)
    __attribute__ ((format (printf, 4, 5)));

//  Copy a text; it stays until the options are destroyed.
const char *sup_options_keep (sup_options_t *self, const char *text, size_t size);

#endif
