//! What a client hands to its caller.

use std::sync::Arc;

use crate::decode::DecodeError;
use crate::message::{BookUpdate, Event, Gap, Heartbeat, Message, Status, Trades};

/// A message that was taken, or what was missed.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Trades came, each once and in order.
    Trades(Trades),
    /// A book was replaced.
    Snapshot(BookUpdate),
    /// A book was changed.
    Delta(BookUpdate),
    /// The gateway missed something itself; a book waits for a snapshot.
    Gap(Gap),
    /// Messages were lost on the way; a book is subscribed again.
    Hole(Hole),
    /// The topic goes on in another incarnation of the gateway.
    Restart(Restart),
    /// No heartbeat for 3 s.
    Silence(Silence),
    /// A frame could not be read; it is left out.
    Broken(Broken),
    /// A status, if its topic was subscribed.
    Status(Status),
    /// A heartbeat, if its topic was subscribed.
    Heartbeat(Heartbeat),
    /// An event, if its topic was subscribed.
    Event(Event),
}

/// The messages `first` to `last` of a topic and epoch did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// The topic.
    pub topic: Arc<str>,
    /// When this incarnation of the gateway started: milliseconds since 1970 UTC.
    pub epoch: u64,
    /// The number of the first that is missing.
    pub first: u64,
    /// The number of the last that is missing.
    pub last: u64,
}

/// The topic goes on in another incarnation of the gateway, whose numbers begin again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restart {
    /// The topic.
    pub topic: Arc<str>,
    /// When the new incarnation started: milliseconds since 1970 UTC.
    pub epoch: u64,
}

/// No heartbeat came for 3 s. Told once for each topic; a book waits until one comes.
///
/// Or one knows the gateway as down: a book waits for the next incarnation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The topic.
    pub topic: Arc<str>,
}

/// A frame of the topic could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The topic; bytes that are not UTF-8 are replaced.
    pub topic: Arc<str>,
    /// Why.
    pub error: DecodeError,
}

impl From<Message> for Item {
    fn from(message: Message) -> Self {
        match message {
            Message::Trades(trades) => Item::Trades(trades),
            Message::Snapshot(snapshot) => Item::Snapshot(snapshot),
            Message::Delta(delta) => Item::Delta(delta),
            Message::Gap(gap) => Item::Gap(gap),
            Message::Status(status) => Item::Status(status),
            Message::Heartbeat(heartbeat) => Item::Heartbeat(heartbeat),
            Message::Event(event) => Item::Event(event),
        }
    }
}
