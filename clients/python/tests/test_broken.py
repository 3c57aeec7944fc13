"""Bad input is told and counted, and nothing good is lost to it."""

from __future__ import annotations

import random
from typing import Any

import msgpack
import pytest
from conftest import BOOK, TRADES, VECTORS
from frames import (
    TIME,
    body,
    book_frame,
    gateway,
    heartbeat_frame,
    pack,
    status_frame,
    trade,
    trades_frame,
)

from tickgate import Broken, DecodeError, Heartbeat, Snapshot, Trades, decode
from tickgate.decode import FRAME_MAX
from tickgate.session import Session

GOOD_BOOK = body(
    "snapshot", 1, ts_exchange=TIME, depth=50, u=1, cause="exchange", bids=[], asks=[[1.0, 2.0]]
)
GOOD_TRADES = body("trades", 1, ts_exchange=TIME, trades=[trade()])

NOT_MESSAGES = {
    "empty": b"",
    "cut": pack(GOOD_BOOK)[:-3],
    "more behind": pack(GOOD_BOOK) + b"\0",
    "reserved byte": b"\xc1",
    "text that is not UTF-8": b"\x81\xa1v\xa1\xff",
    "a map that promises too much": b"\xdf\xff\xff\xff\xff",
    "nested too deep": b"\x91" * 100_000,
    "key that is not text": b"\x81\x01\x01",
    "array": pack([1, 2]),
    "nil": pack(None),
    "no v": pack({"type": "trades"}),
    "v of the wrong type": pack({**GOOD_BOOK, "v": "1"}),
    "no type": pack({"v": 1}),
    "too large": pack({**GOOD_BOOK, "more": "x" * FRAME_MAX}),
}

WRONG_BOOKS: list[dict[str, Any]] = [
    {"epoch": -1},
    {"epoch": True},
    {"epoch": 2**63},
    {"seq": 1.0},
    {"seq": None},
    {"ts_pub": "1"},
    {"simulated": 1},
    {"symbol": 7},
    {"ts_event": None},
    {"xseq": None},
    {"cause": 1},
    {"bids": {}},
    {"bids": [[1.0]]},
    {"bids": [1.0]},
    {"bids": [[1, 1.0]]},
    {"bids": [[float("nan"), 1.0]]},
    {"bids": [[float("inf"), 1.0]]},
    {"bids": [[1.0, -1.0]]},
    {"bids": [["1e5", "1"]]},
    {"bids": [["NaN", "1"]]},
    {"bids": [["1_0", "1"]]},
    {"bids": [[" 1", "1"]]},
    {"bids": [["1.", "1"]]},
    {"bids": [["٣", "1"]]},
]

WRONG_TRADES: list[dict[str, Any]] = [
    {"id": 5},
    {"id": b"\xff"},
    {"id": "\udcff"},
    {"price": "0.1234567890123456789"},
    {"price": "1234567890123456789"},
    {"price": "12345678901234567.89"},
    {"side": "Buy"},
    {"side": None},
    {"side": []},
    {"price": 1},
    {"price": "1e3"},
    {"size": -1.0},
    {"size": None},
    {"tick": 1},
    {"block": 0},
    {"xseq": -5},
    {"iv": "x"},
    {"ts_event": 2**64 - 1},
]

WRONG_TOPICS: list[object] = [
    None,
    [],
    "live",
    {"live": -1},
    {"live": 1.0},
    {"live": None},
    {"live": 2**63},
    {"of_tomorrow": "1"},
    {b"live": 1},
    {1: 1},
]


@pytest.mark.parametrize("depth", range(900, 1024, 7))
def test_what_is_nested_deep_is_told_shortly(depth: int) -> None:
    frame = pack({**GOOD_BOOK, "symbol": "X"}).replace(b"\xa1X", b"\x91" * depth + b"\x01")
    with pytest.raises(DecodeError) as told:
        decode(BOOK, frame)
    assert len(str(told.value)) < 200


@pytest.mark.parametrize(
    "value", [{1: 2}, {None: 1}, {b"\xff": 1}, "\udcff", [{1.5: []}]], ids=repr
)
def test_what_a_key_of_tomorrow_holds_may_be_anything(value: object) -> None:
    assert isinstance(decode(BOOK, pack({**GOOD_BOOK, "more": value})), Snapshot)
    beat = heartbeat_frame(gateway(more=value))[1]
    assert isinstance(decode("supervisor.heartbeat.", beat), Heartbeat)


@pytest.mark.parametrize("frame", NOT_MESSAGES.values(), ids=NOT_MESSAGES.keys())
def test_not_a_message(frame: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(BOOK, frame)


@pytest.mark.parametrize("wrong", WRONG_BOOKS, ids=repr)
def test_wrong_value_in_a_book(wrong: dict[str, Any]) -> None:
    assert isinstance(decode(BOOK, pack(GOOD_BOOK)), Snapshot)
    with pytest.raises(DecodeError, match=next(iter(wrong))):
        decode(BOOK, pack({**GOOD_BOOK, **wrong}))


@pytest.mark.parametrize("wrong", WRONG_TRADES, ids=repr)
def test_wrong_value_in_a_trade(wrong: dict[str, Any]) -> None:
    with pytest.raises(DecodeError, match=next(iter(wrong))):
        decode(TRADES, pack({**GOOD_TRADES, "trades": [trade(**wrong)]}))


@pytest.mark.parametrize("key", [key for key in GOOD_BOOK if key not in ("v", "type")])
def test_missing_key_of_a_book(key: str) -> None:
    with pytest.raises(DecodeError, match=f"{key} is missing"):
        decode(BOOK, pack({name: GOOD_BOOK[name] for name in GOOD_BOOK if name != key}))


@pytest.mark.parametrize("trades", [[], [1], None, {}], ids=repr)
def test_wrong_trades(trades: object) -> None:
    with pytest.raises(DecodeError, match="trades"):
        decode(TRADES, pack({**GOOD_TRADES, "trades": trades}))


@pytest.mark.parametrize("topics", WRONG_TOPICS, ids=repr)
def test_wrong_topics_of_a_gateway(topics: object) -> None:
    with pytest.raises(DecodeError):
        decode("supervisor.heartbeat.", heartbeat_frame(gateway(topics=topics))[1])


def test_topics_of_a_gateway_are_counted_in_any_state() -> None:
    counts = {"live": 2, "of_tomorrow": 1}
    frame = heartbeat_frame(gateway(topics=counts), gateway())[1]
    heartbeat = decode("supervisor.heartbeat.", frame)
    assert isinstance(heartbeat, Heartbeat)
    assert [one.topics for one in heartbeat.gateways] == [counts, None]


def test_a_topic_that_is_no_text_is_refused() -> None:
    frame = status_frame("a.topic.", 1)[1].replace(b"\xa8a.topic.", b"\xc4\x08a.topic.")
    with pytest.raises(DecodeError, match="topics"):
        decode("bybit.status.", frame)


@pytest.mark.parametrize(
    "message",
    [{**GOOD_BOOK, "v": 2}, {"v": 2}, {**GOOD_BOOK, "type": "of_tomorrow"}],
    ids=["other version", "other version, other keys", "other type"],
)
def test_what_is_not_known_is_skipped(message: dict[str, Any]) -> None:
    assert decode(BOOK, pack(message)) is None
    session = Session(0, watches_heartbeat=False)
    session.follow("")
    assert session.take([BOOK.encode(), pack(message)], 0) == []
    assert session.broken == 0


def test_keys_that_are_not_known_are_ignored() -> None:
    more = {"new": {"a": [1, None, 2**64 - 1]}, "ext": msgpack.ExtType(5, b"x")}
    assert decode(BOOK, pack({**GOOD_BOOK, **more})) == decode(BOOK, pack(GOOD_BOOK))
    strange = {**GOOD_TRADES, "trades": [{**trade(), "new": None}]}
    assert decode(TRADES, pack(strange)) == decode(TRADES, pack(GOOD_TRADES))


def test_broken_frames_are_told_and_counted_and_the_stream_goes_on() -> None:
    session = Session(0, watches_heartbeat=False)
    session.follow("bybit.")
    assert isinstance(session.take(book_frame("snapshot", 1), 0)[0], Snapshot)
    told = session.take([BOOK.encode(), b"\xc1"], 0)
    assert [type(item) for item in told] == [Broken] and told[0].topic == BOOK
    assert [type(item) for item in session.take([BOOK.encode()], 0)] == [Broken]
    assert session.take([b"bybit.\xff", b""], 0) == []
    assert session.broken == 2
    assert session.books[BOOK].is_valid
    delta = session.take(book_frame("delta", 2, bids=[[99.0, 3.0]]), 0)
    assert len(delta) == 1 and session.books[BOOK].u == 2
    assert isinstance(session.take(trades_frame(1), 0)[0], Trades)


def test_further_frames_are_ignored() -> None:
    session = Session(0, watches_heartbeat=False)
    session.follow(BOOK)
    assert len(session.take([*book_frame("snapshot", 1), b"\xc1", b""], 0)) == 1


@pytest.mark.parametrize("seed", range(4))
def test_random_damage_raises_nothing_but_decode_errors(seed: int) -> None:
    chance = random.Random(seed)
    frames = [path.read_bytes() for path in sorted(VECTORS.glob("*.msgpack"))]
    assert frames
    outcomes = set()
    for _ in range(5000):
        frame = bytearray(chance.choice(frames))
        for _ in range(chance.randint(1, 4)):
            frame[chance.randrange(len(frame))] = chance.randrange(256)
        try:
            decode(BOOK, bytes(frame[: chance.randint(1, len(frame) * 4)]))
            outcomes.add("good")
        except DecodeError:
            outcomes.add("broken")
    assert outcomes == {"good", "broken"}
