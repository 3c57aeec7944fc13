"""rig - starts the programs under test, listens to them, and ends them.

Every flow is a program of its own: it prints what it saw and exits 0, or ends
with the first claim that was false. TICKGATE_BIN is the folder of the programs.
"""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import msgpack
import zmq

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.pop("TICKGATE_BIN", ROOT / "build" / "bin")).resolve()
CORPUS = ROOT.parent / "shared" / "bybit" / "corpus"

#  Sanitizers slow everything down: a wait is as long as the slowest build needs.
PATIENCE = float(os.environ.pop("TICKGATE_PATIENCE", "20"))
#  Only sanitizers are given more of it.
IS_SANITIZED = PATIENCE > 20
#  A signal must end a program as it does for users, not as a sanitizer's report.
SANITIZED = {"ASAN_OPTIONS": "handle_segv=0:handle_abort=0"}
#  A shell has SIGINT ignored in what it starts in the background, and programs inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
SKIPPED = 77  #  What ctest takes for a skipped test


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def wait_for(what, claim, seconds=None):
    """Wait until the claim is true and return what it returned."""
    give_up_at = time.monotonic() + (seconds or PATIENCE)
    while True:
        result = claim()
        if result:
            return result
        if time.monotonic() > give_up_at:
            raise AssertionError(f"waited too long for: {what}")
        time.sleep(0.01)


class Program:
    """A program with its output kept line by line."""

    def __init__(self, name, arguments, environment=None, cwd=None, command=None):
        self.name = name
        self.lines = []
        self.process = subprocess.Popen(
            [*(command or [str(BIN / name)]), *map(str, arguments)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, **SANITIZED, **(environment or {})}, cwd=cwd)
        self.is_read = threading.Event()  # Clear it, and its output stays in the pipe
        self.is_read.set()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.decode("utf-8", "replace").rstrip("\n"))
            self.is_read.wait()

    def wait_for_line(self, pattern, seconds=None, count=1):
        def claim():
            found = [line for line in self.lines if re.search(pattern, line)]
            return found[count - 1] if len(found) >= count else None
        try:
            return wait_for(f"{self.name} to print {pattern}", claim, seconds)
        except AssertionError:
            print(f"--- {self.name} printed:", *self.lines[-40:], sep="\n")
            raise

    def wait_for_exit(self, seconds=10):
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.name} did not end within {seconds} s") from None
        finally:
            self.is_read.set()
        self.reader.join(5)
        return code

    def signal(self, number):
        self.process.send_signal(number)

    def is_running(self):
        return self.process.poll() is None

    def end(self):
        if self.is_running():
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Authority:
    """A certificate authority made on the spot, and a certificate for 127.0.0.1."""

    def __init__(self, folder, *names):
        self.ca = folder / "ca.pem"
        self.cert = folder / "cert.pem"
        self.key = folder / "key.pem"
        ca_key = folder / "ca.key"
        request = folder / "request.pem"
        extensions = folder / "extensions"
        extensions.write_text("subjectAltName=" + (",".join(names) or
                                                   "IP:127.0.0.1,DNS:localhost") + "\n")
        for command in (
                ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                 "/CN=flow CA", "-addext", "keyUsage=critical,keyCertSign", "-keyout", ca_key,
                 "-out", self.ca],
                ["req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
                 "-keyout", self.key, "-out", request],
                ["x509", "-req", "-days", "2", "-in", request, "-CA", self.ca, "-CAkey", ca_key,
                 "-CAcreateserial", "-extfile", extensions, "-out", self.cert]):
            subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)


class Sim(Program):
    """The simulated exchange."""

    def __init__(self, *arguments, authority=None, listen="127.0.0.1:0", environment=None):
        if authority:
            arguments = ("--cert", authority.cert, "--key", authority.key, *arguments)
        super().__init__("bybit-sim", ["--listen", listen, *arguments], environment)
        line = self.wait_for_line(r"listening on")
        self.address = re.search(r"listening on (\S+)", line).group(1)
        self.url = ("wss://" if authority else "ws://") + self.address
        self.rest = ("https://" if authority else "http://") + self.address
        self.tls = ssl.create_default_context(cafile=authority.ca) if authority else None

    def fault(self, fault):
        """A control line, as a person would type it."""
        self.process.stdin.write(f"fault {fault}\n".encode())
        self.process.stdin.flush()

    def get(self, path):
        with urllib.request.urlopen(self.rest + path, timeout=10, context=self.tls) as answer:
            return json.load(answer)

    def connections(self):
        return self.get("/sim/state")["connections"]


class Daemon(Program):
    """tickgated on a simulated exchange."""

    def __init__(self, folder, sim, *arguments, environment=None, authority=None,
                 url=None, rest=None):
        self.data = f"ipc://{folder}/data"
        self.heartbeat = f"ipc://{folder}/heartbeat"
        command = ["--exchange-url", url or sim.url, "--rest-url", rest or sim.rest,
                   "--publish", self.data, "--heartbeat", self.heartbeat, "--log-format", "json"]
        #  Several daemons live on one machine, and most flows ask nothing of HTTP
        command += [] if "--http" in arguments else ["--http", "off"]
        if authority:
            command += ["--exchange-ca", authority.ca]
        super().__init__("tickgated", [*command, *arguments], environment)

    def events(self, name):
        """The log lines of one event, decoded."""
        found = []
        for line in list(self.lines):
            with contextlib.suppress(ValueError):
                record = json.loads(line)
                if isinstance(record, dict) and record.get("event") == name:
                    found.append(record)
        return found

    def wait_for_event(self, name, seconds=None, count=1, **fields):
        def claim():
            found = [event for event in self.events(name)
                     if all(event.get(key) == value for key, value in fields.items())]
            return found[count - 1] if len(found) >= count else None
        try:
            return wait_for(f"event {name} {fields or ''}", claim, seconds)
        except AssertionError:
            print("--- tickgated printed:", *self.lines[-40:], sep="\n")
            raise


class Sub:
    """A plain SUB socket, as any user has it, that keeps all it received."""

    def __init__(self, endpoint, *prefixes, rcvhwm=0, reconnect_ms=10):
        self.socket = zmq.Context.instance().socket(zmq.SUB)
        self.socket.setsockopt(zmq.RCVHWM, rcvhwm)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RECONNECT_IVL, reconnect_ms)
        for prefix in prefixes or ("",):
            self.socket.subscribe(prefix)
        self.socket.connect(endpoint)
        self.messages = []

    def poll(self, seconds=0.05):
        """Receive what is there; returns what is new as (topic, message)."""
        new = []
        timeout = int(seconds * 1000)
        while self.socket.poll(timeout):
            topic, frame, *_ = self.socket.recv_multipart()
            new.append((topic.decode(), msgpack.unpackb(frame)))
            timeout = 0
            if len(new) >= 10000:
                break
        self.messages += new
        return new

    def run(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.poll()
        return self.messages

    def wait_for(self, what, claim, seconds=None):
        """Receive until one new message satisfies the claim; returns it."""
        give_up_at = time.monotonic() + (seconds or PATIENCE)
        while time.monotonic() < give_up_at:
            for topic, message in self.poll():
                if claim(topic, message):
                    return topic, message
        seen = sorted({topic for topic, _ in self.messages})
        raise AssertionError(f"waited too long for: {what}; seen {seen[:20]}")

    def close(self):
        self.socket.close()


def is_repeat(message):
    """A snapshot that repeats the book for joiners: it takes no number of its own."""
    return message["type"] == "snapshot" and message["cause"] in ("subscribe", "periodic")


class Book:
    """The reader's rule of PROTOCOL.md, and the book that it gives."""

    def __init__(self):
        self.epoch = 0
        self.seq = 0
        self.is_valid = False
        self.bids = {}
        self.asks = {}

    def on(self, message):
        """Take a message of the topic. True if the book changed or was replaced."""
        kind, epoch, seq = message["type"], message["epoch"], message["seq"]
        if epoch < self.epoch:
            return False
        if kind == "snapshot":
            if epoch > self.epoch or not self.is_valid or seq > self.seq:
                self.bids = {price: size for price, size in message["bids"]}
                self.asks = {price: size for price, size in message["asks"]}
                self.epoch, self.seq, self.is_valid = epoch, seq, True
                return True
        elif kind == "delta":
            if epoch > self.epoch or not self.is_valid or seq > self.seq + 1:
                self.is_valid = False
            elif seq == self.seq + 1:
                for side, levels in ((self.bids, message["bids"]), (self.asks, message["asks"])):
                    for price, size in levels:
                        if float(size) == 0:
                            side.pop(price, None)
                        else:
                            side[price] = size
                self.seq = seq
                return True
        elif kind == "gap":
            self.is_valid = False
        return False

    def levels(self):
        return (sorted(self.bids.items(), key=lambda level: -float(level[0])),
                sorted(self.asks.items(), key=lambda level: float(level[0])))


@contextlib.contextmanager
def rig():
    """A folder, and an end for every program that was started in it."""
    started = []
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tickgate-flow-"))

    class Rig:
        def __init__(self):
            self.folder = folder

        def authority(self, *names):
            return Authority(folder, *names)

        def sim(self, *arguments, **options):
            started.append(Sim(*arguments, **options))
            return started[-1]

        def daemon(self, sim, *arguments, **options):
            started.append(Daemon(folder, sim, *arguments, **options))
            return started[-1]

        def program(self, name, *arguments, **options):
            started.append(Program(name, arguments, **options))
            return started[-1]

        def command(self, path, *arguments, **options):
            """A program of the system."""
            found = shutil.which(path)
            assert found, f"{path} is not installed"
            started.append(Program(found, arguments, **options))
            return started[-1]

    try:
        yield Rig()
        unknown = [line for program in started for line in program.lines if "no fault is called" in line]
        assert not unknown, unknown
    except BaseException:
        for program in started:
            print(f"--- {program.name} printed last:", *program.lines[-25:], sep="\n")
        raise
    finally:
        for program in reversed(started):
            program.end()
        shutil.rmtree(folder, ignore_errors=True)


ISOLATIONS = ("process", "thread")


def in_both_isolations(flow):
    """Run a flow once for each way in which a gateway is hosted."""
    chosen = sys.argv[1:] or ISOLATIONS
    for isolation in chosen:
        started_at = time.monotonic()
        with rig() as the_rig:
            flow(the_rig, isolation)
        print(f"ok {isolation} in {time.monotonic() - started_at:.1f} s")
