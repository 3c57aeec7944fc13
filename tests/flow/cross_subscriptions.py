"""Every client subscribes to more topics than a socket's queue holds by default, and none is lost.

usage: cross_subscriptions.py [CLIENT...]
"""

import subprocess
import sys
import time

import rig
import zmq

CLIENTS = rig.ROOT / "clients"
TOPICS = [f"bybit.linear.trade.S{number}USDT." for number in range(2500)]


def check(name):
    """The gateway's side of a client that is given all topics at once."""
    pub = zmq.Context.instance().socket(zmq.XPUB)
    pub.setsockopt(zmq.RCVHWM, 0)
    pub.setsockopt(zmq.LINGER, 0)
    port = pub.bind_to_random_port("tcp://127.0.0.1")
    watch = subprocess.Popen([str(CLIENTS / name / "watch"), "--data", f"tcp://127.0.0.1:{port}",
                              "--seconds", "60", *TOPICS], stdout=subprocess.DEVNULL)
    missing = {topic.encode() for topic in TOPICS}
    give_up_at = time.monotonic() + rig.PATIENCE
    try:
        while missing and time.monotonic() < give_up_at:
            if pub.poll(100):
                wish = pub.recv()
                if wish[:1] == b"\1":
                    missing.discard(wish[1:])
    finally:
        watch.kill()
        watch.wait()
        pub.close()
    assert not missing, f"{name}: {len(missing)} of {len(TOPICS)} subscriptions never came"
    print(f"{name}: all of {len(TOPICS)} subscriptions came")


for client in sys.argv[1:] or sorted(path.parent.name for path in CLIENTS.glob("*/watch")):
    check(client)
