"""Whatever a subscriber sends, the gateway's publishing to a good one goes on, in bounded memory.

A good subscriber counts what it gets at 1,200 messages a second, and the longest time
between two of them, as the gateway stamped them and as they came. A loaded machine now and
then stops us all for a while; what an attack does, it does each time. So an attack has a few
rounds, and the quietest of them counts.
"""

import contextlib
import pathlib
import random
import re
import socket
import threading
import time

import msgpack
import zmq

import rig

STALL_MS = 50 * max(1, rig.PATIENCE / 20)
ROUNDS = 5
#  What the limits of mdp_guests.h and mdp_pub.h come to, with what malloc keeps
GROWTH_MIB = 48
#  The address sanitizer would keep what is freed
FRUGAL = {"ASAN_OPTIONS": rig.SANITIZED["ASAN_OPTIONS"] + ":quarantine_size_mb=1"}


def connect(port, room=None):
    """The system keeps so many bytes for us that we did not read."""
    connection = socket.socket()
    if room:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", port))
    return connection


def subscriber(port, room=None):
    """A SUB by hand, so that nothing stands between the bytes and the gateway."""
    connection = connect(port, room)
    connection.sendall(b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32))
    ready = b"\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB"
    connection.sendall(b"\x04" + bytes([len(ready)]) + ready)
    answer = b""
    while len(answer) < 66 or len(answer) < 66 + answer[65]:
        answer += connection.recv(4096)
    return connection


def wishes(prefixes):
    return b"".join(bytes([0, len(prefix) + 1, 1]) + prefix for prefix in prefixes)


MILLION = wishes(b"bybit.%010x" % random.getrandbits(40) for _ in range(1_000_000))


def send_all(port, data):
    """On as many connections as it takes: who is dropped comes again and goes on."""
    at, step, connections = 0, len(data) // 100, 0
    while at < len(data):
        connections += 1
        with contextlib.suppress(OSError), contextlib.closing(subscriber(port)) as connection:
            while at < len(data):
                connection.sendall(data[at:at + step])
                at += step
    return f"{connections} connections"


def a_topic_of_1_mb(port):
    with contextlib.suppress(OSError), contextlib.closing(subscriber(port)) as connection:
        size = 1_000_001
        connection.sendall(b"\x02" + size.to_bytes(8, "big") + b"\x01" + b"x" * (size - 1))
        while connection.recv(65536):
            pass
    return "dropped"


def a_million_subscriptions(port):
    return send_all(port, MILLION)


def a_million_wishes_for_everything(port):
    return send_all(port, wishes([b""]) * 1_000_000)


def a_million_other_messages(port):
    return send_all(port, (bytes([0, 8]) + b"nonsense") * 1_000_000)


def noise(port):
    for _ in range(300):
        with contextlib.suppress(OSError), contextlib.closing(connect(port)) as connection:
            connection.sendall(random.randbytes(random.randrange(1, 2000)))
    return "300 connections"


def noise_after_the_greeting(port):
    for _ in range(100):
        with contextlib.suppress(OSError), contextlib.closing(subscriber(port)) as connection:
            connection.sendall(random.randbytes(random.randrange(1, 20000)))
    return "100 connections"


def resident_mib(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024


class Good:
    """A subscriber as it should be: in a thread that only receives."""

    def __init__(self, endpoint, prefix):
        self.stamps, self.arrivals, self.seqs, self.holes = [], [], {}, 0
        self.endpoint, self.prefix = endpoint, prefix
        self.is_ended = False
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        socket_ = zmq.Context.instance().socket(zmq.SUB)
        socket_.setsockopt(zmq.RCVHWM, 0)
        socket_.setsockopt(zmq.LINGER, 0)
        socket_.subscribe(self.prefix)
        socket_.connect(self.endpoint)
        while not self.is_ended:
            if socket_.poll(100):
                topic, frame = socket_.recv_multipart()
                self._take(topic, msgpack.unpackb(frame))
        socket_.close()

    def _take(self, topic, message):
        self.arrivals.append(time.monotonic_ns())
        self.stamps.append(message["ts_pub"])
        if message.get("cause") not in ("subscribe", "periodic"):
            before = self.seqs.get(topic)
            self.holes += before is not None and message["seq"] != before + 1
            self.seqs[topic] = message["seq"]

    def longest_ms(self, since):
        """Between two messages, as stamped and as received."""
        def longest(times):
            return max((later - earlier) / 1e6 for earlier, later in zip(times, times[1:]))
        return longest(self.stamps[since:]), longest(self.arrivals[since:])

    def end(self):
        self.is_ended = True
        self.thread.join()


def observe(good, seconds, attack=None, port=None):
    """The longest times while the attack goes on, and for so many seconds at least."""
    since, outcome = len(good.stamps), []
    end = time.monotonic() + seconds
    thread = threading.Thread(target=lambda: attack and outcome.append(attack(port)))
    thread.start()
    while thread.is_alive() or time.monotonic() < end:
        time.sleep(0.05)
    rate = (len(good.stamps) - since) / seconds
    return *good.longest_ms(since), rate, "".join(outcome)


def undisturbed(good, quiet_ms, name, attack=None, port=None):
    for _ in range(ROUNDS):
        stamped, arrived, _, outcome = observe(good, 1.0, attack, port)
        if stamped <= STALL_MS and arrived <= STALL_MS + quiet_ms:
            break
    print(f"{name}{outcome and f' ({outcome})'}: longest {stamped:.1f} ms between messages, "
          f"{arrived:.1f} ms as they came", end="")
    assert stamped <= STALL_MS and arrived <= STALL_MS + quiet_ms


def withstand(good, pid, attack, port, quiet_ms):
    before = resident_mib(pid)
    undisturbed(good, quiet_ms, attack.__name__.replace("_", " "), attack, port)
    grown = resident_mib(pid) - before
    print(f", {grown:+.1f} MiB")
    assert grown < GROWTH_MIB


def never_reading(good, pid, port, quiet_ms, sim):
    """What waits for such a one is bounded by sndhwm: full, it grows no more."""
    before = resident_mib(pid)
    connections = [subscriber(port, room=4096) for _ in range(20)]
    for connection in connections:
        connection.sendall(wishes([b""]))
    sim.fault("flood=5000,4")  #  More than the system's own buffers hold besides
    observe(good, 5)
    full = resident_mib(pid)
    undisturbed(good, quiet_ms, "20 that never read")
    observe(good, 3)
    grown = resident_mib(pid) - full
    print(f", {full - before:+.1f} MiB, then {grown:+.1f} MiB")
    assert full - before < GROWTH_MIB and grown < 4
    for connection in connections:
        connection.close()


def crowd(good, pid, port, quiet_ms, daemon):
    """Connections beyond the limit are dropped, and those that were there stay."""
    before = resident_mib(pid)
    connections = [connect(port) for _ in range(400)]
    daemon.wait_for_event("bybit_connector_subprocess_error",
                          reason="there are too many connections")
    undisturbed(good, quiet_ms, "400 connections")
    grown = resident_mib(pid) - before
    print(f", {grown:+.1f} MiB")
    assert grown < GROWTH_MIB
    for connection in connections:
        connection.close()
    rig.wait_for("room for one more", lambda: is_welcome(port))


def is_welcome(port):
    with contextlib.suppress(OSError), contextlib.closing(subscriber(port)) as connection:
        connection.sendall(wishes([b""]))
        return bool(connection.recv(10))
    return False


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", "--rate", "600")
    port = random.randrange(20000, 30000)
    daemon = the_rig.daemon(
        sim, "--market", "linear:BTCUSDT,ETHUSDT", "--isolation", isolation, "--sndhwm", "2000",
        "--publish", f"tcp://127.0.0.1:{port}", "--heartbeat", f"tcp://127.0.0.1:{port + 1}",
        environment=FRUGAL)
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    beats = rig.Sub(f"tcp://127.0.0.1:{port + 1}", "supervisor.heartbeat.")
    pid = beats.wait_for("a pid", lambda _, message: message["gateways"][0]["pid"])[1][
        "gateways"][0]["pid"]
    good = Good(f"tcp://127.0.0.1:{port}", "bybit.linear.")
    try:
        rig.wait_for("messages", lambda: len(good.stamps) > 1000)
        stamped, quiet_ms, rate, _ = observe(good, 3)
        print(f"quiet: {rate:.0f} messages/s, longest {stamped:.1f} ms between messages, "
              f"{quiet_ms:.1f} ms as they came, {resident_mib(pid):.1f} MiB")
        assert rate > 1000
        never_reading(good, pid, port, quiet_ms, sim)
        for attack in (a_topic_of_1_mb, a_million_subscriptions, a_million_wishes_for_everything,
                       a_million_other_messages, noise, noise_after_the_greeting):
            withstand(good, pid, attack, port, quiet_ms)
        daemon.wait_for_event("bybit_connector_subprocess_error",
                              reason="it asked for too many topics")
        crowd(good, pid, port, quiet_ms, daemon)
    finally:
        good.end()
    assert good.holes == 0, "the good one lost messages"
    the_heartbeat_goes_on(daemon, beats, port + 1)
    assert not daemon.events("bybit_connector_process_died")


def the_heartbeat_goes_on(daemon, beats, port):
    before = resident_mib(daemon.process.pid)
    for attack in (a_topic_of_1_mb, a_million_subscriptions, a_million_wishes_for_everything,
                   noise):
        attack(port)
    beats.wait_for("a heartbeat", lambda _, message: message["ts_pub"] > time.time_ns() - 10 ** 9)
    stamps = [message["ts_pub"] for topic, message in beats.messages]
    longest = max(later - earlier for earlier, later in zip(stamps, stamps[1:])) / 1e9
    grown = resident_mib(daemon.process.pid) - before
    print(f"heartbeat: longest {longest:.2f} s between two, {grown:+.1f} MiB")
    assert longest < 2 and grown < GROWTH_MIB


rig.in_both_isolations(flow)
