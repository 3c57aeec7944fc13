"""The book of one depth topic."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import Optional

from .messages import BookMessage, Level, Number


class _Side:
    """Sizes by price, with the prices in order."""

    def __init__(self) -> None:
        self.sizes: dict[Number, Number] = {}
        self.prices: list[Number] = []  # ascending

    def clear(self) -> None:
        self.sizes.clear()
        self.prices.clear()

    def change(self, levels: Iterable[Level]) -> None:
        for price, size in levels:
            if size:
                if price not in self.sizes:
                    insort(self.prices, price)
                self.sizes[price] = size
            elif self.sizes.pop(price, None) is not None:
                del self.prices[bisect_left(self.prices, price)]

    def levels(self, prices: Iterable[Number]) -> list[Level]:
        return [Level(price, self.sizes[price]) for price in prices]

    def level(self, index: int) -> Optional[Level]:
        if not self.prices:
            return None
        price = self.prices[index]
        return Level(price, self.sizes[price])


class OrderBook:
    """A book that is right whenever ``is_valid`` is true, and empty while it is not.

    A reader keeps it; a caller only looks at it.
    """

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.is_valid = False
        self.last: Optional[BookMessage] = None
        """The message that made this state, with its times and ``seq``; None while invalid."""
        self._bids = _Side()
        self._asks = _Side()

    @property
    def u(self) -> Optional[int]:
        """The exchange's update id of this state; None while invalid."""
        return self.last.u if self.last else None

    @property
    def bids(self) -> list[Level]:
        """All bids, best first."""
        return self._bids.levels(reversed(self._bids.prices))

    @property
    def asks(self) -> list[Level]:
        """All asks, best first."""
        return self._asks.levels(self._asks.prices)

    @property
    def best_bid(self) -> Optional[Level]:
        """The highest bid; None where there is none."""
        return self._bids.level(-1)

    @property
    def best_ask(self) -> Optional[Level]:
        """The lowest ask; None where there is none."""
        return self._asks.level(0)

    def replace(self, snapshot: BookMessage) -> None:
        """Hold this snapshot and nothing else: valid."""
        self._bids.clear()
        self._asks.clear()
        self.is_valid = True
        self.change(snapshot)

    def change(self, message: BookMessage) -> None:
        """Set and delete the levels of a message."""
        self._bids.change(message.bids)
        self._asks.change(message.asks)
        self.last = message

    def invalidate(self) -> None:
        """Forget all: invalid until the next snapshot."""
        self._bids.clear()
        self._asks.clear()
        self.is_valid = False
        self.last = None

    def __repr__(self) -> str:
        if not self.is_valid:
            return f"<OrderBook {self.topic} waiting>"
        return f"<OrderBook {self.topic} {self.best_bid} {self.best_ask} u={self.u}>"
