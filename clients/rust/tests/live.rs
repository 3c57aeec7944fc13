//! A client of a real gateway on a simulated exchange.

#[path = "support/rig.rs"]
mod rig;
mod support;

use std::collections::HashMap;
use std::thread;
use std::time::{Duration, Instant};

use rig::{receive_until, signal, Gateway};
use serde_json::Value;
use support::{BOOK, TRADES};
use tickgate::{Book, Client, Decimal, Item, Level, Number};

fn is_valid(client: &Client) -> bool {
    client.book(BOOK).is_some_and(Book::is_valid)
}

fn wait_for_book(client: &mut Client) -> Vec<Item> {
    receive_until(client, "a valid book", |client, _| is_valid(client))
}

fn is_loss(item: &Item) -> bool {
    use Item::{Broken, Gap, Hole, Restart, Silence};
    matches!(item, Gap(_) | Hole(_) | Restart(_) | Silence(_) | Broken(_))
}

/// The exchange's levels as texts, as decimals.
fn decimals(levels: &Value) -> Vec<[Decimal; 2]> {
    let decimal = |text: &Value| text.as_str().unwrap().parse().unwrap();
    let pairs = levels.as_array().unwrap().iter();
    pairs
        .map(|pair| [decimal(&pair[0]), decimal(&pair[1])])
        .collect()
}

fn is_same(level: &Level, exchange: &[Decimal; 2]) -> bool {
    [level.price, level.size]
        .iter()
        .zip(exchange)
        .all(|(ours, theirs)| match ours {
            Number::Float(value) => *value == theirs.to_f64(),
            Number::Decimal(decimal) => {
                decimal == theirs && decimal.to_string() == theirs.to_string()
            }
        })
}

/// Our book at the update id of the exchange's is the exchange's, level by level.
fn assert_the_exchanges_book(client: &mut Client, gateway: &Gateway) {
    let mut books = HashMap::new();
    let mut exchange = Value::Null;
    let began = Instant::now();
    receive_until(client, "the exchange's update id", |client, item| {
        let book = client.book(BOOK).unwrap();
        if let (Item::Snapshot(_) | Item::Delta(_), Some(state)) = (item, book.state()) {
            books.insert(state.u, (book.bids().to_vec(), book.asks().to_vec()));
        }
        if exchange.is_null() && began.elapsed() > Duration::from_millis(100) {
            exchange = gateway.exchange_book();
        }
        exchange["u"]
            .as_u64()
            .is_some_and(|u| books.contains_key(&u))
    });
    let (bids, asks) = &books[&exchange["u"].as_u64().unwrap()];
    for (ours, theirs) in [(bids, &exchange["b"]), (asks, &exchange["a"])] {
        let theirs = decimals(theirs);
        assert_eq!((ours.len(), theirs.len()), (50, 50));
        assert!(ours
            .iter()
            .zip(&theirs)
            .all(|(ours, theirs)| is_same(ours, theirs)));
    }
}

#[test]
fn the_book_is_the_exchanges_and_every_trade_comes_once() {
    let gateway = Gateway::start(&[]);
    let mut client = gateway.client(&["bybit.linear."]);
    wait_for_book(&mut client);
    for _ in 0..5 {
        assert_the_exchanges_book(&mut client, &gateway);
    }
    let mut seqs = Vec::new();
    let items = receive_until(&mut client, "ten messages of trades", |_, item| {
        if let Item::Trades(it) = item {
            if &*it.topic == TRADES {
                seqs.push(it.seq);
            }
        }
        seqs.len() == 10
    });
    assert!(
        seqs.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{seqs:?}"
    );
    assert!(!items.iter().any(is_loss));
    assert!(client.books().count() == 2 && client.books().all(Book::is_valid));
    assert!(client.heartbeat().unwrap().simulated);
}

#[test]
fn decimals_are_the_exchanges_text() {
    let gateway = Gateway::start(&["--numbers", "string"]);
    let mut client = gateway.client(&[BOOK]);
    wait_for_book(&mut client);
    let best = client.book(BOOK).unwrap().best_bid().unwrap();
    assert!(matches!(best.price, Number::Decimal(_)), "{best:?}");
    for _ in 0..5 {
        assert_the_exchanges_book(&mut client, &gateway);
    }
}

#[test]
fn a_killed_gateway_is_told_and_the_book_comes_back() {
    let gateway = Gateway::start(&[]);
    let mut client = gateway.client(&[BOOK, TRADES]);
    wait_for_book(&mut client);
    receive_until(&mut client, "a heartbeat and trades", |client, item| {
        client.heartbeat().is_some() && matches!(item, Item::Trades(_))
    });
    let before = client.book(BOOK).unwrap().state().unwrap().epoch;
    signal("KILL", client.heartbeat().unwrap().gateways[0].pid);
    let mut restarted = Vec::new();
    receive_until(&mut client, "both topics to restart", |_, item| {
        if let Item::Restart(restart) = item {
            assert!(restart.epoch > before);
            restarted.push(restart.topic.to_string());
        }
        restarted.len() == 2
    });
    restarted.sort();
    assert_eq!(restarted, [BOOK, TRADES]);
    wait_for_book(&mut client);
    assert_the_exchanges_book(&mut client, &gateway);
}

#[test]
fn a_gap_of_the_exchange_is_told_and_the_book_comes_back() {
    let gateway = Gateway::start(&[]);
    let mut client = gateway.client(&[BOOK]);
    wait_for_book(&mut client);
    gateway.fault("jump&arg=BTCUSDT");
    let items = receive_until(&mut client, "a gap", |client, item| {
        matches!(item, Item::Gap(_)) && !is_valid(client)
    });
    let Some(Item::Gap(gap)) = items.last() else {
        unreachable!()
    };
    assert_eq!((&*gap.topic, gap.cause.as_str()), (BOOK, "update_id"));
    wait_for_book(&mut client);
    assert_the_exchanges_book(&mut client, &gateway);
}

#[test]
fn a_stopped_daemon_is_told_as_silence_and_books_wait() {
    let gateway = Gateway::start(&[]);
    let mut client = gateway.client(&[BOOK, TRADES]);
    wait_for_book(&mut client);
    gateway.daemon.signal("STOP");
    let mut silent = Vec::new();
    receive_until(&mut client, "silence", |_, item| {
        if let Item::Silence(silence) = item {
            silent.push(silence.topic.to_string());
        }
        silent.len() == 2
    });
    silent.sort();
    assert_eq!(silent, [BOOK, TRADES]);
    assert!(!is_valid(&client) && client.book(BOOK).unwrap().bids().is_empty());
    gateway.daemon.signal("CONT");
    wait_for_book(&mut client);
    assert_the_exchanges_book(&mut client, &gateway);
}

#[test]
fn a_caller_that_was_busy_is_told_nothing_false() {
    let gateway = Gateway::start(&[]);
    let mut client = gateway.client(&[BOOK]);
    wait_for_book(&mut client);
    thread::sleep(Duration::from_millis(3500));
    let mut taken = 0;
    let items = receive_until(&mut client, "what waited", |_, _| {
        taken += 1;
        taken == 300
    });
    assert!(!items.iter().any(is_loss) && is_valid(&client));
}

#[test]
fn a_full_socket_shows_as_a_hole_and_the_book_comes_back() {
    let gateway = Gateway::start(&["--sndhwm", "10"]);
    let mut client = Client::builder(gateway.data())
        .heartbeat(gateway.heartbeat())
        .receive_hwm(10)
        .connect()
        .unwrap();
    client.subscribe(BOOK).unwrap();
    wait_for_book(&mut client);
    gateway.fault("flood&arg=20000");
    thread::sleep(Duration::from_millis(3500));
    let items = receive_until(&mut client, "a hole", |_, item| {
        matches!(item, Item::Hole(_))
    });
    let Some(Item::Hole(hole)) = items.last() else {
        unreachable!()
    };
    assert!(&*hole.topic == BOOK && hole.first <= hole.last);
    wait_for_book(&mut client);
    assert_the_exchanges_book(&mut client, &gateway);
}
