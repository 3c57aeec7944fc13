"""Names of topics, and what a topic carries."""

from __future__ import annotations

STATUS = "bybit.status."
HEARTBEAT = "supervisor.heartbeat."
EVENT = "supervisor.event."

PREFIX_MAX = 1023
"""Longest subscription in bytes: a longer one ends the connection that sends it."""


def trade_topic(category: str, symbol: str) -> str:
    """The topic of a symbol's trades: ``trade_topic("linear", "BTCUSDT")``."""
    return f"bybit.{category}.trade.{symbol}."


def depth_topic(category: str, symbol: str, depth: int = 50) -> str:
    """The topic of a symbol's book with so many levels a side.

    The depths are 1, 50, 200 and 1000; of options 25 and 100.
    """
    return f"bybit.{category}.depth.{depth}.{symbol}."


def is_trade_topic(topic: str) -> bool:
    """True of one symbol's trades, not of a prefix of several topics."""
    words = topic.split(".")
    return len(words) == 5 and words[0] == "bybit" and words[2] == "trade" and _is_whole(words)


def is_depth_topic(topic: str) -> bool:
    """True of one symbol's book, not of a prefix of several topics."""
    words = topic.split(".")
    return (
        len(words) == 6
        and words[0] == "bybit"
        and words[2] == "depth"
        and words[3].isdecimal()
        and _is_whole(words)
    )


def _is_whole(words: list[str]) -> bool:
    return all(words[:-1]) and not words[-1]
