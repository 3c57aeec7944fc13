//! The book of one depth topic.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::message::{BookUpdate, Level};
use crate::number::Number;

/// The book of one depth topic: right whenever it is valid, and empty while it is not.
#[derive(Clone, Debug)]
pub struct Book {
    topic: Arc<str>,
    state: Option<BookState>,
    bids: Vec<Level>,
    asks: Vec<Level>,
}

/// Which state a valid book has: that of the last message in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookState {
    /// When this incarnation of the gateway started: milliseconds since 1970 UTC.
    pub epoch: u64,
    /// Number of the message in its topic and epoch.
    pub seq: u64,
    /// The exchange's update id.
    pub u: u64,
    /// The exchange's cross sequence.
    pub xseq: Option<u64>,
    /// When the matching engine made this state: nanoseconds since 1970 UTC, as all times here.
    pub ts_event: Option<u64>,
    /// When the exchange sent it.
    pub ts_exchange: u64,
    /// When the gateway read it.
    pub ts_recv: u64,
    /// When the gateway published it.
    pub ts_pub: u64,
}

impl Book {
    pub(crate) fn new(topic: Arc<str>) -> Self {
        Book {
            topic,
            state: None,
            bids: Vec::new(),
            asks: Vec::new(),
        }
    }

    /// The topic that the book is of.
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// False before the first snapshot, and after anything that made the book doubtful until the
    /// next one.
    pub fn is_valid(&self) -> bool {
        self.state.is_some()
    }

    /// Which state the book has; `None` while it is not valid.
    pub fn state(&self) -> Option<BookState> {
        self.state
    }

    /// All bids, best first.
    pub fn bids(&self) -> &[Level] {
        &self.bids
    }

    /// All asks, best first.
    pub fn asks(&self) -> &[Level] {
        &self.asks
    }

    /// The highest bid.
    pub fn best_bid(&self) -> Option<Level> {
        self.bids.first().copied()
    }

    /// The lowest ask.
    pub fn best_ask(&self) -> Option<Level> {
        self.asks.first().copied()
    }

    /// Hold this snapshot and nothing else: valid.
    pub(crate) fn replace(&mut self, snapshot: &BookUpdate) {
        self.invalidate();
        self.change(snapshot);
    }

    pub(crate) fn change(&mut self, update: &BookUpdate) {
        change(&mut self.bids, &update.bids, |one, two| two.cmp(one));
        change(&mut self.asks, &update.asks, Number::cmp);
        self.state = Some(BookState {
            epoch: update.epoch,
            seq: update.seq,
            u: update.u,
            xseq: update.xseq,
            ts_event: update.ts_event,
            ts_exchange: update.ts_exchange,
            ts_recv: update.ts_recv,
            ts_pub: update.ts_pub,
        });
    }

    pub(crate) fn invalidate(&mut self) {
        self.bids.clear();
        self.asks.clear();
        self.state = None;
    }
}

/// Put levels into a side that `order` keeps best first.
fn change(side: &mut Vec<Level>, levels: &[Level], order: impl Fn(&Number, &Number) -> Ordering) {
    for &level in levels {
        let place = side.binary_search_by(|held| order(&held.price, &level.price));
        match place {
            Ok(at) if level.size.is_zero() => {
                side.remove(at);
            }
            Ok(at) => side[at] = level,
            Err(_) if level.size.is_zero() => {}
            Err(at) => side.insert(at, level),
        }
    }
}
