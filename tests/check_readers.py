#!/usr/bin/python3
"""Run the reader scripts through a reader that keeps the rule to the letter.

usage: check_readers.py [DIRECTORY]

So the scripts agree with the rule, and each frame decodes to the message beside it. The example
of PROTOCOL.md passes all that need no clock.
"""

import json
import pathlib
import re
import sys
from decimal import Decimal

import msgpack

from check_vectors import first_difference, refuse_twins
from reader import Reader

PROTO = pathlib.Path(__file__).resolve().parent.parent / "proto"


def step_fault(reader, step):
    """What is wrong with a step, or None."""
    message = None
    if "frame" in step:
        message = msgpack.unpackb(bytes.fromhex(step["frame"]), raw=False,
                                  object_pairs_hook=refuse_twins)
        if fault := first_difference(message, step["message"], "message"):
            return fault
    reader.step(step["at_ms"], step.get("topic"), message)
    seen, then = reader.seen(), step["then"]
    if sorted(seen) != sorted(then):
        return f"then: has {sorted(then)}, not {sorted(seen)}"
    return first_difference({key: seen[key] for key in then}, then, "then")


def check(path):
    """What is wrong with a script, or None."""
    try:
        script = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=refuse_twins)
        if not script["steps"]:
            return "has no steps"
        reader = Reader(script["topic"], script["watches_heartbeat"])
        now_ms = 0
        for number, step in enumerate(script["steps"]):
            if step["at_ms"] < now_ms:
                return f"step {number}: time goes back"
            now_ms = step["at_ms"]
            if fault := step_fault(reader, step):
                return f"step {number}: {fault}"
    except (KeyError, ValueError, msgpack.UnpackException) as error:
        return f"cannot be read: {error!r}"
    return None


def example():
    """The class in PROTOCOL.md that keeps a book."""
    names = {}
    text = (PROTO / "PROTOCOL.md").read_text(encoding="utf-8")
    exec(re.search(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[1], names)
    return names["Book"]


def needs_no_clock(script):
    topics = {step.get("topic", script["topic"]) for step in script["steps"]}
    is_short = script["steps"][-1]["at_ms"] < 5000
    return topics == {script["topic"]} and ".depth." in script["topic"] and is_short


def example_fault(book, step):
    """What the example does otherwise than the step says, or None."""
    if "frame" not in step:
        return None
    then = step["then"]
    is_whole = book.on(msgpack.unpackb(bytes.fromhex(step["frame"])))
    sides = [{Decimal(price): size for price, size in then.get(side, [])}
             for side in ("bids", "asks")]
    wanted = (then["state"] == "valid", then["epoch"], then["seq"], not then["resubscribe"])
    found = (book.is_valid, book.epoch, book.seq, is_whole)
    if found != wanted:
        return f"{found} is not {wanted}"
    if book.is_valid and [book.bids, book.asks] != sides:
        return f"the book is {book.bids} {book.asks}"
    return None


def check_example(scripts):
    """What is wrong with the example of PROTOCOL.md."""
    passed = 0
    for path in scripts:
        script = json.loads(path.read_text(encoding="utf-8"))
        if not needs_no_clock(script):
            continue
        book = example()()
        faults = [fault for step in script["steps"] if (fault := example_fault(book, step))]
        if faults:
            yield f"PROTOCOL.md: {path.name}: {faults[0]}"
        passed += not faults
    if not passed:
        yield "PROTOCOL.md: its example passed no script"


def main():
    default = PROTO / "vectors" / "readers"
    directory = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    scripts = sorted(directory.glob("*.json"))
    faults = [f"{path.name}: {fault}" for path in scripts if (fault := check(path))]
    faults += check_example(scripts)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(scripts)} scripts, {len(faults)} wrong")
    return 1 if faults or not scripts else 0


if __name__ == "__main__":
    sys.exit(main())
