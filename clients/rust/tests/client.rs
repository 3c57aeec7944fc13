//! A client of a gateway that the test plays itself.

#[path = "support/rig.rs"]
mod rig;
mod support;

use std::fs;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{json, Value};
use support::{delta, heartbeat, pack, snapshot, trades, BOOK, TRADES};
use tickgate::{Client, CurveKeys, Error, Item, HEARTBEAT_TOPIC, STATUS_TOPIC};

const PATIENCE: Duration = Duration::from_secs(10);

/// A publishing socket that hears of subscriptions.
struct Publisher {
    socket: zmq::Socket,
}

impl Publisher {
    fn new() -> Publisher {
        Publisher::with(|_| {})
    }

    fn with(configure: impl Fn(&zmq::Socket)) -> Publisher {
        let socket = zmq::Context::new().socket(zmq::XPUB).unwrap();
        configure(&socket);
        socket.set_linger(0).unwrap();
        socket.set_rcvtimeo(PATIENCE.as_millis() as i32).unwrap();
        socket.bind("tcp://127.0.0.1:*").unwrap();
        Publisher { socket }
    }

    fn endpoint(&self) -> String {
        self.socket.get_last_endpoint().unwrap().unwrap()
    }

    /// The next subscription, or what is taken back: `+topic` or `-topic`.
    fn heard(&self) -> String {
        let heard = self.socket.recv_bytes(0).expect("a subscription");
        let sign = if heard[0] == 1 { '+' } else { '-' };
        format!("{sign}{}", String::from_utf8_lossy(&heard[1..]))
    }

    fn send(&self, topic: &str, message: &Value) {
        self.send_frames(&[topic.as_bytes(), &pack(message)]);
    }

    fn send_frames(&self, frames: &[&[u8]]) {
        self.socket.send_multipart(frames, 0).unwrap();
    }
}

fn connected(publisher: &Publisher, prefix: &str) -> Client {
    let mut client = Client::builder(publisher.endpoint()).connect().unwrap();
    client.subscribe(prefix).unwrap();
    assert_eq!(publisher.heard(), format!("+{STATUS_TOPIC}"));
    assert_eq!(publisher.heard(), format!("+{prefix}"));
    client
}

fn next(client: &mut Client) -> Item {
    let item = client.receive_timeout(PATIENCE).unwrap();
    item.expect("an item")
}

#[test]
fn a_hole_asks_for_a_snapshot_without_leaving_the_topic() {
    let publisher = Publisher::new();
    let mut client = connected(&publisher, BOOK);
    publisher.send(BOOK, &snapshot(1));
    publisher.send(BOOK, &delta(3));
    assert!(matches!(next(&mut client), Item::Snapshot(_)));
    assert!(matches!(next(&mut client), Item::Hole(_)));
    let asking = BOOK.strip_suffix('.').unwrap();
    assert_eq!(publisher.heard(), format!("+{asking}"));
    assert_eq!(publisher.heard(), format!("-{asking}"));
    assert!(!client.book(BOOK).unwrap().is_valid());
    publisher.send(BOOK, &snapshot(3));
    assert!(matches!(next(&mut client), Item::Snapshot(_)));
    assert_eq!(client.book(BOOK).unwrap().state().unwrap().seq, 3);
}

#[test]
fn a_hole_under_a_prefix_subscribes_the_topic_beside_it() {
    let publisher = Publisher::new();
    let mut client = connected(&publisher, "bybit.linear.");
    publisher.send(BOOK, &snapshot(1));
    publisher.send(BOOK, &delta(3));
    assert!(matches!(next(&mut client), Item::Snapshot(_)));
    assert!(matches!(next(&mut client), Item::Hole(_)));
    assert_eq!(publisher.heard(), format!("+{BOOK}"));
    assert_eq!(publisher.heard(), format!("-{BOOK}"));
    publisher.send(BOOK, &snapshot(3));
    assert!(matches!(next(&mut client), Item::Snapshot(_)));
}

#[test]
fn a_broken_message_is_told_and_counted_and_the_stream_goes_on() {
    let publisher = Publisher::new();
    let mut client = connected(&publisher, "");
    publisher.send(TRADES, &trades(1));
    publisher.send(TRADES, &json!({"v": 1, "type": "trades"}));
    publisher.send_frames(&[TRADES.as_bytes(), b"\xc1"]);
    publisher.send_frames(&[TRADES.as_bytes()]);
    publisher.send_frames(&[b"", b""]);
    publisher.send_frames(&[b"\xff\xfe", &pack(&trades(2))]);
    publisher.send_frames(&[TRADES.as_bytes(), &pack(&trades(2)), b"one more"]);
    assert!(matches!(next(&mut client), Item::Trades(_)));
    for count in 1..=3 {
        assert!(matches!(next(&mut client), Item::Broken(_)));
        assert_eq!(client.broken(), count);
    }
    let Item::Trades(second) = next(&mut client) else {
        panic!("not the second trades");
    };
    assert_eq!((second.seq, client.broken()), (2, 3));
}

#[test]
fn what_was_unsubscribed_does_not_come() {
    let publisher = Publisher::new();
    let mut client = connected(&publisher, BOOK);
    client.subscribe(TRADES).unwrap();
    client.unsubscribe(BOOK).unwrap();
    client.unsubscribe("never subscribed").unwrap();
    assert_eq!(publisher.heard(), format!("+{TRADES}"));
    assert_eq!(publisher.heard(), format!("-{BOOK}"));
    publisher.send(BOOK, &snapshot(1));
    publisher.send(TRADES, &trades(1));
    assert!(matches!(next(&mut client), Item::Trades(_)));
    assert!(client.book(BOOK).is_none());
}

#[test]
fn several_data_endpoints_are_one_stream() {
    let publishers = [Publisher::new(), Publisher::new()];
    let [one, two] = &publishers;
    let builder = Client::builder(one.endpoint()).data(two.endpoint());
    let mut client = builder.connect().unwrap();
    client.subscribe("bybit.").unwrap();
    for publisher in &publishers {
        publisher.heard();
        publisher.heard();
    }
    one.send(BOOK, &snapshot(1));
    assert!(matches!(next(&mut client), Item::Snapshot(_)));
    two.send(TRADES, &trades(1));
    assert!(matches!(next(&mut client), Item::Trades(_)));
}

#[test]
fn a_client_may_move_and_waits_no_longer_than_it_was_told() {
    let publisher = Publisher::new();
    let mut client = connected(&publisher, BOOK);
    let waited = thread::spawn(move || {
        let began = Instant::now();
        let nothing = client.receive_timeout(Duration::from_millis(150)).unwrap();
        assert_eq!(nothing, None);
        began.elapsed()
    });
    let waited = waited.join().unwrap().as_millis();
    assert!((150..1000).contains(&waited), "{waited} ms");
}

#[test]
fn what_cannot_work_is_an_error() {
    let endpoint = "tcp://127.0.0.1:1";
    let error = Client::connect("nowhere", endpoint).unwrap_err();
    assert_eq!(error, Error::Socket(zmq::Error::EINVAL));
    let error = Client::builder(endpoint)
        .receive_hwm(-1)
        .connect()
        .unwrap_err();
    assert_eq!(error, Error::Socket(zmq::Error::EINVAL));
    let keys = CurveKeys {
        server_public: "short".into(),
        public: "short".into(),
        secret: "short".into(),
    };
    let error = Client::builder(endpoint).curve(keys).connect().unwrap_err();
    assert_eq!(error, Error::Socket(zmq::Error::EINVAL));
    let mut client = Client::connect(endpoint, endpoint).unwrap();
    client.subscribe(&"x".repeat(1023)).unwrap();
    let error = client.subscribe(&"x".repeat(1024)).unwrap_err();
    assert_eq!(error, Error::PrefixTooLong(1024));
    assert_eq!(
        error.to_string(),
        "a subscription of 1024 bytes, more than 1023"
    );
}

#[test]
fn keys_are_found_in_files_of_keygen_and_what_lacks_one_is_named() {
    let folder = rig::keys();
    let path = |name| folder.0.join(name);
    let keys = CurveKeys::load(path("allowed/reader.pub"), path("reader")).unwrap();
    assert_eq!(keys.server_public, keys.public);
    let text = fs::read_to_string(path("reader")).unwrap();
    assert!(text.contains(&keys.secret) && keys.secret != keys.public);

    let short = &keys.secret[1..];
    fs::copy(path("reader"), path("short")).unwrap(); // With its mode
    fs::write(path("short"), text.replace(&keys.secret, short)).unwrap();
    let error = CurveKeys::load(path("server.pub"), path("short")).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    let told = error.to_string();
    assert!(told.ends_with("/short: no secret-key of 40 characters of Z85"));
    assert!(!told.contains(short));
    let error = CurveKeys::load(path("absent"), path("reader")).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(error.to_string().contains("/absent: "));
}

#[test]
fn keys_open_an_encrypted_gateway_and_wrong_ones_do_not() {
    let server = zmq::CurveKeyPair::new().unwrap();
    let own = zmq::CurveKeyPair::new().unwrap();
    let text = |key: &[u8]| zmq::z85_encode(key).unwrap();
    let publisher = Publisher::with(|socket| {
        socket.set_curve_server(true).unwrap();
        socket.set_curve_secretkey(&server.secret_key).unwrap();
    });
    let client_with = |server_public: &[u8]| {
        let keys = CurveKeys {
            server_public: text(server_public),
            public: text(&own.public_key),
            secret: text(&own.secret_key),
        };
        assert!(!format!("{keys:?}").contains(&keys.secret));
        let builder = Client::builder(publisher.endpoint()).heartbeat(publisher.endpoint());
        let mut client = builder.curve(keys).connect().unwrap();
        client.subscribe(HEARTBEAT_TOPIC).unwrap();
        client
    };
    let mut stranger = client_with(&own.public_key);
    let mut client = client_with(&server.public_key);
    publisher.heard();
    publisher.heard();
    for _ in 0..10 {
        publisher.send(HEARTBEAT_TOPIC, &heartbeat());
        assert!(matches!(next(&mut client), Item::Heartbeat(_)));
        let nothing = stranger.receive_timeout(Duration::from_millis(30)).unwrap();
        assert_eq!(nothing, None);
    }
}
