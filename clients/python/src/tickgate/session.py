"""Everything that a client does but for the socket: which topics it follows, and what they tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Optional

from .book import OrderBook
from .decode import DecodeError, decode
from .messages import Broken, Heartbeat, Item, Status
from .reader import Reader, Step
from .topics import EVENT, HEARTBEAT, STATUS, is_depth_topic, is_trade_topic


class Session:
    """A reader for each topic, fed with frames and with time in milliseconds."""

    def __init__(self, now_ms: int, watches_heartbeat: bool) -> None:
        self._readers: dict[str, Reader] = {}
        self._books: dict[str, OrderBook] = {}
        self._prefixes: set[str] = set()
        self._heartbeat_ms: Optional[int] = now_ms if watches_heartbeat else None
        self.books: Mapping[str, OrderBook] = MappingProxyType(self._books)
        self.heartbeat: Optional[Heartbeat] = None
        self.broken = 0
        self.to_resubscribe: list[str] = []
        """Topics that need a snapshot. Who owns the socket sees to it, and clears the list."""

    def follow(self, prefix: str) -> None:
        """Hand over what comes on topics that begin with this."""
        self._prefixes.add(prefix)
        if is_trade_topic(prefix) or is_depth_topic(prefix):
            #  A whole topic has its book from now on.
            self._reader(prefix)

    def leave(self, *prefixes: str) -> None:
        """Forget the prefixes, and each of their topics that no other one matches."""
        self._prefixes.difference_update(prefixes)
        touched = [topic for topic in self._readers if topic.startswith(prefixes)]
        for topic in [topic for topic in touched if not self._is_followed(topic)]:
            del self._readers[topic]
            self._books.pop(topic, None)

    def take(self, frames: Sequence[bytes], now_ms: int) -> list[Item]:
        """Take the frames of one message; returns what to hand to the caller."""
        topic = frames[0].decode("utf-8", "backslashreplace")
        try:
            if len(frames) < 2:
                raise DecodeError("one frame")
            return self._take(topic, frames[1], now_ms)
        except DecodeError as error:
            self.broken += 1
            return [Broken(topic, str(error))]

    def tick(self, now_ms: int) -> list[Item]:
        """Let time pass; returns what to hand to the caller."""
        items: list[Item] = []
        for reader in self._readers.values():
            items += self._settle(reader, reader.tick(now_ms))
        return items

    def _take(self, topic: str, frame: bytes, now_ms: int) -> list[Item]:
        if is_trade_topic(topic) or is_depth_topic(topic):
            return self._take_market(topic, frame, now_ms)
        if topic not in (STATUS, HEARTBEAT, EVENT):
            return []
        message = decode(topic, frame)
        items: list[Item] = []
        if message is not None and self._is_followed(topic):
            items.append(message)
        if isinstance(message, Status):
            for name in message.topics:
                if name in self._readers:
                    reader = self._readers[name]
                    items += self._settle(reader, reader.take(message, now_ms))
        elif isinstance(message, Heartbeat):
            self.heartbeat = message
            if self._heartbeat_ms is not None:
                self._heartbeat_ms = now_ms
            for reader in self._readers.values():
                items += self._settle(reader, reader.take(message, now_ms))
        return items

    def _take_market(self, topic: str, frame: bytes, now_ms: int) -> list[Item]:
        reader = self._readers.get(topic)
        items: list[Item] = []
        if reader is None:
            if not self._is_followed(topic):
                return []
            reader = self._reader(topic)
            #  A topic that first comes amid a silence of heartbeats begins with it.
            items += self._settle(reader, reader.tick(now_ms))
        message = decode(topic, frame)
        if message is not None:
            items += self._settle(reader, reader.take(message, now_ms))
        return items

    def _settle(self, reader: Reader, step: Step) -> list[Item]:
        if step.resubscribe:
            self.to_resubscribe.append(reader.topic)
        return step.items

    def _reader(self, topic: str) -> Reader:
        reader = self._readers.get(topic)
        if reader is None:
            reader = self._readers[topic] = Reader(topic, self._heartbeat_ms)
            if reader.book:
                self._books[topic] = reader.book
        return reader

    def _is_followed(self, topic: str) -> bool:
        return any(topic.startswith(prefix) for prefix in self._prefixes)
