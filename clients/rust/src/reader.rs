//! The reader's rule of the contract for one topic, without a socket and without a clock.

use std::sync::Arc;

use crate::book::Book;
use crate::item::{Hole, Item, Restart, Silence};
use crate::message::{BookUpdate, Gap, Gateway, Heartbeat, Message, Status, Trades};
use crate::topic::{channel, Channel};

/// Nothing but older epochs for so long: the clock of the gateway's machine went back.
const FORGET_MS: u64 = 5000;
/// A message that a status names and that does not come for so long is lost.
const TAIL_MS: u64 = 2000;
/// Without a heartbeat for so long the gateway is not trusted to live.
const SILENCE_MS: u64 = 3000;

/// Follows one topic of a book or of trades, and knows what it missed.
///
/// Times are milliseconds of any clock that never goes back. Call [`Reader::tick`] at least every
/// 100 ms, and give [`Reader::take`] the topic's own messages, every status and every heartbeat.
#[derive(Clone, Debug)]
pub struct Reader {
    topic: Arc<str>,
    book: Option<Book>,
    epoch: u64,
    seq: u64,
    /// Trades before the first message were not missed.
    has_begun: bool,
    /// Since when nothing but older epochs came.
    older_since_ms: Option<u64>,
    tail: Option<Tail>,
    heard_ms: Option<u64>,
    is_silent: bool,
    /// A heartbeat knew every gateway of my epoch as down.
    is_over: bool,
}

/// A number that a status named and that did not come yet.
#[derive(Clone, Copy, Debug)]
struct Tail {
    seq: u64,
    since_ms: u64,
}

/// What follows from one message or from time.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct Step {
    /// For the caller, in order: what was missed, then the message if it was taken.
    pub items: Vec<Item>,
    /// Unsubscribe the topic and subscribe it again, so that the gateway sends a snapshot.
    pub resubscribe: bool,
}

impl Reader {
    /// Follow a whole topic; `None` where it is not one of trades or of a book.
    ///
    /// `heartbeats_since_ms` is when heartbeats began to be listened to; `None` does not watch
    /// them.
    pub fn new(topic: impl Into<Arc<str>>, heartbeats_since_ms: Option<u64>) -> Option<Self> {
        let topic = topic.into();
        let book = match channel(&topic)? {
            Channel::Trades => None,
            Channel::Book => Some(Book::new(topic.clone())),
        };
        Some(Reader {
            topic,
            book,
            epoch: 0,
            seq: 0,
            has_begun: false,
            older_since_ms: None,
            tail: None,
            heard_ms: heartbeats_since_ms,
            is_silent: false,
            is_over: false,
        })
    }

    /// The topic that it follows.
    pub fn topic(&self) -> &Arc<str> {
        &self.topic
    }

    /// That of the topic's incarnation; 0 before the first message.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The number up to which everything came or was told missing; 0 at the start of an epoch.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// The topic's book; `None` of trades.
    pub fn book(&self) -> Option<&Book> {
        self.book.as_ref()
    }

    /// Let time pass.
    pub fn tick(&mut self, now_ms: u64) -> Step {
        let mut step = Step::default();
        if let Some(tail) = self.tail {
            if now_ms.saturating_sub(tail.since_ms) >= TAIL_MS {
                self.lose_tail(tail.seq, &mut step);
            }
        }
        if let Some(heard_ms) = self.heard_ms {
            if !self.is_silent && now_ms.saturating_sub(heard_ms) >= SILENCE_MS {
                self.is_silent = true;
                self.fall_silent(&mut step);
            }
        }
        step
    }

    /// Take a message of the topic, a status or a heartbeat. Any other is ignored.
    pub fn take(&mut self, message: Message, now_ms: u64) -> Step {
        let mut step = Step::default();
        let is_book = self.book.is_some();
        match message {
            Message::Snapshot(snapshot) if is_book => {
                if self.enter(snapshot.epoch, true, now_ms, &mut step) {
                    self.take_snapshot(snapshot, &mut step);
                }
            }
            Message::Delta(delta) if is_book => {
                if self.enter(delta.epoch, false, now_ms, &mut step) {
                    self.take_delta(delta, &mut step);
                }
            }
            Message::Trades(trades) if !is_book => {
                if self.enter(trades.epoch, false, now_ms, &mut step) {
                    self.take_trades(trades, &mut step);
                }
            }
            Message::Gap(gap) => {
                if self.enter(gap.epoch, false, now_ms, &mut step) {
                    self.take_gap(gap, &mut step);
                }
            }
            Message::Status(status) => self.take_status(&status, now_ms),
            Message::Heartbeat(heartbeat) => return self.take_heartbeat(&heartbeat, now_ms),
            Message::Snapshot(_) | Message::Delta(_) | Message::Trades(_) | Message::Event(_) => {}
        }
        if self.tail.is_some_and(|tail| tail.seq <= self.seq) {
            self.tail = None;
        }
        step
    }

    pub(crate) fn take_status(&mut self, status: &Status, now_ms: u64) {
        let Some(told) = status.topics.get(&*self.topic) else {
            return;
        };
        let can_miss = self.book.is_none() || self.is_valid();
        if self.tail.is_none() && can_miss && status.epoch == self.epoch && told.seq > self.seq {
            self.tail = Some(Tail {
                seq: told.seq,
                since_ms: now_ms,
            });
        }
    }

    pub(crate) fn take_heartbeat(&mut self, heartbeat: &Heartbeat, now_ms: u64) -> Step {
        let mut step = Step::default();
        if self.heard_ms.is_none() {
            return step;
        }
        self.heard_ms = Some(now_ms);
        let was_silent = std::mem::take(&mut self.is_silent);
        step.resubscribe = was_silent && self.book.is_some();
        if !self.is_over && self.is_down(heartbeat) {
            self.is_over = true;
            self.fall_silent(&mut step);
        }
        step
    }

    /// Whether it knows gateways of my epoch, and all of them as down.
    fn is_down(&self, heartbeat: &Heartbeat) -> bool {
        let gateways = heartbeat.gateways.iter();
        let mut mine = gateways
            .filter(|gateway| self.epoch != 0 && gateway.epoch == self.epoch)
            .peekable();
        mine.peek().is_some() && mine.all(Gateway::is_down)
    }

    /// Make the epoch of a message ours. False: it is an older one, and the message is to be
    /// ignored.
    fn enter(&mut self, epoch: u64, is_snapshot: bool, now_ms: u64, step: &mut Step) -> bool {
        if epoch < self.epoch {
            let since_ms = *self.older_since_ms.get_or_insert(now_ms);
            if now_ms.saturating_sub(since_ms) < FORGET_MS {
                return false;
            }
        }
        self.older_since_ms = None;
        if epoch == self.epoch {
            return true;
        }
        if self.epoch != 0 {
            let topic = self.topic.clone();
            step.items.push(Item::Restart(Restart { topic, epoch }));
            step.resubscribe = self.is_valid() && !is_snapshot;
        }
        self.epoch = epoch;
        self.seq = 0;
        self.tail = None;
        self.is_over = false;
        self.wait();
        true
    }

    fn take_snapshot(&mut self, snapshot: BookUpdate, step: &mut Step) {
        let is_valid = self.is_valid();
        if self.is_silent || self.is_over || is_valid && snapshot.seq <= self.seq {
            return;
        }
        if is_valid {
            //  A repetition includes its number, news have a number of their own.
            let is_news = matches!(snapshot.cause.as_deref(), Some("exchange" | "resync"));
            self.tell_hole(snapshot.seq - u64::from(is_news), step);
        }
        self.seq = snapshot.seq;
        if let Some(book) = &mut self.book {
            book.replace(&snapshot);
        }
        step.items.push(Item::Snapshot(snapshot));
    }

    fn take_delta(&mut self, delta: BookUpdate, step: &mut Step) {
        if !self.is_valid() || delta.seq <= self.seq {
            return;
        }
        if delta.seq > self.seq + 1 {
            self.tell_hole(delta.seq - 1, step);
            self.lose(step);
            return;
        }
        self.seq = delta.seq;
        if let Some(book) = &mut self.book {
            book.change(&delta);
        }
        step.items.push(Item::Delta(delta));
    }

    fn take_gap(&mut self, gap: Gap, step: &mut Step) {
        if gap.seq <= self.seq {
            return;
        }
        if self.is_valid() || self.book.is_none() && self.has_begun {
            self.tell_hole(gap.seq - 1, step);
        }
        self.seq = gap.seq;
        self.has_begun = true;
        self.wait();
        step.items.push(Item::Gap(gap));
    }

    fn take_trades(&mut self, trades: Trades, step: &mut Step) {
        if trades.seq <= self.seq {
            return;
        }
        if self.has_begun {
            self.tell_hole(trades.seq - 1, step);
        }
        self.seq = trades.seq;
        self.has_begun = true;
        step.items.push(Item::Trades(trades));
    }

    fn lose_tail(&mut self, last: u64, step: &mut Step) {
        self.tell_hole(last, step);
        self.seq = last;
        self.tail = None;
        self.lose(step);
    }

    fn tell_hole(&self, last: u64, step: &mut Step) {
        if last > self.seq {
            step.items.push(Item::Hole(Hole {
                topic: self.topic.clone(),
                epoch: self.epoch,
                first: self.seq + 1,
                last,
            }));
        }
    }

    fn is_valid(&self) -> bool {
        self.book.as_ref().is_some_and(Book::is_valid)
    }

    /// A valid book is wrong after a hole.
    fn lose(&mut self, step: &mut Step) {
        step.resubscribe |= self.is_valid();
        self.wait();
    }

    fn fall_silent(&mut self, step: &mut Step) {
        let topic = self.topic.clone();
        step.items.push(Item::Silence(Silence { topic }));
        self.wait();
    }

    /// A book waits, and takes no note of the status meanwhile.
    fn wait(&mut self) {
        if let Some(book) = &mut self.book {
            book.invalidate();
            self.tail = None;
        }
    }
}
