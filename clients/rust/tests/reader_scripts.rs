//! The reader passes every reader script.

mod support;

use serde_json::{json, Value};
use support::{files, read_json, vectors};
use tickgate::{decode, Item, Level, Number, Reader, Step};

#[test]
fn the_reader_passes_every_script() {
    for path in files(&vectors().join("readers"), "json") {
        let script = read_json(&path);
        let name = path.file_stem().unwrap().to_string_lossy();
        play(&name, &script);
    }
}

fn play(name: &str, script: &Value) {
    let topic = script["topic"].as_str().unwrap();
    let heartbeats_since_ms = script["watches_heartbeat"].as_bool().unwrap().then_some(0);
    let mut reader = Reader::new(topic, heartbeats_since_ms).expect(topic);
    let steps = script["steps"].as_array().unwrap();
    assert!(!steps.is_empty(), "{name} has no steps");
    for (number, step) in steps.iter().enumerate() {
        let done = take(&mut reader, step);
        assert_eq!(seen(&reader, &done), step["then"], "{name}, step {number}");
    }
}

/// Time, and then the step's message if it has one.
fn take(reader: &mut Reader, step: &Value) -> Step {
    let now_ms = step["at_ms"].as_u64().unwrap();
    let mut done = reader.tick(now_ms);
    let Some(topic) = step.get("topic") else {
        return done;
    };
    let frame = from_hex(step["frame"].as_str().unwrap());
    if let Some(message) = decode(topic.as_str().unwrap(), &frame).unwrap() {
        let after = reader.take(message, now_ms);
        done.items.extend(after.items);
        done.resubscribe |= after.resubscribe;
    }
    done
}

fn from_hex(text: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

/// All that a script's `then` names.
fn seen(reader: &Reader, step: &Step) -> Value {
    let mut then = json!({
        "epoch": reader.epoch(), "seq": reader.seq(), "resubscribe": step.resubscribe,
        "tells": step.items.iter().filter_map(tell).collect::<Vec<_>>(),
    });
    match reader.book() {
        None => then["trades"] = step.items.iter().flat_map(ids).collect(),
        Some(book) => match book.state() {
            None => {
                assert!(book.bids().is_empty() && book.asks().is_empty());
                then["state"] = json!("waiting");
            }
            Some(state) => {
                assert_eq!((state.epoch, state.seq), (reader.epoch(), reader.seq()));
                then["state"] = json!("valid");
                then["u"] = json!(state.u);
                then["bids"] = book.bids().iter().map(pair).collect();
                then["asks"] = book.asks().iter().map(pair).collect();
            }
        },
    }
    then
}

fn tell(item: &Item) -> Option<Value> {
    match item {
        Item::Restart(restart) => Some(json!({"kind": "restart", "epoch": restart.epoch})),
        Item::Hole(hole) => Some(json!({"kind": "hole", "from": hole.first, "to": hole.last})),
        Item::Gap(gap) => Some(json!({"kind": "gap", "cause": gap.cause})),
        Item::Silence(_) => Some(json!({"kind": "silence"})),
        _ => None,
    }
}

fn ids(item: &Item) -> Vec<Value> {
    match item {
        Item::Trades(trades) => trades.trades.iter().map(|trade| json!(trade.id)).collect(),
        _ => Vec::new(),
    }
}

fn pair(level: &Level) -> Value {
    json!([number(level.price), number(level.size)])
}

fn number(number: Number) -> Value {
    match number {
        Number::Float(value) => json!(value),
        Number::Decimal(decimal) => json!(decimal.to_string()),
    }
}
