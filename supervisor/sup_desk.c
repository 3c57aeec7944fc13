//  sup_desk - answers HTTP requests from the board: which path gives what

#include "sup_desk.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "sup_clock.h"
#include "sup_metrics.h"
#include "sup_page.h"
#include "sup_ready.h"
#include "sup_status.h"
#include "sup_tap.h"
#include "sup_text.h"

#define PLAIN "text/plain; charset=utf-8"
#define JSON "application/json"
#define METRICS "text/plain; version=0.0.4; charset=utf-8"

//  What was printed a moment ago is good for whoever asks now.
typedef struct {
    sup_body_t *body;
    int64_t at;
} recent_t;

struct sup_desk {
    sup_board_t *board;
    sup_server_t *server;
    sup_tap_t *tap;
    recent_t metrics;
    recent_t status;
    uint64_t answers [10];
};

//  What a stream is of: the state of all, or one book.
typedef struct {
    uint64_t since;  //  The version of the state that it has
    bool is_book;
    size_t child;
    char topic [TALLY_TOPIC_MAX];
} stream_t;

//  Hand a message on to those who look at the topic. Who is too slow is cut: he comes
//  again, and begins with the whole book.

static void
s_on_message (void *owner, const char *topic, sup_body_t *body)
{
    sup_desk_t *self = owner;
    for (size_t index = 0; index < SUP_SERVER_PEERS_MAX; index++) {
        sup_peer_t *peer = sup_server_peer (self->server, index);
        const stream_t *stream = peer ? sup_peer_mark (peer) : NULL;
        if (stream && stream->is_book && streq (stream->topic, topic)) {
            sup_body_t *shared = sup_body_share (body);
            if (!sup_peer_push (peer, &shared)) {
                sup_peer_cut (peer);
            }
        }
    }
}

sup_desk_t *
sup_desk_new (sup_board_t *board, sup_server_t *server)
{
    sup_desk_t *self = calloc (1, sizeof *self);
    assert (self);
    self->board = board;
    self->server = server;
    self->tap = sup_tap_new (sup_board_config (board), server, s_on_message, self);
    return self;
}

void
sup_desk_destroy (sup_desk_t **self_p)
{
    assert (self_p);
    sup_desk_t *self = *self_p;
    if (self) {
        sup_tap_destroy (&self->tap);
        sup_body_leave (&self->metrics.body);
        sup_body_leave (&self->status.body);
        free (self);
        *self_p = NULL;
    }
}

static void
s_answer (sup_desk_t *self, sup_peer_t *peer, const sup_answer_t *answer, sup_body_t *body)
{
    self->answers [answer->status / 100]++;
    sup_peer_answer (peer, answer, &body);
}

static void
s_answer_words (sup_desk_t *self, sup_peer_t *peer, const sup_answer_t *answer, const char *words)
{
    char *bytes = strdup (words);
    assert (bytes);
    s_answer (self, peer, answer, sup_body_new (bytes, strlen (words)));
}

static sup_status_moment_t
s_moment (int64_t now_ms)
{
    return (sup_status_moment_t){ now_ms, sup_clock_wall_ns () };
}

//  A request that is refused for what it is.

static void
s_refuse (sup_desk_t *self, sup_peer_t *peer, int status, bool is_head)
{
    sup_answer_t answer = { .status = status, .type = PLAIN, .is_head = is_head };
    const char *words = "not an HTTP request that is understood here\n";
    if (status == 404) {
        words = "not found; there are /, /livez, /readyz, /metrics, /status, /events and "
                "/book?topic=TOPIC\n";
    } else if (status == 405) {
        answer.extra = "Allow: GET, HEAD\r\n";
        words = "only GET and HEAD\n";
    } else if (status == 414 || status == 431) {
        words = "too long\n";
    } else if (status == 503) {
        words = "too many streams are open\n";
    }
    s_answer_words (self, peer, &answer, words);
}

static void
s_on_livez (sup_desk_t *self, sup_peer_t *peer, const sup_request_t *request)
{
    bool is_live = sup_ready_is_live (self->board, zclock_mono ());
    const sup_answer_t answer = {
        .status = is_live ? 200 : 503,
        .type = PLAIN,
        .is_head = request->is_head,
    };
    s_answer_words (self, peer, &answer, is_live ? "live\n" : "the supervisor hangs\n");
}

static void
s_on_readyz (sup_desk_t *self, sup_peer_t *peer, const sup_request_t *request)
{
    bool is_verbose = sup_request_parameter (request, "verbose", NULL, 0);
    sup_text_t text;
    sup_text_begin (&text);
    bool is_ready = sup_ready_print (self->board, zclock_mono (), is_verbose, text.file);
    const sup_answer_t answer = {
        .status = is_ready ? 200 : 503,
        .type = is_verbose ? JSON : PLAIN,
        .is_head = request->is_head,
    };
    s_answer (self, peer, &answer, sup_text_end (&text));
}

static void
s_print_metrics (sup_desk_t *self, FILE *file, int64_t now_ms)
{
    sup_metrics_http_t http = { .lws = sup_server_version () };
    memcpy (http.answers, self->answers, sizeof http.answers);
    for (size_t index = 0; index < SUP_SERVER_PEERS_MAX; index++) {
        http.connections += sup_server_peer (self->server, index) != NULL;
    }
    for (size_t index = 0; index < sup_board_count (self->board); index++) {
        http.has_tap [index] = sup_tap_is_open (self->tap, index);
    }
    sup_metrics_print (self->board, &http, now_ms, file);
}

//  What costs more to print is printed a few times a second at the most, however many ask.

static void
s_on_recent (sup_desk_t *self, sup_peer_t *peer, const sup_request_t *request, bool is_metrics)
{
    recent_t *recent = is_metrics ? &self->metrics : &self->status;
    int64_t now_ms = zclock_mono ();
    if (!recent->body || now_ms - recent->at >= SUP_DESK_FRESH_MS) {
        sup_body_leave (&recent->body);
        sup_text_t text;
        sup_text_begin (&text);
        if (is_metrics) {
            s_print_metrics (self, text.file, now_ms);
        } else {
            sup_status_print (self->board, s_moment (now_ms), 0, text.file);
            fputs ("\n", text.file);
        }
        recent->body = sup_text_end (&text);
        recent->at = now_ms;
    }
    const sup_answer_t answer = {
        .status = 200,
        .type = is_metrics ? METRICS : JSON,
        .is_head = request->is_head,
    };
    s_answer (self, peer, &answer, sup_body_share (recent->body));
}

static void
s_on_root (sup_desk_t *self, sup_peer_t *peer, const sup_request_t *request)
{
    //  The page needs nothing from anywhere else, and nothing may come from there
    const sup_answer_t answer = {
        .status = 200,
        .type = "text/html; charset=utf-8",
        .extra = "Content-Security-Policy: default-src 'none'; connect-src 'self'; img-src data:; "
                 "script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; "
                 "form-action 'none'; frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\n",
        .is_head = request->is_head,
    };
    char *bytes = malloc (SUP_PAGE_SIZE);
    assert (bytes);
    memcpy (bytes, SUP_PAGE, SUP_PAGE_SIZE);
    s_answer (self, peer, &answer, sup_body_new (bytes, SUP_PAGE_SIZE));
}

//  One message of Server-Sent Events: what changed after a version.

static sup_body_t *
s_state_since (sup_desk_t *self, uint64_t since, int64_t now_ms)
{
    sup_text_t text;
    sup_text_begin (&text);
    fputs ("event: state\ndata: ", text.file);
    sup_status_print (self->board, s_moment (now_ms), since, text.file);
    fputs ("\n\n", text.file);
    return sup_text_end (&text);
}

static size_t
s_streams (const sup_desk_t *self)
{
    size_t count = 0;
    for (size_t index = 0; index < SUP_SERVER_PEERS_MAX; index++) {
        const sup_peer_t *peer = sup_server_peer (self->server, index);
        count += peer && sup_peer_is_stream (peer);
    }
    return count;
}

//  Null where the request was refused.

static stream_t *
s_begin_stream (sup_desk_t *self, sup_peer_t *peer, const sup_request_t *request)
{
    if (request->is_head || s_streams (self) == SUP_DESK_STREAMS_MAX) {
        s_refuse (self, peer, request->is_head ? 405 : 503, request->is_head);
        return NULL;
    }
    stream_t *stream = calloc (1, sizeof *stream);
    assert (stream);
    self->answers [2]++;
    sup_peer_stream (peer);
    sup_peer_set_mark (peer, stream);
    return stream;
}

static void
s_on_events (sup_desk_t *self, sup_peer_t *peer, const sup_request_t *request)
{
    stream_t *stream = s_begin_stream (self, peer, request);
    if (!stream) {
        return;
    }
    sup_body_t *body = s_state_since (self, 0, zclock_mono ());
    stream->since = sup_board_version (self->board);
    sup_board_next_version (self->board);
    (void) sup_peer_push (peer, &body);  //  There is room for the first
}

//  The child that carries the book; the count of children where none does.

static size_t
s_child_of (const sup_desk_t *self, const char *topic)
{
    size_t child = 0;
    for (; child < sup_board_count (self->board); child++) {
        const sup_topic_t *found =
            sup_topics_find (sup_board_child (self->board, child)->topics, topic);
        if (found && found->has_book) {
            break;
        }
    }
    return child;
}

static void
s_on_book (sup_desk_t *self, sup_peer_t *peer, const sup_request_t *request)
{
    char topic [TALLY_TOPIC_MAX] = "";
    (void) sup_request_parameter (request, "topic", topic, sizeof topic);  //  Or it is none
    size_t child = s_child_of (self, topic);
    if (child == sup_board_count (self->board)) {
        s_refuse (self, peer, 404, request->is_head);
        return;
    }
    stream_t *stream = s_begin_stream (self, peer, request);
    if (!stream) {
        return;
    }
    stream->is_book = true;
    stream->child = child;
    memcpy (stream->topic, topic, sizeof topic);
    if (sup_tap_open (self->tap, child, topic) == -1) {
        stream->is_book = false;
        sup_peer_cut (peer);
    }
}

void
sup_desk_on_request (sup_desk_t *self, sup_peer_t *peer, int status, const sup_request_t *request)
{
    assert (self);
    const char *path = request->path;
    if (status != 200) {
        s_refuse (self, peer, status, request->is_head);
    } else if (streq (path, "/livez")) {
        s_on_livez (self, peer, request);
    } else if (streq (path, "/readyz")) {
        s_on_readyz (self, peer, request);
    } else if (streq (path, "/metrics") || streq (path, "/status")) {
        s_on_recent (self, peer, request, streq (path, "/metrics"));
    } else if (streq (path, "/events")) {
        s_on_events (self, peer, request);
    } else if (streq (path, "/book")) {
        s_on_book (self, peer, request);
    } else if (streq (path, "/")) {
        s_on_root (self, peer, request);
    } else {
        s_refuse (self, peer, 404, request->is_head);
    }
}

void
sup_desk_on_end (sup_desk_t *self, sup_peer_t *peer)
{
    assert (self);
    stream_t *stream = sup_peer_mark (peer);
    if (stream && stream->is_book) {
        sup_tap_close (self->tap, stream->child, stream->topic);
    }
    free (stream);
}

bool
sup_desk_run (sup_desk_t *self)
{
    assert (self);
    return sup_tap_run (self->tap);
}

//  Those that are equally far are sent the same. Who still has something waiting is told
//  all at once later.

void
sup_desk_push (sup_desk_t *self, int64_t now_ms)
{
    assert (self);
    sup_body_t *body = NULL;
    uint64_t of = 0;
    for (size_t index = 0; index < SUP_SERVER_PEERS_MAX; index++) {
        sup_peer_t *peer = sup_server_peer (self->server, index);
        stream_t *stream = peer ? sup_peer_mark (peer) : NULL;
        if (!stream || stream->is_book || sup_peer_waiting (peer) > 0) {
            continue;
        }
        if (!body || of != stream->since) {
            sup_body_leave (&body);
            of = stream->since;
            body = s_state_since (self, of, now_ms);
        }
        stream->since = sup_board_version (self->board);
        sup_body_t *shared = sup_body_share (body);
        (void) sup_peer_push (peer, &shared);  //  Nothing waits, so there is room
    }
    sup_body_leave (&body);
    sup_board_next_version (self->board);
}
