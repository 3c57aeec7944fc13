#!/usr/bin/env python3
"""Trades a second that the Python client decodes on one core, beside bare msgpack.

Frames as the gateway sends them, one to three trades each, go through all that the client does to
a message but for the socket. Prints the median of five runs, and fails below the promised speed.
"""

import pathlib
import random
import statistics
import sys
import time
import uuid

import msgpack

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients" / "python" / "src"))

from tickgate import Trades  # noqa: E402
from tickgate.session import Session  # noqa: E402

TOPIC = b"bybit.linear.trade.BTCUSDT."
PROMISED = 50_000  # trades a second
RUNS = 5
MESSAGES = 50_000
VECTOR = ROOT / "proto" / "vectors" / "trades_float64.msgpack"


def make_frames(chance):
    """Messages after the golden vector, most with one trade; and how many trades there are."""
    message = msgpack.unpackb(VECTOR.read_bytes())
    fill = message["trades"][0]
    frames, trades = [], 0
    for seq in range(1, MESSAGES + 1):
        count = chance.choices((1, 2, 3), weights=(70, 20, 10))[0]
        trades += count
        fills = [{**fill, "id": str(uuid.UUID(int=chance.getrandbits(128))),
                  "price": round(chance.uniform(86_000, 87_000), 1),
                  "size": round(chance.uniform(0.001, 2), 3)} for _ in range(count)]
        frames.append(msgpack.packb({**message, "seq": seq, "trades": fills}))
    return frames, trades


def seconds_of_client(frames):
    session = Session(0, watches_heartbeat=True)
    session.follow(TOPIC.decode())
    taken = 0
    started_at = time.perf_counter()
    for frame in frames:
        for item in session.take((TOPIC, frame), 0):
            taken += type(item) is Trades
    seconds = time.perf_counter() - started_at
    if taken != len(frames) or session.broken:
        raise AssertionError(f"{taken} of {len(frames)} messages were taken")
    return seconds


def seconds_of_msgpack(frames):
    started_at = time.perf_counter()
    for frame in frames:
        msgpack.unpackb(frame)
    return time.perf_counter() - started_at


def main():
    frames, trades = make_frames(random.Random(1))
    client = [trades / seconds_of_client(frames) for _ in range(RUNS)]
    bare = [trades / seconds_of_msgpack(frames) for _ in range(RUNS)]
    rate, floor = statistics.median(client), statistics.median(bare)
    print(f"python client: {rate:,.0f} trades/s (median of {RUNS}; {min(client):,.0f} to "
          f"{max(client):,.0f}), msgpack.unpackb alone {floor:,.0f}: ratio {rate / floor:.2f}")
    return 0 if rate >= PROMISED else 1


if __name__ == "__main__":
    sys.exit(main())
