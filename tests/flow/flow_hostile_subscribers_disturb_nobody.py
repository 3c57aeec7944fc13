"""Whatever a subscriber sends, the gateway's publishing to a good one goes on."""

import contextlib
import pathlib
import random
import re
import socket
import struct
import threading
import time

import rig


class Subscriber:
    """A SUB by hand, so that nothing stands between the bytes and the gateway."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.sendall(b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0")
                            + bytes(32))
        ready = b"\x05READY\x0bSocket-Type\x00\x00\x00\x03SUB"
        self.socket.sendall(b"\x04" + bytes([len(ready)]) + ready)

    def subscribe(self, *prefixes):
        data = b"".join(b"\x02" + struct.pack(">Q", len(prefix) + 1) + b"\x01" + prefix
                        for prefix in prefixes)
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(data)

    def close(self):
        self.socket.close()


def resident_mib(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "100")
    port = random.randrange(20000, 30000)
    endpoint = f"tcp://127.0.0.1:{port}"
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation,
                            "--publish", endpoint)
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    pid = beats.wait_for("a pid", lambda _, message: message["gateways"][0]["pid"])[1][
        "gateways"][0]["pid"]
    good = rig.Sub(endpoint, "bybit.linear.depth.")
    good.wait_for("a delta", lambda _, message: message["type"] == "delta")
    before = resident_mib(pid)

    def check(what, seconds=1.5):
        last, longest, end = time.monotonic(), 0, time.monotonic() + seconds
        while time.monotonic() < end:
            if good.poll(0.5):
                now = time.monotonic()
                longest, last = max(longest, now - last), now
        longest = max(longest, time.monotonic() - last)
        grown = resident_mib(pid) - before
        print(f"{what}: longest wait {longest * 1000:.0f} ms, {grown:+.1f} MiB")
        assert longest < 1, what
        assert grown < 64, what
    hostile = Subscriber(port)
    hostile.subscribe(b"x" * 1_000_000)
    check("a topic of 1 MB")
    many = Subscriber(port)
    many.socket.settimeout(10)
    threading.Thread(target=many.subscribe, daemon=True,
                     args=[b"bybit.%d" % number for number in range(20_000)]).start()
    check("20,000 subscriptions, and never reading")
    greedy = Subscriber(port)
    threading.Thread(target=greedy.subscribe, daemon=True, args=[b""] * 2_000).start()
    check("2,000 wishes for everything, and never reading")
    stalled = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    for connection in stalled:
        connection.sendall(random.randbytes(500))
    check("20 connections that send noise and never read")
    for connection in (hostile, many, greedy, *stalled):
        connection.close()
    assert daemon.is_running()


rig.in_both_isolations(flow)
