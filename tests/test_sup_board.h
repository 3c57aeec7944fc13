//  test_sup_board - a board for tests: told by hand what a supervisor would tell

#ifndef TEST_SUP_BOARD_H
#define TEST_SUP_BOARD_H

#include <stdlib.h>
#include <string.h>

#include "sup_board.h"
#include "sup_text.h"
#include "unit.h"

#define BOARD_NS UINT64_C (1000000000)

typedef struct {
    sup_config_t config;
    sup_board_t *board;
    sup_tidings_beat_t beat;
    char *text;  //  What was printed last
} board_t;

static inline board_t *
board_new (void)
{
    board_t *self = calloc (1, sizeof *self);
    assert_non_null (self);
    self->config = (sup_config_t){ .heartbeat = "tcp://127.0.0.1:5556",
                                   .numbers = "float64",
                                   .silence_ms = 60000,
                                   .children_count = 1 };
    self->config.children [0] = (sup_child_config_t){ .name = "a\"b", .endpoint = "ipc://data" };
    self->board = sup_board_new (&self->config, 0);
    self->beat = (sup_tidings_beat_t){ .epoch = 1000, .at = 5 * BOARD_NS, .count = 1 };
    self->beat.children [0].gateway = (mdp_gateway_t){
        .isolation = { "process", 7 },
        .state = MDP_GATEWAY_LIVE,
        .epoch = 2000,
        .is_connected = true,
    };
    return self;
}

static inline void
board_destroy (board_t **self_p)
{
    board_t *self = *self_p;
    sup_board_destroy (&self->board);
    free (self->text);
    free (self);
    *self_p = NULL;
}

static inline mdp_gateway_t *
board_gateway (board_t *self)
{
    return &self->beat.children [0].gateway;
}

static inline bool
board_beat (board_t *self, int64_t now_ms)
{
    return sup_board_on_beat (self->board, &self->beat, now_ms);
}

//  The child tells of a topic, and of one number.

static inline void
board_tell (board_t *self, const char *name, mdp_topic_state_t state, int64_t now_ms)
{
    char bytes [1024];
    mdp_write_t frame;
    mdp_write_init (&frame, bytes, sizeof bytes);
    const tally_topic_t topic = { .topic = { name, strlen (name) },
                                  .labels = { "symbol=\"S\"", 10 },
                                  .has_book = true,
                                  .state = state,
                                  .seq = 3,
                                  .last_event = 4 * BOARD_NS,
                                  .update_id = 8,
                                  .gaps = 2,
                                  .resyncs = 1 };
    const tally_sample_t sample = { .metric = TALLY_WS_CONNECTS,
                                    .labels = { "conn=\"c\"", 8 },
                                    .value = 5 };
    assert_true (tally_put_topic (&frame, &topic));
    assert_true (tally_put_sample (&frame, &sample));
    const sup_tidings_origin_t origin = { 0, board_gateway (self)->epoch };
    sup_board_on_tally (self->board, &origin, bytes, frame.size, now_ms);
}

//  Keep what was printed, terminated.

static inline const char *
board_keep (board_t *self, sup_text_t *text)
{
    sup_body_t *body = sup_text_end (text);
    free (self->text);
    self->text = strndup (body->bytes, body->size);
    assert_non_null (self->text);
    sup_body_leave (&body);
    return self->text;
}

static inline void
board_expect (const char *text, const char *part)
{
    if (!strstr (text, part)) {
        print_error ("no %s in %s\n", part, text);
        fail ();
    }
}

#endif
