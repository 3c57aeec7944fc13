//! Everything that a client does but for the socket: which topics it follows, and what they tell.

use std::collections::{BTreeMap, HashSet};
use std::ops::Bound;
use std::sync::Arc;

use crate::book::Book;
use crate::decode::{decode, DecodeError};
use crate::item::{Broken, Item};
use crate::message::{Heartbeat, Message, Status};
use crate::reader::{Reader, Step};
use crate::topic::{channel, EVENT_TOPIC, HEARTBEAT_TOPIC, STATUS_TOPIC};

/// A reader for each topic, fed with frames and with time in milliseconds.
pub(crate) struct Session {
    prefixes: HashSet<String>,
    /// In the order of their topics: those that begin alike are neighbours.
    readers: BTreeMap<Arc<str>, Reader>,
    heard_ms: Option<u64>,
    heartbeat: Option<Heartbeat>,
    broken: u64,
}

/// What follows for the caller and for the socket.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) items: Vec<Item>,
    /// Topics that need a snapshot.
    pub(crate) resubscribe: Vec<Arc<str>>,
}

impl Outcome {
    fn add(&mut self, topic: &Arc<str>, step: Step) {
        self.items.extend(step.items);
        if step.resubscribe {
            self.resubscribe.push(topic.clone());
        }
    }
}

impl Session {
    /// `heartbeats_since_ms` is when heartbeats began to be listened to; `None` does not watch
    /// them.
    pub(crate) fn new(heartbeats_since_ms: Option<u64>) -> Self {
        Session {
            prefixes: HashSet::new(),
            readers: BTreeMap::new(),
            heard_ms: heartbeats_since_ms,
            heartbeat: None,
            broken: 0,
        }
    }

    /// Hand over what comes on topics that begin with this. False: that is so already.
    pub(crate) fn follow(&mut self, prefix: &str) -> bool {
        let is_new = self.prefixes.insert(prefix.to_owned());
        if is_new && !self.readers.contains_key(prefix) {
            //  A whole topic has its book from now on.
            if let Some(reader) = Reader::new(prefix, self.heard_ms) {
                self.readers.insert(reader.topic().clone(), reader);
            }
        }
        is_new
    }

    /// Forget the prefix, and each topic that no other one matches. False: it was not followed.
    pub(crate) fn leave(&mut self, prefix: &str) -> bool {
        let was_followed = self.prefixes.remove(prefix);
        let from_it = (Bound::Included(prefix), Bound::Unbounded);
        let topics = self
            .readers
            .range::<str, _>(from_it)
            .map(|(topic, _)| topic);
        let left: Vec<_> = topics
            .take_while(|topic| topic.starts_with(prefix))
            .filter(|topic| !self.is_followed(topic))
            .cloned()
            .collect();
        for topic in &left {
            self.readers.remove(topic);
        }
        was_followed
    }

    /// Whether exactly this is followed.
    pub(crate) fn follows(&self, prefix: &str) -> bool {
        self.prefixes.contains(prefix)
    }

    pub(crate) fn book(&self, topic: &str) -> Option<&Book> {
        self.readers.get(topic)?.book()
    }

    pub(crate) fn books(&self) -> impl Iterator<Item = &Book> {
        self.readers.values().filter_map(Reader::book)
    }

    pub(crate) fn heartbeat(&self) -> Option<&Heartbeat> {
        self.heartbeat.as_ref()
    }

    pub(crate) fn broken(&self) -> u64 {
        self.broken
    }

    /// Take the frames of one message.
    pub(crate) fn take(&mut self, frames: &[Vec<u8>], now_ms: u64) -> Outcome {
        let topic = String::from_utf8_lossy(frames.first().map_or(&[], Vec::as_slice));
        let taken = match frames {
            [_, frame, ..] => self.take_frame(&topic, frame, now_ms),
            _ => Err(DecodeError::new("one frame")),
        };
        taken.unwrap_or_else(|error| {
            self.broken += 1;
            let topic = Arc::from(topic);
            Outcome {
                items: vec![Item::Broken(Broken { topic, error })],
                resubscribe: Vec::new(),
            }
        })
    }

    /// Let time pass.
    pub(crate) fn tick(&mut self, now_ms: u64) -> Outcome {
        let mut outcome = Outcome::default();
        for (topic, reader) in &mut self.readers {
            outcome.add(topic, reader.tick(now_ms));
        }
        outcome
    }

    fn take_frame(
        &mut self,
        topic: &str,
        frame: &[u8],
        now_ms: u64,
    ) -> Result<Outcome, DecodeError> {
        if channel(topic).is_some() {
            self.take_market(topic, frame, now_ms)
        } else if [STATUS_TOPIC, HEARTBEAT_TOPIC, EVENT_TOPIC].contains(&topic) {
            self.take_common(topic, frame, now_ms)
        } else {
            Ok(Outcome::default())
        }
    }

    fn take_market(
        &mut self,
        topic: &str,
        frame: &[u8],
        now_ms: u64,
    ) -> Result<Outcome, DecodeError> {
        let mut outcome = Outcome::default();
        let known = self
            .readers
            .get_key_value(topic)
            .map(|(topic, _)| topic.clone());
        if known.is_none() && !self.is_followed(topic) {
            return Ok(outcome);
        }
        let topic = known.unwrap_or_else(|| Arc::from(topic));
        let Some(message) = decode(topic.clone(), frame)?.filter(Message::is_of_market) else {
            return Ok(outcome);
        };
        if !self.readers.contains_key(&topic) {
            if let Some(mut reader) = Reader::new(topic.clone(), self.heard_ms) {
                //  A topic that first comes amid a silence of heartbeats begins with it.
                outcome.add(&topic, reader.tick(now_ms));
                self.readers.insert(topic.clone(), reader);
            }
        }
        if let Some(reader) = self.readers.get_mut(&topic) {
            outcome.add(&topic, reader.take(message, now_ms));
        }
        Ok(outcome)
    }

    fn take_common(
        &mut self,
        topic: &str,
        frame: &[u8],
        now_ms: u64,
    ) -> Result<Outcome, DecodeError> {
        let mut outcome = Outcome::default();
        let Some(message) = decode(topic, frame)? else {
            return Ok(outcome);
        };
        match (topic, &message) {
            (STATUS_TOPIC, Message::Status(status)) => self.take_status(status, now_ms),
            (HEARTBEAT_TOPIC, Message::Heartbeat(heartbeat)) => {
                outcome = self.take_heartbeat(heartbeat, now_ms)
            }
            (EVENT_TOPIC, Message::Event(_)) => {}
            _ => return Ok(outcome),
        }
        if self.is_followed(topic) {
            outcome.items.push(message.into());
        }
        Ok(outcome)
    }

    fn take_status(&mut self, status: &Status, now_ms: u64) {
        for topic in status.topics.keys() {
            if let Some(reader) = self.readers.get_mut(topic.as_str()) {
                reader.take_status(status, now_ms);
            }
        }
    }

    fn take_heartbeat(&mut self, heartbeat: &Heartbeat, now_ms: u64) -> Outcome {
        let mut outcome = Outcome::default();
        self.heartbeat = Some(heartbeat.clone());
        self.heard_ms = self.heard_ms.map(|_| now_ms);
        for (topic, reader) in &mut self.readers {
            outcome.add(topic, reader.take_heartbeat(heartbeat, now_ms));
        }
        outcome
    }

    /// However many prefixes there are, a topic has few beginnings.
    fn is_followed(&self, topic: &str) -> bool {
        let ends = topic.char_indices().map(|(at, _)| at);
        let mut beginnings = ends.chain([topic.len()]).map(|end| &topic[..end]);
        beginnings.any(|beginning| self.prefixes.contains(beginning))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use serde_json::{json, Value};

    use super::*;
    use crate::item::{Hole, Silence};
    use crate::message::Level;
    use crate::support::{delta, heartbeat, pack, snapshot, status, trades, BOOK, EPOCH, TRADES};
    use crate::topic::trade_topic;

    fn session(prefixes: &[&str], heartbeats_since_ms: Option<u64>) -> Session {
        let mut session = Session::new(heartbeats_since_ms);
        for prefix in prefixes {
            assert!(session.follow(prefix));
        }
        session
    }

    fn take(session: &mut Session, topic: &str, message: &Value, now_ms: u64) -> Outcome {
        session.take(&[topic.into(), pack(message)], now_ms)
    }

    fn is_valid(session: &Session) -> bool {
        session.book(BOOK).is_some_and(Book::is_valid)
    }

    #[test]
    fn a_whole_topic_has_its_book_before_anything_came() {
        let session = session(&[BOOK, TRADES], None);
        assert!(!session.book(BOOK).unwrap().is_valid());
        assert!(session.book(TRADES).is_none());
        assert_eq!(session.books().count(), 1);
    }

    #[test]
    fn a_prefix_has_a_book_with_the_first_message() {
        let mut session = session(&["bybit.linear."], None);
        assert!(session.book(BOOK).is_none());
        take(&mut session, BOOK, &snapshot(1), 0);
        assert!(is_valid(&session));
    }

    #[test]
    fn what_nobody_asked_for_is_not_handed_over() {
        let mut session = session(&[TRADES], Some(0));
        let others = [
            (STATUS_TOPIC, status(TRADES, 1)),
            (HEARTBEAT_TOPIC, heartbeat()),
            (BOOK, snapshot(1)),
        ];
        for (topic, message) in others {
            assert_eq!(take(&mut session, topic, &message, 0).items, [], "{topic}");
        }
        assert_eq!(session.books().count(), 0);
        assert_eq!(session.heartbeat().unwrap().version, "0.1.0");
    }

    #[test]
    fn what_was_asked_for_is_handed_over() {
        let mut session = session(&[""], None);
        let told = take(&mut session, STATUS_TOPIC, &status(TRADES, 1), 0);
        assert!(matches!(told.items[..], [Item::Status(_)]));
        let told = take(&mut session, HEARTBEAT_TOPIC, &heartbeat(), 0);
        assert!(matches!(told.items[..], [Item::Heartbeat(_)]));
    }

    #[test]
    fn a_message_on_a_topic_of_another_kind_is_ignored() {
        let mut session = session(&[""], None);
        let strays = [
            ("bybit.linear.ticker.BTCUSDT.", snapshot(1)),
            (BOOK, trades(1)),
            (TRADES, snapshot(1)),
            (TRADES, status(TRADES, 9)),
            (STATUS_TOPIC, heartbeat()),
            (HEARTBEAT_TOPIC, snapshot(1)),
        ];
        for (topic, message) in strays {
            assert_eq!(take(&mut session, topic, &message, 0).items, [], "{topic}");
        }
        assert_eq!((session.broken(), session.heartbeat()), (0, None));
    }

    #[test]
    fn what_cannot_be_read_is_told_and_counted_and_nothing_good_is_lost() {
        let mut session = session(&["bybit."], None);
        take(&mut session, BOOK, &snapshot(1), 0);
        let mut wrong = delta(2);
        wrong["bids"] = json!("none");
        let told = take(&mut session, BOOK, &wrong, 0).items;
        let [Item::Broken(broken)] = &told[..] else {
            panic!("{told:?}");
        };
        assert_eq!(&*broken.topic, BOOK);
        assert!(broken.error.to_string().starts_with("bids: "), "{broken:?}");
        let alone = session.take(&[BOOK.into()], 0).items;
        assert!(matches!(&alone[..], [Item::Broken(_)]));
        assert_eq!(session.broken(), 2);
        assert_eq!(take(&mut session, BOOK, &delta(2), 0).items.len(), 1);
        assert!(is_valid(&session));
    }

    #[test]
    fn a_topic_that_is_not_utf_8_is_nobodys() {
        let mut session = session(&["bybit."], None);
        let topic = b"bybit.linear.depth.50.\xff.".to_vec();
        let told = session.take(&[topic, pack(&snapshot(1))], 0).items;
        assert!(told.iter().all(|item| !matches!(item, Item::Broken(_))));
    }

    #[test]
    fn further_frames_are_ignored() {
        let mut session = session(&[BOOK], None);
        let frames = [BOOK.into(), pack(&snapshot(1)), vec![0xc1]];
        assert_eq!(session.take(&frames, 0).items.len(), 1);
    }

    #[test]
    fn a_lost_book_is_resubscribed_and_no_other_topic() {
        let mut session = session(&["bybit."], None);
        take(&mut session, BOOK, &snapshot(1), 0);
        take(&mut session, TRADES, &trades(1), 0);
        let outcome = take(&mut session, BOOK, &delta(3), 0);
        let (topic, epoch) = (BOOK.into(), EPOCH);
        let hole = Hole {
            topic,
            epoch,
            first: 2,
            last: 2,
        };
        assert_eq!(outcome.items, [Item::Hole(hole)]);
        assert_eq!(outcome.resubscribe, [BOOK.into()]);
        assert!(take(&mut session, TRADES, &trades(5), 0)
            .resubscribe
            .is_empty());
    }

    #[test]
    fn a_lost_last_message_is_seen_by_the_status() {
        let mut session = session(&[BOOK], None);
        take(&mut session, BOOK, &snapshot(1), 0);
        take(&mut session, STATUS_TOPIC, &status(BOOK, 2), 100);
        assert!(session.tick(2099).items.is_empty() && is_valid(&session));
        let outcome = session.tick(2100);
        assert!(matches!(outcome.items[..], [Item::Hole(_)]) && !is_valid(&session));
        assert_eq!(outcome.resubscribe, [BOOK.into()]);
    }

    #[test]
    fn silence_invalidates_until_a_heartbeat_comes() {
        let mut session = session(&[BOOK], Some(0));
        take(&mut session, BOOK, &snapshot(1), 0);
        assert!(session.tick(2999).items.is_empty());
        let silence = Item::Silence(Silence { topic: BOOK.into() });
        assert_eq!(session.tick(3000).items, [silence]);
        take(&mut session, BOOK, &snapshot(2), 3001);
        assert!(!is_valid(&session));
        let outcome = take(&mut session, HEARTBEAT_TOPIC, &heartbeat(), 3500);
        assert_eq!(outcome.resubscribe, [BOOK.into()]);
        take(&mut session, BOOK, &snapshot(2), 3501);
        assert!(is_valid(&session));
    }

    #[test]
    fn a_topic_that_first_comes_in_silence_waits_too() {
        let mut session = session(&["bybit."], Some(0));
        let outcome = take(&mut session, BOOK, &snapshot(1), 5000);
        assert!(matches!(outcome.items[..], [Item::Silence(_)]) && !is_valid(&session));
    }

    #[test]
    fn levels_are_found_by_value_whichever_way_they_are_written() {
        let mut session = session(&[BOOK], None);
        take(&mut session, BOOK, &snapshot(1), 0);
        let mut change = delta(2);
        change["bids"] = json!([["99.50", "0.00"], ["98.10", "7.0"]]);
        change["asks"] = json!([["100.500", "3"]]);
        take(&mut session, BOOK, &change, 0);
        let book = session.book(BOOK).unwrap();
        let texts = |levels: &[Level]| levels.iter().map(|it| it.price.to_string()).collect();
        let (bids, asks): (Vec<_>, Vec<_>) = (texts(book.bids()), texts(book.asks()));
        assert_eq!((bids, asks), (vec!["98.10".into()], vec!["100.500".into()]));
    }

    #[test]
    fn leaving_many_topics_takes_no_time() {
        let topics: Vec<_> = (0..2000)
            .map(|number| trade_topic("linear", &number.to_string()))
            .collect();
        let mut session = session(&["bybit.spot."], None);
        for topic in &topics {
            assert!(session.follow(topic));
        }
        let began = Instant::now();
        for topic in &topics {
            assert!(session.leave(topic));
        }
        assert!(began.elapsed() < Duration::from_secs(1));
        assert!(session.readers.is_empty());
    }

    #[test]
    fn leaving_forgets_only_what_no_other_prefix_matches() {
        let mut session = session(&[BOOK, TRADES, "bybit.linear.depth."], None);
        assert!(session.leave(BOOK) && session.book(BOOK).is_some());
        assert!(session.leave("bybit.linear.depth.") && session.book(BOOK).is_none());
        assert!(!session.leave("bybit.linear.depth."));
        assert!(take(&mut session, BOOK, &snapshot(1), 0).items.is_empty());
        assert_eq!(take(&mut session, TRADES, &trades(1), 0).items.len(), 1);
    }
}
