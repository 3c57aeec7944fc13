"""The book keeps its levels in order and its values exact."""

from __future__ import annotations

import random
from decimal import Decimal

from conftest import BOOK
from frames import book_frame

from tickgate import Delta, Level, OrderBook, Snapshot, decode


def snapshot(**sides: object) -> Snapshot:
    message = decode(BOOK, book_frame("snapshot", 1, **sides)[1])
    assert isinstance(message, Snapshot)
    return message


def delta(**sides: object) -> Delta:
    message = decode(BOOK, book_frame("delta", 2, **sides)[1])
    assert isinstance(message, Delta)
    return message


def test_levels_are_best_first() -> None:
    book = OrderBook(BOOK)
    book.replace(snapshot(bids=[[99.0, 1.0], [98.0, 2.0]], asks=[[101.0, 3.0], [102.0, 4.0]]))
    book.change(delta(bids=[[98.5, 5.0], [97.0, 0.0]], asks=[[101.0, 0.0], [100.0, 6.0]]))
    assert book.bids == [(99.0, 1.0), (98.5, 5.0), (98.0, 2.0)]
    assert book.asks == [(100.0, 6.0), (102.0, 4.0)]
    assert book.best_bid == Level(99.0, 1.0) and book.best_ask == Level(100.0, 6.0)


def test_an_invalid_book_is_empty() -> None:
    book = OrderBook(BOOK)
    book.replace(snapshot())
    book.invalidate()
    assert (book.bids, book.asks, book.best_bid, book.u) == ([], [], None, None)
    assert "waiting" in repr(book)


def test_decimals_are_levels_by_value() -> None:
    book = OrderBook(BOOK)
    book.replace(snapshot(bids=[["100.50", "1.0"]], asks=[]))
    book.change(delta(bids=[["100.5", "0.000000010"]], asks=[]))
    assert book.bids == [(Decimal("100.5"), Decimal("0.00000001"))]
    assert format(book.bids[0].size, "f") == "0.000000010"
    book.change(delta(bids=[["100.500", "0.000"]], asks=[]))
    assert book.is_valid and book.bids == []


def test_random_changes_give_the_same_as_a_naive_book() -> None:
    chance = random.Random(1)
    book, naive = OrderBook(BOOK), dict[float, float]()
    book.replace(snapshot(bids=[], asks=[]))
    for _ in range(3000):
        price, size = float(chance.randint(1, 40)), float(chance.randint(0, 3))
        book.change(delta(bids=[[price, size]], asks=[[price, size]]))
        naive[price] = size
        ascending = sorted((price, size) for price, size in naive.items() if size)
        assert book.asks == ascending and book.bids == ascending[::-1]
