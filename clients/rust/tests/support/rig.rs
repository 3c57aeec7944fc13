//! A simulated exchange with a gateway on it, and an end for both.

#![allow(dead_code)] // Each test uses some of it.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{self, Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tickgate::{Client, Item};

/// How long a test waits for what must come.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A program that ends with its test.
pub struct Program(pub Child);

impl Program {
    pub fn start(command: &mut Command) -> Program {
        let child = command.stdin(Stdio::null()).spawn();
        Program(child.unwrap_or_else(|error| panic!("{command:?}: {error}")))
    }

    /// The lines that it prints; they can be taken once.
    pub fn lines(&mut self) -> Lines<BufReader<ChildStdout>> {
        BufReader::new(self.0.stdout.take().unwrap()).lines()
    }

    pub fn signal(&self, name: &str) {
        signal(name, self.0.id().into());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if self.0.try_wait().unwrap().is_none() {
            self.signal("CONT");
            self.signal("TERM");
            self.0.wait().unwrap();
        }
    }
}

pub fn signal(name: &str, pid: u64) {
    let status = Command::new("kill")
        .args(["-s", name, &pid.to_string()])
        .status();
    assert!(status.unwrap().success(), "kill -s {name} {pid}");
}

fn program(name: &str) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = env::var_os("TICKGATE_BIN").map_or(root.join("build/bin"), PathBuf::from);
    let mut command = Command::new(folder.join(name));
    //  The programs take variables of this kind for settings.
    command.env_remove("TICKGATE_BIN").stderr(Stdio::null());
    command
}

/// A folder that is removed with its test.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Scratch {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("tickgate-rust-{}-{number}", process::id());
        let folder = env::temp_dir().join(name);
        fs::create_dir(&folder).unwrap();
        Scratch(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What `tickgate keygen` writes for a server, and for a reader in the folder `allowed`.
pub fn keys() -> Scratch {
    let folder = Scratch::new();
    for name in ["server", "reader"] {
        let mut keygen = program("tickgate");
        let status = keygen
            .arg("keygen")
            .arg(folder.0.join(name))
            .stdout(Stdio::null())
            .status();
        assert!(status.unwrap().success());
    }
    let allowed = folder.0.join("allowed");
    fs::create_dir(&allowed).unwrap();
    fs::rename(folder.0.join("reader.pub"), allowed.join("reader.pub")).unwrap();
    folder
}

/// The fields end in their order: first the daemon, last the folder of its sockets.
pub struct Gateway {
    pub daemon: Program,
    _sim: Program,
    /// Kept open, since the simulator may print more.
    _sim_lines: Lines<BufReader<ChildStdout>>,
    sim_address: String,
    folder: Scratch,
}

impl Gateway {
    pub fn start(flags: &[&str]) -> Gateway {
        let symbols = "linear:BTCUSDT,ETHUSDT";
        let mut command = program("bybit-sim");
        command.args([
            "--listen",
            "127.0.0.1:0",
            "--symbols",
            symbols,
            "--rate",
            "50",
        ]);
        let mut sim = Program::start(command.stdout(Stdio::piped()));
        let mut sim_lines = sim.lines();
        let sim_address = sim_lines.by_ref().find_map(|line| {
            let line = line.unwrap();
            let (_, address) = line.split_once("listening on ")?;
            Some(address.split_whitespace().next()?.to_owned())
        });
        let sim_address = sim_address.expect("bybit-sim says where it listens");

        let folder = Scratch::new();
        let ipc = |name| format!("ipc://{}/{name}", folder.0.display());
        let mut command = program("tickgated");
        command.args(["--exchange-url", &format!("ws://{sim_address}")]);
        command.args(["--rest-url", &format!("http://{sim_address}")]);
        command.args(["--publish", &ipc("data"), "--heartbeat", &ipc("heartbeat")]);
        command.args(["--http", "off"]);
        command
            .args(["--market", symbols])
            .args(flags)
            .stdout(Stdio::null());
        Gateway {
            daemon: Program::start(&mut command),
            _sim: sim,
            _sim_lines: sim_lines,
            sim_address,
            folder,
        }
    }

    pub fn data(&self) -> String {
        format!("ipc://{}/data", self.folder.0.display())
    }

    pub fn heartbeat(&self) -> String {
        format!("ipc://{}/heartbeat", self.folder.0.display())
    }

    pub fn client(&self, topics: &[&str]) -> Client {
        let mut client = Client::connect(self.data(), self.heartbeat()).unwrap();
        for topic in topics {
            client.subscribe(topic).unwrap();
        }
        client
    }

    pub fn fault(&self, fault: &str) {
        self.get(&format!("/sim/fault?name={fault}"));
    }

    /// The book that the exchange holds: keys `u`, `b` and `a`.
    pub fn exchange_book(&self) -> Value {
        self.get("/sim/book?category=linear&symbol=BTCUSDT&depth=50")["data"].clone()
    }

    fn get(&self, path: &str) -> Value {
        let mut stream = TcpStream::connect(&self.sim_address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n",
            self.sim_address
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        assert!(head.contains(" 200"), "{path}: {head}");
        serde_json::from_str(body).unwrap_or(Value::Null)
    }
}

/// Receive until an item is wanted; all items up to it.
pub fn receive_until(
    client: &mut Client,
    what: &str,
    mut is_wanted: impl FnMut(&Client, &Item) -> bool,
) -> Vec<Item> {
    let deadline = Instant::now() + PATIENCE;
    let mut items = Vec::new();
    while Instant::now() < deadline {
        if let Some(item) = client.receive_timeout(Duration::from_millis(100)).unwrap() {
            let is_last = is_wanted(client, &item);
            items.push(item);
            if is_last {
                return items;
            }
        }
    }
    panic!("waited too long for {what}; {} items came", items.len());
}
