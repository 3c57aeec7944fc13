//  sim_options - the command line of bybit-sim

#include "sim_options.h"

#include "sim_hint.h"

#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SYMBOLS_MAX = 20000, PORT_MAX = 65535 };

typedef enum {
    LISTEN = 1000,
    CERT,
    KEY,
    SEED,
    SYMBOLS,
    RATE,
    TRADES,
    REPLAY,
    REPLAY_SPEED,
    REPLAY_LOOP,
    REPLAY_RETOPIC,
    LOG,
    FAULT,
    VERSION,
    HELP
} flag_t;

static const struct option FLAGS [] = {
    { "listen", required_argument, NULL, LISTEN },
    { "cert", required_argument, NULL, CERT },
    { "key", required_argument, NULL, KEY },
    { "seed", required_argument, NULL, SEED },
    { "symbols", required_argument, NULL, SYMBOLS },
    { "rate", required_argument, NULL, RATE },
    { "trades", required_argument, NULL, TRADES },
    { "replay", required_argument, NULL, REPLAY },
    { "replay-speed", required_argument, NULL, REPLAY_SPEED },
    { "replay-loop", no_argument, NULL, REPLAY_LOOP },
    { "replay-retopic", required_argument, NULL, REPLAY_RETOPIC },
    { "log", required_argument, NULL, LOG },
    { "fault", required_argument, NULL, FAULT },
    { "version", no_argument, NULL, VERSION },
    { "help", no_argument, NULL, HELP },
    { NULL, 0, NULL, 0 },
};

static const char HELP_TEXT [] =
    "usage: bybit-sim [FLAG]...\n"
    "A Bybit v5 public exchange of its own invention, for tests and demonstrations.\n\n"
    "  --listen HOST:PORT         where to serve (127.0.0.1:9443); port 0 takes any\n"
    "  --cert FILE --key FILE     speak TLS: wss and https; otherwise ws and http\n"
    "  --seed N                   same seed, same market (1)\n"
    "  --symbols CATEGORY:LIST    symbols of spot, linear, inverse or option; repeatable\n"
    "  --symbols CATEGORY:N       so many invented ones; 0 for none\n"
    "  --rate N                   book messages a second and depth topic (20)\n"
    "  --trades N                 trade messages a second and symbol (5)\n"
    "  --replay FILE[=CATEGORY]   play recorded messages, one a line; repeatable\n"
    "  --replay-speed N           1 for one every 10 ms, 0 for as fast as possible (1)\n"
    "  --replay-loop              begin again at the end\n"
    "  --replay-retopic FROM=TO   topics that begin with FROM begin with TO instead\n"
    "  --log FILE                 JSON lines of every message sent\n"
    "  --fault NAME[=ARG][@S]     a fault, S seconds after the start; repeatable\n"
    "  --version, --help\n\n"
    "Faults, here, as a line on standard input ('close', 'mute=BTCUSDT conn=2') or at\n"
    "/sim/fault?name=close&arg=1000&conn=2 (see also /sim/state, /sim/book, /sim/quit):\n";

static bool
s_take_listen (sim_options_t *self, const char *words, sim_text_t *why)
{
    const char *colon = strrchr (words, ':');
    const char *port = colon ? colon + 1 : "";
    size_t host_size = colon ? (size_t) (colon - words) : 0;
    bool is_open = words [0] == '[' && (host_size < 3 || colon [-1] != ']');
    bool is_number = *port && port [strspn (port, "0123456789")] == 0;
    if (host_size == 0 || host_size > SIM_OPTIONS_HOST_MAX || is_open || !is_number
        || strtoul (port, NULL, 10) > PORT_MAX) {
        sim_text_addf (why, "--listen %s: needs HOST:PORT, with a port from 0 to %d", words,
                       PORT_MAX);
        return false;
    }
    self->listen = words;
    return true;
}

static bool
s_take_seed (const char *word, uint64_t *number)
{
    char *end = NULL;
    errno = 0;
    *number = strtoull (word, &end, 0);
    return word [0] >= '0' && word [0] <= '9' && *end == 0 && errno == 0;
}

static bool
s_take_rate (const char *word, double *number)
{
    char *end = NULL;
    *number = strtod (word, &end);
    return end != word && *end == 0 && *number >= 0 && *number <= 100000;
}

static bool
s_add_symbol (sim_options_t *self, sim_category_t category, const char *name, size_t size)
{
    sim_symbol_t symbol;
    if (self->symbols_count == SYMBOLS_MAX || !sim_symbol_make (&symbol, category, name, size)) {
        return false;
    }
    if (!self->symbols) {
        self->symbols = calloc (SYMBOLS_MAX, sizeof *self->symbols);
        assert (self->symbols);
    }
    self->symbols [self->symbols_count++] = symbol;
    return true;
}

static bool
s_invent (sim_options_t *self, sim_category_t category, size_t count)
{
    bool is_good = count <= SYMBOLS_MAX;
    for (size_t i = 0; i < count && is_good; i++) {
        char name [SIM_NAME_MAX];
        sim_symbol_invent (category, i, name);
        is_good = s_add_symbol (self, category, name, strlen (name));
    }
    return is_good;
}

//  Read "CATEGORY:NAME,NAME" or "CATEGORY:N".

static bool
s_take_symbols (sim_options_t *self, const char *words, sim_text_t *why)
{
    const char *colon = strchr (words, ':');
    sim_category_t category = SIM_SPOT;
    if (!colon || !sim_category_find (words, (size_t) (colon - words), &category)) {
        sim_text_addf (why, "--symbols %s: needs spot:, linear:, inverse: or option: before them",
                       words);
        return false;
    }
    self->has_category [category] = true;
    const char *at = colon + 1;
    char *end = NULL;
    unsigned long count = strtoul (at, &end, 10);
    if (*at >= '0' && *at <= '9' && *end == 0) {
        if (!s_invent (self, category, count)) {
            sim_text_addf (why, "--symbols %s: too many", words);
            return false;
        }
        return true;
    }
    while (*at) {
        size_t size = strcspn (at, ",");
        if (!s_add_symbol (self, category, at, size)) {
            sim_text_addf (why, "--symbols %s: '%.*s' is no symbol", words, (int) size, at);
            return false;
        }
        at += size + (at [size] == ',');
    }
    return true;
}

//  The category that a file's name tells of, linear if none.

static sim_category_t
s_guess_category (const char *path)
{
    const char *name = strrchr (path, '/') ? strrchr (path, '/') : path;
    for (unsigned i = 0; i < SIM_CATEGORIES; i++) {
        char part [SIM_NAME_MAX];
        (void) snprintf (part, sizeof part, ".%s.", sim_category_name ((sim_category_t) i));
        if (strstr (name, part)) {
            return (sim_category_t) i;
        }
    }
    return SIM_LINEAR;
}

static bool
s_take_file (sim_options_t *self, const char *words, sim_text_t *why)
{
    if (self->files_count == SIM_OPTIONS_FILES_MAX || strlen (words) >= SIM_OPTIONS_PATH_MAX) {
        sim_text_add (why, "--replay: too many files, or too long a name");
        return false;
    }
    sim_options_file_t *file = &self->files [self->files_count++];
    (void) snprintf (file->path, sizeof file->path, "%s", words);
    char *equals = strrchr (file->path, '=');
    if (equals && sim_category_find (equals + 1, strlen (equals + 1), &file->category)) {
        *equals = 0;
    } else {
        file->category = s_guess_category (file->path);
    }
    return true;
}

static bool
s_take_retopic (sim_options_t *self, const char *words, sim_text_t *why)
{
    const char *equals = strchr (words, '=');
    if (!equals || equals == words || strlen (words) >= sizeof self->retopic / 2) {
        sim_text_add (why, "--replay-retopic needs FROM=TO");
        return false;
    }
    (void) snprintf (self->retopic, sizeof self->retopic, "%s", words);
    self->retopic [equals - words] = 0;
    self->replay.retopic_from = self->retopic;
    self->replay.retopic_to = self->retopic + (equals - words) + 1;
    return true;
}

static bool
s_take_fault (sim_options_t *self, const char *words, sim_text_t *why)
{
    sim_text_add (why, "--fault: ");
    if (self->faults_count == SIM_OPTIONS_FAULTS_MAX) {
        sim_text_add (why, "too many");
        return false;
    }
    bool is_good = sim_fault_read (words, &self->faults [self->faults_count], why);
    self->faults_count += is_good;
    return is_good;
}

static sim_options_result_t
s_tell (bool is_help, sim_text_t *why)
{
    sim_text_clear (why);
    sim_text_add (why, is_help ? HELP_TEXT : "bybit-sim " TICKGATE_VERSION "\n");
    if (is_help) {
        sim_fault_help (why);
    }
    return SIM_OPTIONS_DONE;
}

//  Take one flag. False if its value is wrong; the reason may be left to the caller.

static bool
s_take (sim_options_t *self, flag_t flag, sim_text_t *why)
{
    switch (flag) {
        case LISTEN:
            return s_take_listen (self, optarg, why);
        case CERT:
            self->cert = optarg;
            return true;
        case KEY:
            self->key = optarg;
            return true;
        case LOG:
            self->log = optarg;
            return true;
        case SEED:
            return s_take_seed (optarg, &self->market.seed);
        case SYMBOLS:
            return s_take_symbols (self, optarg, why);
        case RATE:
            return s_take_rate (optarg, &self->market.book_rate);
        case TRADES:
            return s_take_rate (optarg, &self->market.trade_rate);
        case REPLAY:
            return s_take_file (self, optarg, why);
        case REPLAY_SPEED:
            return s_take_rate (optarg, &self->replay.speed);
        case REPLAY_LOOP:
            self->replay.is_looping = true;
            return true;
        case REPLAY_RETOPIC:
            return s_take_retopic (self, optarg, why);
        case FAULT:
            return s_take_fault (self, optarg, why);
        case VERSION:
        case HELP:
            return true;  //  Done before
    }
    abort ();
}

static void
s_add_defaults (sim_options_t *self)
{
    static const char *const DEFAULTS [SIM_CATEGORIES] = {
        "spot:BTCUSDT,ETHUSDT,SOLUSDT", "linear:BTCUSDT,ETHUSDT,SOLUSDT,XRPUSDT",
        "inverse:BTCUSD,ETHUSD",
        ("option:BTC-25SEP26-90000-C-USDT,BTC-25SEP26-80000-P,ETH-25SEP26-3000-C-USDT,"
         "ETH-25SEP26-2500-P")
    };
    sim_text_t why = { 0 };
    for (unsigned i = 0; i < SIM_CATEGORIES; i++) {
        if (!self->has_category [i]) {
            bool is_good = s_take_symbols (self, DEFAULTS [i], &why);
            assert (is_good);
        }
    }
    sim_text_destroy (&why);
}

//  Say what is wrong with a word getopt would not take.

static void
s_explain (int code, char **argv, sim_text_t *why)
{
    const char *word = argv [optind - 1];
    const char *names [sizeof FLAGS / sizeof FLAGS [0]];
    size_t count = 0;
    for (; FLAGS [count].name; count++) {
        names [count] = FLAGS [count].name;
    }
    if (code == ':') {
        sim_text_addf (why, "%s needs a value", word);
        return;
    }
    const char *nearest = sim_hint_nearest (word + strspn (word, "-"), names, count);
    sim_text_addf (why, "unknown flag '%s'", word);
    if (nearest) {
        sim_text_addf (why, "; did you mean --%s?", nearest);
    }
}

static bool
s_check (const sim_options_t *self, int argc, char **argv, sim_text_t *why)
{
    if (optind < argc) {
        sim_text_addf (why, "'%s' is no flag", argv [optind]);
        return false;
    }
    if (!self->cert != !self->key) {
        sim_text_add (why, "--cert and --key come together");
        return false;
    }
    return true;
}

sim_options_result_t
sim_options_read (sim_options_t *self, int argc, char **argv, sim_text_t *why)
{
    assert (self);
    self->listen = "127.0.0.1:9443";
    self->market = (sim_market_policy_t){ .seed = 1, .book_rate = 20, .trade_rate = 5 };
    self->replay.speed = 1;
    opterr = 0;
    int index = 0;
    int code = getopt_long (argc, argv, ":", FLAGS, &index);
    while (code != -1) {
        if (code == '?' || code == ':') {
            s_explain (code, argv, why);
            return SIM_OPTIONS_WRONG;
        }
        if (code == HELP || code == VERSION) {
            return s_tell (code == HELP, why);
        }
        sim_text_clear (why);
        if (!s_take (self, (flag_t) code, why)) {
            if (why->size == 0) {
                sim_text_addf (why, "--%s cannot be '%s'", FLAGS [index].name, optarg);
            }
            return SIM_OPTIONS_WRONG;
        }
        code = getopt_long (argc, argv, ":", FLAGS, &index);
    }
    sim_text_clear (why);
    s_add_defaults (self);
    return s_check (self, argc, argv, why) ? SIM_OPTIONS_RUN : SIM_OPTIONS_WRONG;
}

void
sim_options_destroy (sim_options_t *self)
{
    free (self->symbols);
    self->symbols = NULL;
}
