"""From the bytes of a frame to a typed message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from reprlib import repr as shown
from typing import Any, Callable, Optional, TypeVar, Union

import msgpack

from .messages import (
    Delta,
    Event,
    Gap,
    Gateway,
    Heartbeat,
    LastExit,
    Level,
    Number,
    Snapshot,
    Status,
    TopicStatus,
    Trade,
    Trades,
)

VERSION = 1
INTEGER_MAX = 2**63 - 1
FRAME_MAX = 8 * 1024 * 1024
DIGITS_MAX = 18
"""Of a number that is a text; zeros before them are not counted."""

Decoded = Union[Trades, Snapshot, Delta, Gap, Status, Heartbeat, Event]
Body = Mapping[str, Any]
_Book = TypeVar("_Book", Snapshot, Delta)

_is_decimal = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?").fullmatch


class DecodeError(ValueError):
    """A frame is not a message of the contract; the text says why."""


def decode(topic: str, frame: bytes) -> Optional[Decoded]:
    """Decode the second frame of a message of a topic.

    Returns None where the contract says to skip it: a type or a version that is not known here.
    Raises DecodeError where a key is missing or has a wrong type or range, and where the bytes are
    not a msgpack map.
    """
    body = _unpack(frame)
    if _integer(body, "v") != VERSION:
        return None
    decoder = _DECODERS.get(_text(body, "type"))
    return decoder(topic, body) if decoder else None


def _unpack(frame: bytes) -> Body:
    if len(frame) > FRAME_MAX:
        raise DecodeError(f"{len(frame)} bytes are more than a frame may have")
    try:
        #  What stands under a key of tomorrow may be anything.
        body = msgpack.unpackb(frame, strict_map_key=False, unicode_errors="surrogateescape")
    except (ValueError, TypeError, RecursionError, msgpack.UnpackException) as error:
        raise DecodeError(f"not msgpack: {str(error) or type(error).__name__}") from None
    if type(body) is not dict:
        raise DecodeError("not a map")
    return body


#  One key of a map. `type(x) is` rather than isinstance, since a bool is an int there.


def _wrong(key: str, body: Body) -> DecodeError:
    if key not in body:
        return DecodeError(f"{key} is missing")
    return DecodeError(f"{key} must not be {shown(body[key])}")


def _integer(body: Body, key: str) -> int:
    value = body.get(key)
    if type(value) is not int or not 0 <= value <= INTEGER_MAX:
        raise _wrong(key, body)
    return value


def _optional_integer(body: Body, key: str) -> Optional[int]:
    return _integer(body, key) if key in body else None


def _text(body: Body, key: str) -> str:
    value = body.get(key)
    if type(value) is not str or not _is_utf8(value):
        raise _wrong(key, body)
    return value


def _is_utf8(text: str) -> bool:
    """False where bytes that are not came through as surrogates."""
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _optional_text(body: Body, key: str) -> Optional[str]:
    return _text(body, key) if key in body else None


def _boolean(body: Body, key: str) -> bool:
    value = body.get(key)
    if type(value) is not bool:
        raise _wrong(key, body)
    return value


def _optional_boolean(body: Body, key: str) -> Optional[bool]:
    return _boolean(body, key) if key in body else None


def _flag(body: Body, key: str) -> bool:
    return _boolean(body, key) if key in body else False


def _number(body: Body, key: str) -> Number:
    value = _to_number(body.get(key))
    if value is None:
        raise _wrong(key, body)
    return value


def _optional_number(body: Body, key: str) -> Optional[Number]:
    return _number(body, key) if key in body else None


def _to_number(value: object) -> Optional[Number]:
    if type(value) is float:
        return value if isfinite(value) else None
    if type(value) is str and _is_decimal(value):
        is_short = (
            len(value) <= DIGITS_MAX or len(value.lstrip("-0.").replace(".", "")) <= DIGITS_MAX
        )
        return Decimal(value) if is_short else None
    return None


def _array(body: Body, key: str) -> list[Any]:
    value = body.get(key)
    if type(value) is not list:
        raise _wrong(key, body)
    return value


def _map(body: Body, key: str) -> Body:
    value = body.get(key)
    if type(value) is not dict:
        raise _wrong(key, body)
    return value


def _named(body: Body, key: str) -> Body:
    """A map whose keys are not the contract's: msgpack lets them be bytes as well."""
    value = _map(body, key)
    if any(type(name) is not str or not _is_utf8(name) for name in value):
        raise _wrong(key, body)
    return value


def _optional_counts(body: Body, key: str) -> Optional[dict[str, int]]:
    if key not in body:
        return None
    counts = _named(body, key)
    return {name: _integer(counts, name) for name in counts}


def _maps(body: Body, key: str) -> list[Body]:
    values = _array(body, key)
    for value in values:
        if type(value) is not dict:
            raise DecodeError(f"{key} holds {shown(value)}")
    return values


#  One decoder for each type of message.


def _trade(body: Body) -> Trade:
    side = body.get("side")
    if side not in ("buy", "sell") and "side" in body:
        raise _wrong("side", body)
    size = _number(body, "size")
    if size < 0:
        raise _wrong("size", body)
    return Trade(
        _text(body, "id"),
        _integer(body, "ts_event"),
        side,
        _number(body, "price"),
        size,
        _optional_text(body, "tick"),
        _optional_boolean(body, "block"),
        _optional_boolean(body, "rpi"),
        _optional_integer(body, "xseq"),
        _optional_number(body, "mark_price"),
        _optional_number(body, "index_price"),
        _optional_number(body, "mark_iv"),
        _optional_number(body, "iv"),
    )


def _trades(topic: str, body: Body) -> Trades:
    trades = [_trade(trade) for trade in _maps(body, "trades")]
    if not trades:
        raise DecodeError("trades is empty")
    return Trades(
        topic,
        _integer(body, "epoch"),
        _integer(body, "seq"),
        _integer(body, "ts_pub"),
        _flag(body, "simulated"),
        _integer(body, "ts_recv"),
        _text(body, "category"),
        _text(body, "symbol"),
        _integer(body, "ts_exchange"),
        trades,
        _flag(body, "recovered"),
    )


def _levels(body: Body, key: str) -> list[Level]:
    levels = []
    for pair in _array(body, key):
        if type(pair) is not list or len(pair) != 2:
            raise DecodeError(f"{key} holds {shown(pair)}")
        price, size = _to_number(pair[0]), _to_number(pair[1])
        if price is None or size is None or size < 0:
            raise DecodeError(f"{key} holds {shown(pair)}")
        levels.append(Level(price, size))
    return levels


def _book(kind: Callable[..., _Book], topic: str, body: Body, *more: str) -> _Book:
    return kind(
        topic,
        _integer(body, "epoch"),
        _integer(body, "seq"),
        _integer(body, "ts_pub"),
        _flag(body, "simulated"),
        _integer(body, "ts_recv"),
        _text(body, "category"),
        _text(body, "symbol"),
        _integer(body, "ts_exchange"),
        _integer(body, "depth"),
        _optional_integer(body, "ts_event"),
        _integer(body, "u"),
        _optional_integer(body, "xseq"),
        _levels(body, "bids"),
        _levels(body, "asks"),
        *more,
    )


def _snapshot(topic: str, body: Body) -> Snapshot:
    return _book(Snapshot, topic, body, _text(body, "cause"))


def _delta(topic: str, body: Body) -> Delta:
    return _book(Delta, topic, body)


def _gap(topic: str, body: Body) -> Gap:
    return Gap(
        topic=topic,
        epoch=_integer(body, "epoch"),
        seq=_integer(body, "seq"),
        ts_pub=_integer(body, "ts_pub"),
        simulated=_flag(body, "simulated"),
        ts_recv=_integer(body, "ts_recv"),
        category=_text(body, "category"),
        symbol=_text(body, "symbol"),
        depth=_optional_integer(body, "depth"),
        cause=_text(body, "cause"),
        since=_optional_integer(body, "since"),
        complete=_optional_boolean(body, "complete"),
        final=_flag(body, "final"),
        hole_from=_optional_integer(body, "hole_from"),
        hole_until=_optional_integer(body, "hole_until"),
    )


def _topic_status(topics: Body, topic: str) -> TopicStatus:
    body = _map(topics, topic)
    return TopicStatus(
        seq=_integer(body, "seq"),
        state=_text(body, "state"),
        last_event=_optional_integer(body, "last_event"),
    )


def _status(topic: str, body: Body) -> Status:
    topics = _named(body, "topics")
    return Status(
        topic=topic,
        epoch=_integer(body, "epoch"),
        seq=_integer(body, "seq"),
        ts_pub=_integer(body, "ts_pub"),
        simulated=_flag(body, "simulated"),
        ts_recv=_integer(body, "ts_recv"),
        topics={name: _topic_status(topics, name) for name in topics},
    )


def _last_exit(body: Body) -> LastExit:
    return LastExit(
        reason=_text(body, "reason"),
        code=_integer(body, "code"),
        signal=_integer(body, "signal"),
        at=_integer(body, "at"),
    )


def _seconds(body: Body, key: str) -> Optional[float]:
    if key not in body:
        return None
    value = body[key]
    if type(value) is not float or not isfinite(value):
        raise _wrong(key, body)
    return value


def _gateway(body: Body) -> Gateway:
    return Gateway(
        name=_text(body, "name"),
        isolation=_text(body, "isolation"),
        state=_text(body, "state"),
        pid=_integer(body, "pid"),
        epoch=_integer(body, "epoch"),
        endpoint=_text(body, "endpoint"),
        restarts=_integer(body, "restarts"),
        last_exit=_last_exit(_map(body, "last_exit")),
        connected=_boolean(body, "connected"),
        seconds_since_last_event=_seconds(body, "seconds_since_last_event"),
        events=_integer(body, "events"),
        published=_integer(body, "published"),
        error_count=_integer(body, "error_count"),
        queue_size=_integer(body, "queue_size"),
        reconnects=_integer(body, "reconnects"),
        backoff_until=_optional_integer(body, "backoff_until"),
        topics=_optional_counts(body, "topics"),
    )


def _heartbeat(topic: str, body: Body) -> Heartbeat:
    return Heartbeat(
        topic=topic,
        epoch=_integer(body, "epoch"),
        seq=_integer(body, "seq"),
        ts_pub=_integer(body, "ts_pub"),
        simulated=_boolean(body, "simulated"),
        pid=_integer(body, "pid"),
        uptime_s=_integer(body, "uptime_s"),
        version=_text(body, "version"),
        numbers=_text(body, "numbers"),
        gateways=[_gateway(gateway) for gateway in _maps(body, "gateways")],
    )


_NO_FIELD_OF_AN_EVENT = frozenset(
    ("v", "type", "epoch", "seq", "ts_recv", "ts_pub", "simulated", "event", "level")
)


def _is_field(key: object, value: object) -> bool:
    return (
        type(key) is str
        and key not in _NO_FIELD_OF_AN_EVENT
        and type(value) in (str, int, float, bool)
        and all(_is_utf8(text) for text in (key, value) if isinstance(text, str))
    )


def _event(topic: str, body: Body) -> Event:
    return Event(
        topic=topic,
        epoch=_integer(body, "epoch"),
        seq=_integer(body, "seq"),
        ts_pub=_integer(body, "ts_pub"),
        simulated=_flag(body, "simulated"),
        ts_recv=_integer(body, "ts_recv"),
        event=_text(body, "event"),
        level=_text(body, "level"),
        fields={key: value for key, value in body.items() if _is_field(key, value)},
    )


_DECODERS: dict[str, Callable[[str, Body], Decoded]] = {
    "trades": _trades,
    "snapshot": _snapshot,
    "delta": _delta,
    "gap": _gap,
    "status": _status,
    "heartbeat": _heartbeat,
    "event": _event,
}
