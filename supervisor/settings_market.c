//  settings_market - reads "CATEGORY:SYMBOL,SYMBOL" into the markets of a gateway

#include "settings_market.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_topic.h"
#include "sup_nearest.h"

typedef struct {
    gw_config_t *gateway;
    sup_options_t *options;
    const sup_option_t *option;
    const sup_value_t *value;    //  Being read
    gw_market_config_t *market;  //  Of the last category that was named in it; null if none was
    size_t symbols_count;        //  In the whole gateway
    bool is_full;
    bool is_silent;  //  What is wrong was told before
} self_t;

//  The gateway's market of the category, made if it has none.

static gw_market_config_t *
s_market (gw_config_t *gateway, mdp_category_t category)
{
    for (size_t index = 0; index < gateway->markets_count; index++) {
        if (gateway->markets [index].category == category) {
            return &gateway->markets [index];
        }
    }
    assert (gateway->markets_count < GW_MARKETS_MAX);
    gw_market_config_t *market = &gateway->markets [gateway->markets_count++];
    *market = (gw_market_config_t){ .category = category };
    return market;
}

static void
s_refuse_category (const self_t *self, const char *text, size_t size)
{
    sup_nearest_t nearest;
    sup_nearest_init (&nearest, text, size);
    sup_nearest_offer_words (&nearest, "spot|linear|inverse|option");
    sup_options_refuse (
        self->options, self->option, self->value,
        "unknown category \"%.*s\" at position %zu; allowed: spot, linear, inverse, "
        "option%s%.*s%s",
        (int) (size < 64 ? size : 64), text, (size_t) (text - self->value->text) + 1,
        nearest.name ? "; did you mean \"" : "", (int) nearest.name_size,
        nearest.name ? nearest.name : "", nearest.name ? "\"?" : "");
}

//  What is wrong with a symbol; null if nothing. Texts that are no UTF-8 or hold
//  control characters were refused before.

static const char *
s_symbol_trouble (const char *text, size_t size)
{
    if (size == 0) {
        return "is empty";
    }
    if (size > MDP_SYMBOL_MAX) {
        return "is longer than 64 bytes";
    }
    for (size_t index = 0; index < size; index++) {
        char letter = text [index];
        if (letter >= 'a' && letter <= 'z') {
            return "has lower case letters; did you mean upper case?";
        }
        if (letter == '.' || letter == ' ') {
            return "holds a dot or a blank";
        }
        bool is_plain = (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
                        || letter == '-' || letter == '_' || (unsigned char) letter >= 0x80;
        if (!is_plain) {
            return "holds a letter that no symbol has";
        }
    }
    return NULL;
}

static void
s_add_symbol (self_t *self, const char *text, size_t size)
{
    gw_market_config_t *market = self->market;
    for (size_t index = 0; index < market->symbols_count; index++) {
        const char *symbol = market->symbols [index];
        if (strncmp (symbol, text, size) == 0 && symbol [size] == 0) {
            return;
        }
    }
    self->is_full = self->symbols_count == GW_SYMBOLS_MAX;
    if (self->is_full) {
        if (!self->is_silent) {
            sup_options_contradict (self->options, self->option, self->value,
                                    "too many symbols; allowed: %d in one gateway", GW_SYMBOLS_MAX);
        }
        return;
    }
    if (!market->symbols) {
        market->symbols = calloc (GW_SYMBOLS_MAX, sizeof *market->symbols);
        assert (market->symbols);
    }
    market->symbols [market->symbols_count++] = sup_options_keep (self->options, text, size);
    self->symbols_count++;
}

//  Take the category before the colon, if there is one. Returns the size of both, or
//  -1 where no category is known, and told.

static int
s_read_category (self_t *self, const char *item, size_t size)
{
    const char *colon = memchr (item, ':', size);
    size_t category_size = colon ? (size_t) (colon - item) : 0;
    mdp_category_t category = MDP_SPOT;
    if (colon && mdp_category_parse (&category, (mdp_text_t){ item, category_size }) == 0) {
        self->market = s_market (self->gateway, category);
        return (int) category_size + 1;
    }
    if (self->market && !colon) {
        return 0;
    }
    if (colon && !self->is_silent) {
        s_refuse_category (self, item, category_size);
    } else if (!self->is_silent) {
        sup_options_refuse (self->options, self->option, self->value,
                            "\"%.100s\" has no category; allowed: CATEGORY:SYMBOL[,SYMBOL...], "
                            "e.g. linear:BTCUSDT",
                            self->value->text);
    }
    return -1;
}

static void
s_read_item (self_t *self, const char *item, size_t size)
{
    int skipped = s_read_category (self, item, size);
    if (skipped < 0) {
        return;
    }
    const char *symbol = item + skipped;
    size_t symbol_size = size - (size_t) skipped;
    const char *trouble = s_symbol_trouble (symbol, symbol_size);
    if (symbol_size == 3 && memcmp (symbol, "all", 3) == 0) {
        self->market->is_all = true;
    } else if (!trouble) {
        s_add_symbol (self, symbol, symbol_size);
    } else if (!self->is_silent) {
        sup_options_refuse (self->options, self->option, self->value,
                            "symbol \"%.*s\" at position %zu %s",
                            (int) (symbol_size < 80 ? symbol_size : 80), symbol,
                            (size_t) (symbol - self->value->text) + 1, trouble);
    }
}

void
settings_market_read (gw_config_t *gateway, sup_options_t *options, size_t group)
{
    assert (gateway);
    assert (options);
    const sup_setting_t *setting = sup_options_get (options, group, "market");
    self_t self = {
        .gateway = gateway,
        .options = options,
        .option = setting->option,
        .is_silent = setting->is_bad || sup_options_is_repeat (options, group, "market"),
    };
    for (size_t index = 0; index < setting->count && !self.is_full; index++) {
        self.value = &setting->values [index];
        self.market = NULL;
        size_t offset = 0;
        size_t size = 0;
        const char *item = sup_option_next_item (self.value->text, &offset, &size);
        while (item && !self.is_full) {
            s_read_item (&self, item, size);
            item = sup_option_next_item (self.value->text, &offset, &size);
        }
    }
    for (size_t index = 0; index < gateway->markets_count; index++) {
        gw_market_config_t *market = &gateway->markets [index];
        market->symbols_count = market->is_all ? 0 : market->symbols_count;
    }
}

void
settings_market_free (gw_config_t *gateway)
{
    assert (gateway);
    for (size_t index = 0; index < gateway->markets_count; index++) {
        free (gateway->markets [index].symbols);
    }
    gateway->markets_count = 0;
}
