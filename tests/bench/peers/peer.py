"""peer - what the subscribers in Python share: count, keep when each message came, and answer.

Environment: PEER_URL, PEER_SYMBOLS (with commas), PEER_FILE. A line "reset" or "report" on stdin is
answered with a line of JSON; a report also writes the messages' numbers and times to the file.
"""

import array
import json
import os
import sys
import threading
import time

NUMBER_BASE = 100_000_000_000
KEPT = 1 << 18
URL = os.environ["PEER_URL"]
SYMBOLS = os.environ["PEER_SYMBOLS"].split(",")

kept = array.array("d")
seen = {"count": 0, "first": 0, "last": 0}


def on_message(seq):
    """A message came: its number is the exchange's seq."""
    now = time.monotonic_ns()
    if seen["count"] < KEPT:
        kept.append(seq - NUMBER_BASE)
        kept.append(now)
    seen["count"] += 1
    seen["first"] = seen["first"] or now
    seen["last"] = now


def _answer():
    for line in sys.stdin:
        if line.startswith("reset"):
            del kept[:]
            seen.update(count=0, first=0, last=0)
        else:
            with open(os.environ["PEER_FILE"], "wb") as file:
                array.array("d", kept).tofile(file)
        print(json.dumps({"messages": seen["count"], "seconds": (seen["last"] - seen["first"]) / 1e9}), flush=True)
    os._exit(0)


threading.Thread(target=_answer, daemon=True).start()
