//! Prints what some topics tell, as JSON lines: books ten times a second, trades and losses as they
//! happen.

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{json, Value};
use signal_hook::consts::{SIGINT, SIGTERM};
use tickgate::{Book, Client, CurveKeys, Item, Level, Number, RECEIVE_HWM};

const BOOK_PERIOD: Duration = Duration::from_millis(100);
const EXIT_USAGE: i32 = 64;
const USAGE: &str = "usage: watch --data ENDPOINT [--heartbeat ENDPOINT] \
    [--server-key FILE --key FILE] [--seconds N] [--rcvhwm N] TOPIC...";

struct Options {
    data: String,
    heartbeat: Option<String>,
    keys: Option<CurveKeys>,
    run_for: Duration,
    receive_hwm: i32,
    topics: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = options(env::args().skip(1)).unwrap_or_else(|error| {
        eprintln!("watch: {error}\n{USAGE}");
        exit(EXIT_USAGE);
    });
    let is_asked_to_stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGINT] {
        signal_hook::flag::register(signal, is_asked_to_stop.clone())?;
    }
    let mut client = connect(&options)?;
    show(&json!({"kind": "ready"}))?;
    watch(&mut client, options.run_for, &is_asked_to_stop)?;
    show(&json!({"kind": "end"}))?;
    Ok(())
}

fn options(mut words: impl Iterator<Item = String>) -> Result<Options, Box<dyn Error>> {
    let (mut data, mut server_key, mut key) = (None, None, None);
    let mut options = Options {
        data: String::new(),
        heartbeat: None,
        keys: None,
        run_for: Duration::MAX,
        receive_hwm: RECEIVE_HWM,
        topics: Vec::new(),
    };
    while let Some(word) = words.next() {
        if !word.starts_with("--") {
            options.topics.push(word);
            continue;
        }
        let value = words
            .next()
            .ok_or_else(|| format!("{word} wants a value"))?;
        match word.as_str() {
            "--data" => data = Some(value),
            "--heartbeat" => options.heartbeat = Some(value),
            "--server-key" => server_key = Some(value),
            "--key" => key = Some(value),
            "--seconds" => options.run_for = Duration::try_from_secs_f64(value.parse()?)?,
            "--rcvhwm" => options.receive_hwm = value.parse()?,
            _ => return Err(format!("{word} is unknown").into()),
        }
    }
    if options.topics.is_empty() {
        return Err("no topic".into());
    }
    options.keys = match (server_key, key) {
        (Some(server_key), Some(key)) => Some(CurveKeys::load(server_key, key)?),
        (None, None) => None,
        _ => return Err("--server-key and --key go together".into()),
    };
    options.data = data.ok_or("--data is missing")?;
    Ok(options)
}

fn connect(options: &Options) -> tickgate::Result<Client> {
    let mut builder = Client::builder(&options.data).receive_hwm(options.receive_hwm);
    if let Some(endpoint) = &options.heartbeat {
        builder = builder.heartbeat(endpoint);
    }
    if let Some(keys) = &options.keys {
        builder = builder.curve(keys.clone());
    }
    let mut client = builder.connect()?;
    for topic in &options.topics {
        client.subscribe(topic)?;
    }
    Ok(client)
}

fn watch(
    client: &mut Client,
    run_for: Duration,
    is_asked_to_stop: &AtomicBool,
) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    let mut show_books_at = began;
    while began.elapsed() < run_for && !is_asked_to_stop.load(Ordering::Relaxed) {
        let timeout = show_books_at.saturating_duration_since(Instant::now());
        if let Some(line) = client.receive_timeout(timeout)?.as_ref().and_then(of_item) {
            show(&line)?;
        }
        if Instant::now() >= show_books_at {
            show_books_at = Instant::now().max(show_books_at + BOOK_PERIOD);
            for book in client.books() {
                show(&of_book(book))?;
            }
        }
    }
    Ok(())
}

fn show(line: &Value) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}

fn of_item(item: &Item) -> Option<Value> {
    Some(match item {
        Item::Trades(it) => json!({
            "kind": "trades", "topic": *it.topic, "epoch": it.epoch, "seq": it.seq,
            "ids": it.trades.iter().map(|trade| &trade.id).collect::<Vec<_>>(),
        }),
        Item::Hole(it) => json!({
            "kind": "hole", "topic": *it.topic, "epoch": it.epoch, "from": it.first, "to": it.last,
        }),
        Item::Gap(it) => json!({
            "kind": "gap", "topic": *it.topic, "epoch": it.epoch, "cause": it.cause,
        }),
        Item::Restart(it) => json!({"kind": "restart", "topic": *it.topic, "epoch": it.epoch}),
        Item::Silence(it) => json!({"kind": "silence", "topic": *it.topic}),
        Item::Broken(it) => json!({
            "kind": "error", "what": format!("{}: {}", it.topic, it.error),
        }),
        Item::Snapshot(_) | Item::Delta(_) => return None,
        Item::Status(_) | Item::Heartbeat(_) | Item::Event(_) => return None,
    })
}

fn of_book(book: &Book) -> Value {
    match book.state() {
        None => json!({"kind": "book", "topic": book.topic(), "state": "waiting"}),
        Some(state) => json!({
            "kind": "book", "topic": book.topic(), "state": "valid",
            "epoch": state.epoch, "seq": state.seq, "u": state.u,
            "bids": book.bids().iter().map(of_level).collect::<Vec<_>>(),
            "asks": book.asks().iter().map(of_level).collect::<Vec<_>>(),
        }),
    }
}

fn of_level(level: &Level) -> [Value; 2] {
    [of_number(level.price), of_number(level.size)]
}

/// A decimal is printed as text, so that no digit is lost.
fn of_number(number: Number) -> Value {
    match number {
        Number::Float(value) => json!(value),
        Number::Decimal(decimal) => json!(decimal.to_string()),
    }
}
