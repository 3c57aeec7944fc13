//  sup_ready - pure: whether everything that is subscribed is confirmed and fresh, and else why not

#include "sup_ready.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "sup_text.h"

#define UNTOLD "it has not told of its topics yet"

bool
sup_ready_is_live (const sup_board_t *board, int64_t now_ms)
{
    return sup_board_fed_ms (board, now_ms) < SUP_BOARD_FED_MS;
}

//  Print the reason. Returns false.

static bool __attribute__ ((format (printf, 2, 3)))
s_because (char why [SUP_READY_WHY_MAX], const char *form, ...)
{
    va_list arguments;
    va_start (arguments, form);
    (void) vsnprintf (why, SUP_READY_WHY_MAX, form, arguments);  //  What is over is cut
    va_end (arguments);
    return false;
}

static bool
s_is_down (const mdp_gateway_t *gateway, char why [SUP_READY_WHY_MAX])
{
    const char *state = mdp_gateway_state_name (gateway->state);
    const mdp_exit_t *last = &gateway->last_exit;
    bool is_running =
        gateway->state == MDP_GATEWAY_SILENT || gateway->state == MDP_GATEWAY_STOPPING;
    if (is_running || last->reason == MDP_EXIT_NONE) {
        return s_because (why, "%s", state);
    }
    const char *reason = mdp_exit_reason_name (last->reason);
    if (last->signal != 0) {
        return s_because (why, "%s, after it ended: %s by %d", state, reason, last->signal);
    }
    return s_because (why, "%s, after it ended: %s with code %d", state, reason, last->code);
}

static bool
s_is_fresh (mdp_topic_state_t state)
{
    return state == MDP_LIVE || state == MDP_QUIET;
}

static bool
s_are_fresh (const sup_topics_t *topics, char why [SUP_READY_WHY_MAX])
{
    size_t bad = 0;
    size_t count = 0;
    size_t used = 0;
    char named [SUP_READY_WHY_MAX / 2 + SUP_READY_NAMED_MAX * TALLY_TOPIC_MAX] = "";
    for (size_t index = 0; index < sup_topics_count (topics); index++) {
        const sup_topic_t *topic = sup_topics_at (topics, index);
        count += topic->is_heard;
        if (!topic->is_heard || s_is_fresh (topic->state)) {
            continue;
        }
        if (bad++ < SUP_READY_NAMED_MAX) {
            used +=
                (size_t) snprintf (named + used, sizeof named - used, "%s %s (%s)", used ? "," : "",
                                   topic->name, mdp_topic_state_name (topic->state));
        }
    }
    if (count == 0) {
        return s_because (why, "%s", UNTOLD);  //  Of numbers alone: its first ones come early
    }
    if (bad == 0) {
        return true;
    }
    return s_because (why, "%zu of %zu topics are not fresh:%.300s%s", bad, count, named,
                      bad > SUP_READY_NAMED_MAX ? ", ..." : "");
}

bool
sup_ready_child (const sup_board_t *board, size_t index, int64_t now_ms,
                 char why [SUP_READY_WHY_MAX])
{
    const sup_board_child_t *child = sup_board_child (board, index);
    const mdp_gateway_t *gateway = &child->told.gateway;
    why [0] = '\0';
    if (gateway->epoch == 0) {
        return s_because (why, "not started yet");
    }
    if (gateway->state != MDP_GATEWAY_LIVE && gateway->state != MDP_GATEWAY_CONNECTING) {
        return s_is_down (gateway, why);
    }
    if (!gateway->is_connected) {
        return s_because (why, "%s: not all subscriptions are confirmed",
                          mdp_gateway_state_name (gateway->state));
    }
    if (child->tally_at < 0 || child->tally_epoch != gateway->epoch) {
        return s_because (why, "%s", UNTOLD);
    }
    if (now_ms - child->tally_at >= BEAT_STALE_MS) {
        return s_because (why, "it has told nothing of its topics for %" PRId64 " s",
                          (now_ms - child->tally_at) / 1000);
    }
    return s_are_fresh (child->topics, why);
}

bool
sup_ready_all (const sup_board_t *board, int64_t now_ms)
{
    bool is_ready = sup_ready_is_live (board, now_ms) && sup_board_count (board) > 0
                    && !sup_board_beat (board)->is_leaving;
    char why [SUP_READY_WHY_MAX];
    for (size_t index = 0; index < sup_board_count (board) && is_ready; index++) {
        is_ready = sup_ready_child (board, index, now_ms, why);
    }
    return is_ready;
}

static void
s_print_check (FILE *file, bool is_verbose, bool is_good, const char *name, const char *why)
{
    if (is_verbose) {
        fprintf (file, ",{\"name\":");
        sup_text_quote (file, name);
        fprintf (file, ",\"ok\":%s,\"why\":", is_good ? "true" : "false");
        sup_text_quote (file, why);
        fputs ("}", file);
    } else if (!is_good) {
        fprintf (file, "not ready: %s: %s\n", name, why);
    }
}

bool
sup_ready_print (const sup_board_t *board, int64_t now_ms, bool is_verbose, FILE *file)
{
    assert (file);
    char why [SUP_READY_WHY_MAX] = "";
    bool is_ready = sup_ready_all (board, now_ms);
    bool is_live = sup_ready_is_live (board, now_ms);
    bool is_leaving = sup_board_beat (board)->is_leaving;
    if (!is_live) {
        (void) s_because (why, "it has said nothing for %" PRId64 " s",
                          sup_board_fed_ms (board, now_ms) / 1000);
    } else if (is_leaving) {
        (void) s_because (why, "it is stopping");
    }
    if (is_verbose) {
        fprintf (file, "{\"ready\":%s,\"checks\":[{\"name\":\"http\",\"ok\":true,\"why\":\"\"}",
                 is_ready ? "true" : "false");
    }
    s_print_check (file, is_verbose, is_live && !is_leaving, "supervisor", why);
    for (size_t index = 0; index < sup_board_count (board); index++) {
        bool is_good = sup_ready_child (board, index, now_ms, why);
        s_print_check (file, is_verbose, is_good, sup_board_child (board, index)->config->name,
                       why);
    }
    fputs (is_verbose ? "]}\n" : is_ready ? "ready\n" : "", file);
    return is_ready;
}
