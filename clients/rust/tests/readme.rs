//! The example of the README is short, and does what it says.

#[path = "support/rig.rs"]
mod rig;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rig::{Gateway, Program, PATIENCE};

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

/// The first block of Rust in the README.
fn example() -> String {
    let readme = fs::read_to_string(Path::new(CRATE).join("README.md")).unwrap();
    let (_, rest) = readme.split_once("```rust,no_run\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    example.to_owned()
}

/// Build the source as a program of its own, as a user would.
fn build(source: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"readme\"\nedition = \"2021\"\n\
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
    target.join("debug/readme")
}

#[test]
fn the_example_prints_trades_and_the_best_bid() {
    let example = example();
    assert!(example.lines().count() <= 15, "{example}");
    let gateway = Gateway::start(&[]);
    let mut source = example;
    for (port, local) in [("5555", gateway.data()), ("5556", gateway.heartbeat())] {
        let endpoint = format!("tcp://127.0.0.1:{port}");
        assert!(source.contains(&endpoint));
        source = source.replace(&endpoint, &local);
    }
    let mut command = Command::new("timeout");
    command
        .arg(PATIENCE.as_secs().to_string())
        .arg(build(&source));
    //  It complains when the test has read enough.
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut program = Program::start(&mut command);
    let mut wanted = vec!["[Trade { id: ", "Some(Level { price: Float("];
    for line in program.lines().map_while(Result::ok) {
        assert!(!line.contains("missed"), "{line}");
        wanted.retain(|start| !line.starts_with(start));
        if wanted.is_empty() {
            return;
        }
    }
    panic!("never printed: {wanted:?}");
}
