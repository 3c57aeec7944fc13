//! Every golden vector decodes to the JSON beside it.

mod support;

use std::fs;

use serde_json::{json, Map, Value};
use support::{files, read_json, vectors};
use tickgate::{
    decode, BookUpdate, Event, Gap, Gateway, Heartbeat, Level, Message, Number, Status, Trade,
    Trades,
};

#[test]
fn every_vector_decodes_to_its_json() {
    for path in files(&vectors(), "msgpack") {
        let mut expected = read_json(&path.with_extension("json"));
        let fields = expected.as_object_mut().unwrap();
        fields.retain(|key, _| !key.starts_with("future_"));
        let decoded = decode("topic", &fs::read(&path).unwrap());
        match decoded.unwrap_or_else(|error| panic!("{path:?}: {error}")) {
            Some(message) => assert_eq!(to_json(&message), expected, "{path:?}"),
            None => assert_eq!(expected["type"], "type_of_tomorrow", "{path:?}"),
        }
    }
}

#[test]
fn a_message_knows_its_topic() {
    let frame = fs::read(vectors().join("gap_restarted.msgpack")).unwrap();
    let Ok(Some(Message::Gap(gap))) = decode(support::BOOK, &frame) else {
        panic!("not a gap");
    };
    assert_eq!(&*gap.topic, support::BOOK);
}

/// The message's keys and values as the contract has them.
fn to_json(message: &Message) -> Value {
    let (kind, value) = match message {
        Message::Trades(trades) => ("trades", of_trades(trades)),
        Message::Snapshot(snapshot) => ("snapshot", of_book(snapshot)),
        Message::Delta(delta) => ("delta", of_book(delta)),
        Message::Gap(gap) => ("gap", of_gap(gap)),
        Message::Status(status) => ("status", of_status(status)),
        Message::Heartbeat(heartbeat) => ("heartbeat", of_heartbeat(heartbeat)),
        Message::Event(event) => ("event", of_event(event)),
    };
    let mut fields = present(value);
    fields.insert("v".into(), json!(1));
    fields.insert("type".into(), json!(kind));
    fields.into()
}

/// The object without what is left out where it is absent.
fn present(value: Value) -> Map<String, Value> {
    let Value::Object(fields) = value else {
        panic!("not an object: {value}");
    };
    fields
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .collect()
}

fn when(is_so: bool) -> Option<bool> {
    is_so.then_some(true)
}

fn of_trades(it: &Trades) -> Value {
    json!({
        "epoch": it.epoch, "seq": it.seq, "ts_recv": it.ts_recv, "ts_pub": it.ts_pub,
        "simulated": when(it.simulated), "category": it.category, "symbol": it.symbol,
        "ts_exchange": it.ts_exchange, "recovered": when(it.recovered),
        "trades": it.trades.iter().map(of_trade).collect::<Vec<_>>(),
    })
}

fn of_trade(it: &Trade) -> Value {
    let trade = json!({
        "id": it.id, "ts_event": it.ts_event, "side": it.side.map(|side| side.to_string()),
        "price": of_number(it.price), "size": of_number(it.size), "tick": it.tick, "block": it.block,
        "rpi": it.rpi, "xseq": it.xseq, "mark_price": it.mark_price.map(of_number),
        "index_price": it.index_price.map(of_number), "mark_iv": it.mark_iv.map(of_number),
        "iv": it.iv.map(of_number),
    });
    present(trade).into()
}

fn of_book(it: &BookUpdate) -> Value {
    json!({
        "epoch": it.epoch, "seq": it.seq, "ts_recv": it.ts_recv, "ts_pub": it.ts_pub,
        "simulated": when(it.simulated), "category": it.category, "symbol": it.symbol,
        "ts_exchange": it.ts_exchange, "depth": it.depth, "cause": it.cause, "ts_event": it.ts_event,
        "u": it.u, "xseq": it.xseq, "bids": of_levels(&it.bids), "asks": of_levels(&it.asks),
    })
}

fn of_levels(levels: &[Level]) -> Vec<[Value; 2]> {
    let pair = |level: &Level| [of_number(level.price), of_number(level.size)];
    levels.iter().map(pair).collect()
}

fn of_number(number: Number) -> Value {
    match number {
        Number::Float(value) => json!(value),
        Number::Decimal(decimal) => json!(decimal.to_string()),
    }
}

fn of_gap(it: &Gap) -> Value {
    json!({
        "epoch": it.epoch, "seq": it.seq, "ts_recv": it.ts_recv, "ts_pub": it.ts_pub,
        "simulated": when(it.simulated), "category": it.category, "symbol": it.symbol,
        "depth": it.depth, "cause": it.cause, "since": it.since, "complete": it.complete,
        "final": when(it.is_final), "hole_from": it.hole_from, "hole_until": it.hole_until,
    })
}

fn of_status(it: &Status) -> Value {
    let topics = it.topics.iter().map(|(topic, it)| {
        let told = json!({"seq": it.seq, "state": it.state, "last_event": it.last_event});
        (topic.clone(), Value::from(present(told)))
    });
    json!({
        "epoch": it.epoch, "seq": it.seq, "ts_recv": it.ts_recv, "ts_pub": it.ts_pub,
        "simulated": when(it.simulated), "topics": topics.collect::<Map<_, _>>(),
    })
}

fn of_heartbeat(it: &Heartbeat) -> Value {
    json!({
        "epoch": it.epoch, "seq": it.seq, "ts_pub": it.ts_pub, "simulated": it.simulated,
        "pid": it.pid, "uptime_s": it.uptime_s, "version": it.version, "numbers": it.numbers,
        "gateways": it.gateways.iter().map(of_gateway).collect::<Vec<_>>(),
    })
}

fn of_gateway(it: &Gateway) -> Value {
    let exit = &it.last_exit;
    let gateway = json!({
        "name": it.name, "isolation": it.isolation, "state": it.state, "pid": it.pid,
        "epoch": it.epoch, "endpoint": it.endpoint, "restarts": it.restarts,
        "last_exit": {
            "reason": exit.reason, "code": exit.code, "signal": exit.signal, "at": exit.at,
        },
        "connected": it.connected, "seconds_since_last_event": it.seconds_since_last_event,
        "events": it.events, "published": it.published, "error_count": it.error_count,
        "queue_size": it.queue_size, "reconnects": it.reconnects, "backoff_until": it.backoff_until,
        "topics": it.topics,
    });
    present(gateway).into()
}

fn of_event(it: &Event) -> Value {
    let mut event = json!({
        "epoch": it.epoch, "seq": it.seq, "ts_recv": it.ts_recv, "ts_pub": it.ts_pub,
        "simulated": when(it.simulated), "event": it.event, "level": it.level,
    });
    for (key, value) in &it.fields {
        event[key] = match value {
            tickgate::Value::Text(text) => json!(text),
            tickgate::Value::Integer(value) => json!(value),
            tickgate::Value::Float(value) => json!(value),
            tickgate::Value::Boolean(value) => json!(value),
        };
    }
    event
}
