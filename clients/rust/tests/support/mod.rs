//! Frames, where the golden vectors are, and a simulated gateway.

#![allow(dead_code)] // Each test uses some of it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{json, Value};

pub const BOOK: &str = "bybit.linear.depth.50.BTCUSDT.";
pub const TRADES: &str = "bybit.linear.trade.BTCUSDT.";
pub const EPOCH: u64 = 1_790_000_000_000;

pub fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto/vectors")
}

/// The files of a folder with this extension, by name; there must be some.
pub fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|it| it == extension))
        .collect();
    assert!(!found.is_empty(), "no {extension} in {folder:?}");
    found.sort();
    found
}

pub fn read_json(path: &Path) -> Value {
    let text = fs::read(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

pub fn pack(message: &Value) -> Vec<u8> {
    rmp_serde::to_vec(message).unwrap()
}

pub fn delta(seq: u64) -> Value {
    json!({
        "v": 1, "type": "delta", "epoch": EPOCH, "seq": seq, "ts_recv": 1, "ts_pub": 2,
        "category": "linear", "symbol": "BTCUSDT", "ts_exchange": 3, "depth": 50, "u": 100 + seq,
        "bids": [[99.5, seq as f64]], "asks": [[100.5, 1.0]],
    })
}

pub fn snapshot(seq: u64) -> Value {
    let mut message = delta(seq);
    message["type"] = json!("snapshot");
    message["cause"] = json!("subscribe");
    message
}

pub fn trades(seq: u64) -> Value {
    json!({
        "v": 1, "type": "trades", "epoch": EPOCH, "seq": seq, "ts_recv": 1, "ts_pub": 2,
        "category": "linear", "symbol": "BTCUSDT", "ts_exchange": 3,
        "trades": [{"id": format!("t{seq}"), "ts_event": 4, "side": "buy", "price": 100.0, "size": 1.0}],
    })
}

pub fn status(topic: &str, seq: u64) -> Value {
    json!({
        "v": 1, "type": "status", "epoch": EPOCH, "seq": 1, "ts_recv": 1, "ts_pub": 1,
        "topics": {topic: {"seq": seq, "state": "live"}},
    })
}

pub fn gateway() -> Value {
    json!({
        "name": "bybit", "isolation": "process", "state": "live", "pid": 2, "epoch": EPOCH,
        "endpoint": "tcp://127.0.0.1:5555", "restarts": 0,
        "last_exit": {"reason": "none", "code": 0, "signal": 0, "at": 0}, "connected": true,
        "events": 1, "published": 1, "error_count": 0, "queue_size": 0, "reconnects": 0,
    })
}

pub fn heartbeat() -> Value {
    json!({
        "v": 1, "type": "heartbeat", "epoch": EPOCH, "seq": 1, "ts_pub": 1, "pid": 1, "uptime_s": 1,
        "version": "0.1.0", "numbers": "float64", "simulated": true, "gateways": [],
    })
}
