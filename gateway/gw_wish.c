//  gw_wish - pure: what a gateway is asked to carry, as a text that can be handed to it

#include "gw_wish.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mdp_topic.h"

enum { DEPTH_MAX = 100000 };

struct gw_wish {
    char *text;            //  Its blanks and line ends are terminators
    gw_config_t config;    //  What is asked for, and nothing else
    const char **symbols;  //  Of all markets, one after the other
    size_t symbols_count;
};

char *
gw_wish_write (const gw_config_t *config)
{
    assert (config);
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream (&text, &size);
    assert (file);
    if (config->has_trades) {
        fputs ("trades\n", file);
    }
    for (size_t category = 0; category < MDP_CATEGORIES; category++) {
        for (size_t index = 0; index < config->depths_count [category]; index++) {
            fprintf (file, "depth %s %" PRIu32 "\n", mdp_category_name ((mdp_category_t) category),
                     config->depths [category][index]);
        }
    }
    for (size_t index = 0; index < config->markets_count; index++) {
        const gw_market_config_t *market = &config->markets [index];
        const char *category = mdp_category_name (market->category);
        if (market->is_all) {
            fprintf (file, "all %s\n", category);
        }
        for (size_t symbol = 0; symbol < market->symbols_count; symbol++) {
            fprintf (file, "symbol %s %s\n", category, market->symbols [symbol]);
        }
    }
    int rc = fclose (file);
    assert (rc == 0);
    return text;
}

//  The market of the category, made if there is none.

static gw_market_config_t *
s_market (gw_wish_t *self, mdp_category_t category)
{
    gw_config_t *config = &self->config;
    for (size_t index = 0; index < config->markets_count; index++) {
        if (config->markets [index].category == category) {
            return &config->markets [index];
        }
    }
    gw_market_config_t *market = &config->markets [config->markets_count++];
    *market = (gw_market_config_t){ .category = category };
    return market;
}

static int
s_read_depth (gw_wish_t *self, mdp_category_t category, const char *word)
{
    char *end = NULL;
    unsigned long depth = strtoul (word, &end, 10);
    size_t *count = &self->config.depths_count [category];
    if (*word < '1' || *word > '9' || *end != '\0' || depth > DEPTH_MAX
        || *count == GW_DEPTHS_MAX) {
        return -1;
    }
    self->config.depths [category][(*count)++] = (uint32_t) depth;
    return 0;
}

//  The symbols of a market stand together, since they were written so.

static int
s_read_symbol (gw_wish_t *self, gw_market_config_t *market, const char *word)
{
    size_t size = strlen (word);
    if (size == 0 || size > MDP_SYMBOL_MAX || self->symbols_count == GW_SYMBOLS_MAX) {
        return -1;
    }
    const char **place = &self->symbols [self->symbols_count];
    if (market->symbols_count == 0) {
        market->symbols = place;
    }
    if (market->symbols + market->symbols_count != place) {
        return -1;
    }
    *place = word;
    self->symbols_count++;
    market->symbols_count++;
    return 0;
}

//  Cut the next word off; null where there is none.

static char *
s_next_word (char **rest_p)
{
    char *word = *rest_p;
    if (word) {
        char *blank = strchr (word, ' ');
        *rest_p = blank ? blank + 1 : NULL;
        if (blank) {
            *blank = '\0';
        }
    }
    return word;
}

//  Returns 0, or -1 where the line is not of a wish.

static int
s_read_line (gw_wish_t *self, char *line)
{
    char *rest = line;
    const char *verb = s_next_word (&rest);
    const char *name = s_next_word (&rest);
    const char *word = s_next_word (&rest);
    mdp_category_t category = MDP_SPOT;
    if (!name) {
        self->config.has_trades = true;
        return strcmp (verb, "trades") == 0 ? 0 : -1;
    }
    if (rest || mdp_category_parse (&category, (mdp_text_t){ name, strlen (name) }) == -1) {
        return -1;
    }
    if (strcmp (verb, "all") == 0 && !word) {
        s_market (self, category)->is_all = true;
        return 0;
    }
    if (strcmp (verb, "depth") == 0 && word) {
        return s_read_depth (self, category, word);
    }
    if (strcmp (verb, "symbol") == 0 && word) {
        return s_read_symbol (self, s_market (self, category), word);
    }
    return -1;
}

gw_wish_t *
gw_wish_read (const char *text, size_t size)
{
    assert (text);
    gw_wish_t *self = calloc (1, sizeof *self);
    assert (self);
    self->text = calloc (1, size + 1);
    assert (self->text);
    self->symbols = calloc (GW_SYMBOLS_MAX, sizeof *self->symbols);
    assert (self->symbols);
    memcpy (self->text, text, size);
    int rc = strlen (self->text) == size ? 0 : -1;
    char *line = self->text;
    while (rc == 0 && *line) {
        char *end = strchr (line, '\n');
        if (end) {
            *end = '\0';
        }
        rc = end ? s_read_line (self, line) : -1;
        line = end ? end + 1 : line;
    }
    if (rc == -1) {
        gw_wish_destroy (&self);
    }
    return self;
}

void
gw_wish_destroy (gw_wish_t **self_p)
{
    assert (self_p);
    gw_wish_t *self = *self_p;
    if (self) {
        free (self->symbols);
        free (self->text);
        free (self);
        *self_p = NULL;
    }
}

void
gw_wish_fill (const gw_wish_t *self, gw_config_t *config)
{
    assert (self);
    assert (config);
    memcpy (config->markets, self->config.markets, sizeof config->markets);
    config->markets_count = self->config.markets_count;
    memcpy (config->depths, self->config.depths, sizeof config->depths);
    memcpy (config->depths_count, self->config.depths_count, sizeof config->depths_count);
    config->has_trades = self->config.has_trades;
}
