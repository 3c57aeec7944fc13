//  fuzz_recent - any text may come from REST: its trades fill a hole, or it is refused
//
//  The first byte of the input chooses what was asked for, the rest is the answer.

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bybit_recent.h"
#include "gw_trail.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

//  The fuzzer calls a function without an owner, so this one state is global.
static bybit_recent_t *s_recent;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    (void) argc;
    (void) argv;
    s_recent = bybit_recent_new ();
    return 0;
}

//  Whatever it says: the oldest trade is first, each has what a trade must have, and is of
//  what was asked for.

static void
s_check (const bybit_recent_answer_t *answer, mdp_category_t category, mdp_text_t symbol)
{
    assert (!answer->reason || answer->count == 0);
    assert (answer->count <= BYBIT_RECENT_MAX);
    for (size_t index = 0; index < answer->count; index++) {
        const mdp_trade_t *trade = &answer->trades [index];
        assert (index == 0 || answer->trades [index - 1].ts_event <= trade->ts_event);
        assert (trade->id.size > 0);
        assert (trade->size.mantissa >= 0);
        assert (trade->symbol.size >= symbol.size);
        assert (memcmp (trade->symbol.chars, symbol.chars, symbol.size) == 0);
        assert (category == MDP_OPTION || trade->symbol.size == symbol.size);
    }
}

//  A hole that begins with any of the trades is filled by those behind it.

static void
s_judge (const bybit_recent_answer_t *answer, mdp_category_t category)
{
    static gw_trail_step_t steps [BYBIT_RECENT_MAX];
    for (size_t index = 0; index < answer->count; index++) {
        const mdp_trade_t *trade = &answer->trades [index];
        steps [index] =
            (gw_trail_step_t){ .key = gw_trail_key (category, trade), .at = trade->ts_event };
    }
    for (size_t index = 0; index < answer->count; index++) {
        size_t first = SIZE_MAX;
        gw_trail_t trail = { .key = 0 };
        gw_trail_on_trade (&trail, steps [index].key, steps [index].at);
        gw_trail_on_gap (&trail, MDP_GAP_STALE, 1);
        gw_trail_verdict_t verdict = gw_trail_judge (&trail, steps, answer->count, &first);
        assert (verdict == GW_TRAIL_WHOLE);
        assert (first > index);
        assert (first <= answer->count);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    mdp_category_t category = (mdp_category_t) (data [0] % MDP_CATEGORIES);
    mdp_text_t symbol = { .chars = category == MDP_OPTION ? "BTC" : "BTCUSDT",
                          .size = category == MDP_OPTION ? 3 : 7 };
    const bybit_recent_answer_t *answer =
        bybit_recent_read (s_recent, category, symbol, (const char *) data + 1, size - 1);
    s_check (answer, category, symbol);
    s_judge (answer, category);
    return 0;
}
