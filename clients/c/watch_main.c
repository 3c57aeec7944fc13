//  watch - prints books, trades and what went wrong as JSON lines: an example of libtickgate
//
//  watch --data ENDPOINT [--heartbeat ENDPOINT] [--server-key FILE --key FILE] --seconds N
//        [--rcvhwm N] TOPIC...

#include <assert.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "tickgate.h"

enum { EXIT_USAGE = 64, BOOKS_MS = 100, TOPICS_MAX = 1024 };

typedef struct {
    tgc_client_t *client;
    int64_t seconds;
    const char *books [TOPICS_MAX];  //  Topics of depth, of which each has a line in time
    size_t books_count;
} watch_t;

static int64_t
s_now_ms (void)
{
    struct timespec now;
    int rc = clock_gettime (CLOCK_MONOTONIC, &now);
    assert (rc == 0);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

//  Text of others in quotes.

static void
s_print_text (tgc_text_t text)
{
    putchar ('"');
    for (size_t index = 0; index < text.size; index++) {
        unsigned char byte = (unsigned char) text.chars [index];
        if (byte < 0x20 || byte == '"' || byte == '\\') {
            printf ("\\u%04x", byte);
        } else {
            putchar (byte);
        }
    }
    putchar ('"');
}

static void
s_print_head (const char *kind, tgc_text_t topic)
{
    printf ("{\"kind\":\"%s\",\"topic\":", kind);
    s_print_text (topic);
}

static void
s_print_number (tgc_number_t number)
{
    if (*number.text != '\0') {
        printf ("\"%s\"", number.text);
    } else {
        printf ("%.17g", number.value);
    }
}

static void
s_print_side (const tgc_book_t *book, tgc_book_side_t side)
{
    for (size_t index = 0; index < tgc_book_count (book, side); index++) {
        const tgc_level_t *level = tgc_book_level (book, side, index);
        printf ("%s[", index > 0 ? "," : "");
        s_print_number (level->price);
        putchar (',');
        s_print_number (level->size);
        putchar (']');
    }
}

static void
s_print_books (const watch_t *self)
{
    for (size_t index = 0; index < self->books_count; index++) {
        tgc_text_t topic = tgc_text (self->books [index]);
        const tgc_book_t *book = tgc_client_book (self->client, self->books [index]);
        s_print_head ("book", topic);
        if (book) {
            printf (",\"state\":\"valid\",\"epoch\":%" PRIu64 ",\"seq\":%" PRIu64 ",\"u\":%" PRIu64,
                    tgc_book_epoch (book), tgc_book_seq (book), tgc_book_u (book));
            printf (",\"bids\":[");
            s_print_side (book, TGC_BIDS);
            printf ("],\"asks\":[");
            s_print_side (book, TGC_ASKS);
            puts ("]}");
        } else {
            puts (",\"state\":\"waiting\"}");
        }
    }
}

static void
s_print_trades (const tgc_item_t *item)
{
    const tgc_message_t *message = item->message;
    s_print_head ("trades", item->topic);
    printf (",\"epoch\":%" PRIu64 ",\"seq\":%" PRIu64 ",\"ids\":[", message->epoch, message->seq);
    for (size_t index = 0; index < message->as.trades.count; index++) {
        printf ("%s", index > 0 ? "," : "");
        s_print_text (message->as.trades.items [index].id);
    }
    puts ("]}");
}

static void
s_print_item (const tgc_item_t *item)
{
    switch (item->kind) {
        case TGC_ITEM_TRADES:
            s_print_trades (item);
            break;
        case TGC_ITEM_GAP:
            s_print_head ("gap", item->topic);
            printf (",\"epoch\":%" PRIu64 ",\"cause\":", item->message->epoch);
            s_print_text (item->message->as.gap.cause);
            puts ("}");
            break;
        case TGC_ITEM_HOLE:
            s_print_head ("hole", item->topic);
            printf (",\"epoch\":%" PRIu64 ",\"from\":%" PRIu64 ",\"to\":%" PRIu64 "}\n",
                    item->epoch, item->from, item->to);
            break;
        case TGC_ITEM_RESTART:
            s_print_head ("restart", item->topic);
            printf (",\"epoch\":%" PRIu64 "}\n", item->epoch);
            break;
        case TGC_ITEM_SILENCE:
            s_print_head ("silence", item->topic);
            puts ("}");
            break;
        case TGC_ITEM_ERROR:
            s_print_head ("error", item->topic);
            printf (",\"what\":\"%s\"}\n", item->what);
            break;
        case TGC_ITEM_BOOK:  //  Its levels have a line of their own in time
        case TGC_ITEM_STATUS:
        case TGC_ITEM_HEARTBEAT:
        case TGC_ITEM_EVENT:
        case TGC_ITEM_IGNORED:
        case TGC_ITEM_WOKEN:
            break;
    }
}

//  Until the time is over, or SIGTERM or SIGINT comes.

static void
s_run (const watch_t *self)
{
    int64_t now_ms = s_now_ms ();
    int64_t end_at = now_ms + self->seconds * 1000;
    int64_t books_at = now_ms;
    bool terminated = false;
    puts ("{\"kind\":\"ready\"}");
    while (!terminated && now_ms < end_at) {
        if (now_ms >= books_at) {
            s_print_books (self);
            books_at = now_ms + BOOKS_MS;
        }
        fflush (stdout);
        const tgc_item_t *item = tgc_client_recv (self->client, books_at - now_ms);
        if (item) {
            s_print_item (item);
            terminated = item->kind == TGC_ITEM_WOKEN;
        }
        now_ms = s_now_ms ();
    }
    puts ("{\"kind\":\"end\"}");
}

static int
s_refuse (const char *what)
{
    fprintf (stderr,
             "watch: %s\nusage: watch --data ENDPOINT [--heartbeat ENDPOINT]"
             " [--server-key FILE --key FILE] --seconds N [--rcvhwm N] TOPIC...\n",
             what);
    return EXIT_USAGE;
}

static void
s_subscribe (watch_t *self, const char *topic)
{
    tgc_client_subscribe (self->client, topic);
    if (strstr (topic, ".depth.") && self->books_count < TOPICS_MAX) {
        self->books [self->books_count++] = topic;
    }
}

//  What the words say; null for what they leave out.
typedef struct {
    const char *data;
    const char *heartbeat;
    const char *server_key;  //  Names of files
    const char *key;
    int rcvhwm;
} args_t;

//  False for a word that is none.

static bool
s_take_flag (watch_t *self, args_t *args, int flag)
{
    if (flag == 'd') {
        args->data = optarg;
    } else if (flag == 'h') {
        args->heartbeat = optarg;
    } else if (flag == 'p') {
        args->server_key = optarg;
    } else if (flag == 'k') {
        args->key = optarg;
    } else if (flag == 's') {
        self->seconds = atoll (optarg);
    } else if (flag == 'r') {
        args->rcvhwm = atoi (optarg);
    } else {
        return false;
    }
    return true;
}

static bool
s_load (tgc_keys_t *keys, const char *path)
{
    const char *trouble = tgc_keys_load (keys, path);
    if (trouble) {
        fprintf (stderr, "watch: %s: %s\n", path, trouble);
    }
    return !trouble;
}

//  Returns 0, or the exit code where the keys are none.

static int
s_set_keys (watch_t *self, const args_t *args)
{
    if (!args->key && !args->server_key) {
        return 0;
    }
    if (!args->key || !args->server_key) {
        return s_refuse ("--server-key and --key go together");
    }
    tgc_keys_t server;
    tgc_keys_t own;
    if (!s_load (&server, args->server_key) || !s_load (&own, args->key)) {
        return EXIT_USAGE;
    }
    int rc = tgc_client_set_keys (self->client, server.public_key, own.public_key, own.secret_key);
    return rc == 0 ? 0 : s_refuse ("--key holds no pair of keys");
}

//  Returns 0, or the exit code where the words are wrong.

static int
s_take_args (watch_t *self, int argc, char *argv [])
{
    static const struct option OPTIONS [] = {
        { "data", required_argument, NULL, 'd' },
        { "heartbeat", required_argument, NULL, 'h' },
        { "server-key", required_argument, NULL, 'p' },
        { "key", required_argument, NULL, 'k' },
        { "seconds", required_argument, NULL, 's' },
        { "rcvhwm", required_argument, NULL, 'r' },
        { NULL, 0, NULL, 0 },
    };
    args_t args = { .rcvhwm = TGC_CLIENT_RCVHWM };
    int found;
    while ((found = getopt_long (argc, argv, "", OPTIONS, NULL)) != -1) {
        if (!s_take_flag (self, &args, found)) {
            return s_refuse ("no such flag");
        }
    }
    if (!args.data || self->seconds <= 0 || args.rcvhwm < 0 || optind == argc) {
        return s_refuse ("--data, --seconds above zero and a topic are needed");
    }
    int code = s_set_keys (self, &args);
    if (code != 0) {
        return code;
    }
    tgc_client_set_rcvhwm (self->client, args.rcvhwm);
    if (tgc_client_connect (self->client, args.data) != 0
        || (args.heartbeat && tgc_client_watch (self->client, args.heartbeat) != 0)) {
        return s_refuse ("no endpoint, as tcp://127.0.0.1:5555 or ipc:///path");
    }
    for (int index = optind; index < argc; index++) {
        s_subscribe (self, argv [index]);
    }
    return 0;
}

int
main (int argc, char *argv [])
{
    sigset_t stops;
    sigemptyset (&stops);
    sigaddset (&stops, SIGINT);
    sigaddset (&stops, SIGTERM);
    sigprocmask (SIG_BLOCK, &stops, NULL);  //  Before the client starts its thread
    int descriptor = signalfd (-1, &stops, SFD_CLOEXEC);
    assert (descriptor != -1);
    watch_t self = { .client = tgc_client_new () };
    tgc_client_wake_on (self.client, descriptor);
    int code = s_take_args (&self, argc, argv);
    if (code == 0) {
        s_run (&self);
    }
    tgc_client_destroy (&self.client);
    close (descriptor);
    return code;
}
