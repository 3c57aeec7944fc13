"""Whatever is lost or late, a valid book is the right one, and no lost trade is left untold."""

from __future__ import annotations

import random

import pytest
from conftest import BOOK, TRADES
from frames import EPOCH, book_frame, trades_frame

from tickgate import Hole, Reader, Restart, Trades, decode

Sides = tuple[dict[float, float], dict[float, float]]


class TrueBook:
    """What a gateway publishes of one book, and the state after each number."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.epoch, self.seq = EPOCH, 0
        self.sides: Sides = ({}, {})
        self.states: dict[tuple[int, int], Sides] = {}

    def restart(self) -> bytes:
        self.epoch += 1
        self.seq = 0
        return self.news("snapshot", "exchange")

    def news(self, kind: str, cause: str) -> bytes:
        self.seq += 1
        changes = [
            [[float(self.chance.randint(*prices)), float(self.chance.randint(0, 2))]]
            for prices in ((1, 9), (11, 19))
        ]
        for side, levels in zip(self.sides, changes):
            for price, size in levels:
                side[price] = size
                if not size:
                    del side[price]
        self.states[self.epoch, self.seq] = (dict(self.sides[0]), dict(self.sides[1]))
        return self.snapshot(cause) if kind == "snapshot" else self.frame("delta", changes)

    def snapshot(self, cause: str) -> bytes:
        levels = [[[price, size] for price, size in side.items()] for side in self.sides]
        return self.frame("snapshot", levels, cause=cause)

    def frame(self, kind: str, levels: list[list[list[float]]], **keys: str) -> bytes:
        bids, asks = levels
        return book_frame(kind, self.seq, bids=bids, asks=asks, epoch=self.epoch, **keys)[1]


@pytest.mark.parametrize("seed", range(5))
def test_a_valid_book_is_right(seed: int) -> None:
    chance = random.Random(seed)
    truth, reader = TrueBook(chance), Reader(BOOK)
    frames = [truth.restart()]
    valid = 0
    for now_ms in range(4000):
        what = chance.random()
        if what < 0.01:
            frames.append(truth.restart())
        elif what < 0.05:
            frames.append(truth.snapshot("periodic"))
        elif what < 0.06:
            frames.append(truth.news("snapshot", "resync"))
        elif what < 0.07:
            frames.append(chance.choice(frames[-50:]))  # late, or twice
        else:
            frames.append(truth.news("delta", ""))
        if chance.random() < 0.03:
            continue  # lost
        message = decode(BOOK, frames[-1])
        assert message is not None
        reader.take(message, now_ms)
        assert reader.book is not None
        if reader.book.is_valid:
            valid += 1
            bids, asks = truth.states[reader.epoch, reader.seq]
            assert dict(reader.book.bids) == bids and dict(reader.book.asks) == asks
    assert valid > 1000


@pytest.mark.parametrize("seed", range(5))
def test_every_lost_trade_is_told(seed: int) -> None:
    chance = random.Random(seed)
    reader = Reader(TRADES)
    known: list[int] = []
    lost = 0
    for seq in range(1, 2000):
        if 1 < seq < 1999 and chance.random() < 0.1:
            lost += 1
            continue
        message = decode(TRADES, trades_frame(seq)[1])
        assert message is not None
        for item in reader.take(message, seq).items:
            assert not isinstance(item, Restart)
            if isinstance(item, Hole):
                known += range(item.first, item.last + 1)
            elif isinstance(item, Trades):
                known.append(item.seq)
    assert lost > 100 and known == list(range(1, 2000))
