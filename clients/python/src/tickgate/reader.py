"""The reader's rule of PROTOCOL.md for one topic, without a socket and without a clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional, Union

from .book import OrderBook
from .decode import Decoded
from .messages import (
    Delta,
    Gap,
    Heartbeat,
    Hole,
    Item,
    Restart,
    Silence,
    Snapshot,
    Status,
    Trades,
)
from .topics import is_depth_topic

FORGET_MS = 5000
"""Nothing but older epochs for so long: the clock of the gateway's machine went back."""
TAIL_MS = 2000
"""A message that a status tells and that did not come for so long is lost."""
SILENCE_MS = 3000
"""No heartbeat for so long: the gateway is not to be trusted to live."""
DOWN = {"backoff", "failed"}
"""States of a gateway whose incarnation has ended."""

Own = Union[Snapshot, Delta, Trades, Gap]


@dataclass
class Step:
    """What follows from one message or from time."""

    items: list[Item] = field(default_factory=list)
    """What to hand to the caller, in order: what was missed, then the message if it was taken."""
    resubscribe: bool = False
    """Ask the gateway for a snapshot of the topic."""


class Reader:
    """Follows one topic of a book or of trades, and knows what it missed.

    Times are milliseconds of any clock that never goes back. Call ``tick`` every 100 ms or so, and
    give the topic's own messages, every status and every heartbeat to ``take``.
    """

    def __init__(self, topic: str, heartbeat_ms: Optional[int] = None) -> None:
        """``heartbeat_ms`` is since when a heartbeat is awaited; None does not watch them."""
        self.topic = topic
        self.epoch = 0
        self.seq = 0
        self.book = OrderBook(topic) if is_depth_topic(topic) else None
        self._types = (Snapshot, Delta, Gap) if self.book else (Trades, Gap)
        self._older_ms: Optional[int] = None  # since when nothing but older epochs came
        self._tail: Optional[tuple[int, int]] = None  # when a status first told which number
        self._heartbeat_ms = heartbeat_ms
        self._is_silent = False
        self._is_over = False  # the incarnation of this epoch

    def tick(self, now_ms: int) -> Step:
        """Let time pass."""
        step = Step()
        if self._tail and now_ms - self._tail[0] >= TAIL_MS:
            self._lose_tail(self._tail[1], step)
        if not self._is_silent and self._is_heartbeat_late(now_ms):
            self._is_silent = True
            self._tell_silence(step)
        return step

    def take(self, message: Decoded, now_ms: int) -> Step:
        """Take a message of the topic, a status or a heartbeat. Others are ignored."""
        step = Step()
        if isinstance(message, Heartbeat):
            self._take_heartbeat(message, now_ms, step)
        elif isinstance(message, Status):
            self._take_status(message, now_ms)
        elif isinstance(message, (Snapshot, Delta, Trades, Gap)) and isinstance(
            message, self._types
        ):
            self._take_own(message, now_ms, step)
        return step

    def _take_own(self, message: Own, now_ms: int, step: Step) -> None:
        if message.epoch < self.epoch and not self._is_only_older(now_ms):
            return
        self._older_ms = None
        is_first = self.epoch == 0
        if message.epoch != self.epoch:
            self._begin_epoch(message, step)
        if self.book is None:
            #  Nobody missed what came before he joined.
            self._take_numbered(message, step, tells_hole=not is_first)
        elif isinstance(message, Snapshot):
            self._take_snapshot(self.book, message, step)
        elif isinstance(message, Delta):
            self._take_delta(self.book, message, step)
        else:
            self._take_numbered(message, step, tells_hole=self.book.is_valid)
        if self._tail and self.seq >= self._tail[1]:
            self._tail = None

    def _begin_epoch(self, message: Own, step: Step) -> None:
        if self.epoch:
            step.items.append(Restart(self.topic, message.epoch))
            if self.book and self.book.is_valid and not isinstance(message, Snapshot):
                step.resubscribe = True
        self.epoch = message.epoch
        self.seq = 0
        self._tail = None
        self._is_over = False
        self._wait()

    def _is_only_older(self, now_ms: int) -> bool:
        if self._older_ms is None:
            self._older_ms = now_ms
        return now_ms - self._older_ms >= FORGET_MS

    def _take_snapshot(self, book: OrderBook, snapshot: Snapshot, step: Step) -> None:
        is_refused = self._is_silent or self._is_over
        if is_refused or (book.is_valid and snapshot.seq <= self.seq):
            return
        if book.is_valid:
            self._tell_hole(snapshot.seq - (0 if snapshot.is_repetition else 1), step)
        self.seq = snapshot.seq
        book.replace(snapshot)
        step.items.append(snapshot)

    def _take_delta(self, book: OrderBook, delta: Delta, step: Step) -> None:
        if not book.is_valid or delta.seq <= self.seq:
            return
        if delta.seq > self.seq + 1:
            self._tell_hole(delta.seq - 1, step)
            self._wait()
            step.resubscribe = True
            return
        self.seq = delta.seq
        book.change(delta)
        step.items.append(delta)

    def _take_numbered(self, message: Own, step: Step, tells_hole: bool) -> None:
        """Take trades, or a gap of either kind."""
        if message.seq <= self.seq:
            return
        if tells_hole:
            self._tell_hole(message.seq - 1, step)
        self.seq = message.seq
        if isinstance(message, Gap):
            self._wait()
        step.items.append(message)

    def _take_status(self, status: Status, now_ms: int) -> None:
        told = status.topics.get(self.topic)
        if told is None or status.epoch != self.epoch or self._is_waiting():
            return
        if told.seq > self.seq and self._tail is None:
            self._tail = now_ms, told.seq

    def _lose_tail(self, seq: int, step: Step) -> None:
        self._tell_hole(seq, step)
        self.seq = seq
        self._tail = None
        if self.book:
            self._wait()
            step.resubscribe = True

    def _take_heartbeat(self, heartbeat: Heartbeat, now_ms: int, step: Step) -> None:
        if self._heartbeat_ms is None:
            return
        self._heartbeat_ms = now_ms
        if self._is_silent:
            self._is_silent = False
            step.resubscribe = self.book is not None
        own = {gateway.state for gateway in heartbeat.gateways if gateway.epoch == self.epoch}
        if self.epoch and own and own <= DOWN and not self._is_over:
            self._is_over = True
            self._tell_silence(step)

    def _is_heartbeat_late(self, now_ms: int) -> bool:
        return self._heartbeat_ms is not None and now_ms - self._heartbeat_ms >= SILENCE_MS

    def _tell_silence(self, step: Step) -> None:
        self._wait()
        step.items.append(Silence(self.topic))

    def _tell_hole(self, last: int, step: Step) -> None:
        if last > self.seq:
            step.items.append(Hole(self.topic, self.epoch, self.seq + 1, last))

    def _is_waiting(self) -> bool:
        return self.book is not None and not self.book.is_valid

    def _wait(self) -> None:
        if self.book:
            self.book.invalidate()
            self._tail = None
