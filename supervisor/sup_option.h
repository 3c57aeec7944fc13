//  sup_option - one record of an option table, and the check of a value against it
//
//  The record is all that an option is: its flag, variable, key, help and
//  manual entry follow from it. To add an option is to add a record.

#ifndef SUP_OPTION_H
#define SUP_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    SUP_OPTION_SWITCH,    //  A flag without a value
    SUP_OPTION_TEXT,      //  Any text
    SUP_OPTION_WORD,      //  One of words
    SUP_OPTION_INTEGER,   //  Between min and max
    SUP_OPTION_DURATION,  //  Milliseconds between min and max
    SUP_OPTION_SIZE,      //  Bytes between min and max
    SUP_OPTION_LIST,      //  Items with commas between them
    SUP_OPTION_ENDPOINT,  //  tcp://HOST:PORT, tcp://*:PORT, ipc://PATH
    SUP_OPTION_URL,       //  With one of the schemes in words
    SUP_OPTION_FILE,      //  A file that can be read
    SUP_OPTION_HOST_PORT  //  HOST:PORT or off
} sup_option_kind_t;

//  Traits, as bits.
enum {
    SUP_OPTION_REPEATED = 1,   //  Each flag adds a value; otherwise the last one counts
    SUP_OPTION_GROUPED = 2,    //  May stand in a group of the file, for that group
    SUP_OPTION_MAPPED = 4,     //  In a file also as a mapping: {a: [b, c]} is a:b and a:c
    SUP_OPTION_FLAG_ONLY = 8,  //  Neither a variable nor a key
    SUP_OPTION_NO_FILE = 16,   //  No key of the file
    SUP_OPTION_HIDDEN = 32,    //  Not in the help
    SUP_OPTION_PATH = 64,      //  A URL that may have a path
    SUP_OPTION_EMPTY = 128     //  May be empty
};

typedef struct {
    const char *name;  //  "check-interval"; variable and key follow from it
    char letter;       //  Of a short flag; 0 for none
    sup_option_kind_t kind;
    unsigned traits;
    const char *standard;  //  The default, as a user would write it; null for none
    int64_t min;
    int64_t max;
    const char *words;    //  "a|b|c"
    const char *metavar;  //  What the help calls the value
    const char *section;  //  Heading in the help; options of one section stand together
    const char *help;
} sup_option_t;

//  Where a value came from, weakest first.
typedef enum {
    SUP_SOURCE_NONE,
    SUP_SOURCE_DEFAULT,
    SUP_SOURCE_FILE,
    SUP_SOURCE_ENVIRONMENT,
    SUP_SOURCE_FLAG
} sup_source_kind_t;

typedef struct {
    sup_source_kind_t kind;
    const char *name;  //  Of the file or the variable
    size_t line;       //  In the file, from 1
    size_t column;
} sup_source_t;

typedef struct {
    const char *text;  //  As given
    int64_t number;    //  Of quantities, in ms or bytes; of a word, its index
    sup_source_t source;
} sup_value_t;

enum { SUP_REASON_MAX = 512, SUP_SOURCE_TEXT_MAX = 320 };

//  Check the value's text and set its number. Returns 0, or -1 with the reason: what
//  was given, what is allowed and what was probably meant.
int sup_option_check (const sup_option_t *self, sup_value_t *value, char reason [SUP_REASON_MAX]);

//  What the option allows, as a phrase.
void sup_option_allowed (const sup_option_t *self, char text [SUP_REASON_MAX]);

//  Take the item at *offset of a list, 0 at first, and move *offset behind it. Returns
//  null at the end.
const char *sup_option_next_item (const char *list, size_t *offset, size_t *size);

//  "--name", "TICKGATE_NAME", "file:7:3" or "default".
void sup_source_print (const sup_source_t *self, const sup_option_t *option,
                       char text [SUP_SOURCE_TEXT_MAX]);

#endif
