//  mdp_topic - writes the topics that subscribers subscribe to

#include "mdp_topic.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "mdp_utf8.h"

#define ROOT "bybit."

static bool
s_is_symbol (mdp_text_t symbol)
{
    if (symbol.size == 0 || symbol.size > MDP_SYMBOL_MAX) {
        return false;
    }
    size_t at = 0;
    while (at < symbol.size) {
        const char *character = symbol.chars + at;
        size_t size = mdp_utf8_size (character, symbol.size - at);
        if (size == 0 || strchr (". \"\\", *character) || mdp_utf8_is_control (character, size)) {
            return false;
        }
        at += size;
    }
    return true;
}

size_t
mdp_topic_trade (char topic [MDP_TOPIC_MAX], mdp_category_t category, mdp_text_t symbol)
{
    assert (topic);
    if (!s_is_symbol (symbol)) {
        return 0;
    }
    int size = snprintf (topic, MDP_TOPIC_MAX, ROOT "%s.trade.%.*s.", mdp_category_name (category),
                         (int) symbol.size, symbol.chars);
    assert (size > 0 && size < MDP_TOPIC_MAX);
    return (size_t) size;
}

size_t
mdp_topic_depth (char topic [MDP_TOPIC_MAX], mdp_category_t category, uint32_t depth,
                 mdp_text_t symbol)
{
    assert (topic);
    assert (depth > 0);
    if (!s_is_symbol (symbol)) {
        return 0;
    }
    int size = snprintf (topic, MDP_TOPIC_MAX, ROOT "%s.depth.%u.%.*s.",
                         mdp_category_name (category), depth, (int) symbol.size, symbol.chars);
    assert (size > 0 && size < MDP_TOPIC_MAX);
    return (size_t) size;
}

//  Take the word before the next dot from the front of rest. An empty word
//  where there is no dot.

static mdp_text_t
s_take_word (mdp_text_t *rest)
{
    mdp_text_t word = { .chars = rest->chars, .size = 0 };
    const char *dot = rest->size > 0 ? memchr (rest->chars, '.', rest->size) : NULL;
    if (dot) {
        word.size = (size_t) (dot - rest->chars);
        rest->chars += word.size + 1;
        rest->size -= word.size + 1;
    }
    return word;
}

static int
s_parse_depth (uint32_t *depth, mdp_text_t word)
{
    uint64_t sum = 0;
    for (size_t index = 0; index < word.size; index++) {
        char digit = word.chars [index];
        if (digit < '0' || digit > '9') {
            return -1;
        }
        sum = sum * 10 + (uint64_t) (digit - '0');
        if (sum == 0 || sum > UINT32_MAX) {  //  Also refuses a leading zero
            return -1;
        }
    }
    if (sum == 0) {
        return -1;
    }
    *depth = (uint32_t) sum;
    return 0;
}

int
mdp_topic_parse (mdp_topic_parts_t *parts, const char *topic, size_t size)
{
    assert (parts);
    if (size < strlen (ROOT) || memcmp (topic, ROOT, strlen (ROOT)) != 0) {
        return -1;
    }
    mdp_text_t rest = { .chars = topic + strlen (ROOT), .size = size - strlen (ROOT) };
    mdp_topic_parts_t found = { .kind = MDP_TOPIC_IS_TRADE };
    if (mdp_category_parse (&found.category, s_take_word (&rest)) != 0) {
        return -1;
    }
    mdp_text_t kind = s_take_word (&rest);
    if (mdp_text_is (kind, "depth")) {
        found.kind = MDP_TOPIC_IS_DEPTH;
        if (s_parse_depth (&found.depth, s_take_word (&rest)) != 0) {
            return -1;
        }
    } else if (!mdp_text_is (kind, "trade")) {
        return -1;
    }
    found.symbol = s_take_word (&rest);
    if (rest.size > 0 || !s_is_symbol (found.symbol)) {
        return -1;
    }
    *parts = found;
    return 0;
}
