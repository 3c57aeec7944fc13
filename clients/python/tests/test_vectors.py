"""The golden vectors decode to what the JSON beside them says."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import VECTORS

from tickgate import Event, Gateway, Level, Message, Trade, decode
from tickgate.messages import LastExit, TopicStatus

PATHS = sorted(VECTORS.glob("*.msgpack"))
NOT_DECODED = {"future_type"}
FLAGS = {"simulated", "recovered", "final"}
TYPES_OF_MAPS = (Message, Gateway, LastExit, TopicStatus)


def test_there_are_vectors() -> None:
    assert PATHS


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    wanted = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    message = decode("topic.", path.read_bytes())
    if path.stem in NOT_DECODED:
        assert message is None
        return
    assert message is not None
    assert type(message).__name__.lower() == wanted.pop("type")
    assert wanted.pop("v") == 1
    if isinstance(message, Event):
        assert_fields_of_event(message, wanted)
    assert_same(message, wanted, "$")


def assert_fields_of_event(event: Event, wanted: dict[str, Any]) -> None:
    common = {"epoch", "seq", "ts_recv", "ts_pub", "simulated", "event", "level"}
    own = {key: wanted.pop(key) for key in set(wanted) - common}
    assert own and event.fields == own
    assert {key: type(value) for key, value in own.items()} == {
        key: type(value) for key, value in event.fields.items()
    }


def assert_same(found: object, wanted: Any, path: str) -> None:
    """Every value that the JSON has, of the right type; nothing that it does not have."""
    if isinstance(wanted, dict):
        assert_same_map(found, wanted, path)
    elif isinstance(wanted, list):
        assert isinstance(found, (list, Level)), path
        assert len(found) == len(wanted), path
        for index, (one, two) in enumerate(zip(found, wanted)):
            assert_same(one, two, f"{path}[{index}]")
    elif isinstance(found, Decimal):
        assert isinstance(wanted, str) and format(found, "f") == wanted, path
    else:
        assert type(found) is type(wanted) and found == wanted, f"{path}: {found!r}"


def assert_same_map(found: object, wanted: dict[str, Any], path: str) -> None:
    values = values_of(found)
    for key, value in wanted.items():
        if not key.startswith("future_"):
            assert_same(values.pop(key), value, f"{path}.{key}")
    values.pop("topic", None)
    values.pop("fields", None)
    for key, value in values.items():
        assert value is (False if key in FLAGS else None), f"{path}.{key} is not in the JSON"


def values_of(found: object) -> dict[str, Any]:
    if isinstance(found, Trade):
        return found._asdict()
    if isinstance(found, TYPES_OF_MAPS):
        return dict(vars(found))
    assert isinstance(found, dict)
    return dict(found)
