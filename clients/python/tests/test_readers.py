"""The reader does what the reader scripts say, step by step."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any, Union

import pytest
from conftest import VECTORS

from tickgate import (
    DecodeError,
    Gap,
    Hole,
    Item,
    Number,
    Reader,
    Restart,
    Silence,
    Step,
    Trades,
    decode,
)

SCRIPTS = sorted((VECTORS / "readers").glob("*.json"))


def test_there_are_scripts() -> None:
    assert SCRIPTS


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_script(path: Path) -> None:
    script = json.loads(path.read_text(encoding="utf-8"))
    reader = Reader(script["topic"], heartbeat_ms=0 if script["watches_heartbeat"] else None)
    for number, step in enumerate(script["steps"]):
        told = run(reader, step)
        wanted = {"tells": [], "trades": [], "resubscribe": False, **step["then"]}
        found = held(reader, told)
        assert {key: found[key] for key in wanted} == wanted, f"step {number} of {path.name}"


def run(reader: Reader, step: dict[str, Any]) -> Step:
    """Time first, then the message."""
    told = reader.tick(step["at_ms"])
    if "topic" not in step:
        return told
    try:
        message = decode(step["topic"], bytes.fromhex(step["frame"]))
    except DecodeError:
        message = None
    if message is not None:
        more = reader.take(message, step["at_ms"])
        told = Step(told.items + more.items, told.resubscribe or more.resubscribe)
    return told


def held(reader: Reader, step: Step) -> dict[str, Any]:
    """What the reader holds and told, in the words of a script."""
    found: dict[str, Any] = {
        "epoch": reader.epoch,
        "seq": reader.seq,
        "tells": [tell for tell in map(in_words, step.items) if tell],
        "resubscribe": step.resubscribe,
        "trades": [
            trade.id for item in step.items if isinstance(item, Trades) for trade in item.trades
        ],
    }
    if reader.book:
        found["state"] = "valid" if reader.book.is_valid else "waiting"
        found["u"] = reader.book.u
        found["bids"] = [list(map(as_written, level)) for level in reader.book.bids]
        found["asks"] = [list(map(as_written, level)) for level in reader.book.asks]
    return found


def as_written(number: Number) -> Union[float, str]:
    return format(number, "f") if isinstance(number, Decimal) else number


def in_words(item: Item) -> dict[str, Any]:
    if isinstance(item, Hole):
        return {"kind": "hole", "from": item.first, "to": item.last}
    if isinstance(item, Restart):
        return {"kind": "restart", "epoch": item.epoch}
    if isinstance(item, Gap):
        return {"kind": "gap", "cause": item.cause}
    if isinstance(item, Silence):
        return {"kind": "silence"}
    return {}
