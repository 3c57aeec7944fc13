//  sim_fault - the faults there are, and the words that ask for them

#include "sim_fault.h"

#include "sim_clock.h"
#include "sim_hint.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 256 };

typedef enum { NOTHING, SWITCH, NUMBER, SYMBOL, SYMBOL_NEEDED, ANSWER, REST, BYTES } arg_t;

typedef struct {
    const char *name;
    arg_t arg;
    bool takes_conn;
    const char *help;
} word_t;

static const word_t WORDS [] = {
    [SIM_FAULT_CLOSE] = { "close", NUMBER, true, "=CODE  close frame, 1000 unless given" },
    [SIM_FAULT_CUT] = { "cut", NOTHING, true, "TCP reset" },
    [SIM_FAULT_BLACKHOLE] = { "blackhole", NOTHING, true,
                              "present connections: never read nor written again" },
    [SIM_FAULT_BLACKHOLE_ALL] = { "blackhole-all", SWITCH, false,
                                  "the same, and new ones hang; =off lets new ones in" },
    [SIM_FAULT_FREEZE] = { "freeze", SWITCH, true, "present connections: no data, no pong; =off" },
    [SIM_FAULT_FREEZE_ALL] = { "freeze-all", SWITCH, false, "the same, new ones too; =off" },
    [SIM_FAULT_SILENCE] = { "silence", SWITCH, true,
                            "present connections: pongs and acks but no data; =off" },
    [SIM_FAULT_SILENCE_ALL] = { "silence-all", SWITCH, false, "the same, new ones too; =off" },
    [SIM_FAULT_MUTE] = { "mute", SYMBOL_NEEDED, true, "=SYMBOL  no data of it; =off for all" },
    [SIM_FAULT_STALL] = { "stall", SYMBOL, true, "[=SYMBOL]  no data until subscribed again" },
    [SIM_FAULT_STALL_BOOKS] = { "stall-books", SYMBOL, true,
                                "the same, but level 1 and trades go on" },
    [SIM_FAULT_STALL_TRADES] = { "stall-trades", SYMBOL, true, "the same, but books go on" },
    [SIM_FAULT_JUMP] = { "jump", SYMBOL, true, "[=SYMBOL]  one delta is lost, so u jumps" },
    [SIM_FAULT_CROSSED] = { "crossed", SYMBOL, true, "[=SYMBOL]  one delta crosses the book" },
    [SIM_FAULT_DIFFER] = { "differ", SYMBOL, true, "[=SYMBOL]  one delta with a size of its own" },
    [SIM_FAULT_U1] = { "u1", SYMBOL, false, "[=SYMBOL]  u begins again at 1" },
    [SIM_FAULT_SKIP] = { "skip", NUMBER, false, "[=N]  u goes on 100 later, with a snapshot" },
    [SIM_FAULT_RESNAPSHOT] = { "resnapshot", SYMBOL, true,
                               "[=SYMBOL]  a snapshot in place of a delta" },
    [SIM_FAULT_TICK] = { "tick", SYMBOL, false, "[=SYMBOL]  prices get one more decimal" },
    [SIM_FAULT_REPEAT] = { "repeat", SYMBOL, true, "[=SYMBOL]  the next message comes twice" },
    [SIM_FAULT_BADJSON] = { "badjson", NOTHING, true, "one message that is not JSON" },
    [SIM_FAULT_BADUTF8] = { "badutf8", NOTHING, true, "one message that is not UTF-8" },
    [SIM_FAULT_HALF] = { "half", NOTHING, true, "half a WebSocket frame, then TCP reset" },
    [SIM_FAULT_FRAGMENT] = { "fragment", SWITCH, true,
                             "data in 3 fragments with pings between; =off" },
    [SIM_FAULT_BIG] = { "big", NUMBER, true, "[=BYTES]  one valid trade message of 3 MB" },
    [SIM_FAULT_BURST] = { "burst", NUMBER, false, "[=FILLS]  one taker with 1500 fills a symbol" },
    [SIM_FAULT_REFUSE] = { "refuse", ANSWER, false, "=301|403|429|502|503|hang|off  new upgrades" },
    [SIM_FAULT_REST] = { "rest", REST, false,
                         "=301|403|429|502|503|hang|slow|garbage|reversed|twice|short|off  REST" },
    [SIM_FAULT_DRIP] = { "drip", SWITCH, true, "one byte a millisecond; =off" },
    [SIM_FAULT_LAG] = { "lag", NUMBER, true, "[=MS]  all it says comes so late; =0" },
    [SIM_FAULT_FLOOD] = { "flood", NUMBER, false, "=N[,SECONDS]  N messages a second, for 3 s" },
    [SIM_FAULT_DELIST] = { "delist", SYMBOL_NEEDED, false, "=SYMBOL  silent, then unknown; =off" },
    [SIM_FAULT_RETYPE] = { "retype", SWITCH, false, "trade times as strings; =off" },
    [SIM_FAULT_RAW] = { "raw", BYTES, true, "=HEX  these bytes between two frames" },
    [SIM_FAULT_EARLY] = { "early", SWITCH, false,
                          "a bad text and a ping with the answer to an upgrade; =off" },
    [SIM_FAULT_HANGUP] = { "hangup", NOTHING, true, "an end without a close frame" },
    [SIM_FAULT_REKEY] = { "rekey", NOTHING, true,
                          "TLS asks for new keys; before TLS 1.3, for a new handshake" },
    [SIM_FAULT_RESET] = { "reset", NOTHING, false, "all lasting faults off" },
};

enum { WORDS_COUNT = sizeof WORDS / sizeof WORDS [0] };

const char *
sim_fault_name (sim_fault_kind_t kind)
{
    return WORDS [kind].name;
}

void
sim_fault_help (sim_text_t *text)
{
    for (size_t i = 0; i < WORDS_COUNT; i++) {
        sim_text_addf (text, "  %-14s %s\n", WORDS [i].name, WORDS [i].help);
    }
}

static bool
s_find_name (const char *name, sim_fault_t *fault, sim_text_t *why)
{
    const char *names [WORDS_COUNT];
    for (size_t i = 0; i < WORDS_COUNT; i++) {
        names [i] = WORDS [i].name;
        if (strcmp (names [i], name) == 0) {
            fault->kind = (sim_fault_kind_t) i;
            return true;
        }
    }
    const char *nearest = sim_hint_nearest (name, names, WORDS_COUNT);
    sim_text_addf (why, "no fault is called '%s'", name);
    if (nearest) {
        sim_text_addf (why, "; did you mean '%s'?", nearest);
    }
    return false;
}

static bool
s_read_number (const char *words, uint64_t *number, const char **end)
{
    char *stop = NULL;
    if (words [0] < '0' || words [0] > '9') {
        return false;
    }
    errno = 0;
    *number = strtoull (words, &stop, 10);
    *end = stop;
    return errno == 0 && *number <= UINT32_MAX;
}

static bool
s_check_number (sim_fault_t *fault, sim_text_t *why)
{
    const char *end = "";
    bool is_good = !fault->arg [0] || s_read_number (fault->arg, &fault->number, &end);
    if (is_good && fault->kind == SIM_FAULT_FLOOD && *end == ',') {
        is_good = s_read_number (end + 1, &fault->seconds, &end);
    }
    is_good = is_good && *end == 0;
    if (is_good && fault->kind == SIM_FAULT_FLOOD && fault->number == 0) {
        sim_text_add (why, "flood needs a number of messages a second");
        return false;
    }
    if (!is_good) {
        sim_text_addf (why, "%s takes a number, not '%s'", WORDS [fault->kind].name, fault->arg);
    }
    return is_good;
}

//  The word is one of those, which stand between blanks.

static bool
s_check_word (sim_fault_t *fault, const char *words, sim_text_t *why)
{
    size_t size = strlen (fault->arg);
    for (const char *at = words; size > 0 && *at; at += strcspn (at, " "), at += *at == ' ') {
        if (strcspn (at, " ") == size && strncmp (at, fault->arg, size) == 0) {
            fault->number = strtoul (fault->arg, NULL, 10);
            return true;
        }
    }
    sim_text_addf (why, "%s takes one of: %s", WORDS [fault->kind].name, words);
    return false;
}

static bool
s_check_bytes (const sim_fault_t *fault, sim_text_t *why)
{
    size_t size = strlen (fault->arg);
    bool is_good = size > 0 && size % 2 == 0 && strspn (fault->arg, "0123456789abcdef") == size;
    if (!is_good) {
        sim_text_addf (why, "%s needs bytes: %s=8900", WORDS [fault->kind].name,
                       WORDS [fault->kind].name);
    }
    return is_good;
}

static bool
s_check_arg (sim_fault_t *fault, sim_text_t *why)
{
    const char *name = WORDS [fault->kind].name;
    bool has_arg = fault->arg [0] != 0;
    fault->is_off = strcmp (fault->arg, "off") == 0;
    switch (WORDS [fault->kind].arg) {
        case NOTHING:
            if (has_arg) {
                sim_text_addf (why, "%s takes no value", name);
            }
            return !has_arg;
        case SWITCH:
            if (has_arg && !fault->is_off && strcmp (fault->arg, "on") != 0) {
                sim_text_addf (why, "%s takes on or off, not '%s'", name, fault->arg);
                return false;
            }
            return true;
        case NUMBER:
            return s_check_number (fault, why);
        case SYMBOL:
            return true;
        case SYMBOL_NEEDED:
            if (!has_arg) {
                sim_text_addf (why, "%s needs a symbol: %s=BTCUSDT", name, name);
            }
            return has_arg;
        case ANSWER:
            return s_check_word (fault, "301 403 429 502 503 hang off", why);
        case REST:
            return s_check_word (
                fault, "301 403 429 502 503 hang slow garbage reversed twice short off", why);
        case BYTES:
            return s_check_bytes (fault, why);
    }
    abort ();
}

//  Take the @SECONDS from the end of the words.

static bool
s_take_after (char *words, sim_fault_t *fault, sim_text_t *why)
{
    char *mark = strrchr (words, '@');
    if (!mark) {
        return true;
    }
    char *end = NULL;
    double seconds = strtod (mark + 1, &end);
    if (end == mark + 1 || *end || !(seconds >= 0 && seconds <= 1e6)) {
        sim_text_addf (why, "'%s' is no number of seconds", mark + 1);
        return false;
    }
    fault->after_ns = (int64_t) (seconds * SIM_NS_PER_S);
    *mark = 0;
    return true;
}

static bool
s_take_conn (const char *word, sim_fault_t *fault, sim_text_t *why)
{
    uint64_t number = 0;
    const char *end = "";
    if (!s_read_number (word, &number, &end) || *end || number == 0) {
        sim_text_addf (why, "'%s' is no connection", word);
        return false;
    }
    fault->conn = (unsigned) number;
    return true;
}

static bool
s_take_words (char *words, sim_fault_t *fault, sim_text_t *why)
{
    bool has_name = false;
    char *rest = NULL;
    for (char *word = strtok_r (words, " ;\t", &rest); word;
         word = strtok_r (NULL, " ;\t", &rest)) {
        if (strncmp (word, "conn=", 5) == 0) {
            if (!s_take_conn (word + 5, fault, why)) {
                return false;
            }
            continue;
        }
        char *equals = strchr (word, '=');
        if (equals) {
            *equals = 0;
            (void) snprintf (fault->arg, sizeof fault->arg, "%s", equals + 1);
        }
        if (has_name) {
            sim_text_addf (why, "'%s' is one word too many", word);
            return false;
        }
        if (!s_find_name (word, fault, why)) {
            return false;
        }
        has_name = true;
    }
    if (!has_name) {
        sim_text_add (why, "a fault needs a name");
    }
    return has_name;
}

bool
sim_fault_read (const char *words, sim_fault_t *fault, sim_text_t *why)
{
    assert (words);
    char copy [WORDS_MAX];
    *fault = (sim_fault_t){ 0 };
    int size = snprintf (copy, sizeof copy, "%s", words);
    if (size < 0 || (size_t) size >= sizeof copy) {
        sim_text_add (why, "too long for a fault");
        return false;
    }
    if (!s_take_after (copy, fault, why) || !s_take_words (copy, fault, why)
        || !s_check_arg (fault, why)) {
        return false;
    }
    if (fault->conn && !WORDS [fault->kind].takes_conn) {
        sim_text_addf (why, "%s is for all connections", WORDS [fault->kind].name);
        return false;
    }
    return true;
}
