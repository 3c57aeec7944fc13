"""lab - what the benches share: the blaster, the programs it feeds, the reader, and medians.

A street is a blaster, one program under test that publishes what the blaster sends, and a reader.
Streets that are compared stand beside each other, and take turns: figures of this machine are true
only for the moment.
"""

import contextlib
import json
import os
import pathlib
import socket
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))

import rig  # noqa: E402

RUNS = 5
SNDHWM = 20000  #  The gateway's default
LOST_S = 5      #  Who is flooded may hand on nothing for a while
TRANSPORTS = {"wss": "wss, one message a record", "wss-full": "wss, records of 16 KiB", "ws": "ws"}


def symbols(count):
    return [f"S{number:04}USDT" for number in range(count)]


def topics(count):
    """The exchange's topics of so many symbols, in a gateway's order."""
    return [topic for symbol in symbols(count) for topic in (f"publicTrade.{symbol}", f"orderbook.50.{symbol}")]


def free_endpoint():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


def cpu_ns(pid, thread=None):
    """What a thread has used, the first one of the process if none is named."""
    return int(pathlib.Path(f"/proc/{pid}/task/{thread or pid}/schedstat").read_text().split()[0])


def others_cpu_ns(pid):
    """What the other threads of the process have used: ZeroMQ's."""
    return sum(cpu_ns(pid, task.name) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
               if int(task.name) != pid)


def resident_kib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def private_kib(pid):
    """What is resident and no other process has: without the libraries' and the programs' shared pages."""
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_"))


class Asked(rig.Program):
    """A program that answers each line with a line of JSON."""

    def ask(self, line, seconds=60):
        count = len(self.lines)
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

        def claim():
            if not self.is_running():
                raise AssertionError(f"{self.name} ended: {self.lines[-20:]}")
            return next((told for told in self.lines[count:] if told.startswith("{")), None)
        return json.loads(rig.wait_for(f"{self.name} to answer {line}", claim, seconds))


class Blaster(Asked):
    def __init__(self, stamps, authority=None, fills_records=False):
        tls = ["--cert", authority.cert, "--key", authority.key] if authority else []
        super().__init__("blaster", [*tls, *["--full-records"] * fills_records, "--stamps", stamps])
        self.address = self.wait_for_line("listening on").rsplit(" ", 1)[1]
        self.url = ("wss://" if authority else "ws://") + self.address


class Street:
    """A blaster, something that publishes, and a reader that has all topics."""

    def __init__(self, lab, transport, symbols_count=1, readers=1):
        self.lab = lab
        self.count = symbols_count
        self.authority = None if transport == "ws" else lab.authority
        self.stamps = lab.file("stamps")
        self.blaster = lab.add(Blaster(self.stamps, self.authority, transport == "wss-full"))
        self.endpoint = free_endpoint()
        self.pid = self.start()
        self.readers = readers
        self.reader = self.open_reader(readers)
        rig.wait_for("a message of every topic", self.is_ready, 60)

    def open_reader(self, readers):
        return self.lab.add(Asked("reader", [self.endpoint, self.stamps, *self.reader_flags(), "--sockets", readers]))

    def reader_flags(self):
        return []

    def is_ready(self):
        self.blaster.ask(f"go {40 * self.count} 0.5")
        return self.reader.ask("report")["topics"] >= 2 * self.count

    def share(self):
        """Of the messages that are sent, how many the reader counts."""
        return 1

    def ages(self):
        """Only of a reader that leaves them to us."""
        return None

    def run(self, rate, seconds):
        """One run; what the reader saw, and what it cost."""
        self.reader.ask("reset")
        thread, others = cpu_ns(self.pid), others_cpu_ns(self.pid)
        sent = self.blaster.ask(f"go {rate} {seconds}")
        assert sent["sent"] > 0, f"{self.name} left the blaster"
        expected = round(sent["sent"] * self.readers * self.share())
        said = self.settle(expected)
        taken = sent["sent"] + sent["pulses"]
        said |= {"sent": sent["sent"], "lost": expected - said["messages"],
                 "rate": said["messages"] / max(said["seconds"], 1e-9) / self.share(),
                 "age": said.get("age") or self.ages(),
                 "cpu": (cpu_ns(self.pid) - thread) / taken,
                 "cpu_others": (others_cpu_ns(self.pid) - others) / sent["sent"],
                 "rss": resident_kib(self.pid), "private": private_kib(self.pid)}
        return said

    def settle(self, expected):
        """Wait until all is read, or nothing more comes for so long that it is lost."""
        last, since = -1, time.monotonic()
        while True:
            said = self.reader.ask("report")
            if said["messages"] >= expected:
                return said
            if said["messages"] != last:
                last, since = said["messages"], time.monotonic()
            elif time.monotonic() - since > LOST_S:
                return said
            time.sleep(0.02)


class Gateway(Street):
    """tickgated, its gateway in a process of its own where nothing else is said."""

    name = "tickgate"
    isolation = "process"

    def start(self):
        arguments = ["--exchange-url", self.blaster.url, "--rest-url", "http://127.0.0.1:9",
                     "--publish", self.endpoint, "--heartbeat", f"ipc://{self.lab.file('heartbeat')}",
                     "--market", "linear:" + ",".join(symbols(self.count)), "--sndhwm", SNDHWM,
                     "--isolation", self.isolation, "--http", "off", "--log-format", "json"]
        if self.authority:
            arguments += ["--exchange-ca", self.authority.ca]
        self.daemon = self.lab.add(rig.Program("tickgated", arguments))
        self.daemon.wait_for_line("bybit_connector_subprocess_connected", 60)
        return self.child() if self.isolation == "process" else self.daemon.process.pid

    def child(self):
        children = pathlib.Path(f"/proc/{self.daemon.process.pid}/task").glob("*/children")
        return int(" ".join(path.read_text() for path in children).split()[0])


class Floor(Street):
    """The least that any gateway must do."""

    name = "floor"
    tls_flags = []

    def start(self):
        ca = ["--ca", self.authority.ca, *self.tls_flags] if self.authority else []
        self.floor = self.lab.add(rig.Program("floor", [self.blaster.address, self.endpoint, SNDHWM,
                                                        *topics(self.count), *ca]))
        return self.floor.process.pid

    def reader_flags(self):
        return ["--json"]

    def is_ready(self):
        self.blaster.ask(f"go {40 * self.count} 0.5")
        return self.reader.ask("report")["messages"] >= 2 * self.count


class FloorReadAhead(Floor):
    """The same by OpenSSL's own reading ahead, which moves what is left behind each record."""

    name = "floor, reading ahead"
    tls_flags = ["--read-ahead"]


class Lab:
    def __init__(self, folder):
        self.folder = folder
        self.programs = []
        self.authority = rig.Authority(folder)

    def file(self, name):
        return self.folder / f"{name}-{len(self.programs)}"

    def add(self, program):
        self.programs.append(program)
        return program

    def end(self):
        for program in reversed(self.programs):
            program.end()
        self.programs.clear()


@contextlib.contextmanager
def lab():
    """A folder in memory, and an end for every program that was started."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="tickgate-bench-", dir=memory) as folder:
        made = Lab(pathlib.Path(folder))
        try:
            yield made
        finally:
            made.end()


def interleaved(streets, rate, seconds, runs=RUNS):
    """Runs of each street in turn: name -> its runs."""
    done = {name: [] for name in streets}
    for _ in range(runs):
        for name, street in streets.items():
            done[name].append(street.run(rate, seconds))
    return done


def not_told(street, runs):
    """Messages that are missing without a hole that the reader sees, once something came behind them."""
    after = street.run(400 * street.count, 0.2)
    return sum(run["lost"] - run["missing"] for run in [*runs, after])


def median(values):
    return statistics.median(values)


def ratio(ours, theirs, key):
    """The median of the ratios of runs that followed each other."""
    return median(one[key] / other[key] for one, other in zip(ours, theirs))


def spread(values, form="{:,.0f}", scale=1):
    """Median, and from the least to the greatest."""
    scaled = [value / scale for value in values]
    return (form + " (" + form + "–" + form + ")").format(median(scaled), min(scaled), max(scaled))
