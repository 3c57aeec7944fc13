//  settings_carry - reads which channels and depths a gateway carries

#include "settings_carry.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sup_nearest.h"
#include "sup_quantity.h"

enum { OFFERED_MAX = 4 };

//  Its own default first; the table ends with 0.
static const uint32_t OFFERED [MDP_CATEGORIES][OFFERED_MAX + 1] = {
    [MDP_SPOT] = { 50, 1, 200, 1000 },
    [MDP_LINEAR] = { 50, 1, 200, 1000 },
    [MDP_INVERSE] = { 50, 1, 200, 1000 },
    [MDP_OPTION] = { 25, 100 },
};

static bool
s_offers (mdp_category_t category, uint32_t depth)
{
    for (size_t index = 0; OFFERED [category][index]; index++) {
        if (OFFERED [category][index] == depth) {
            return true;
        }
    }
    return false;
}

static bool
s_is_depth (uint32_t depth)
{
    return s_offers (MDP_LINEAR, depth) || s_offers (MDP_OPTION, depth);
}

size_t
settings_carry_group (const sup_options_t *options, size_t index)
{
    return sup_options_groups_count (options) ? index + 1 : 0;
}

//  Whether any category of any gateway that takes this very setting offers the depth.

static bool
s_is_offered (const sup_options_t *options, const gw_config_t *gateways, size_t count,
              const sup_setting_t *setting, uint32_t depth)
{
    for (size_t index = 0; index < count; index++) {
        size_t group = settings_carry_group (options, index);
        size_t markets = gateways [index].markets_count;
        if (sup_options_get (options, group, "depth") != setting) {
            continue;
        }
        for (size_t market = 0; market < markets; market++) {
            if (s_offers (gateways [index].markets [market].category, depth)) {
                return true;
            }
        }
    }
    return false;
}

void
settings_carry_adjust (sup_options_t *options, const gw_config_t *gateways, size_t count)
{
    const sup_setting_t *top = sup_options_get (options, 0, "depth");
    bool is_used = false;
    for (size_t index = 0; index < count; index++) {
        size_t group = settings_carry_group (options, index);
        is_used = is_used || sup_options_get (options, group, "depth") == top;
    }
    bool is_option_only = !s_is_offered (options, gateways, count, top, 50)
                          && s_is_offered (options, gateways, count, top, 25);
    if (is_used && is_option_only) {
        sup_options_set_default (options, "depth", "25");
    }
}

//  A list item as a depth; UINT32_MAX where it is none.

static uint32_t
s_parse_depth (const char *item, size_t size)
{
    char text [8] = "";
    int64_t depth = 0;
    if (size >= sizeof text) {
        return UINT32_MAX;
    }
    memcpy (text, item, size);
    if (sup_quantity_parse (&depth, SUP_QUANTITY_COUNT, text) != SUP_QUANTITY_GOOD
        || (depth != 0 && !s_is_depth ((uint32_t) depth))) {
        return UINT32_MAX;
    }
    return (uint32_t) depth;
}

//  Let every category of the gateway take the depth if it offers it.

static void
s_take_depth (gw_config_t *gateway, uint32_t depth)
{
    for (size_t market = 0; market < gateway->markets_count; market++) {
        mdp_category_t category = gateway->markets [market].category;
        uint32_t *depths = gateway->depths [category];
        size_t *count = &gateway->depths_count [category];
        bool is_known = false;
        for (size_t index = 0; index < *count; index++) {
            is_known = is_known || depths [index] == depth;
        }
        if (!is_known && s_offers (category, depth)) {
            assert (*count < GW_DEPTHS_MAX);
            depths [(*count)++] = depth;
        }
    }
}

//  A category that offers none of the listed depths takes its own default.

static void
s_take_defaults (gw_config_t *gateway)
{
    for (size_t market = 0; market < gateway->markets_count; market++) {
        mdp_category_t category = gateway->markets [market].category;
        if (gateway->depths_count [category] == 0) {
            gateway->depths [category][0] = OFFERED [category][0];
            gateway->depths_count [category] = 1;
        }
    }
}

//  Read one value of the list of depths. Returns whether it wants none.

static bool
s_read_depths (gw_config_t *gateway, sup_options_t *options, const sup_setting_t *setting,
               const sup_value_t *value, bool is_silent)
{
    bool wants_none = false;
    size_t offset = 0;
    size_t size = 0;
    const char *item = sup_option_next_item (value->text, &offset, &size);
    while (item) {
        uint32_t depth = s_parse_depth (item, size);
        bool is_alone = setting->count == 1 && value->text [size] == 0;
        if (depth == UINT32_MAX || (depth == 0 && !is_alone)) {
            if (!is_silent) {
                sup_options_refuse (options, setting->option, value,
                                    "\"%.*s\" is not a depth; allowed: 1, 50, 200, 1000 "
                                    "(option: 25, 100), or 0 alone for none",
                                    (int) (size < 64 ? size : 64), item);
            }
        } else if (depth == 0) {
            wants_none = true;
        } else {
            s_take_depth (gateway, depth);
        }
        item = sup_option_next_item (value->text, &offset, &size);
    }
    return wants_none;
}

//  Tell the depths that no category offers of those that take this setting.

static void
s_check_offered (const gw_config_t *gateways, size_t count, sup_options_t *options,
                 const sup_setting_t *setting, const sup_value_t *value)
{
    size_t offset = 0;
    size_t size = 0;
    const char *item = sup_option_next_item (value->text, &offset, &size);
    while (item) {
        uint32_t depth = s_parse_depth (item, size);
        bool is_depth = depth != UINT32_MAX && depth != 0;
        if (is_depth && !s_is_offered (options, gateways, count, setting, depth)) {
            bool is_of_option = s_offers (MDP_OPTION, depth);
            sup_options_contradict (options, setting->option, value,
                                    "depth %u is offered by none of the configured categories; "
                                    "allowed: %s, or 0 for none",
                                    (unsigned) depth,
                                    is_of_option ? "1, 50, 200, 1000" : "25, 100");
        }
        item = sup_option_next_item (value->text, &offset, &size);
    }
}

static void
s_read_depth (gw_config_t *gateways, size_t count, size_t index, sup_options_t *options)
{
    gw_config_t *gateway = &gateways [index];
    size_t group = settings_carry_group (options, index);
    const sup_setting_t *setting = sup_options_get (options, group, "depth");
    bool is_silent = setting->is_bad || sup_options_is_repeat (options, group, "depth");
    bool wants_none = false;
    for (size_t number = 0; number < setting->count; number++) {
        const sup_value_t *value = &setting->values [number];
        wants_none = s_read_depths (gateway, options, setting, value, is_silent) || wants_none;
        if (!is_silent && setting->level != SUP_SOURCE_DEFAULT && gateway->markets_count > 0) {
            s_check_offered (gateways, count, options, setting, value);
        }
    }
    if (!wants_none) {
        s_take_defaults (gateway);
    }
}

static void
s_refuse_channel (sup_options_t *options, const sup_setting_t *setting, const sup_value_t *value,
                  const char *item, size_t size)
{
    if (sup_words_find ("ticker|liquidation", item, size) != -1
        || (size > 6 && memcmp (item, "kline.", 6) == 0)) {
        sup_options_refuse (options, setting->option, value,
                            "channel \"%.*s\" is known but not carried by this version; "
                            "allowed: trade, depth",
                            (int) (size < 64 ? size : 64), item);
        return;
    }
    sup_nearest_t nearest;
    sup_nearest_init (&nearest, item, size);
    sup_nearest_offer_words (&nearest, "trade|depth");
    sup_options_refuse (
        options, setting->option, value, "unknown channel \"%.*s\"; allowed: trade, depth%s%.*s%s",
        (int) (size < 64 ? size : 64), item, nearest.name ? "; did you mean \"" : "",
        (int) nearest.name_size, nearest.name ? nearest.name : "", nearest.name ? "\"?" : "");
}

//  Returns whether depths are carried; sets whether trades are.

static bool
s_read_channels (gw_config_t *gateway, sup_options_t *options, size_t group)
{
    const sup_setting_t *setting = sup_options_get (options, group, "channels");
    bool is_silent = setting->is_bad || sup_options_is_repeat (options, group, "channels");
    bool has_depth = false;
    for (size_t number = 0; number < setting->count; number++) {
        const sup_value_t *value = &setting->values [number];
        size_t offset = 0;
        size_t size = 0;
        const char *item = sup_option_next_item (value->text, &offset, &size);
        while (item) {
            int channel = sup_words_find ("trade|depth", item, size);
            gateway->has_trades = gateway->has_trades || channel == 0;
            has_depth = has_depth || channel == 1;
            if (channel == -1 && !is_silent) {
                s_refuse_channel (options, setting, value, item, size);
            }
            item = sup_option_next_item (value->text, &offset, &size);
        }
    }
    return has_depth;
}

//  Whether the market has any book of the depths that its category takes. A base coin
//  in option stands for trades only.

static bool
s_has_books (const gw_config_t *gateway, const gw_market_config_t *market)
{
    if (gateway->depths_count [market->category] == 0) {
        return false;
    }
    bool has_books = market->is_all || market->category != MDP_OPTION;
    for (size_t index = 0; index < market->symbols_count; index++) {
        has_books = has_books || strchr (market->symbols [index], '-');
    }
    return has_books;
}

void
settings_carry_read (gw_config_t *gateways, size_t count, size_t index, sup_options_t *options)
{
    assert (gateways);
    assert (index < count);
    gw_config_t *gateway = &gateways [index];
    size_t group = settings_carry_group (options, index);
    s_read_depth (gateways, count, index, options);
    if (!s_read_channels (gateway, options, group)) {
        memset (gateway->depths_count, 0, sizeof gateway->depths_count);
    }
    bool carries = gateway->has_trades || gateway->markets_count == 0;
    for (size_t market = 0; market < gateway->markets_count; market++) {
        carries = carries || s_has_books (gateway, &gateway->markets [market]);
    }
    //  With other errors it may only seem so
    if (!carries && sup_errors_count (sup_options_errors (options)) == 0) {
        const sup_setting_t *setting = sup_options_get (options, group, "channels");
        sup_options_contradict (options, setting->option, &setting->values [0],
                                "gateway \"%s\" would carry nothing: no trade, and no depth",
                                gateway->name);
    }
}
