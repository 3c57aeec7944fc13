//  gw_plan - which feeds a configuration asks for

#include "gw_plan.h"

#include <string.h>

static mdp_text_t
s_base_coin (mdp_text_t symbol)
{
    const char *dash = memchr (symbol.chars, '-', symbol.size);
    return (mdp_text_t){ .chars = symbol.chars,
                         .size = dash ? (size_t) (dash - symbol.chars) : symbol.size };
}

int
gw_plan_symbol (const gw_config_t *config, gw_market_t *market, mdp_category_t category,
                mdp_text_t symbol)
{
    bool is_option = category == MDP_OPTION;
    bool is_carried = true;
    mdp_text_t coin = s_base_coin (symbol);
    if (config->has_trades) {
        is_carried = gw_market_add (market, category, 0, is_option ? coin : symbol);
    }
    if (is_option && coin.size == symbol.size) {
        return is_carried ? 0 : -1;
    }
    for (size_t index = 0; index < config->depths_count [category]; index++) {
        uint32_t depth = config->depths [category][index];
        is_carried = gw_market_add (market, category, depth, symbol) && is_carried;
    }
    return is_carried ? 0 : -1;
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
