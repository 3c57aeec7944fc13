"""No client loses a subscription: not of more than a socket's queue holds, nor while it asks for a snapshot.

usage: cross_subscriptions.py [CLIENT...]
"""

import contextlib
import subprocess
import sys
import time

import msgpack
import rig
import zmq

CLIENTS = rig.ROOT / "clients"
MANY = [f"bybit.linear.trade.S{number}USDT." for number in range(2500)]
BOOK = "bybit.linear.depth.50.BTCUSDT."


class Gateway:
    """The gateway's side of a client: what it subscribes."""

    def __init__(self, name, topics):
        self.pub = zmq.Context.instance().socket(zmq.XPUB)
        self.pub.setsockopt(zmq.RCVHWM, 0)
        self.pub.setsockopt(zmq.LINGER, 0)
        port = self.pub.bind_to_random_port("tcp://127.0.0.1")
        self.watch = subprocess.Popen(
            [str(CLIENTS / name / "watch"), "--data", f"tcp://127.0.0.1:{port}", "--seconds", "60",
             *topics], stdout=subprocess.DEVNULL)

    def wishes(self):
        """Each as it comes: whether it is one to receive, and which topics begin so."""
        give_up_at = time.monotonic() + rig.PATIENCE
        while time.monotonic() < give_up_at:
            if self.pub.poll(100):
                wish = self.pub.recv()
                yield wish[:1] == b"\1", wish[1:].decode()

    def send(self, kind, seq, **keys):
        message = {"v": 1, "type": kind, "epoch": 1790000000000, "seq": seq, "ts_recv": 1, "ts_pub": 1,
                   "category": "linear", "symbol": "BTCUSDT", "ts_exchange": 1, "depth": 50,
                   "ts_event": 1, "u": seq, "bids": [[1.0, 1.0]], "asks": [[2.0, 1.0]], **keys}
        self.pub.send_multipart([BOOK.encode(), msgpack.packb(message)])

    def close(self):
        self.watch.kill()
        self.watch.wait()
        self.pub.close()


def check_many(name):
    missing = set(MANY)
    with contextlib.closing(Gateway(name, MANY)) as gateway:
        for is_wanted, topic in gateway.wishes():
            if is_wanted:
                missing.discard(topic)
            if not missing:
                break
    assert not missing, f"{name}: {len(missing)} of {len(MANY)} subscriptions never came"
    print(f"{name}: all of {len(MANY)} subscriptions came")


def check_asking(name):
    """After a hole it asks for a snapshot, and meanwhile goes on to receive the topic."""
    with contextlib.closing(Gateway(name, [BOOK])) as gateway:
        wishes = gateway.wishes()
        assert (True, BOOK) in wishes, f"{name}: never subscribed its book"
        gateway.send("snapshot", 1, cause="exchange")
        gateway.send("delta", 3)
        asked = next((wish for wish in wishes if BOOK.startswith(wish[1])), None)
        assert asked and asked[0], f"{name}: after a hole said {asked}"
        assert (False, asked[1]) in wishes, f"{name}: goes on to ask for {asked[1]}"
    print(f"{name}: asked for a snapshot by {asked[1]}, and never left {BOOK}")


for client in sys.argv[1:] or sorted(path.parent.name for path in CLIENTS.glob("*/watch")):
    check_many(client)
    check_asking(client)
