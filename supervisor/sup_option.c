//  sup_option - one record of an option table, and the check of a value against it

#include "sup_option.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mdp_utf8.h"
#include "sup_address.h"
#include "sup_nearest.h"
#include "sup_quantity.h"

enum { SHOWN_MAX = 120 };  //  Bytes of a refused text that are shown

static sup_quantity_t
s_quantity (const sup_option_t *self)
{
    if (self->kind == SUP_OPTION_DURATION) {
        return SUP_QUANTITY_DURATION;
    }
    return self->kind == SUP_OPTION_SIZE ? SUP_QUANTITY_SIZE : SUP_QUANTITY_COUNT;
}

static void
s_print_range (const sup_option_t *self, const char *what, char text [SUP_REASON_MAX])
{
    char min [SUP_QUANTITY_TEXT_MAX];
    char max [SUP_QUANTITY_TEXT_MAX];
    sup_quantity_print (min, s_quantity (self), self->min);
    sup_quantity_print (max, s_quantity (self), self->max);
    snprintf (text, SUP_REASON_MAX, "%s from %s to %s", what, min, max);
}

//  "a|b|c" as "a, b, c", each followed by the tail.

static void
s_print_words (const char *words, const char *tail, char text [SUP_REASON_MAX])
{
    size_t used = 0;
    text [0] = 0;
    while (*words && used < SUP_REASON_MAX) {
        size_t size = strcspn (words, "|");
        int printed = snprintf (text + used, SUP_REASON_MAX - used, "%s%.*s%s", used ? ", " : "",
                                (int) size, words, tail);
        used += (size_t) printed;
        words += size;
        words += *words == '|';
    }
}

void
sup_option_allowed (const sup_option_t *self, char text [SUP_REASON_MAX])
{
    assert (self);
    const char *phrase = "";
    switch (self->kind) {
        case SUP_OPTION_INTEGER:
            s_print_range (self, "a whole number", text);
            return;
        case SUP_OPTION_DURATION:
            s_print_range (self, "a duration with its unit (ms, s, m, h)", text);
            return;
        case SUP_OPTION_SIZE:
            s_print_range (self, "a size in bytes, KiB, MiB or GiB", text);
            return;
        case SUP_OPTION_WORD:
            s_print_words (self->words, "", text);
            return;
        case SUP_OPTION_URL:
            s_print_words (self->words, "://HOST[:PORT]", text);
            return;
        case SUP_OPTION_ENDPOINT:
            phrase = "tcp://ADDRESS:PORT, tcp://INTERFACE:PORT, tcp://*:PORT or ipc://PATH";
            break;
        case SUP_OPTION_HOST_PORT:
            phrase = "HOST:PORT or off";
            break;
        case SUP_OPTION_LIST:
            phrase = "a list with commas between its items";
            break;
        case SUP_OPTION_FILE:
            phrase = "a file that can be read";
            break;
        case SUP_OPTION_SWITCH:
            phrase = "no value";
            break;
        case SUP_OPTION_TEXT:
            phrase = "a text";
            break;
    }
    snprintf (text, SUP_REASON_MAX, "%s", phrase);
}

//  Write the reason: the text, what is wrong with it, what is allowed. Returns -1.

static int
s_refuse (const sup_option_t *self, const char *text, const char *trouble,
          char reason [SUP_REASON_MAX])
{
    char allowed [SUP_REASON_MAX];
    sup_option_allowed (self, allowed);
    int size = snprintf (reason, SUP_REASON_MAX, "\"%.*s\" %s; allowed: %.250s", SHOWN_MAX, text,
                         trouble, allowed);
    if (self->kind != SUP_OPTION_WORD) {
        return -1;
    }
    sup_nearest_t nearest;
    sup_nearest_init (&nearest, text, strlen (text));
    sup_nearest_offer_words (&nearest, self->words);
    if (nearest.name && size > 0 && size < SUP_REASON_MAX) {
        snprintf (reason + size, SUP_REASON_MAX - (size_t) size, "; did you mean \"%.*s\"?",
                  (int) nearest.name_size, nearest.name);
    }
    return -1;
}

//  Trouble of a text whatever its kind; null if none.

static const char *
s_text_trouble (const sup_option_t *self, const char *text)
{
    size_t size = strlen (text);
    if (size == 0) {
        return self->traits & SUP_OPTION_EMPTY ? NULL : "is empty";
    }
    for (size_t at = 0; at < size;) {
        size_t step = mdp_utf8_size (text + at, size - at);
        if (step == 0) {
            return "is not valid UTF-8";
        }
        if (mdp_utf8_is_control (text + at, step)) {
            return "holds a control character";
        }
        at += step;
    }
    return NULL;
}

static const char *
s_quantity_trouble (const sup_option_t *self, sup_value_t *value)
{
    int64_t number = 0;
    switch (sup_quantity_parse (&number, s_quantity (self), value->text)) {
        case SUP_QUANTITY_BARE:
            return "has no unit";
        case SUP_QUANTITY_MALFORMED:
            return self->kind == SUP_OPTION_DURATION ? "is not a duration"
                   : self->kind == SUP_OPTION_SIZE   ? "is not a size"
                                                     : "is not a whole number";
        case SUP_QUANTITY_GOOD:
            break;
    }
    if (number < self->min) {
        return "is too small";
    }
    if (number > self->max) {
        return "is too large";
    }
    value->number = number;
    return NULL;
}

static int
s_check_list (const sup_option_t *self, const char *text, char reason [SUP_REASON_MAX])
{
    size_t offset = 0;
    size_t size = 0;
    for (;;) {
        size_t start = offset;
        if (!sup_option_next_item (text, &offset, &size)) {
            return 0;
        }
        if (size == 0) {
            char trouble [64];
            snprintf (trouble, sizeof trouble, "has an empty item at position %zu", start + 1);
            return s_refuse (self, text, trouble, reason);
        }
    }
}

int
sup_option_check (const sup_option_t *self, sup_value_t *value, char reason [SUP_REASON_MAX])
{
    assert (self);
    assert (value);
    const char *trouble = s_text_trouble (self, value->text);
    if (trouble) {
        return s_refuse (self, value->text, trouble, reason);
    }
    switch (self->kind) {
        case SUP_OPTION_INTEGER:
        case SUP_OPTION_DURATION:
        case SUP_OPTION_SIZE:
            trouble = s_quantity_trouble (self, value);
            break;
        case SUP_OPTION_WORD:
            value->number = sup_words_find (self->words, value->text, strlen (value->text));
            trouble = value->number == -1 ? "is not allowed" : NULL;
            break;
        case SUP_OPTION_ENDPOINT:
            trouble = sup_address_endpoint (value->text);
            break;
        case SUP_OPTION_URL:
            trouble =
                sup_address_url (value->text, self->words, (self->traits & SUP_OPTION_PATH) != 0);
            break;
        case SUP_OPTION_HOST_PORT:
            trouble = sup_address_host_port (value->text);
            break;
        case SUP_OPTION_LIST:
            return s_check_list (self, value->text, reason);
        case SUP_OPTION_SWITCH:
        case SUP_OPTION_TEXT:
        case SUP_OPTION_FILE:
            break;
    }
    return trouble ? s_refuse (self, value->text, trouble, reason) : 0;
}

const char *
sup_option_next_item (const char *list, size_t *offset, size_t *size)
{
    assert (list);
    if (*offset == SIZE_MAX) {
        return NULL;
    }
    const char *item = list + *offset;
    *size = strcspn (item, ",");
    *offset = item [*size] ? *offset + *size + 1 : SIZE_MAX;
    return item;
}

void
sup_source_print (const sup_source_t *self, const sup_option_t *option,
                  char text [SUP_SOURCE_TEXT_MAX])
{
    assert (self);
    switch (self->kind) {
        case SUP_SOURCE_FLAG:
            snprintf (text, SUP_SOURCE_TEXT_MAX, "--%s", option->name);
            return;
        case SUP_SOURCE_ENVIRONMENT:
            snprintf (text, SUP_SOURCE_TEXT_MAX, "%s", self->name);
            return;
        case SUP_SOURCE_FILE:
            snprintf (text, SUP_SOURCE_TEXT_MAX, "%.256s:%zu:%zu", self->name, self->line,
                      self->column);
            return;
        case SUP_SOURCE_DEFAULT:
        case SUP_SOURCE_NONE:
            snprintf (text, SUP_SOURCE_TEXT_MAX, "default");
            return;
    }
}
