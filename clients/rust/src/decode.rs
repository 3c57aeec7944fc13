//! From the bytes of a frame to a typed message.

use std::fmt;
use std::sync::Arc;

use serde::Deserialize;

use crate::message::{BookUpdate, Event, Gap, Heartbeat, Message, Status, Trades};
use crate::wire;

/// The version of the contract that is read here.
const VERSION: u64 = 1;

/// Longest frame in bytes.
const FRAME_MAX: usize = 8 * 1024 * 1024;

/// The frame is not a message of the contract. Its text says why, and names the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(String);

impl DecodeError {
    pub(crate) fn new(reason: impl fmt::Display) -> Self {
        DecodeError(reason.to_string())
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for DecodeError {}

impl From<rmp_serde::decode::Error> for DecodeError {
    fn from(error: rmp_serde::decode::Error) -> Self {
        DecodeError::new(error)
    }
}

/// What decides whether the rest is read.
#[derive(Deserialize)]
struct Version {
    v: u64,
}

/// What decides how.
#[derive(Deserialize)]
struct Kind {
    v: u64,
    r#type: String,
}

/// `None` of another version than ours, which need not have a type.
fn kind(frame: &[u8]) -> Result<Option<Kind>, DecodeError> {
    match wire::read::<Kind>(frame) {
        Ok(kind) => Ok((kind.v == VERSION).then_some(kind)),
        Err(error) => match wire::read::<Version>(frame) {
            Ok(other) if other.v != VERSION => Ok(None),
            _ => Err(error.into()),
        },
    }
}

/// Decode the second frame of a message.
///
/// `None` where the contract says to skip it: a type or a version that is not known here. Keys that
/// are not known are passed over.
///
/// # Errors
///
/// Where the bytes are not one msgpack map, a key is missing, or a value has a wrong type or range.
pub fn decode(topic: impl Into<Arc<str>>, frame: &[u8]) -> Result<Option<Message>, DecodeError> {
    if frame.len() > FRAME_MAX {
        return Err(DecodeError::new(format_args!(
            "a frame of {} bytes",
            frame.len()
        )));
    }
    let Some(kind) = kind(frame)? else {
        return Ok(None);
    };
    let topic = topic.into();
    Ok(Some(match kind.r#type.as_str() {
        "trades" => Message::Trades(trades(topic, frame)?),
        "snapshot" => Message::Snapshot(snapshot(topic, frame)?),
        "delta" => Message::Delta(BookUpdate {
            topic,
            ..wire::read(frame)?
        }),
        "gap" => Message::Gap(Gap {
            topic,
            ..wire::read(frame)?
        }),
        "status" => Message::Status(Status {
            topic,
            ..wire::read(frame)?
        }),
        "heartbeat" => Message::Heartbeat(Heartbeat {
            topic,
            ..wire::read(frame)?
        }),
        "event" => Message::Event(Event {
            topic,
            ..wire::read(frame)?
        }),
        _ => return Ok(None),
    }))
}

fn trades(topic: Arc<str>, frame: &[u8]) -> Result<Trades, DecodeError> {
    let trades = Trades {
        topic,
        ..wire::read(frame)?
    };
    if trades.trades.is_empty() {
        return Err(DecodeError::new("trades: none"));
    }
    Ok(trades)
}

fn snapshot(topic: Arc<str>, frame: &[u8]) -> Result<BookUpdate, DecodeError> {
    let snapshot = BookUpdate {
        topic,
        ..wire::read(frame)?
    };
    if snapshot.cause.is_none() {
        return Err(DecodeError::new("missing field `cause`"));
    }
    Ok(snapshot)
}
