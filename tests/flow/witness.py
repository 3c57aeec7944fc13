"""witness - whether a subscriber had every trade: another client of the exchange saw them all."""

import json
import socket
import struct
import threading
import time

import rig

HANDSHAKE = ("GET /v5/public/{} HTTP/1.1\r\nHost: exchange\r\nUpgrade: websocket\r\n"
             "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
TEXT = 0x81


class Witness:
    """Subscribes to one topic of trades, and keeps (symbol, id) of each. The market is awake for it."""

    def __init__(self, sim, category, topic):
        self.ids = []
        host, port = sim.address.rsplit(":", 1)
        self.socket = socket.create_connection((host.strip("[]"), int(port)))
        self.stream = self.socket.makefile("rb")
        self.socket.sendall(HANDSHAKE.format(category).encode())
        while self.stream.readline() != b"\r\n":
            pass
        request = json.dumps({"op": "subscribe", "args": [topic]}).encode()
        self.socket.sendall(bytes([TEXT, 0x80 | len(request), 0, 0, 0, 0]) + request)
        threading.Thread(target=self._read, daemon=True).start()
        rig.wait_for("trades of the witness", lambda: self.ids)
        self.conn = max(each["id"] for each in sim.connections())

    def _read(self):
        while True:
            head = self.stream.read(2)
            if len(head) < 2:
                return
            size = head[1]
            if size >= 126:
                form = ">H" if size == 126 else ">Q"
                size = struct.unpack(form, self.stream.read(struct.calcsize(form)))[0]
            text = self.stream.read(size)
            if head[0] == TEXT:
                frame = json.loads(text)
                if "topic" in frame:
                    self.ids += [(trade["s"], trade["i"]) for trade in frame["data"]]


class Reader:
    """A subscriber that knows which trades it had, which of them were fetched, and the gaps."""

    def __init__(self, daemon, prefix):
        self.sub = rig.Sub(daemon.data, prefix)
        self.ids = []
        self.recovered = set()
        self.gaps = []
        self.taken = 0

    def poll(self):
        self.sub.poll(0.02)
        for _, message in self.sub.messages[self.taken:]:
            if message["type"] == "gap":
                self.gaps.append(message)
            for trade in message.get("trades", []):
                self.ids.append((message["symbol"], trade["id"]))
                if message.get("recovered"):
                    self.recovered.add(self.ids[-1])
        self.taken = len(self.sub.messages)

    def run(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.poll()

    def wait_for(self, what, claim, seconds=None):
        def polled():
            self.poll()
            return claim()
        return rig.wait_for(what, polled, seconds)

    def ends(self):
        """The last word on each hole."""
        return [gap for gap in self.gaps if gap.get("final")]

    def wait_for_end(self, seconds=None):
        before = len(self.ends())
        return self.wait_for("the end of a hole", lambda: self.ends()[before:], seconds)[0]


def cut_off(sim, witness, seconds=0):
    """All connections but the witness's end, and there are no others for some seconds."""
    if seconds:
        sim.fault("refuse=502")
    for each in sim.connections():
        if each["id"] != witness.conn:
            sim.fault(f"close conn={each['id']}")
    time.sleep(seconds)
    sim.fault("refuse=off")


def missing(reader, witness, first):
    """What the exchange sent from the first trade on, and the reader lacks; it had none twice."""
    reader.run(0.3)
    told = list(witness.ids)
    reader.run(0.7)
    had = set(reader.ids)
    assert len(had) == len(reader.ids), "a trade came twice"
    return [each for each in told[told.index(first):] if each not in had]
