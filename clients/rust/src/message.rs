//! What the gateway publishes, as typed values.
//!
//! Times (`ts_…`, `since`, `at`, `last_event`, `backoff_until`) are nanoseconds since 1970 UTC; an
//! `epoch` is in milliseconds. An optional key that a message does not have is `None`; `simulated`
//! and `recovered` are then false.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

use crate::number::Number;
use crate::wire;

/// A message of any type that this version knows.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Trades of one symbol.
    Trades(Trades),
    /// A whole book.
    Snapshot(BookUpdate),
    /// The changed levels of a book.
    Delta(BookUpdate),
    /// The gateway missed something of the topic.
    Gap(Gap),
    /// The numbers of the topics' last messages.
    Status(Status),
    /// The daemon lives, and so its gateways are.
    Heartbeat(Heartbeat),
    /// Something happened to a gateway.
    Event(Event),
}

impl Message {
    /// Whether it belongs on the topic of a symbol.
    pub(crate) fn is_of_market(&self) -> bool {
        matches!(
            self,
            Message::Trades(_) | Message::Snapshot(_) | Message::Delta(_) | Message::Gap(_)
        )
    }
}

/// Trades of one symbol that the exchange sent together, in match order.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Trades {
    /// The topic on which it came.
    #[serde(skip)]
    pub topic: Arc<str>,
    /// When this incarnation of the gateway started.
    pub epoch: u64,
    /// Number of the message in its topic and epoch.
    pub seq: u64,
    /// When the first byte was read from the exchange.
    pub ts_recv: u64,
    /// When the gateway handed it to its socket.
    pub ts_pub: u64,
    /// A simulated exchange made it.
    #[serde(default)]
    pub simulated: bool,
    /// `spot`, `linear`, `inverse` or `option`.
    pub category: String,
    /// The exchange's name of the instrument.
    pub symbol: String,
    /// When the exchange sent it.
    pub ts_exchange: u64,
    /// At least one.
    #[serde(deserialize_with = "wire::maps")]
    pub trades: Vec<Trade>,
    /// Fetched after an interruption.
    #[serde(default)]
    pub recovered: bool,
}

/// One trade.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Trade {
    /// Unique in category and symbol.
    pub id: String,
    /// When it was matched.
    pub ts_event: u64,
    /// What the taker did, where the exchange says so.
    pub side: Option<Side>,
    /// The price.
    pub price: Number,
    /// In the exchange's unit: base coin; of inverse, contracts in USD. Not negative.
    #[serde(deserialize_with = "wire::size")]
    pub size: Number,
    /// `PlusTick`, `ZeroPlusTick`, `MinusTick` or `ZeroMinusTick`; of perpetuals and futures.
    pub tick: Option<String>,
    /// A block trade.
    pub block: Option<bool>,
    /// A retail price improvement trade.
    pub rpi: Option<bool>,
    /// The exchange's cross sequence: the same for all fills of one taker order.
    pub xseq: Option<u64>,
    /// Of options.
    pub mark_price: Option<Number>,
    /// Of options.
    pub index_price: Option<Number>,
    /// Of options; 0.45 is 45 %.
    pub mark_iv: Option<Number>,
    /// Of options; 0.45 is 45 %.
    pub iv: Option<Number>,
}

/// What the taker of a trade did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The taker bought.
    Buy,
    /// The taker sold.
    Sell,
}

impl fmt::Display for Side {
    /// `buy` or `sell`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Side::Buy => "buy",
            Side::Sell => "sell",
        })
    }
}

impl<'de> Deserialize<'de> for Side {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match <&str>::deserialize(deserializer)? {
            "buy" => Ok(Side::Buy),
            "sell" => Ok(Side::Sell),
            other => Err(de::Error::invalid_value(
                Unexpected::Str(other),
                &"buy or sell",
            )),
        }
    }
}

/// A snapshot or a delta of a book.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct BookUpdate {
    /// The topic on which it came.
    #[serde(skip)]
    pub topic: Arc<str>,
    /// When this incarnation of the gateway started.
    pub epoch: u64,
    /// Number of the message in its topic and epoch; of a repeated snapshot, that of the last
    /// message in it.
    pub seq: u64,
    /// When the first byte was read from the exchange; of a repeated snapshot, of the last event in
    /// it.
    pub ts_recv: u64,
    /// When the gateway handed it to its socket.
    pub ts_pub: u64,
    /// A simulated exchange made it.
    #[serde(default)]
    pub simulated: bool,
    /// `spot`, `linear`, `inverse` or `option`.
    pub category: String,
    /// The exchange's name of the instrument.
    pub symbol: String,
    /// When the exchange sent it.
    pub ts_exchange: u64,
    /// Levels a side.
    pub depth: u32,
    /// Why there is a snapshot: `exchange`, `resync`, `subscribe` or `periodic`. Deltas have none.
    pub cause: Option<String>,
    /// When the matching engine made this state.
    pub ts_event: Option<u64>,
    /// The exchange's update id; it begins again at 1 when the exchange does.
    pub u: u64,
    /// The exchange's cross sequence: comparable with the trades of the symbol.
    pub xseq: Option<u64>,
    /// Of a snapshot all bids, best first; of a delta those that changed.
    pub bids: Vec<Level>,
    /// Likewise.
    pub asks: Vec<Level>,
}

/// A price, and the size that is offered there. In a delta size 0 deletes the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(from = "PricedSize")]
pub struct Level {
    /// The price.
    pub price: Number,
    /// In the exchange's unit. Not negative.
    pub size: Number,
}

/// How a level comes: an array of two.
#[derive(serde::Deserialize)]
struct PricedSize(Number, #[serde(deserialize_with = "wire::size")] Number);

impl From<PricedSize> for Level {
    fn from(PricedSize(price, size): PricedSize) -> Self {
        Level { price, size }
    }
}

/// The gateway says that the topic has a hole: a book is invalid until the next snapshot, trades
/// may be missing.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Gap {
    /// The topic on which it came.
    #[serde(skip)]
    pub topic: Arc<str>,
    /// When this incarnation of the gateway started.
    pub epoch: u64,
    /// Number of the message in its topic and epoch.
    pub seq: u64,
    /// When the hole was noticed.
    pub ts_recv: u64,
    /// When the gateway handed it to its socket.
    pub ts_pub: u64,
    /// A simulated exchange made it.
    #[serde(default)]
    pub simulated: bool,
    /// `spot`, `linear`, `inverse` or `option`.
    pub category: String,
    /// The exchange's name of the instrument.
    pub symbol: String,
    /// Levels a side; of books.
    pub depth: Option<u32>,
    /// `disconnected`, `update_id`, `crossed`, `malformed`, `restarted`, or one that is not known
    /// yet.
    pub cause: String,
    /// When the topic's last good message was received.
    pub since: Option<u64>,
    /// Of trades: whether the hole is closed by now.
    pub complete: Option<bool>,
    /// Of trades: this is how the holes ended that gaps before have told.
    #[serde(default, rename = "final")]
    pub is_final: bool,
    /// Where they could not be closed: when the last trade before what is missing was matched.
    pub hole_from: Option<u64>,
    /// Likewise, the first trade after it.
    pub hole_until: Option<u64>,
}

/// The numbers of the topics' last messages; of those that changed, or of all.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Status {
    /// The topic on which it came.
    #[serde(skip)]
    pub topic: Arc<str>,
    /// When this incarnation of the gateway started.
    pub epoch: u64,
    /// Number of the message in its topic and epoch.
    pub seq: u64,
    /// When it was made.
    pub ts_recv: u64,
    /// When the gateway handed it to its socket.
    pub ts_pub: u64,
    /// A simulated exchange made it.
    #[serde(default)]
    pub simulated: bool,
    /// By topic.
    #[serde(deserialize_with = "wire::map_of_maps")]
    pub topics: HashMap<String, TopicStatus>,
}

/// What a status says of one topic.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct TopicStatus {
    /// Number of the topic's last message; 0 before the first.
    pub seq: u64,
    /// `live`, `quiet`, `stale`, `rejected`, or one that is not known yet.
    pub state: String,
    /// When its last event was received.
    pub last_event: Option<u64>,
}

/// The daemon lives. It comes once a second, also while every gateway is down.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Heartbeat {
    /// The topic on which it came.
    #[serde(skip)]
    pub topic: Arc<str>,
    /// When the supervisor started.
    pub epoch: u64,
    /// Number of the message in its topic and epoch.
    pub seq: u64,
    /// When the daemon handed it to its socket.
    pub ts_pub: u64,
    /// A gateway's exchange is a simulation.
    pub simulated: bool,
    /// Process id of the daemon.
    pub pid: u64,
    /// Seconds since the daemon started.
    pub uptime_s: u64,
    /// Version of the daemon.
    pub version: String,
    /// How prices and sizes are written: `float64` or `string`.
    pub numbers: String,
    /// In the order of the configuration.
    #[serde(deserialize_with = "wire::maps")]
    pub gateways: Vec<Gateway>,
}

/// What a heartbeat says of one gateway.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Gateway {
    /// Its name in the configuration.
    pub name: String,
    /// `process` or `thread`.
    pub isolation: String,
    /// `starting`, `connecting`, `live`, `silent`, `stopping`, `backoff`, `failed`, or one that is
    /// not known yet.
    pub state: String,
    /// Process id; of the daemon in thread mode, 0 while it is down.
    pub pid: u64,
    /// When this incarnation started: the epoch of its data messages.
    pub epoch: u64,
    /// Its data endpoint.
    pub endpoint: String,
    /// Starts after the first.
    pub restarts: u64,
    /// How the incarnation before ended.
    #[serde(deserialize_with = "wire::map")]
    pub last_exit: LastExit,
    /// The exchange confirmed all subscriptions, refused topics apart.
    pub connected: bool,
    /// Since its last market event; `None` where none came in this life.
    pub seconds_since_last_event: Option<f64>,
    /// Market events received in this life.
    pub events: u64,
    /// Messages handed to the data socket in this life.
    pub published: u64,
    /// Errors in this life.
    pub error_count: u64,
    /// Snapshots that joiners still wait for.
    pub queue_size: u64,
    /// Connections to the exchange that were lost in this life.
    pub reconnects: u64,
    /// When it will be started again, while a back-off runs.
    pub backoff_until: Option<u64>,
    /// How many of its topics are in each state, by the words of [`TopicStatus::state`].
    #[serde(default, deserialize_with = "wire::optional_map")]
    pub topics: Option<BTreeMap<String, u64>>,
}

impl Gateway {
    /// It ended: its epoch is over.
    pub(crate) fn is_down(&self) -> bool {
        matches!(self.state.as_str(), "backoff" | "failed")
    }
}

/// How an incarnation of a gateway ended.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct LastExit {
    /// `none`, `returned`, `exited`, `signalled`, `hung`, `silent`, `failed`, or one that is not
    /// known yet.
    pub reason: String,
    /// Exit code; 0 where there was none.
    pub code: u64,
    /// Signal number; 0 where there was none.
    pub signal: u64,
    /// When; 0 where none has ended.
    pub at: u64,
}

/// Something happened to a gateway.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Event {
    /// The topic on which it came.
    #[serde(skip)]
    pub topic: Arc<str>,
    /// When the supervisor started.
    pub epoch: u64,
    /// Number of the message in its topic and epoch.
    pub seq: u64,
    /// When it was made.
    pub ts_recv: u64,
    /// When the daemon handed it to its socket.
    pub ts_pub: u64,
    /// A gateway's exchange is a simulation.
    #[serde(default)]
    pub simulated: bool,
    /// Its name: `bybit_connector_…`.
    pub event: String,
    /// `debug`, `info`, `warning` or `error`.
    pub level: String,
    /// The event's own fields. Those of a type that the contract does not have are left out.
    #[serde(flatten, deserialize_with = "own_fields")]
    pub fields: BTreeMap<String, Value>,
}

/// A field of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// An integer, possibly negative.
    Integer(i64),
    /// A double.
    Float(f64),
    /// True or false.
    Boolean(bool),
}

fn own_fields<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Value>, D::Error> {
    let fields = BTreeMap::<String, Option<Known>>::deserialize(deserializer)?;
    let known = fields
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?.0?)));
    Ok(known
        .filter(|(key, _)| key != "v" && key != "type")
        .collect())
}

/// A value, or none where it is of another type.
struct Known(Option<Value>);

impl<'de> Deserialize<'de> for Known {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor).map(Known)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Option<Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(Value::Boolean(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(Value::Integer(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(value).ok().map(Value::Integer))
    }

    fn visit_f32<E>(self, _: f32) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(Value::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(Value::Text(value.to_owned())))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        extension: D,
    ) -> Result<Self::Value, D::Error> {
        IgnoredAny::deserialize(extension).map(|_| None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Self::Value, A::Error> {
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        IgnoredAny::deserialize(MapAccessDeserializer::new(map)).map(|_| None)
    }
}
