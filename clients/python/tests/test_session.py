"""Topics and prefixes, heartbeats and snapshots, without a socket."""

from __future__ import annotations

import time

from conftest import BOOK, TRADES
from frames import EPOCH, book_frame, heartbeat_frame, status_frame, trades_frame

from tickgate import (
    Heartbeat,
    Hole,
    Restart,
    Silence,
    Snapshot,
    Status,
    Trades,
    depth_topic,
    trade_topic,
)
from tickgate.session import Session


def session_of(*prefixes: str, watches_heartbeat: bool = False) -> Session:
    session = Session(0, watches_heartbeat)
    for prefix in prefixes:
        session.follow(prefix)
    return session


def test_topics_have_the_contracts_names() -> None:
    assert trade_topic("linear", "BTCUSDT") == TRADES
    assert depth_topic("linear", "BTCUSDT", 50) == BOOK


def test_a_whole_topic_has_its_book_before_anything_came() -> None:
    session = session_of(BOOK)
    assert not session.books[BOOK].is_valid
    assert session.books[BOOK].best_bid is None and session.books[BOOK].bids == []


def test_a_prefix_has_a_book_with_the_first_message() -> None:
    session = session_of("bybit.linear.")
    assert not session.books
    session.take(book_frame("snapshot", 1), 0)
    assert session.books[BOOK].is_valid


def test_what_nobody_asked_for_is_not_handed_over() -> None:
    session = session_of(TRADES, watches_heartbeat=True)
    assert session.take(status_frame(TRADES, 1), 0) == []
    assert session.take(heartbeat_frame(), 0) == []
    assert session.take(book_frame("snapshot", 1), 0) == [] and not session.books


def test_what_was_asked_for_is() -> None:
    session = session_of("")
    assert isinstance(session.take(status_frame(TRADES, 1), 0)[0], Status)
    assert isinstance(session.take(heartbeat_frame(), 0)[0], Heartbeat)
    assert session.take([b"bybit.linear.ticker.BTCUSDT.", book_frame("snapshot", 1)[1]], 0) == []


def test_a_lost_topic_is_resubscribed_and_no_other() -> None:
    session = session_of("bybit.")
    session.take(book_frame("snapshot", 1), 0)
    session.take(trades_frame(1), 0)
    assert session.take(book_frame("delta", 3), 0) == [Hole(BOOK, EPOCH, 2, 2)]
    session.take(trades_frame(5), 0)
    assert session.to_resubscribe == [BOOK]


def test_a_lost_last_message_is_seen_by_the_status() -> None:
    session = session_of(BOOK)
    session.take(book_frame("snapshot", 1), 0)
    session.take(status_frame(BOOK, 2), 100)
    assert session.tick(2099) == [] and session.books[BOOK].is_valid
    assert [type(item) for item in session.tick(2100)] == [Hole]
    assert session.to_resubscribe == [BOOK] and not session.books[BOOK].is_valid


def test_silence_invalidates_until_a_heartbeat_comes() -> None:
    session = session_of(BOOK, watches_heartbeat=True)
    session.take(book_frame("snapshot", 1), 0)
    assert session.tick(2999) == [] and session.tick(3000) == [Silence(BOOK)]
    assert session.take(book_frame("snapshot", 2), 3001) == []
    assert session.take(heartbeat_frame(), 3500) == [] and session.to_resubscribe == [BOOK]
    assert isinstance(session.take(book_frame("snapshot", 2), 3501)[0], Snapshot)


def test_a_topic_that_first_comes_in_silence_waits_too() -> None:
    session = session_of("bybit.", watches_heartbeat=True)
    session.tick(5000)
    assert session.take(book_frame("snapshot", 1), 5000) == [Silence(BOOK)]
    assert not session.books[BOOK].is_valid


def test_leaving_forgets_only_what_no_other_prefix_matches() -> None:
    session = session_of(BOOK, TRADES, "bybit.linear.depth.")
    session.leave(BOOK)
    assert BOOK in session.books
    session.leave("bybit.linear.depth.")
    assert not session.books and session.take(book_frame("snapshot", 1), 0) == []
    assert len(session.take(trades_frame(1), 0)) == 1


def test_leaving_thousands_takes_no_time() -> None:
    topics = [f"bybit.linear.depth.50.S{number}USDT." for number in range(4000)]
    session = session_of(*topics)
    began_at = time.monotonic()
    session.leave(*topics[:-1])
    assert list(session.books) == topics[-1:]
    assert time.monotonic() - began_at < 10  # Where each is held against each it takes minutes


def test_what_a_status_told_of_trades_is_forgotten_with_its_epoch() -> None:
    session = session_of(TRADES)
    session.take(trades_frame(5), 0)
    session.take(status_frame(TRADES, 9), 100)
    told = session.take(trades_frame(1, epoch=EPOCH + 1), 200)
    assert [type(item) for item in told] == [Restart, Trades]
    assert session.tick(5000) == []
