"""Print what some topics tell, as JSON lines.

Books come ten times a second, trades and losses as they happen.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from types import FrameType
from typing import Any, Optional

import tickgate

BOOK_PERIOD_S = 0.1


class Stopped(Exception):
    """Somebody asked to stop."""


def stop(number: int, frame: Optional[FrameType]) -> None:
    raise Stopped


def show(**record: Any) -> None:
    #  A Decimal is printed as text, so that no digit is lost.
    print(json.dumps(record, default=lambda number: format(number, "f")), flush=True)


def show_item(item: tickgate.Item) -> None:
    if isinstance(item, tickgate.Trades):
        ids = [trade.id for trade in item.trades]
        show(kind="trades", topic=item.topic, epoch=item.epoch, seq=item.seq, ids=ids)
    elif isinstance(item, tickgate.Hole):
        show(
            kind="hole", topic=item.topic, epoch=item.epoch, **{"from": item.first, "to": item.last}
        )
    elif isinstance(item, tickgate.Gap):
        show(kind="gap", topic=item.topic, epoch=item.epoch, cause=item.cause)
    elif isinstance(item, tickgate.Restart):
        show(kind="restart", topic=item.topic, epoch=item.epoch)
    elif isinstance(item, tickgate.Silence):
        show(kind="silence", topic=item.topic)
    elif isinstance(item, tickgate.Broken):
        show(kind="error", what=f"{item.topic}: {item.reason}")


def show_book(book: tickgate.OrderBook) -> None:
    last = book.last
    if last is None:
        show(kind="book", topic=book.topic, state="waiting")
        return
    show(
        kind="book", topic=book.topic, state="valid", epoch=last.epoch, seq=last.seq, u=last.u,
        bids=book.bids, asks=book.asks,
    )  # fmt: skip


def watch(client: tickgate.Client, seconds: float) -> None:
    next_at = time.monotonic()
    end_at = next_at + seconds
    while time.monotonic() < end_at:
        item = client.receive(max(0.0, next_at - time.monotonic()))
        if item is not None:
            show_item(item)
        if time.monotonic() >= next_at:
            next_at = max(next_at + BOOK_PERIOD_S, time.monotonic())
            for book in client.books.values():
                show_book(book)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="data endpoint")
    parser.add_argument("--heartbeat", help="heartbeat endpoint")
    parser.add_argument("--server-key", metavar="FILE", help="the gateway's public key")
    parser.add_argument("--key", metavar="FILE", help="a pair of keys that may read")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--rcvhwm", type=int, default=tickgate.RCVHWM)
    parser.add_argument("topics", nargs="+")
    options = parser.parse_args()
    if (options.server_key is None) != (options.key is None):
        parser.error("--server-key and --key go together")
    try:
        keys = tickgate.CurveKeys.load(options.server_key, options.key) if options.key else None
    except (OSError, ValueError) as error:
        parser.error(str(error))
    signal.signal(signal.SIGTERM, stop)
    try:
        with tickgate.Client(
            options.data, options.heartbeat, curve=keys, rcvhwm=options.rcvhwm
        ) as client:
            client.subscribe(*options.topics)
            show(kind="ready")
            watch(client, options.seconds)
    except Stopped:
        pass
    show(kind="end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
