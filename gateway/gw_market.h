//  gw_market - the topics we serve: finds the book and the numbers of each
//
//  A feed is a topic of the exchange that is subscribed. A stream is a topic of
//  ours that is published. Each feed has one stream, but for the trades of
//  options: their feed names a base coin, and every symbol that trades gets a
//  stream of its own when it first does.
//
//  The level-1 book of every symbol is subscribed, asked for or not: it is the
//  symbol's pulse. Where nobody asked for it, its feed is hidden: what it says is
//  not published.

#ifndef GW_MARKET_H
#define GW_MARKET_H

#include "gw_book.h"
#include "gw_cover.h"
#include "gw_merge.h"
#include "gw_pulse.h"
#include "gw_trail.h"
#include "mdp_topic.h"

enum { GW_FEEDS_MAX = 16384, GW_STREAMS_MAX = 32768 };
enum { GW_LANES_MAX = GW_TRUST_LANES };

#define GW_FEED_NO_LINE SIZE_MAX

//  Where a lane carries a feed, and what is known of it there.
typedef struct {
    size_t line;        //  The connection that carries it, or did last; or GW_FEED_NO_LINE
    size_t topic;       //  Index in that one's session
    gw_pulse_t pulse;   //  When it was heard there
    uint64_t said_at;   //  When the exchange sent its last event there, by its own clock
    int64_t unread_at;  //  When a frame of it came there that could not be read; 0 if none did
    uint64_t unread;    //  Hash of that frame
} gw_place_t;

//  What the plan says of a feed.
typedef enum {
    GW_FEED_UNWANTED,
    GW_FEED_PULSE,  //  Only as the pulse of its symbol
    GW_FEED_WANTED
} gw_feed_want_t;

typedef struct gw_stream gw_stream_t;

typedef struct gw_feed gw_feed_t;

struct gw_feed {
    mdp_category_t category;
    bool is_depth;
    uint32_t depth;             //  0 for trades
    char name [MDP_TOPIC_MAX];  //  As the exchange writes it
    gw_feed_want_t want;        //  In the present plan
    bool is_hidden;             //  A pulse that nobody asked for
    bool is_dropped;            //  Was carried and is no more: what still comes is nobody's
    gw_stream_t *stream;        //  Null where streams come with their first trade
    gw_feed_t *symbol;          //  The pulse of its symbol; null where it has none
    unsigned doubts;            //  Of a pulse: how often something of its symbol was found missing
    gw_place_t places [GW_LANES_MAX];
    gw_cover_t cover;      //  Of a feed of trades: which lanes have them all
    gw_trail_t trail;      //  Likewise: what was had last, and its hole
    bool is_mended;        //  The hole over the restart was closed
    unsigned asks;         //  Lanes that are to be asked for it again, as bits
    const char *asks_why;  //  A literal
};

struct gw_stream {
    gw_feed_t *feed;
    char symbol [MDP_SYMBOL_MAX + 1];
    size_t symbol_size;
    char topic [MDP_TOPIC_MAX];
    size_t topic_size;
    gw_book_t *book;       //  Null for trades
    gw_merge_t *merge;     //  Null with one lane, and before the first event
    bool is_listed;        //  Among those whose merge waits
    uint64_t seq;          //  Of the last message that took a number
    uint64_t last_event;   //  When its last event was received; 0 if there was none
    uint64_t ts_exchange;  //  Of the book's last event
    uint64_t ts_event;
    uint64_t xseq;
    bool has_xseq;
    uint64_t last_frames [GW_LANES_MAX];  //  Hash of the ids of a lane's last trades
    bool is_open;                         //  Its hole over the restart was told, if there was one
    bool has_hole;                        //  Of trades: a gap was told, and not yet how it ended
    mdp_gap_cause_t hole_cause;           //  Of the first such gap
    uint64_t hole_since;                  //  Likewise
    bool is_waiting;                      //  A gap was told and nothing good came since
    bool is_changed;                      //  Since the last status
    bool is_named;                        //  A status named it, and none told yet that it is over
    mdp_topic_state_t told;               //  The state that was told last
    uint64_t gaps;                        //  Told, in this life
    uint64_t resyncs;                     //  Books that became valid again after one
    uint64_t crossed;                     //  Gaps because a book crossed
};

typedef struct gw_market gw_market_t;

gw_market_t *gw_market_new (void);
void gw_market_destroy (gw_market_t **self_p);

//  Begin another plan: no feed is wanted until it is added again. Feeds stay as they are.
void gw_market_plan (gw_market_t *self);

//  Want a feed, and make it where it is not there already; depth 0 is for trades.
//  Returns null where the symbol cannot be carried, or there are too many.
gw_feed_t *gw_market_add (gw_market_t *self, mdp_category_t category, uint32_t depth,
                          mdp_text_t symbol);

//  Want the level-1 book of a symbol, and make it where it is not there already, hidden.
gw_feed_t *gw_market_add_pulse (gw_market_t *self, mdp_category_t category, mdp_text_t symbol);

//  The feed with the exchange's topic; null where there is none, or it was dropped.
gw_feed_t *gw_market_feed (const gw_market_t *self, mdp_category_t category, mdp_text_t topic);

//  The stream of a feed's trades of one symbol; made where it is new. Null where
//  the symbol cannot be carried or there are too many.
gw_stream_t *gw_market_trades (gw_market_t *self, gw_feed_t *feed, mdp_text_t symbol);

//  All feeds and all streams, in the order in which they were added; an index
//  stays what it is.
size_t gw_market_feeds_count (const gw_market_t *self);
gw_feed_t *gw_market_feed_at (const gw_market_t *self, size_t index);
size_t gw_market_streams_count (const gw_market_t *self);
gw_stream_t *gw_market_stream_at (const gw_market_t *self, size_t index);

//  True if connections carry it, or are to.
bool gw_feed_is_carried (const gw_feed_t *feed);

mdp_text_t gw_stream_symbol (const gw_stream_t *stream);

#endif
