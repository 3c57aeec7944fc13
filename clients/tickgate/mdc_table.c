//  mdc_table - writes a heartbeat as a table of gateways

#include "mdc_table.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS = 11, CELL_MAX = 64 };

typedef struct {
    char cells [COLUMNS][CELL_MAX];
} row_t;

static const char *const TITLES [COLUMNS] = { "GATEWAY",    "STATE",  "PID",       "RESTARTS",
                                              "LAST EVENT", "EVENTS", "PUBLISHED", "ERRORS",
                                              "QUEUE",      "FRESH",  "LAST EXIT" };

static void
s_fill_text (char cell [CELL_MAX], mdp_text_t text)
{
    mdp_print_t print;
    mdp_print_init (&print, cell, CELL_MAX);
    mdp_print_escaped (&print, text.chars, text.size);
    if (mdp_print_size (&print) == 0) {
        memcpy (cell, "-", 2);
    }
}

static void
s_fill_count (char cell [CELL_MAX], uint64_t count)
{
    snprintf (cell, CELL_MAX, "%" PRIu64, count);
}

//  Topics that are, of all; where it has told of none of late nobody knows.

static void
s_fill_fresh (char cell [CELL_MAX], const mdp_gateway_t *gateway)
{
    uint64_t topics = mdp_gateway_topics (gateway);
    if (topics == 0) {
        memcpy (cell, "-", 2);
    } else {
        snprintf (cell, CELL_MAX, "%" PRIu64 "/%" PRIu64, mdp_gateway_fresh (gateway), topics);
    }
}

static void
s_fill_exit (char cell [CELL_MAX], const mdp_exit_t *last_exit)
{
    const char *reason = mdp_exit_reason_name (last_exit->reason);
    if (last_exit->signal != 0) {
        snprintf (cell, CELL_MAX, "%s (signal %d)", reason, last_exit->signal);
    } else if (last_exit->code != 0) {
        snprintf (cell, CELL_MAX, "%s (code %d)", reason, last_exit->code);
    } else {
        snprintf (cell, CELL_MAX, "%s", reason);
    }
}

static row_t
s_row (const mdp_gateway_t *gateway)
{
    row_t row;
    s_fill_text (row.cells [0], gateway->name);
    snprintf (row.cells [1], CELL_MAX, "%s", mdp_gateway_state_name (gateway->state));
    snprintf (row.cells [2], CELL_MAX, "%" PRId64, gateway->pid);
    s_fill_count (row.cells [3], gateway->restarts);
    if (gateway->has_last_event) {
        snprintf (row.cells [4], CELL_MAX, "%.1f s ago", gateway->seconds_since_last_event);
    } else {
        snprintf (row.cells [4], CELL_MAX, "never");
    }
    s_fill_count (row.cells [5], gateway->events);
    s_fill_count (row.cells [6], gateway->published);
    s_fill_count (row.cells [7], gateway->error_count);
    s_fill_count (row.cells [8], gateway->queue_size);
    s_fill_fresh (row.cells [9], gateway);
    s_fill_exit (row.cells [10], &gateway->last_exit);
    return row;
}

static void
s_widen (size_t widths [COLUMNS], const row_t *row)
{
    for (size_t column = 0; column < COLUMNS; column++) {
        size_t size = strlen (row->cells [column]);
        widths [column] = size > widths [column] ? size : widths [column];
    }
}

static void
s_print_row (mdp_print_t *print, const size_t widths [COLUMNS], const row_t *row)
{
    for (size_t column = 0; column < COLUMNS; column++) {
        bool is_last = column == COLUMNS - 1;
        char cell [CELL_MAX + 2];
        int width = is_last ? 0 : (int) widths [column];
        int size = snprintf (cell, sizeof cell, "%-*s%s", width, row->cells [column],
                             is_last ? "\n" : "  ");
        assert (size > 0);
        mdp_print_word (print, cell);
    }
}

void
mdc_table_print (mdp_print_t *print, const mdp_heartbeat_t *heartbeat)
{
    assert (heartbeat);
    char line [CELL_MAX];
    mdp_print_word (print, "tickgated ");
    mdp_print_escaped (print, heartbeat->version.chars, heartbeat->version.size);
    snprintf (line, sizeof line, "  pid %" PRId64 "  up %" PRIu64 " s  numbers ", heartbeat->pid,
              heartbeat->uptime_s);
    mdp_print_word (print, line);
    mdp_print_escaped (print, heartbeat->numbers.chars, heartbeat->numbers.size);
    mdp_print_word (print, heartbeat->is_simulated ? "  SIMULATED DATA\n" : "\n");
    row_t titles;
    for (size_t column = 0; column < COLUMNS; column++) {
        snprintf (titles.cells [column], CELL_MAX, "%s", TITLES [column]);
    }
    size_t widths [COLUMNS] = { 0 };
    s_widen (widths, &titles);
    for (size_t index = 0; index < heartbeat->gateways_count; index++) {
        row_t row = s_row (&heartbeat->gateways [index]);
        s_widen (widths, &row);
    }
    s_print_row (print, widths, &titles);
    for (size_t index = 0; index < heartbeat->gateways_count; index++) {
        row_t row = s_row (&heartbeat->gateways [index]);
        s_print_row (print, widths, &row);
    }
}
