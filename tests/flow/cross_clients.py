"""All clients at once, on one gateway, for a minute of joins, holes and restarts: each is right or says so.

usage: cross_clients.py [--seconds N] [CLIENT...]

Each client's `watch` prints its books ten times a second, and what it tells. What it printed is held
against the simulated exchange's own log, level by level at each update id, and against one another's tells.
"""

import argparse
import contextlib
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import threading
import time

import rig
import sabotage

CLIENTS = rig.ROOT / "clients"
SYMBOLS = ("BTCUSDT", "ETHUSDT")
TOPICS = [f"bybit.linear.{kind}.{symbol}." for kind in ("depth.50", "trade") for symbol in SYMBOLS]
JOINS_S = 12       #  All have joined by then
STOPPED_S = 6      #  A client is stopped for this long: more than the high-water marks hold
QUEUE = 100        #  High-water mark on both sides
NO_IPC = {"java"}  #  JeroMQ has no ipc of libzmq's: it is given a relay
SETTLE_S = 4       #  From the last disturbance to the end, for every book to be right


def carry(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)  # Closing alone would not wake who reads from it


def relay(endpoint):
    """A TCP endpoint that carries to and from one of ipc, whose small buffers fill quickly."""
    server = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            near, _ = server.accept()
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(endpoint.removeprefix("ipc://"))
            except OSError:
                near.close()  # The gateway is down; the client will try again
                continue
            for pair in ((near, far), (far, near)):
                threading.Thread(target=carry, args=pair, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return f"tcp://127.0.0.1:{server.getsockname()[1]}"


class Watch:
    """A client's watch program, its lines with the moment at which they came."""

    def __init__(self, name, daemon, seconds):
        self.name, self.lines = name, []
        data, heartbeat = (relay(endpoint) if name in NO_IPC else endpoint
                           for endpoint in (daemon.data, daemon.heartbeat))
        self.process = subprocess.Popen(
            [str(CLIENTS / name / "watch"), "--data", data, "--heartbeat", heartbeat,
             "--seconds", str(int(seconds)), "--rcvhwm", str(QUEUE), *TOPICS],
            stdout=subprocess.PIPE, text=True, start_new_session=True)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append((time.monotonic(), json.loads(line)))

    def of(self, kind, topic=None):
        return [line for _, line in list(self.lines)
                if line["kind"] == kind and topic in (None, line.get("topic"))]

    def signal(self, number):
        os.killpg(self.process.pid, number)

    def end(self):
        if self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGKILL)
        self.process.wait()


def truth(log):
    """What the exchange's books held, by symbol and update id: from every message that it sent."""
    books, held = {}, {}
    for line in log.read_text().splitlines():
        entry = json.loads(line)
        text = json.loads(entry["text"])
        if not text.get("topic", "").startswith("orderbook.50."):
            continue
        data, key = text["data"], (entry["conn"], text["data"]["s"])
        if text["type"] == "snapshot":
            held[key] = (data["u"], {}, {})
        u, bids, asks = held.get(key, (None, {}, {}))
        if text["type"] == "delta" and data["u"] != (u or 0) + 1:
            held.pop(key, None)  # A lost delta: unknown until the next snapshot
            continue
        for side, levels in ((bids, data["b"]), (asks, data["a"])):
            for price, size in levels:
                if float(size):
                    side[float(price)] = float(size)
                else:
                    side.pop(float(price), None)
        bids = dict(sorted(bids.items(), reverse=True)[:50])
        asks = dict(sorted(asks.items())[:50])
        held[key] = (data["u"], bids, asks)
        books[key[1], data["u"]] = [[list(level) for level in side.items()] for side in (bids, asks)]
    return books


def as_floats(levels):
    return [[float(price), float(size)] for price, size in levels]


def check_books(watch, books):
    """Each book that was called valid is the exchange's at its update id. How many were compared."""
    compared = 0
    for line in watch.of("book"):
        if line["state"] != "valid":
            continue
        symbol = line["topic"].split(".")[-2]
        told = books.get((symbol, line["u"]))
        assert told, f"{watch.name}: {line['topic']} claims u {line['u']}, which the exchange never had"
        ours = [as_floats(line["bids"]), as_floats(line["asks"])]
        assert ours == told, f"{watch.name}: wrong book of {line['topic']} at u {line['u']}"
        compared += 1
    return compared


def check_trades(watch, topic):
    """Every number that was not handed over is in a hole or a gap that was told."""
    seen = {}
    for line in watch.of("trades", topic):
        seen.setdefault(line["epoch"], set()).add(line["seq"])
    told = {}
    for line in watch.of("hole", topic):
        told.setdefault(line["epoch"], set()).update(range(line["from"], line["to"] + 1))
    gaps = len(watch.of("gap", topic))
    missing = 0
    for epoch, seqs in seen.items():
        assert not seqs & told.get(epoch, set()), f"{watch.name}: {topic} tells as lost what it handed over"
        missing += len(set(range(min(seqs), max(seqs) + 1)) - seqs - told.get(epoch, set()))
    assert missing <= gaps, f"{watch.name}: {topic}: {missing} messages missing, {gaps} gaps and no hole told"


def tells_since(watch, moment):
    """The gaps and restarts that it told.

    The first message of an epoch says "restarted". Who reconnects a moment later misses that one message, and
    tells the hole instead: both tell the restart.
    """
    return sorted((line["topic"], line["epoch"], line.get("cause", "restarted")) for at, line in list(watch.lines)
                  if at > moment and (line["kind"] == "restart"
                                      or (line["kind"] == "gap" and line["cause"] != "restarted")))


def disturb(watches, sim, beats, chance, ends_at):
    """Clients stopped so long that messages are dropped, a lost delta, a killed gateway. When all was quiet."""
    for watch in chance.sample(watches, len(watches)):
        watch.signal(signal.SIGSTOP)
        time.sleep(STOPPED_S if time.monotonic() < ends_at - 25 else 0.5)
        watch.signal(signal.SIGCONT)
        if time.monotonic() > ends_at - 25:
            break
    time.sleep(3)
    quiet_at = time.monotonic()
    sim.fault("jump=BTCUSDT")
    time.sleep(3)
    beats.poll(0)
    os.kill(sabotage.gateway(beats)["pid"], signal.SIGKILL)
    time.sleep(3)
    sim.fault("cut")
    return quiet_at


def check(watches, log, quiet_at):
    books = truth(log)
    told = {watch.name: tells_since(watch, quiet_at) for watch in watches}
    for watch in watches:
        compared = check_books(watch, books)
        for topic in TOPICS[2:]:
            check_trades(watch, topic)
        last = {topic: watch.of("book", topic)[-1] for topic in TOPICS[:2]}
        assert all(line["state"] == "valid" for line in last.values()), f"{watch.name}: not valid at the end"
        assert not watch.of("error"), watch.of("error")[:3]
        assert watch.of("end"), f"{watch.name} did not come to its end"
        holes = sum(line["to"] - line["from"] + 1 for line in watch.of("hole"))
        print(f"{watch.name}: {compared} books right, 0 wrong; {len(watch.of('hole'))} holes of {holes} "
              f"messages, {len(watch.of('gap'))} gaps, {len(watch.of('restart'))} restarts told")
        assert compared > 100, f"{watch.name}: only {compared} books"
    first = watches[0].name
    assert told[first], "nothing was told of a kill and a cut connection"
    for name, tells in told.items():
        assert tells == told[first], f"{name} and {first} tell different things: {set(tells) ^ set(told[first])}"


def flow(the_rig, names, seconds):
    log = the_rig.folder / "log"
    sim = the_rig.sim("--symbols", "linear:" + ",".join(SYMBOLS), "--rate", "100", "--trades", "50",
                      "--log", log)
    daemon = the_rig.daemon(sim, "--market", "linear:" + ",".join(SYMBOLS), "--sndhwm", QUEUE,
                            "--backoff-reset", "300ms")
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    sabotage.gateway(beats)
    chance = random.Random(os.environ.get("CROSS_SEED", "1"))
    watches, ends_at = [], time.monotonic() + seconds
    try:
        for name in chance.sample(names, len(names)):
            watches.append(Watch(name, daemon, ends_at - time.monotonic()))
            time.sleep(chance.random() * JOINS_S / len(names))
        for watch in watches:
            rig.wait_for(f"{watch.name} to be ready", lambda: watch.of("ready"), 60)
        quiet_at = disturb(watches, sim, beats, chance, ends_at)
        for watch in watches:
            watch.process.wait(max(1, ends_at + 20 - time.monotonic()))
    finally:
        for watch in watches:
            watch.end()
    sim.get("/sim/state")
    sim.end()
    check(watches, log, quiet_at)
    assert sum(len(watch.of("hole")) for watch in watches), "no client lost anything: nothing was tried"
    daemon.end()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("clients", nargs="*")
    options = parser.parse_args()
    names = options.clients or sorted(path.parent.name for path in CLIENTS.glob("*/watch"))
    with rig.rig() as the_rig:
        flow(the_rig, names, options.seconds)
    print(f"{len(names)} clients agree with the exchange and with one another")


if __name__ == "__main__":
    sys.exit(main())
