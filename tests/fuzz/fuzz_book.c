//  fuzz_book - any order of snapshots and deltas leaves the book that a naive model has

#include <stdint.h>

#include "naive_book.h"

enum { CHANGES_MAX = 64, SCALE = 2 };

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

//  The input is a program: each operation takes the next bytes, 0 behind the end.
typedef struct {
    const uint8_t *data;
    size_t left;
} program_t;

static uint8_t
s_byte (program_t *program)
{
    if (program->left == 0) {
        return 0;
    }
    program->left--;
    return *program->data++;
}

//  Prices are small, so that they meet, and written at several scales.

static size_t
s_levels (program_t *program, naive_level_t *levels, mdp_level_t *exact)
{
    size_t count = s_byte (program) % CHANGES_MAX;
    for (size_t index = 0; index < count; index++) {
        int64_t price = s_byte (program);
        uint8_t bits = s_byte (program);
        levels [index] = (naive_level_t){ .price = 100 * price, .size = bits & 15 };
        exact [index].price = (mdp_decimal_t){ .mantissa = price, .scale = 0 };
        for (uint8_t zeros = (bits >> 4) & 3; zeros > 0; zeros--) {
            exact [index].price.mantissa *= 10;
            exact [index].price.scale++;
        }
        exact [index].size = (mdp_decimal_t){ .mantissa = bits & 15, .scale = 0 };
    }
    return count;
}

static void
s_operate (program_t *program, naive_book_t *model, gw_book_t *book)
{
    naive_level_t bids [CHANGES_MAX];
    naive_level_t asks [CHANGES_MAX];
    mdp_level_t bids_exact [CHANGES_MAX];
    mdp_level_t asks_exact [CHANGES_MAX];
    uint8_t code = s_byte (program);
    naive_event_t event = { .is_snapshot = code & 1, .bids = bids, .asks = asks };
    //  Mostly the next update, sometimes one, an old one, or one too far
    const uint64_t ids [] = { 1, model->update_id, model->update_id + 2, 0 };
    event.update_id = code & 8 ? ids [code >> 1 & 3] : model->update_id + 1;
    event.bids_count = s_levels (program, bids, bids_exact);
    event.asks_count = s_levels (program, asks, asks_exact);
    const mdp_depth_t depth = {
        .is_snapshot = event.is_snapshot,
        .update_id = event.update_id,
        .bids = bids_exact,
        .bids_count = event.bids_count,
        .asks = asks_exact,
        .asks_count = event.asks_count,
    };
    if (code & 128) {
        gw_book_lose (book);
        model->is_valid = false;
    }
    gw_book_result_t wanted = naive_apply (model, &event);
    gw_book_result_t result = gw_book_apply (book, &depth);
    if (result == GW_BOOK_REPEATED) {
        assert (wanted == GW_BOOK_REPLACED);
    } else {
        assert (result == wanted);
    }
    assert (naive_is (model, book, SCALE));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
    program_t program = { .data = data, .left = size };
    size_t depth = 1 + s_byte (&program) % 100;
    naive_book_t *model = malloc (sizeof *model);
    assert (model);
    naive_book_init (model, depth);
    gw_book_t *book = gw_book_new (depth);
    while (program.left > 0) {
        s_operate (&program, model, book);
    }
    gw_book_destroy (&book);
    free (model);
    return 0;
}
