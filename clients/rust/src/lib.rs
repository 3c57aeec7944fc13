#![doc = include_str!("../README.md")]

mod book;
mod client;
mod clock;
mod decode;
mod error;
mod item;
mod keys;
mod message;
mod number;
mod reader;
mod session;
#[cfg(test)]
#[path = "../tests/support/mod.rs"]
mod support;
mod topic;
mod wire;

pub use book::{Book, BookState};
pub use client::{Client, ClientBuilder, RECEIVE_HWM};
pub use decode::{decode, DecodeError};
pub use error::{Error, Result};
pub use item::{Broken, Hole, Item, Restart, Silence};
pub use keys::CurveKeys;
pub use message::{
    BookUpdate, Event, Gap, Gateway, Heartbeat, LastExit, Level, Message, Side, Status,
    TopicStatus, Trade, Trades, Value,
};
pub use number::{Decimal, Number, ParseDecimalError};
pub use reader::{Reader, Step};
pub use topic::{depth_topic, trade_topic, EVENT_TOPIC, HEARTBEAT_TOPIC, PREFIX_MAX, STATUS_TOPIC};
