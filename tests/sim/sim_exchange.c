//  sim_exchange - who listens to what: clients, topics, subscriptions, and the switches of faults

#include "sim_exchange.h"

#include "sim_clock.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t DEPTHS [SIM_DEPTHS] = { 1, 50, 200, 1000 };
static const size_t OPTION_DEPTHS [SIM_DEPTHS] = { 25, 100, 0, 0 };

//  Room for one more element at the end of an array.

static void *
s_grow (void *items, size_t count, size_t *count_max, size_t size)
{
    if (count == *count_max) {
        *count_max = *count_max ? 2 * *count_max : 8;
        items = realloc (items, *count_max * size);
        assert (items);
    }
    return items;
}

sim_exchange_t *
sim_exchange_new (sim_market_t *market, sim_log_t *log, uint64_t seed)
{
    assert (market);
    sim_exchange_t *self = calloc (1, sizeof *self);
    assert (self);
    self->market = market;
    self->log = log;
    self->seed = seed;
    size_t count = 0;
    (void) sim_market_instruments (market, &count);
    self->links = calloc (count + 1, sizeof *self->links);
    assert (self->links);
    self->asked = calloc (SIM_REQUESTS_MAX, sizeof *self->asked);
    assert (self->asked);
    self->mixed = calloc ((size_t) 2 * SIM_FILLS_MAX, sizeof *self->mixed);
    assert (self->mixed);
    return self;
}

void
sim_exchange_destroy (sim_exchange_t **self_p)
{
    assert (self_p);
    sim_exchange_t *self = *self_p;
    if (!self) {
        return;
    }
    while (self->clients_count > 0) {
        sim_client_t *client = self->clients [0];
        sim_exchange_remove_client (self, &client);
    }
    for (size_t i = 0; i < self->topics_count; i++) {
        sim_window_destroy (&self->topics [i]->window);
        free (self->topics [i]->subs);
        free (self->topics [i]);
    }
    free (self->topics);
    free (self->clients);
    free (self->links);
    free (self->asked);
    free (self->mixed);
    sim_text_destroy (&self->text);
    sim_text_destroy (&self->other);
    sim_market_destroy (&self->market);
    sim_log_destroy (&self->log);
    free (self);
    *self_p = NULL;
}

sim_client_t *
sim_exchange_add_client (sim_exchange_t *self, sim_category_t category, sim_conn_t *conn)
{
    sim_client_t *client = calloc (1, sizeof *client);
    assert (client);
    client->id = ++self->upgrades_count;
    client->category = category;
    client->conn = conn;
    char name [32];
    (void) snprintf (name, sizeof name, "conn %u", client->id);
    (void) snprintf (client->conn_id, sizeof client->conn_id, "bybit-sim-%016" PRIx64 "-%u",
                     sim_random_hash (self->seed, name), client->id);
    *sim_conn_modes (conn) = self->switches.newcomers;
    self->clients =
        s_grow (self->clients, self->clients_count, &self->clients_max, sizeof (sim_client_t *));
    self->clients [self->clients_count++] = client;
    return client;
}

void
sim_exchange_remove_client (sim_exchange_t *self, sim_client_t **client_p)
{
    sim_client_t *client = *client_p;
    for (size_t i = 0; i < self->topics_count; i++) {
        sim_exchange_unsubscribe (self, self->topics [i], client);
    }
    size_t at = 0;
    while (at < self->clients_count && self->clients [at] != client) {
        at++;
    }
    assert (at < self->clients_count);
    self->clients_count--;
    memmove (self->clients + at, self->clients + at + 1,
             (self->clients_count - at) * sizeof (sim_client_t *));
    free (client);
    *client_p = NULL;
}

static sim_topic_t *
s_add_topic (sim_exchange_t *self, sim_category_t category, const char *name)
{
    sim_topic_t *topic = calloc (1, sizeof *topic);
    assert (topic);
    topic->category = category;
    (void) snprintf (topic->name, sizeof topic->name, "%s", name);
    self->topics =
        s_grow (self->topics, self->topics_count, &self->topics_max, sizeof (sim_topic_t *));
    self->topics [self->topics_count++] = topic;
    return topic;
}

static sim_topic_t *
s_find_topic (sim_exchange_t *self, sim_category_t category, const char *name)
{
    for (size_t i = 0; i < self->topics_count; i++) {
        sim_topic_t *topic = self->topics [i];
        if (topic->category == category && strcmp (topic->name, name) == 0) {
            return topic;
        }
    }
    return NULL;
}

sim_topic_t *
sim_exchange_add_replay (sim_exchange_t *self, sim_category_t category, const char *name)
{
    sim_topic_t *topic = s_find_topic (self, category, name);
    if (!topic) {
        topic = s_add_topic (self, category, name);
        topic->kind = SIM_TOPIC_REPLAY;
    }
    return topic;
}

sim_links_t *
sim_exchange_links (sim_exchange_t *self, const sim_instrument_t *instrument)
{
    size_t count = 0;
    return &self->links [instrument - sim_market_instruments (self->market, &count)];
}

//  Find or make the topic of a book: "DEPTH.SYMBOL".

static sim_lookup_t
s_find_book (sim_exchange_t *self, sim_category_t category, const char *rest, sim_topic_t **topic)
{
    const size_t *depths = category == SIM_OPTION ? OPTION_DEPTHS : DEPTHS;
    char *dot = NULL;
    size_t depth = strtoul (rest, &dot, 10);
    if (*rest < '1' || *rest > '9' || *dot != '.' || !sim_category_has_depth (category, depth)) {
        return SIM_LOOKUP_NO_HANDLER;
    }
    sim_instrument_t *instrument = sim_market_find (self->market, category, dot + 1);
    if (!instrument || instrument->is_delisted) {
        return SIM_LOOKUP_NO_SYMBOL;
    }
    size_t index = 0;
    while (depths [index] != depth) {
        index++;
    }
    sim_links_t *links = sim_exchange_links (self, instrument);
    if (!links->books [index]) {
        char name [SIM_TOPIC_MAX];
        (void) snprintf (name, sizeof name, "orderbook.%zu.%s", depth, dot + 1);
        *topic = s_add_topic (self, category, name);
        uint64_t u = sim_random_hash (self->seed, name) % 40000000;
        (*topic)->window = sim_window_new (depth, 1000000 + u);
        (*topic)->instrument = instrument;
        links->books [index] = *topic;
    }
    *topic = links->books [index];
    return SIM_LOOKUP_FOUND;
}

static sim_lookup_t
s_find_trades (sim_exchange_t *self, sim_category_t category, const char *rest, sim_topic_t **topic)
{
    bool is_option = category == SIM_OPTION;
    sim_instrument_t *instrument = is_option ? sim_market_find_base (self->market, category, rest)
                                             : sim_market_find (self->market, category, rest);
    if (!instrument || (instrument->is_delisted && !is_option)) {
        return SIM_LOOKUP_NO_SYMBOL;
    }
    char name [SIM_TOPIC_MAX];
    (void) snprintf (name, sizeof name, "publicTrade.%s", rest);
    *topic = s_find_topic (self, category, name);
    if (*topic) {
        return SIM_LOOKUP_FOUND;
    }
    *topic = s_add_topic (self, category, name);
    (*topic)->kind = SIM_TOPIC_TRADE;
    (*topic)->instrument = instrument;
    size_t count = 0;
    sim_instrument_t *all = sim_market_instruments (self->market, &count);
    for (size_t i = 0; i < count; i++) {
        bool is_ours = &all [i] == instrument
                       || (is_option && all [i].symbol.category == category
                           && strcmp (all [i].symbol.base, rest) == 0);
        if (is_ours) {
            self->links [i].trades = *topic;
        }
    }
    return SIM_LOOKUP_FOUND;
}

sim_lookup_t
sim_exchange_find (sim_exchange_t *self, sim_category_t category, const char *name,
                   sim_topic_t **topic)
{
    *topic = s_find_topic (self, category, name);
    if (*topic && (*topic)->kind == SIM_TOPIC_REPLAY) {
        return SIM_LOOKUP_FOUND;
    }
    if (strncmp (name, "orderbook.", 10) == 0) {
        return s_find_book (self, category, name + 10, topic);
    }
    if (strncmp (name, "publicTrade.", 12) == 0) {
        return s_find_trades (self, category, name + 12, topic);
    }
    return SIM_LOOKUP_NO_HANDLER;
}

sim_sub_t *
sim_exchange_sub (sim_topic_t *topic, const sim_client_t *client)
{
    for (size_t i = 0; i < topic->subs_count; i++) {
        if (topic->subs [i].client == client) {
            return &topic->subs [i];
        }
    }
    return NULL;
}

void
sim_exchange_subscribe (sim_exchange_t *self, sim_topic_t *topic, sim_client_t *client)
{
    int64_t now_ns = sim_clock_mono_ns ();
    topic->subs = s_grow (topic->subs, topic->subs_count, &topic->subs_max, sizeof (sim_sub_t));
    topic->subs [topic->subs_count++] = (sim_sub_t){ .client = client };
    client->args_size += strlen (topic->name);
    self->subscriptions_count++;
    self->subscribed_at = now_ns;
    if (topic->instrument) {
        sim_market_wake (self->market, topic->instrument, now_ns);
    }
}

//  Let a symbol sleep when nobody listens to it, or to its coin's other symbols.

static void
s_sleep_if_unheard (sim_exchange_t *self, sim_instrument_t *instrument)
{
    for (size_t i = 0; i < self->topics_count; i++) {
        const sim_topic_t *topic = self->topics [i];
        if (topic->subs_count > 0 && topic->instrument
            && topic->instrument->unit == instrument->unit) {
            return;
        }
    }
    sim_market_sleep (self->market, instrument);
}

void
sim_exchange_unsubscribe (sim_exchange_t *self, sim_topic_t *topic, sim_client_t *client)
{
    sim_sub_t *sub = sim_exchange_sub (topic, client);
    if (!sub) {
        return;
    }
    *sub = topic->subs [--topic->subs_count];
    client->args_size -= strlen (topic->name);
    self->unsubscriptions_count++;
    if (topic->subs_count == 0 && topic->instrument) {
        s_sleep_if_unheard (self, topic->instrument);
    }
}

void
sim_exchange_send (sim_exchange_t *self, sim_client_t *client, const sim_text_t *text,
                   const char *fault)
{
    if (!sim_conn_takes_data (client->conn)) {
        return;
    }
    sim_conn_send_data (client->conn, text->data, text->size);
    self->sent_count++;
    sim_log_write (
        self->log,
        &(sim_log_entry_t){ .conn = client->id, .category = client->category, .fault = fault },
        text->data, text->size);
}

bool
sim_exchange_is_mute (const sim_exchange_t *self, const sim_client_t *client, const char *symbol)
{
    for (size_t i = 0; i < self->switches.mutes_count; i++) {
        const sim_mute_t *mute = &self->switches.mutes [i];
        if ((mute->conn == 0 || mute->conn == client->id) && strcmp (mute->symbol, symbol) == 0) {
            return true;
        }
    }
    return false;
}

void
sim_exchange_deliver (sim_exchange_t *self, sim_sub_t *sub, const char *symbol,
                      const sim_text_t *text)
{
    if (sub->is_stalled || sim_exchange_is_mute (self, sub->client, symbol)) {
        return;
    }
    sim_exchange_send (self, sub->client, text, NULL);
    if (sub->repeats_next) {
        sub->repeats_next = false;
        sim_exchange_send (self, sub->client, text, NULL);
    }
}
