#!/usr/bin/env python3
"""Checks that the documents name only what there is, and proves their commands by running them."""

import contextlib
import json
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "build" / "bin"
DEBIAN_PYTHON = "/usr/bin/python3"  # has zmq and msgpack
PATIENCE = 20
OPTION = "BTC-25SEP26-90000-C-USDT"

#  Commands that another check runs, or what they do.
ELSEWHERE = {
    "./dev test": "it runs this check",
    "./dev test gcc docs": "it runs this check",
    "./dev bench": "takes minutes and a quiet machine; a flow runs its programs",
    "./dev bench flood": "takes minutes and a quiet machine; a flow runs its programs",
    "sudo cmake --install build": "the stage install does it, into a folder of its own",
    "docker compose -f docker/compose.yaml up -d": "./dev docker does it",
    "docker compose -f docker/compose.yaml --profile sim up": "./dev docker does it",
    "docker compose -f docker/compose.yaml --profile live --profile obs up -d":
        "./dev docker does it; it tells itself whose images were absent",
    "./dev docker": "a stage of its own",
    "build/bin/tickgate top": "needs a terminal; a flow gives it one",
    "cmake --build build-debug -j 4": "the stages gcc and clang do the same, and take long",
}

#  Commands that nobody runs here, and why.
SKIPPED = {
    "./dev bench peers": "installs other programs",
    "./dev live BTCUSDT": "needs the real exchange",
    "sudo apt-get install --yes python3-zmq python3-msgpack": "changes the machine",
    "sudo systemctl enable --now tickgated": "changes the machine; the stage install checks the unit",
}

#  States that PROTOCOL.md names, though no golden vector has them: they pass quickly.
CONDITIONAL = {"starting", "connecting", "silent", "stopping", "failed"}

#  Flags in documents that are of other programs, or ours but inner.
OTHER_FLAGS = {"--cflags", "--child", "--build", "--faults", "--install", "--libs", "--now", "--prefix",
               "--profile", "--yes"}

failures = []


def fail(what):
    failures.append(what)
    print(f"FAIL  {what}")


def documents():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
                            cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return sorted(ROOT / name for name in listed.splitlines())


def blocks(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(), re.M | re.S)


def prose(path):
    """The text without its code blocks."""
    return re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.M | re.S)


#  What can be read.

def slug(heading):
    """The anchor that a heading gets."""
    text = re.sub(r"[`*]", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def check_links():
    count = 0
    for path in documents():
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
            if re.match(r"https?:", target):
                continue
            count += 1
            name, _, anchor = target.partition("#")
            file = (path.parent / name).resolve() if name else path
            if not file.exists():
                fail(f"{path.relative_to(ROOT)}: no such file: {target}")
            elif anchor and slug(anchor) not in map(
                    slug, re.findall(r"^#+ (.*)$", prose(file), re.M)):
                fail(f"{path.relative_to(ROOT)}: no such heading: {target}")
    print(f"{count} links")


def output(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=PATIENCE, check=False, **options)
    return done.stdout + done.stderr


def flags_in(text):
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*[a-z](?![\w-]*=ON)", text))


def helps():
    verbs = ([], ["tail"], ["top"], ["status"], ["health"])
    tickgate = "".join(output(BIN / "tickgate", *words, "--help") for words in verbs)
    return {"tickgated": output(BIN / "tickgated", "--help"), "tickgate": tickgate,
            "bybit-sim": output(BIN / "bybit-sim", "--help"), "dev": output(ROOT / "dev", "help")}


def check_flags():
    texts = helps()
    known = OTHER_FLAGS.union(*(flags_in(text) for text in texts.values())) | {"--man"}
    count = 0
    for path in documents():
        named = flags_in(path.read_text())
        count += len(named)
        for flag in sorted(named - known):
            fail(f"{path.relative_to(ROOT)}: no program has {flag}")
    for program in ("tickgate", "bybit-sim"):
        manual = (ROOT / "docs" / "man" / f"{program}.1").read_text()
        manual = re.sub(r"\\f[BIR]", "", manual).replace("\\-", "-")
        own = manual.split(".SH EXAMPLES")[0]
        for flag in sorted(flags_in(own) ^ flags_in(texts[program])):
            fail(f"{program}: {flag} is in only one of --help and the manual page")
        for fault in re.findall(r"^  ([a-z][a-z0-9-]+) {2,}", texts["bybit-sim"], re.M):
            if program == "bybit-sim" and fault.removesuffix("-all") not in own:
                fail(f"bybit-sim.1: does not name the fault {fault}")
    print(f"{count} flags")


def tables(path):
    """Each table as its header and its rows of cells."""
    for text in re.findall(r"(?:^\|.*\n)+", path.read_text(), re.M):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
        yield rows[0], rows[2:]


def words_of(path, header):
    """What the first cells of the tables with such a first header name, reserved rows apart."""
    return {word for head, rows in tables(path) if re.fullmatch(header, head[0])
            for row in rows if "*reserved:*" not in row[-1].split(";")[0].lower()[:12]
            for word in re.findall(r"`([^`]+)`", row[0])}


def keys_and_words(value, keys, words, is_open=False):
    if isinstance(value, dict):
        for key, inner in value.items():
            if not is_open:
                keys.add(key)
            keys_and_words(inner, keys, words, key == "topics")
    elif isinstance(value, list):
        for inner in value:
            keys_and_words(inner, keys, words)
    elif isinstance(value, str):
        words.add(value)


def check_contract(messages):
    """Keys and words of PROTOCOL.md against the golden vectors and what was received."""
    contract = ROOT / "proto" / "PROTOCOL.md"
    keys, words = set(), set()
    for vector in sorted((ROOT / "proto" / "vectors").glob("*.json")):
        message = json.loads(vector.read_text())
        if not vector.name.startswith("future_") and message["type"] != "event":
            keys_and_words(message, keys, words)
    keys |= {"event", "level"}
    documented = words_of(contract, "key.*")
    for key in sorted(documented - keys):
        fail(f"PROTOCOL.md: no golden vector has the key {key}")
    for key in sorted(keys - documented):
        fail(f"PROTOCOL.md: says nothing of the key {key}")
    for word in sorted(words_of(contract, "cause|state") - words - CONDITIONAL):
        fail(f"PROTOCOL.md: no golden vector has the cause or state {word}")
    received = set()
    for topic, message in messages:
        if message["type"] != "event":
            keys_and_words(message, received, set())
        if message["type"] != "heartbeat" and topic.startswith("bybit.") \
                and topic != "bybit.status." and message.get("simulated") is not True:
            fail(f"a message of bybit-sim does not say that it is simulated: {topic}")
            break
    for key in sorted(received - documented):
        fail(f"PROTOCOL.md: says nothing of the key {key}, which was received")
    beats = [message for _, message in messages if message["type"] == "heartbeat"]
    if not beats or not beats[-1]["simulated"]:
        fail("the heartbeat does not say that the exchange is simulated")
    print(f"{len(documented)} keys, {len(messages)} messages received")


def check_topics(messages):
    received = {topic for topic, _ in messages}
    for topic in sorted(words_of(ROOT / "README.md", "topic")):
        if topic not in received:
            fail(f"README.md: nothing was received on {topic}")


def check_events():
    contract = words_of(ROOT / "proto" / "PROTOCOL.md", "event")
    table = {name for name in words_of(ROOT / "supervisor" / "EVENTS.md", "event")
             if name.startswith("bybit_")}
    for name in sorted(contract ^ table):
        fail(f"{name} is in only one of PROTOCOL.md and EVENTS.md")
    sources = "".join(path.read_text() for folder in ("supervisor", "gateway")
                      for path in (ROOT / folder).glob("*.c"))
    for name in sorted(contract):
        if name.removeprefix("bybit_connector_") not in sources:
            fail(f"PROTOCOL.md: no source writes the event {name}")
    print(f"{len(contract)} events")


def check_manuals():
    manuals = {path.name: path.read_text() for path in (ROOT / "docs" / "man").glob("*.1")}
    manuals["tickgated.1"] = output(BIN / "tickgated", "--man")
    for name, text in sorted(manuals.items()):
        done = subprocess.run(["groff", "-man", "-ww", "-z"], input=text, capture_output=True,
                              text=True, check=False)
        if done.returncode != 0 or done.stderr or ".SH NAME" not in text:
            fail(f"{name}: {done.stderr or 'is no manual page'}")
    print(f"{len(manuals)} manual pages")


def check_pictures():
    for path in sorted((ROOT / "docs").rglob("*.svg")):
        try:
            xml.etree.ElementTree.parse(path)
        except xml.etree.ElementTree.ParseError as error:
            fail(f"{path.name}: {error}")


def check_defaults():
    config = output(BIN / "tickgated", "--print-config", env={"PATH": os.environ["PATH"]})
    told = (ROOT / "README.md").read_text() + (ROOT / "proto" / "PROTOCOL.md").read_text()
    for name in ("publish", "heartbeat", "http"):
        endpoint = re.search(rf'^{name}: "([^"]+)"', config, re.M).group(1)
        if told.count(f"`{endpoint}`") < 2:
            fail(f"README.md or PROTOCOL.md does not name the default of --{name}, {endpoint}")


#  What must be run.

class Bench:
    """A folder with the programs in it, a simulated exchange, and an end for all of it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.started = []
        (self.folder / "build").symlink_to(ROOT / "build")
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith("TICKGATE_")}
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.http = f"127.0.0.1:{server.getsockname()[1]}"
        line = self.start([BIN / "bybit-sim", "--listen", "127.0.0.1:0", "--trades", "20",
                           "--symbols", "linear:BTCUSDT,ETHUSDT", "--symbols", "inverse:BTCUSD",
                           "--symbols", "spot:BTCUSDT", "--symbols", f"option:{OPTION}"],
                          "listening on")
        self.sim = re.search(r"listening on (\S+)", line).group(1)
        self.environment |= {"TICKGATE_EXCHANGE_URL": f"ws://{self.sim}",
                             "TICKGATE_REST_URL": f"http://{self.sim}",
                             "TICKGATE_LOG_FORMAT": "json", "TICKGATE_HTTP": self.http}

    def local(self, text):
        """The same with endpoints in our folder, so that taken ports do not matter."""
        return re.sub(r"tcp://127\.0\.0\.1:(\d+)", rf"ipc://{self.folder}/\1", text)

    def start(self, command, pattern, count=1):
        """Start a program and wait for so many lines with the pattern; returns the last."""
        log = self.folder / f"log{len(self.started)}"
        environment = self.environment | {"PYTHONUNBUFFERED": "1"}
        if "build/bin/tickgated" in str(command[0]):
            environment |= {"TICKGATE_HEARTBEAT": f"ipc://{self.folder}/5556"}
            if "--config" not in command:
                environment |= {"TICKGATE_PUBLISH": f"ipc://{self.folder}/5555"}
        with log.open("w") as file:
            process = subprocess.Popen([str(word) for word in command], stdout=file,
                                       stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                       cwd=self.folder, env=environment)
        self.started.append(process)
        give_up_at = time.monotonic() + PATIENCE
        while time.monotonic() < give_up_at:
            lines = [line for line in log.read_text().splitlines() if re.search(pattern, line)]
            if len(lines) >= count:
                return lines[count - 1]
            if process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"never said {pattern}: {log.read_text()[-2000:]}")

    def run(self, command, folder=None, seconds=PATIENCE):
        process = subprocess.Popen([str(word) for word in command], cwd=folder or self.folder,
                                   env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, start_new_session=True)
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # With all that it started
            process.communicate()
            raise
        if process.returncode != 0:
            raise AssertionError(f"exit {process.returncode}: {(output + errors)[-2000:]}")
        return output

    def stop(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(8)
        if process.poll() is None:
            process.kill()
            process.wait()

    def stop_all(self, but=0):
        while len(self.started) > but:
            self.stop(self.started.pop())


def expect(claim, what):
    if not claim:
        raise AssertionError(what)


def run_dev_demo(bench, words):
    told = bench.run([*words, "--seconds", "3"], ROOT, 50)
    expect("SIMULATED" in told and "bybit.linear.trade." in told, "it shows no simulated trades")


def run_dev_build(bench, words):
    bench.run(words, ROOT, 50)
    for program in ("tickgated", "tickgate", "bybit-sim"):
        expect((BIN / program).exists(), f"it leaves no {program}")


def run_daemon(bench, words):
    bench.stop_all(but=1)
    count = 1
    if "--config" in words:
        count = (bench.folder / "tickgate.yaml").read_text().count("- name:")
    bench.start(words, "bybit_connector_subprocess_connected", count)


def run_tail(bench, words):
    lines = bench.run([*words, "-c", f"ipc://{bench.folder}/5555"]).splitlines()
    count = int(words[words.index("-n") + 1])
    expect(len(lines) == count and all(json.loads(line)["topic"].startswith(words[-1])
                                       for line in lines), f"not {count} messages: {lines}")


def run_status(bench, words):
    expect("live" in bench.run([*words, "-c", f"ipc://{bench.folder}/5556"]), "nothing is live")


def run_health(bench, words):
    told = bench.run([*words, "--heartbeat", f"ipc://{bench.folder}/5556"])
    expect(told.startswith("healthy: "), told)


def run_check_config(bench, words):
    expect("good" in bench.run(words), "it is not good")


def run_plain(bench, words):
    bench.run(words)


def run_curl(bench, words):
    """Of the daemon that runs, on its own port."""
    words = [word.replace("127.0.0.1:8080", bench.http) for word in words]
    told = bench.run(words)
    expect("ready" in told, told)


def run_subscriber(bench, words):
    line = bench.start([DEBIAN_PYTHON, *words[1:]], r"^bybit\.linear\.trade\.\w+\. \{.*'price'", 3)
    expect("'side'" in line, line)
    bench.stop(bench.started.pop())


def run_configure(bench, words):
    bench.run(["cmake", "-S", ROOT, "-B", bench.folder / "configured", *words[5:]])


def run_test(bench, words):
    if words[0] == "python3":
        words = [DEBIAN_PYTHON, *words[1:]]
    bench.run(words, ROOT)


#  How to prove a command, by how it begins; the first one counts.
RUNNERS = (
    ("./dev demo", run_dev_demo),
    ("./dev build", run_dev_build),
    ("build/bin/tickgated --config tickgate.yaml --check-config", run_check_config),
    ("build/bin/tickgated", run_daemon),
    ("build/bin/tickgate tail", run_tail),
    ("build/bin/tickgate status", run_status),
    ("build/bin/tickgate health", run_health),
    ("build/bin/tickgate keygen", run_plain),
    ("curl ", run_curl),
    ("mkdir ", run_plain),
    ("cp ", run_plain),
    ("build/bin/test_", run_test),
    ("python3 subscriber.py", run_subscriber),
    ("python3 tests/", run_test),
    ("cmake -S . -B ", run_configure),
)


def prove(bench, name, command, done):
    if command in done:
        return
    done.add(command)
    if command in SKIPPED:
        print(f"skipped: {command}: {SKIPPED[command]}")
        return
    if command in ELSEWHERE:
        print(f"run elsewhere: {command}: {ELSEWHERE[command]}")
        return
    runner = next((run for start, run in RUNNERS if command.startswith(start)), None)
    if not runner:
        fail(f"{name}: nothing proves the command: {command}")
        return
    started_at = time.monotonic()
    try:
        runner(bench, shlex.split(command))
        print(f"ok    {command} ({time.monotonic() - started_at:.1f} s)")
    except (AssertionError, OSError, subprocess.TimeoutExpired) as error:
        fail(f"{name}: {command}: {error}")


def check_commands(bench):
    readme = ROOT / "README.md"
    scripts = blocks(readme, "python")
    configurations = blocks(readme, "yaml")
    if len(scripts) != 1 or len(configurations) != 1:
        fail("README.md: must hold one subscriber and one configuration")
        return
    lines = [line for line in scripts[0].splitlines() if line.strip()]
    if len(lines) > 10:
        fail(f"README.md: the subscriber has {len(lines)} lines, not ten")
    (bench.folder / "subscriber.py").write_text(bench.local(scripts[0]))
    (bench.folder / "tickgate.yaml").write_text(bench.local(configurations[0]))
    (bench.folder / "as-written.yaml").write_text(configurations[0])
    if "good" not in output(BIN / "tickgated", "--config", bench.folder / "as-written.yaml",
                            "--check-config"):
        fail("README.md: the configuration is not good as it is written")
    done = set()
    for path in (readme, ROOT / "CONTRIBUTING.md"):
        for block in blocks(path, "sh"):
            for command in filter(None, map(str.strip, block.splitlines())):
                prove(bench, path.name, command, done)
    bench.stop_all(but=1)


#  The reader of PROTOCOL.md, held against the simulator's book; run by Debian's Python.

def live(data, heartbeat, sim):
    import zmq
    context = zmq.Context()
    try:
        print(json.dumps(receive(context, data, heartbeat, sim)))
    finally:
        context.destroy(linger=0)


def receive(context, data, heartbeat, sim):
    """Keep a book through a gap and a loss, and everything else that comes."""
    import msgpack
    import zmq
    names = {}
    exec(blocks(ROOT / "proto" / "PROTOCOL.md", "python")[0], names)
    book, history, messages = names["Book"](), {}, []
    losses = {"due": 0, "noticed": 0}
    topic_of_book = b"bybit.linear.depth.50.BTCUSDT."
    reader = context.socket(zmq.SUB)
    reader.connect(data)
    reader.subscribe(topic_of_book)
    every = context.socket(zmq.SUB)
    every.connect(data)
    every.connect(heartbeat)
    every.subscribe("")

    def receive_all(seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while every.poll(1):
                topic, frame, *_ = every.recv_multipart()
                messages.append((topic.decode(), msgpack.unpackb(frame)))
            while reader.poll(1):
                message = msgpack.unpackb(reader.recv_multipart()[1])
                if losses["due"] and message["type"] == "delta":
                    losses["due"] -= 1
                    continue
                if not book.on(message):
                    losses["noticed"] += 1
                    reader.unsubscribe(topic_of_book)
                    reader.subscribe(topic_of_book)
                if book.is_valid:
                    history[message["u"]] = [sorted(side.items())
                                             for side in (book.bids, book.asks)]

    def ask(path):
        with urllib.request.urlopen(f"http://{sim}/sim/{path}", timeout=5) as answer:
            return json.load(answer)

    def match(count):
        """So many times the simulator's book."""
        end = time.monotonic() + 6
        while count > 0:
            told = ask("book?category=linear&symbol=BTCUSDT&depth=50")["data"]
            receive_all(0.1)
            if told["u"] in history:
                theirs = [sorted((float(price), float(size)) for price, size in told[side])
                          for side in "ba"]
                assert history[told["u"]] == theirs, f"the book differs at u {told['u']}"
                count -= 1
            assert time.monotonic() < end, "not the simulator's book often enough"

    receive_all(1)
    match(5)
    ask("fault?name=jump&arg=BTCUSDT")
    receive_all(1)
    assert any(message["type"] == "gap" for _, message in messages), "no gap was told"
    history.clear()
    match(5)
    losses["due"] = 1
    match(8)
    assert losses["noticed"] == 1, f"a lost delta was noticed {losses['noticed']} times"
    return messages


def check_live(bench):
    """Receive for a while; returns (topic, message) of everything."""
    bench.start([BIN / "tickgated", "--market", "linear:BTCUSDT,ETHUSDT", "--market",
                 f"option:{OPTION}", "--depth", "1,50,25", "--health-log", "1s"],
                "bybit_connector_subprocess_connected")
    try:
        told = bench.run([DEBIAN_PYTHON, __file__, "--live", f"ipc://{bench.folder}/5555",
                          f"ipc://{bench.folder}/5556", bench.sim])
        print("ok    the reader of PROTOCOL.md holds the simulator's book")
        return json.loads(told)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        fail(f"PROTOCOL.md: the reader: {error}")
        return []
    finally:
        bench.stop_all(but=1)


def main():
    if sys.argv[1:2] == ["--live"]:
        live(*sys.argv[2:])
        return 0
    if not (BIN / "tickgated").exists():
        print("build first: ./dev build")
        return 1
    for check in (check_links, check_flags, check_events, check_manuals, check_pictures,
                  check_defaults):
        check()
    with tempfile.TemporaryDirectory(prefix="tickgate-docs-") as folder:
        bench = None
        try:
            bench = Bench(folder)
            messages = check_live(bench)
            if messages:
                check_contract(messages)
                check_topics(messages)
            check_commands(bench)
        finally:
            if bench:
                bench.stop_all()
    print(f"{len(documents())} documents, {len(failures)} wrong")
    for failure in failures:
        print(f"wrong: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
