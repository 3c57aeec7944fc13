//! The example of the README is short, and does what it says.

#[path = "support/rig.rs"]
mod rig;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rig::{Gateway, Program, PATIENCE};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

/// A block of Rust in the README, with the endpoints of the gateway.
fn example(index: usize, gateway: &Gateway) -> String {
    let readme = fs::read_to_string(Path::new(CRATE).join("README.md")).unwrap();
    let examples = readme.split("```rust,no_run\n").skip(1);
    let mut examples = examples.map(|rest| rest.split_once("```").expect("its end").0);
    let mut source = examples.nth(index).expect("an example").to_owned();
    for (port, local) in [("5555", gateway.data()), ("5556", gateway.heartbeat())] {
        let endpoint = format!("tcp://127.0.0.1:{port}");
        assert!(source.contains(&endpoint));
        source = source.replace(&endpoint, &local);
    }
    source
}

/// Build the source as a program of its own, as a user would.
fn build(name: &str, source: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = {name:?}\nedition = \"2021\"\n\
         [dependencies]\ntickgate.path = {CRATE:?}\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/main.rs"), source).unwrap();
    //  The same versions, so that nothing is fetched.
    fs::copy(
        Path::new(CRATE).join("Cargo.lock"),
        folder.join("Cargo.lock"),
    )
    .unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(["build", "--quiet", "--offline"])
        .current_dir(&folder);
    let status = cargo.arg("--target-dir").arg(target).status();
    assert!(status.unwrap().success());
    target.join("debug").join(name)
}

/// Run the source in the folder until it printed a line with each of the starts.
fn run(name: &str, source: &str, folder: &Path, mut wanted: Vec<&str>) {
    let mut command = Command::new("timeout");
    command
        .arg(PATIENCE.as_secs().to_string())
        .arg(build(name, source))
        .current_dir(folder);
    //  It complains when the test has read enough.
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut program = Program::start(&mut command);
    for line in program.lines().map_while(Result::ok) {
        assert!(!line.contains("missed"), "{line}");
        wanted.retain(|start| !line.starts_with(start));
        if wanted.is_empty() {
            return;
        }
    }
    panic!("never printed: {wanted:?}");
}

const BEST_BID: &str = "Some(Level { price: Float(";

#[test]
fn the_example_prints_trades_and_the_best_bid() {
    let gateway = Gateway::start(&[]);
    let source = example(0, &gateway);
    assert!(source.lines().count() <= 15, "{source}");
    let wanted = vec!["[Trade { id: ", BEST_BID];
    run("readme", &source, Path::new(CRATE), wanted);
}

#[test]
fn the_example_with_keys_reads_with_files_of_keygen() {
    let keys = rig::keys();
    let file = |name| keys.0.join(name).to_str().unwrap().to_owned();
    let gateway = Gateway::start(&[
        "--curve-secret",
        &file("server"),
        "--curve-allow",
        &file("allowed"),
    ]);
    run(
        "readme-keys",
        &example(1, &gateway),
        &keys.0,
        vec![BEST_BID],
    );
}
