//! Whatever bytes come, they are refused with a reason or are a message; nothing panics.

mod support;

use std::collections::BTreeMap;
use std::fs;

use serde_json::{json, Value};
use support::{delta, files, gateway, heartbeat, pack, snapshot, status, trades, vectors};
use tickgate::{decode, Item, Message, Reader};

/// Why the message is refused.
fn refusal(message: &Value) -> String {
    match decode("topic", &pack(message)) {
        Err(error) => error.to_string(),
        taken => panic!("{message} became {taken:?}"),
    }
}

fn is_taken(message: &Value) -> bool {
    decode("topic", &pack(message)).unwrap().is_some()
}

fn examples() -> [Value; 5] {
    [
        trades(1),
        snapshot(1),
        delta(1),
        status("topic", 1),
        heartbeat(),
    ]
}

#[test]
fn a_missing_key_is_named() {
    for message in examples() {
        for key in message.as_object().unwrap().keys() {
            let mut lacking = message.clone();
            lacking.as_object_mut().unwrap().remove(key);
            let reason = refusal(&lacking);
            assert!(reason.contains(&format!("`{key}`")), "{key}: {reason}");
        }
    }
}

#[test]
fn a_value_of_another_type_is_refused_and_its_key_named() {
    for message in examples() {
        for key in message.as_object().unwrap().keys() {
            //  No key of these messages is a double or negative.
            for other in [json!(1.5), json!(-1)] {
                let mut wrong = message.clone();
                wrong[key] = other;
                let reason = refusal(&wrong);
                assert!(reason.starts_with(&format!("{key}: ")), "{key}: {reason}");
            }
        }
    }
}

#[test]
fn an_optional_key_is_left_out_and_never_nil() {
    let optional = [
        (snapshot(1), vec!["ts_event", "xseq", "simulated"]),
        (
            gap(1),
            vec!["depth", "since", "complete", "final", "hole_from"],
        ),
        (trades(1), vec!["recovered"]),
    ];
    for (mut message, keys) in optional {
        for key in keys {
            message[key] = json!(null);
            assert!(refusal(&message).starts_with(&format!("{key}: ")));
            message.as_object_mut().unwrap().remove(key);
            assert!(is_taken(&message));
        }
    }
    for key in ["side", "tick", "block", "rpi", "xseq", "mark_price", "iv"] {
        let mut message = trades(1);
        message["trades"][0][key] = json!(null);
        assert!(refusal(&message).starts_with(&format!("trades: {key}: ")));
    }
    for key in ["seconds_since_last_event", "backoff_until", "topics"] {
        let mut message = heartbeat();
        message["gateways"] = json!([gateway()]);
        message["gateways"][0][key] = json!(null);
        assert!(refusal(&message).starts_with(&format!("gateways: {key}: ")));
    }
}

fn gap(seq: u64) -> Value {
    json!({
        "v": 1, "type": "gap", "epoch": 1, "seq": seq, "ts_recv": 1, "ts_pub": 2,
        "category": "linear", "symbol": "BTCUSDT", "cause": "stale",
    })
}

#[test]
fn a_binary_is_no_text() {
    let texts = ["delta", "linear", "BTCUSDT", "symbol"];
    for text in texts {
        let frame = pack(&delta(1));
        let fixed = [&[0xa0 | text.len() as u8], text.as_bytes()].concat();
        let binary = [&[0xc4, text.len() as u8], text.as_bytes()].concat();
        assert!(decode("topic", &replaced(&frame, &fixed, &binary)).is_err());
    }
    let frame = pack(&trades(1));
    let frame = replaced(&frame, b"\xa3buy", b"\xc4\x03buy");
    assert!(decode("topic", &frame).is_err());
}

#[test]
fn a_float_32_is_no_number() {
    let long = [&[0xcb][..], &99.5f64.to_be_bytes()].concat();
    let short = [&[0xca][..], &99.5f32.to_be_bytes()].concat();
    let frame = replaced(&pack(&delta(1)), &long, &short);
    let reason = decode("topic", &frame).unwrap_err().to_string();
    assert!(reason.starts_with("bids: "), "{reason}");
    let mut message = heartbeat();
    message["gateways"] = json!([gateway()]);
    message["gateways"][0]["seconds_since_last_event"] = json!(99.5);
    assert!(is_taken(&message));
    assert!(decode("topic", &replaced(&pack(&message), &long, &short)).is_err());
    message["gateways"][0]["seconds_since_last_event"] = json!(99);
    assert!(refusal(&message).starts_with("gateways: seconds_since_last_event: "));
}

#[test]
fn a_text_that_is_not_utf_8_is_passed_over_under_an_unknown_key() {
    let mut message = delta(1);
    message["tomorrow"] = json!(["QQQQ", {"QQQQ": 1}]);
    let frame = replaced(&pack(&message), b"QQQQ", b"\xff\xfe\xff\xfe");
    assert!(decode("topic", &frame).unwrap().is_some());
}

/// The bytes with each `what` replaced.
fn replaced(bytes: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    let mut changed = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(what.len()).position(|it| it == what) {
        changed.extend([&rest[..at], by].concat());
        rest = &rest[at + what.len()..];
    }
    assert!(!changed.is_empty(), "nothing to replace");
    changed.extend(rest);
    changed
}

#[test]
fn numbers_are_finite_doubles_or_decimal_texts_and_sizes_not_negative() {
    let wrong = [
        json!([1, 1.0]),
        json!(["1e5", "1"]),
        json!(["", "1"]),
        json!([1.0, -1.0]),
        json!(["1", "-0.1"]),
        json!([1.0]),
        json!([1.0, 1.0, 1.0]),
        json!({"1": 1.0}),
        json!(1.0),
        json!([null, 1.0]),
    ];
    for level in wrong {
        let mut message = delta(1);
        message["bids"] = json!([[1.0, 1.0], level]);
        assert!(refusal(&message).starts_with("bids: "), "{level}");
    }
    let mut message = trades(1);
    message["trades"][0]["size"] = json!(-1.0);
    assert_eq!(refusal(&message), "trades: size: -1 is negative");
    for not_finite in [f64::NAN, f64::INFINITY] {
        let mut frame = pack(&delta(1));
        let at = find(&frame, &99.5f64.to_be_bytes());
        frame[at..at + 8].copy_from_slice(&not_finite.to_be_bytes());
        assert!(decode("topic", &frame).is_err());
    }
}

fn find(bytes: &[u8], what: &[u8]) -> usize {
    bytes
        .windows(what.len())
        .position(|window| window == what)
        .unwrap()
}

#[test]
fn integers_are_below_2_to_the_63() {
    let keys = [
        "epoch",
        "seq",
        "u",
        "xseq",
        "ts_recv",
        "ts_pub",
        "ts_exchange",
        "ts_event",
    ];
    for key in keys {
        for too_large in [1u64 << 63, u64::MAX] {
            let mut message = delta(1);
            message[key] = json!(too_large);
            let reason = refusal(&message);
            assert!(reason.starts_with(&format!("{key}: ")), "{reason}");
            assert!(reason.contains("2^63"), "{reason}");
        }
        let mut message = delta(1);
        message[key] = json!((1u64 << 63) - 1);
        assert!(is_taken(&message));
    }
    let mut message = trades(1);
    message["trades"][0]["ts_event"] = json!(1u64 << 63);
    assert!(refusal(&message).starts_with("trades: ts_event: "));
    assert!(refusal(&with_topics(json!({"live": 1u64 << 63}))).contains("2^63"));
    let told = status("topic", 1 << 63);
    assert!(refusal(&told).contains("topics: topic: seq: "));
}

#[test]
fn a_trade_that_is_not_one_is_refused() {
    let mut message = trades(1);
    for side in [json!("neither"), json!(0), json!({"buy": null})] {
        message["trades"][0]["side"] = side;
        assert!(refusal(&message).starts_with("trades: side: "));
    }
    message["trades"] = json!([["t1", 4, "buy", 100.0, 1.0]]);
    assert!(refusal(&message).starts_with("trades: "));
    message["trades"] = json!([]);
    assert_eq!(refusal(&message), "trades: none");
}

fn with_topics(topics: Value) -> Value {
    let mut message = heartbeat();
    message["gateways"] = json!([gateway(), gateway()]);
    message["gateways"][0]["topics"] = topics;
    message
}

#[test]
fn topics_of_a_gateway_are_counted_in_any_state() {
    let frame = pack(&with_topics(json!({"live": 2, "of_tomorrow": 1})));
    let Ok(Some(Message::Heartbeat(heartbeat))) = decode("topic", &frame) else {
        panic!("not a heartbeat");
    };
    let told = heartbeat.gateways.into_iter().map(|it| it.topics);
    let counts = BTreeMap::from([("live".to_owned(), 2), ("of_tomorrow".to_owned(), 1)]);
    assert_eq!(told.collect::<Vec<_>>(), [Some(counts), None]);
}

#[test]
fn topics_of_a_gateway_that_are_no_counts_are_refused() {
    for topics in [
        json!([]),
        json!([["live", 1]]),
        json!("live"),
        json!({"live": -1}),
        json!({"live": 1.0}),
        json!({"live": null}),
        json!({"of_tomorrow": "1"}),
    ] {
        let reason = refusal(&with_topics(topics));
        assert!(reason.starts_with("gateways: topics: "), "{reason}");
    }
    let mut frame = pack(&with_topics(json!({"?": 1})));
    let at = find(&frame, b"\xa1?");
    frame.splice(at..at + 2, [0x05]);
    let reason = decode("topic", &frame).unwrap_err().to_string();
    assert!(reason.starts_with("gateways: topics: "), "{reason}");
}

#[test]
fn a_frame_is_one_map_with_text_keys() {
    let map = pack(&delta(1));
    let followed = [map.as_slice(), &[0xc0]].concat();
    let followed_by_a_part = [map.as_slice(), &[0xa5, b'x']].concat();
    let followed_by_an_array = [map.as_slice(), &[0x92, 0x01]].concat();
    let array = pack(&json!([1, "delta", 1, 1]));
    let by_number = [0x82, 0x00, 0x01, 0x01, 0xa1, b'x'];
    let binary = [0xc4, 0x02, 0x01, 0x01];
    let nested = [0x91; 10_000];
    let long_array = [0x82, 0xa1, b'v', 0xdd, 0xff, 0xff, 0xff, 0xff, 0x01];
    let long_text = [0x82, 0xa1, b'v', 0xdb, 0xff, 0xff, 0xff, 0xff, 0x01];
    let not_utf_8 = [0x81, 0xa1, 0xff, 0x01];
    let frames: [&[u8]; 12] = [
        b"",
        &[0xc1],
        &followed,
        &followed_by_a_part,
        &followed_by_an_array,
        &array,
        &by_number,
        &binary,
        &nested,
        &long_array,
        &long_text,
        &not_utf_8,
    ];
    for frame in frames {
        assert!(
            decode("topic", frame).is_err(),
            "{:?}",
            &frame[..frame.len().min(9)]
        );
    }
    let too_long = vec![0; 8 * 1024 * 1024 + 1];
    assert_eq!(
        decode("topic", &too_long).unwrap_err().to_string(),
        "a frame of 8388609 bytes"
    );
}

#[test]
fn other_versions_and_types_are_skipped_whatever_else_they_have() {
    assert_eq!(
        decode(
            "topic",
            &pack(&json!({"v": 2, "type": "delta", "seq": "x"}))
        ),
        Ok(None)
    );
    for tomorrows in [json!({"v": 2}), json!({"v": 0, "type": 7})] {
        assert_eq!(decode("topic", &pack(&tomorrows)), Ok(None));
    }
    assert_eq!(
        decode(
            "topic",
            &pack(&json!({"v": 1, "type": "kline", "seq": "x"}))
        ),
        Ok(None)
    );
}

#[test]
fn an_events_fields_of_unknown_types_are_left_out() {
    let event = json!({
        "v": 1, "type": "event", "epoch": 1, "seq": 1, "ts_recv": 1, "ts_pub": 1, "event": "e",
        "level": "info", "code": -1, "list": [1, {"a": 2}], "map": {"a": [1]}, "nil": null,
        "huge": u64::MAX,
    });
    let mut frame = pack(&event);
    //  Two more keys, with an extension and a float of 32 bits.
    frame[0] += 2;
    frame.splice(1..1, [0xa3, b'e', b'x', b't', 0xd4, 0x01, 0x02]);
    frame.splice(1..1, [0xa1, b'f', 0xca, 0x3f, 0x80, 0x00, 0x00]);
    let Ok(Some(Message::Event(event))) = decode("topic", &frame) else {
        panic!("not an event");
    };
    let fields = event.fields.into_iter().collect::<Vec<_>>();
    assert_eq!(fields, [("code".to_owned(), tickgate::Value::Integer(-1))]);
}

#[test]
fn no_part_of_a_frame_is_a_frame() {
    for path in files(&vectors(), "msgpack") {
        let frame = fs::read(&path).unwrap();
        for size in 0..frame.len() {
            assert!(decode("topic", &frame[..size]).is_err(), "{path:?} {size}");
        }
    }
}

#[test]
fn no_changed_byte_makes_a_reader_panic() {
    let mut taken = 0;
    for path in files(&vectors(), "msgpack") {
        let frame = fs::read(&path).unwrap();
        for at in 0..frame.len() {
            for bits in [0x01, 0x10, 0x7f, 0x80, 0xff] {
                let mut changed = frame.clone();
                changed[at] ^= bits;
                taken += read(&changed) + read(&[&frame[..at], &changed[at + 1..]].concat());
            }
        }
    }
    assert!(taken > 1000, "{taken}");
}

/// How many messages two readers made of it.
fn read(frame: &[u8]) -> usize {
    let Ok(Some(message)) = decode("topic", frame) else {
        return 0;
    };
    for topic in [support::BOOK, support::TRADES] {
        let mut reader = Reader::new(topic, Some(0)).unwrap();
        for now_ms in [0, 6000] {
            let items = reader.tick(now_ms).items;
            assert!(items
                .iter()
                .all(|item| matches!(item, Item::Silence(_) | Item::Hole(_))));
            let _ = reader.take(message.clone(), now_ms);
        }
    }
    1
}
