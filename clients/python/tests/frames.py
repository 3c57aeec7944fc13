"""Frames as the gateway sends them."""

from __future__ import annotations

from typing import Any

import msgpack
from conftest import BOOK, TRADES

EPOCH = 1_790_000_000_000
TIME = 1_790_000_001_236_123_456


def body(type_: str, seq: int, **keys: Any) -> dict[str, Any]:
    return {
        "v": 1, "type": type_, "epoch": EPOCH, "seq": seq, "ts_recv": TIME, "ts_pub": TIME + 1,
        "category": "linear", "symbol": "BTCUSDT", **keys,
    }  # fmt: skip


def pack(message: object) -> bytes:
    packed: bytes = msgpack.packb(message, unicode_errors="surrogateescape")
    return packed


def book_frame(type_: str, seq: int, **keys: Any) -> list[bytes]:
    if type_ == "snapshot":
        keys.setdefault("cause", "exchange")
    keys.setdefault("bids", [[100.0, 1.0]])
    keys.setdefault("asks", [[101.0, 1.0]])
    message = body(type_, seq, ts_exchange=TIME, depth=50, u=seq, **keys)
    return [BOOK.encode(), pack(message)]


def trade(id_: str = "1", **keys: Any) -> dict[str, Any]:
    return {"id": id_, "ts_event": TIME, "side": "buy", "price": 100.5, "size": 2.0, **keys}


def trades_frame(seq: int, **keys: Any) -> list[bytes]:
    message = body("trades", seq, ts_exchange=TIME, trades=[trade()], **keys)
    return [TRADES.encode(), pack(message)]


def gateway(**keys: Any) -> dict[str, Any]:
    return {
        "name": "bybit", "isolation": "process", "state": "live", "pid": 2, "epoch": EPOCH,
        "endpoint": "tcp://127.0.0.1:5555", "restarts": 0,
        "last_exit": {"reason": "none", "code": 0, "signal": 0, "at": 0}, "connected": True,
        "events": 1, "published": 1, "error_count": 0, "queue_size": 0, "reconnects": 0, **keys,
    }  # fmt: skip


def heartbeat_frame(*gateways: dict[str, Any]) -> list[bytes]:
    message = {
        "v": 1, "type": "heartbeat", "epoch": EPOCH, "seq": 1, "ts_pub": TIME, "pid": 1,
        "uptime_s": 1, "version": "0.1.0", "numbers": "float64", "simulated": True,
        "gateways": list(gateways),
    }  # fmt: skip
    return [b"supervisor.heartbeat.", pack(message)]


def status_frame(topic: str, seq: int) -> list[bytes]:
    message = body("status", 1, topics={topic: {"seq": seq, "state": "live"}})
    return [b"bybit.status.", pack(message)]
