//  sim_symbol - the four categories, and what is fixed about one symbol

#include "sim_symbol.h"

#include "sim_random.h"

#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *const CATEGORIES [SIM_CATEGORIES] = { "spot", "linear", "inverse", "option" };

//  What the coins that people know look like; the rest are made up from their name.
typedef struct {
    const char *base;
    int64_t price_cents;
    unsigned price_scale;
    int64_t price_step;
    unsigned size_scale;  //  Of perpetuals and futures
} coin_t;

static const coin_t COINS [] = {
    { "BTC", 8672000, 2, 10, 3 },
    { "ETH", 302100, 2, 1, 2 },
    { "SOL", 12064, 3, 10, 1 },
    { "XRP", 195, 4, 1, 0 },
};

const char *
sim_category_name (sim_category_t category)
{
    return CATEGORIES [category];
}

bool
sim_category_find (const char *name, size_t size, sim_category_t *category)
{
    for (unsigned i = 0; i < SIM_CATEGORIES; i++) {
        if (strlen (CATEGORIES [i]) == size && memcmp (CATEGORIES [i], name, size) == 0) {
            *category = (sim_category_t) i;
            return true;
        }
    }
    return false;
}

bool
sim_category_has_depth (sim_category_t category, size_t depth)
{
    if (category == SIM_OPTION) {
        return depth == 25 || depth == 100;
    }
    return depth == 1 || depth == 50 || depth == 200 || depth == 1000;
}

static const coin_t *
s_coin (const char *base)
{
    for (size_t i = 0; i < sizeof COINS / sizeof COINS [0]; i++) {
        if (strcmp (COINS [i].base, base) == 0) {
            return &COINS [i];
        }
    }
    return NULL;
}

//  Split a name into base and quote coin: BTCUSDT, BTCPERP, BTC-26JUN26, BTCUSDU23.

static void
s_split (sim_symbol_t *self)
{
    static const char *const QUOTES [] = { "USDT", "USDC", "USD", "PERP" };
    (void) snprintf (self->base, sizeof self->base, "%s", self->name);
    (void) snprintf (self->quote, sizeof self->quote, "%s", "USDC");
    char *dash = strchr (self->base, '-');
    if (dash) {
        *dash = 0;
    }
    size_t size = strlen (self->name);
    if (self->category == SIM_OPTION && size > 5 && strcmp (self->name + size - 5, "-USDT") == 0) {
        (void) snprintf (self->quote, sizeof self->quote, "USDT");
    }
    for (size_t i = 0; i < sizeof QUOTES / sizeof QUOTES [0]; i++) {
        char *found = strstr (self->base + (self->base [0] ? 1 : 0), QUOTES [i]);
        if (found && self->category != SIM_OPTION) {
            *found = 0;
            const char *quote = strcmp (QUOTES [i], "PERP") == 0 ? "USDC" : QUOTES [i];
            (void) snprintf (self->quote, sizeof self->quote, "%s", quote);
            return;
        }
    }
}

static int64_t
s_round (int64_t number, int64_t step)
{
    return number / step * step;
}

static void
s_describe_option (sim_symbol_t *self)
{
    uint64_t hash = sim_random_hash (0, self->name);
    self->price_scale = 1;
    self->price_step = 1;
    self->size_scale = 2;
    self->size_step = 1;
    self->price_start = 9000 + (int64_t) (hash % 9000);
}

static void
s_describe_coin (sim_symbol_t *self, const coin_t *coin)
{
    self->price_scale = coin->price_scale;
    self->price_step = coin->price_step;
    self->size_scale = coin->size_scale;
    self->price_start = coin->price_cents;
    for (unsigned i = 2; i < coin->price_scale; i++) {
        self->price_start *= 10;
    }
    if (self->category == SIM_SPOT) {  //  Spot is finer, which makes zeros to strip
        self->price_step = coin->price_scale > 2 ? coin->price_step : 1;
        self->size_scale = coin->size_scale + 3;
    }
}

static void
s_describe_unknown (sim_symbol_t *self)
{
    static const unsigned SCALES [] = { 2, 3, 4, 5, 7 };
    uint64_t hash = sim_random_hash (1, self->base);
    self->price_scale = SCALES [hash % (sizeof SCALES / sizeof SCALES [0])];
    self->price_step = (hash >> 8) % 4 == 0 ? 5 : 1;
    self->size_scale = (unsigned) (hash >> 16) % 3 + (self->category == SIM_SPOT ? 1 : 0);
    self->price_start = self->price_step * (20000 + (int64_t) ((hash >> 24) % 180000));
}

bool
sim_symbol_make (sim_symbol_t *self, sim_category_t category, const char *name, size_t size)
{
    assert (self);
    if (size == 0 || size >= SIM_NAME_MAX) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        if (!isgraph ((unsigned char) name [i]) || strchr (".,:\"\\", name [i])) {
            return false;
        }
    }
    *self = (sim_symbol_t){ .category = category, .size_step = 1 };
    memcpy (self->name, name, size);
    s_split (self);
    const coin_t *coin = s_coin (self->base);
    if (category == SIM_OPTION) {
        s_describe_option (self);
    } else if (coin) {
        s_describe_coin (self, coin);
    } else {
        s_describe_unknown (self);
    }
    if (category == SIM_INVERSE) {
        self->size_scale = 0;  //  Contracts of one dollar
    }
    self->price_start = s_round (self->price_start, self->price_step);
    return true;
}

void
sim_symbol_invent (sim_category_t category, size_t index, char name [SIM_NAME_MAX])
{
    static const char *const KNOWN [] = { "BTC",  "ETH", "SOL", "XRP",      "DOGE", "ADA",
                                          "LINK", "LTC", "0G",  "1000PEPE", "AVAX", "DOT" };
    if (category == SIM_OPTION) {
        (void) snprintf (name, SIM_NAME_MAX, "%s-25SEP26-%zu-%s%s", index % 2 ? "ETH" : "BTC",
                         index % 2 ? 2000 + index / 4 * 100 : 60000 + index / 4 * 1000,
                         index / 2 % 2 ? "P" : "C", index % 3 ? "-USDT" : "");
        return;
    }
    const char *quote = category == SIM_INVERSE ? "USD" : "USDT";
    if (index < sizeof KNOWN / sizeof KNOWN [0]) {
        (void) snprintf (name, SIM_NAME_MAX, "%s%s", KNOWN [index], quote);
    } else {
        (void) snprintf (name, SIM_NAME_MAX, "SIM%04zu%s", index, quote);
    }
}

int
sim_symbol_compare (const void *one, const void *other)
{
    const sim_symbol_t *left = one;
    const sim_symbol_t *right = other;
    if (left->category != right->category) {
        return left->category < right->category ? -1 : 1;
    }
    return strcmp (left->name, right->name);
}
