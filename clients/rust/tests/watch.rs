//! The program that watches prints what the cross test of all clients reads.

#[path = "support/rig.rs"]
mod rig;
mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use rig::{Gateway, Program};
use serde_json::{json, Value};
use support::{BOOK, TRADES};

fn script() -> Command {
    Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("watch"))
}

/// Watch one book and its trades.
fn watch(gateway: &Gateway, seconds: &str) -> Program {
    let mut command = script();
    command.args([
        "--data",
        &gateway.data(),
        "--heartbeat",
        &gateway.heartbeat(),
    ]);
    command.args(["--seconds", seconds, BOOK, TRADES]);
    Program::start(command.stdout(Stdio::piped()))
}

fn lines(program: &mut Program) -> impl Iterator<Item = Value> {
    let lines = program.lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap())
}

fn of_kind<'a>(lines: &'a [Value], kinds: &[&str]) -> Vec<&'a Value> {
    let is_wanted = |line: &&Value| kinds.contains(&line["kind"].as_str().unwrap());
    lines.iter().filter(is_wanted).collect()
}

fn assert_contiguous(trades: &[&Value]) {
    let seqs = trades.iter().map(|line| line["seq"].as_u64().unwrap());
    let seqs = seqs.collect::<Vec<_>>();
    assert!(
        !seqs.is_empty() && seqs.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{seqs:?}"
    );
}

#[test]
fn books_come_ten_times_a_second_and_trades_as_they_happen() {
    let gateway = Gateway::start(&[]);
    let mut program = watch(&gateway, "4");
    let lines = lines(&mut program).collect::<Vec<_>>();
    assert!(program.0.wait().unwrap().success());
    assert_eq!(lines.first(), Some(&json!({"kind": "ready"})));
    assert_eq!(lines.last(), Some(&json!({"kind": "end"})));
    let books = of_kind(&lines, &["book"]);
    assert!((30..=41).contains(&books.len()), "{}", books.len());
    let last = books.last().unwrap();
    assert!(last["topic"] == BOOK && last["state"] == "valid" && last["u"].as_u64() > Some(0));
    assert!(last["epoch"].as_u64() > Some(0) && last["seq"].as_u64() > Some(0));
    for side in ["bids", "asks"] {
        assert_eq!(last[side].as_array().unwrap().len(), 50);
    }
    assert!(last["bids"][0][0].as_f64() < last["asks"][0][0].as_f64());
    let trades = of_kind(&lines, &["trades"]);
    assert_contiguous(&trades);
    assert!(trades[0]["topic"] == TRADES && trades[0]["ids"][0].is_string());
    assert!(of_kind(&lines, &["hole", "silence", "error"]).is_empty());
}

#[test]
fn a_watch_that_stood_still_tells_nothing_that_did_not_happen() {
    let gateway = Gateway::start(&[]);
    let mut program = watch(&gateway, "6");
    let mut lines = lines(&mut program);
    lines.find(|line| line["state"] == "valid").unwrap();
    program.signal("STOP");
    thread::sleep(Duration::from_millis(3500));
    program.signal("CONT");
    let after = lines.collect::<Vec<_>>();
    assert!(of_kind(&after, &["hole", "silence", "error"]).is_empty());
    assert_contiguous(&of_kind(&after, &["trades"]));
}

#[test]
fn a_killed_gateway_is_told() {
    let gateway = Gateway::start(&[]);
    let mut client = gateway.client(&[]);
    let _ = client.receive_timeout(Duration::from_secs(2)).unwrap();
    let mut program = watch(&gateway, "60");
    let mut lines = lines(&mut program);
    lines.find(|line| line["state"] == "valid").unwrap();
    rig::signal("KILL", client.heartbeat().unwrap().gateways[0].pid);
    let restart = lines
        .find(|line| line["kind"] == "restart" && line["topic"] == BOOK)
        .unwrap();
    let is_back = |line: &Value| line["state"] == "valid" && line["epoch"] == restart["epoch"];
    lines.find(is_back).unwrap();
    program.signal("TERM");
    assert_eq!(lines.last(), Some(json!({"kind": "end"})));
}

#[test]
fn it_ends_when_asked() {
    let gateway = Gateway::start(&[]);
    let mut program = watch(&gateway, "60");
    let mut lines = lines(&mut program);
    assert_eq!(lines.next(), Some(json!({"kind": "ready"})));
    program.signal("TERM");
    assert_eq!(lines.last(), Some(json!({"kind": "end"})));
    assert!(program.0.wait().unwrap().success());
}

#[test]
fn wrong_usage_is_told() {
    for arguments in [
        &["--data"][..],
        &["--data", "tcp://127.0.0.1:1"],
        &["--x", "1"],
        &[BOOK],
        &["--data", "tcp://127.0.0.1:1", "--key", "absent", BOOK],
    ] {
        let output = script().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(64), "{arguments:?}");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(
            told.starts_with("watch: ") && told.contains("\nusage: watch --data"),
            "{told}"
        );
    }
}
