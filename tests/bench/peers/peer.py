"""peer - what the subscribers in Python share: hand on each message, keep when it came, and answer.

Environment: PEER_URL, PEER_SYMBOLS (with commas), PEER_FILE, PEER_PUBLISH. A line "reset" or "report" on
stdin is answered with a line of JSON; a report also writes the messages' numbers and times to the file.
"""

import array
import json
import os
import sys
import threading
import time

import zmq

NUMBER_BASE = 100_000_000_000
KEPT = 1 << 18
URL = os.environ["PEER_URL"]
SYMBOLS = os.environ["PEER_SYMBOLS"].split(",")

kept = array.array("d")
publisher = zmq.Context.instance().socket(zmq.PUB)
publisher.setsockopt(zmq.SNDHWM, 20000)
publisher.bind(os.environ["PEER_PUBLISH"])


def on_message(seq, topic, message):
    """A message came: its number is the exchange's seq. Hand it on."""
    if len(kept) < 2 * KEPT:
        kept.append(seq - NUMBER_BASE)
        kept.append(time.monotonic_ns())
    publisher.send_multipart((topic.encode(), json.dumps(message, separators=(",", ":")).encode()))


def _answer():
    for line in sys.stdin:
        if line.startswith("reset"):
            del kept[:]
        else:
            with open(os.environ["PEER_FILE"], "wb") as file:
                array.array("d", kept).tofile(file)
        print(json.dumps({"messages": len(kept) // 2}), flush=True)
    os._exit(0)


threading.Thread(target=_answer, daemon=True).start()
