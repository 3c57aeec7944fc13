"""What the blocking and the asyncio client have in common: the socket and its subscriptions."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Optional, Union

import zmq

from .book import OrderBook
from .curve import CurveKeys
from .messages import Heartbeat, Item
from .session import Session
from .topics import HEARTBEAT, PREFIX_MAX, STATUS

RCVHWM = 20_000
RECONNECT_MS = 10
PING_MS, PONG_MS = 5000, 15000
TICK_MS = 100
BURST = 1000
"""Messages in a row after which time is looked at though more are waiting."""


class ListeningClock:
    """Milliseconds in which somebody listened.

    Between two looks at most STEP_MS pass. Where it was longer, the process stood still or its
    caller was busy: what came meanwhile is still to be read, so it is neither lost nor late.
    """

    STEP_MS = 500

    def __init__(self) -> None:
        self._now_ms = 0
        self._looked_ms = time.monotonic_ns() // 1_000_000

    def now_ms(self) -> int:
        """Look at the clock."""
        looked_ms = time.monotonic_ns() // 1_000_000
        self._now_ms += min(looked_ms - self._looked_ms, self.STEP_MS)
        self._looked_ms = looked_ms
        return self._now_ms


class Connection:
    """A SUB socket, its subscriptions, and what the session made of what came."""

    def __init__(
        self,
        socket: zmq.Socket[Any],
        plain: zmq.Socket[bytes],
        data: Union[str, Iterable[str]],
        heartbeat: Optional[str],
        curve: Optional[CurveKeys],
        rcvhwm: int,
    ) -> None:
        self._socket = socket
        self._plain = plain  # the same, or its face without futures
        self._clock = ListeningClock()
        self._session = Session(0, watches_heartbeat=heartbeat is not None)
        self._subscribed: set[str] = set()  # by the caller
        self._waiting: deque[Item] = deque()
        self._burst = 0
        self._ticked_ms = 0
        try:
            _set_options(socket, curve, rcvhwm)
            socket.subscribe(STATUS)
            if heartbeat is not None:
                socket.subscribe(HEARTBEAT)
                socket.connect(heartbeat)
            for endpoint in [data] if isinstance(data, str) else data:
                socket.connect(endpoint)
        except BaseException:
            socket.close(linger=0)
            raise

    @staticmethod
    def _wait_ms(deadline: Optional[float]) -> int:
        """How long to wait for a message at most; 0 where the deadline is over."""
        if deadline is None:
            return TICK_MS + 1
        left_ms = (deadline - time.monotonic()) * 1000
        return int(min(TICK_MS, left_ms)) + 1 if left_ms > 0 else 0

    def subscribe(self, *prefixes: str) -> None:
        """Receive all topics that begin with one of these; a whole topic ends with a dot.

        Raises ValueError for a prefix of more than 1,023 bytes.
        """
        for prefix in prefixes:
            if len(prefix.encode()) > PREFIX_MAX:
                raise ValueError(f"a subscription of more than {PREFIX_MAX} bytes")
            if prefix not in self._subscribed:
                self._subscribed.add(prefix)
                self._session.follow(prefix)
                self._socket.subscribe(prefix)

    def unsubscribe(self, *prefixes: str) -> None:
        """Take back what was subscribed with the same text, and forget its books."""
        known = self._subscribed.intersection(prefixes)
        self._subscribed -= known
        self._session.leave(*known)
        for prefix in known:
            self._socket.unsubscribe(prefix)

    @property
    def books(self) -> Mapping[str, OrderBook]:
        """The book of each depth topic that was subscribed whole or that something came on."""
        return self._session.books

    @property
    def heartbeat(self) -> Optional[Heartbeat]:
        """The last heartbeat; None before the first one."""
        return self._session.heartbeat

    @property
    def broken(self) -> int:
        """How many frames could not be read; each one was also handed over as ``Broken``."""
        return self._session.broken

    def close(self) -> None:
        """Close the socket. What was not yet received is dropped."""
        self._socket.close(linger=0)

    #  For the two clients: from what waits in the socket to what waits for the caller.

    def _read(self) -> bool:
        """Take messages until one is worth handing over. False: the socket has no more."""
        for _ in range(BURST):
            try:
                frames = self._plain.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                self._tick()
                return False
            self._burst += 1
            self._waiting.extend(self._session.take(frames, self._clock.now_ms()))
            self._resubscribe()
            if self._burst >= BURST:
                self._tick()
            if self._waiting:
                break
        return True

    def _tick(self) -> None:
        self._burst = 0
        now = self._clock.now_ms()
        if now - self._ticked_ms >= TICK_MS:
            self._ticked_ms = now
            self._waiting.extend(self._session.tick(now))
            self._resubscribe()

    def _resubscribe(self) -> None:
        """Ask for snapshots.

        The gateway hears only of a text that is new to the socket; and to leave the topic itself
        would lose what comes meanwhile.
        """
        for topic in self._session.to_resubscribe:
            text = topic
            while text and text in self._subscribed:
                text = text[:-1]
            self._socket.subscribe(text)
            self._socket.unsubscribe(text)
        self._session.to_resubscribe.clear()


def _set_options(socket: zmq.Socket[Any], curve: Optional[CurveKeys], rcvhwm: int) -> None:
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.RCVHWM, rcvhwm)
    socket.setsockopt(zmq.SNDHWM, 0)  # Subscriptions wait there, and what is over is dropped
    socket.setsockopt(zmq.RECONNECT_IVL, RECONNECT_MS)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 100)
    socket.setsockopt(zmq.IPV6, 1)
    #  A host that lost its power says nothing: the connection is made anew without an answer.
    socket.setsockopt(zmq.HEARTBEAT_IVL, PING_MS)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, PONG_MS)
    if curve is not None:
        socket.setsockopt(zmq.CURVE_SERVERKEY, curve.server_public.encode())
        socket.setsockopt(zmq.CURVE_PUBLICKEY, curve.public.encode())
        socket.setsockopt(zmq.CURVE_SECRETKEY, curve.secret.encode())
