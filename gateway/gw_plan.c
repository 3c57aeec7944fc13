//  gw_plan - which feeds a configuration asks for

#include "gw_plan.h"

#include <string.h>

gw_plan_step_t
gw_plan_step (const gw_feed_t *feed)
{
    bool is_carried = gw_feed_is_carried (feed);
    if (feed->want == GW_FEED_UNWANTED) {
        return is_carried ? GW_PLAN_DROP : GW_PLAN_KEEP;
    }
    if (!is_carried) {
        return GW_PLAN_ADD;
    }
    if (feed->is_hidden == (feed->want == GW_FEED_PULSE)) {
        return GW_PLAN_KEEP;
    }
    return feed->is_hidden ? GW_PLAN_SHOW : GW_PLAN_HIDE;
}

static mdp_text_t
s_base_coin (mdp_text_t symbol)
{
    const char *dash = memchr (symbol.chars, '-', symbol.size);
    return (mdp_text_t){ .chars = symbol.chars,
                         .size = dash ? (size_t) (dash - symbol.chars) : symbol.size };
}

//  The feeds that are asked for, with their pulse; options have none. Only then
//  is it known whether the pulse itself was asked for.

static void
s_watch (gw_market_t *market, mdp_category_t category, mdp_text_t symbol, gw_feed_t *const *feeds,
         size_t count)
{
    gw_feed_t *pulse =
        category != MDP_OPTION && count > 0 ? gw_market_add_pulse (market, category, symbol) : NULL;
    for (size_t index = 0; index < count && pulse; index++) {
        feeds [index]->symbol = pulse;
    }
}

int
gw_plan_symbol (const gw_config_t *config, gw_market_t *market, mdp_category_t category,
                mdp_text_t symbol)
{
    bool is_option = category == MDP_OPTION;
    mdp_text_t coin = s_base_coin (symbol);
    bool is_coin = is_option && coin.size == symbol.size;
    size_t depths_count = is_coin ? 0 : config->depths_count [category];
    size_t wanted = depths_count + config->has_trades;
    gw_feed_t *feeds [1 + GW_DEPTHS_MAX];
    size_t count = 0;
    if (config->has_trades) {
        feeds [count] = gw_market_add (market, category, 0, is_option ? coin : symbol);
        count += feeds [count] != NULL;
    }
    for (size_t index = 0; index < depths_count; index++) {
        feeds [count] = gw_market_add (market, category, config->depths [category][index], symbol);
        count += feeds [count] != NULL;
    }
    s_watch (market, category, symbol, feeds, count);
    return count == wanted ? 0 : -1;
}

void
gw_plan_markets (const gw_config_t *config, gw_symbols_t *symbols, gw_symbols_fn *on_symbol,
                 void *owner)
{
    for (size_t index = 0; index < config->markets_count; index++) {
        const gw_market_config_t *asked = &config->markets [index];
        if (asked->is_all) {
            gw_symbols_want (symbols, asked->category);
        }
        for (size_t symbol = 0; symbol < asked->symbols_count; symbol++) {
            const char *name = asked->symbols [symbol];
            on_symbol (owner, asked->category,
                       (mdp_text_t){ .chars = name, .size = strlen (name) });
        }
    }
}
