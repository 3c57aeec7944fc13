"""The blocking client."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Optional, Union

import zmq

from .connection import RCVHWM, Connection
from .curve import CurveKeys
from .messages import Item


class Client(Connection):
    """Receives from a gateway: ``for item in client``.

    ``data`` is a data endpoint or several, ``heartbeat`` the supervisor's. Without a heartbeat
    endpoint a gateway that died is not noticed before it is back. ``curve`` are the keys for an
    encrypted gateway. ``rcvhwm`` is how many messages may wait in the socket before further ones
    are dropped; 0 is no limit.

    Use it from one thread. It reconnects by itself.
    """

    def __init__(
        self,
        data: Union[str, Iterable[str]],
        heartbeat: Optional[str] = None,
        *,
        curve: Optional[CurveKeys] = None,
        rcvhwm: int = RCVHWM,
    ) -> None:
        socket = zmq.Context.instance().socket(zmq.SUB)
        super().__init__(socket, socket, data, heartbeat, curve, rcvhwm)

    def receive(self, timeout: Optional[float] = None) -> Optional[Item]:
        """The next item; None where none came for ``timeout`` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._waiting:
            if self._read() or self._waiting:
                continue
            wait_ms = self._wait_ms(deadline)
            if wait_ms == 0:
                return None
            self._socket.poll(wait_ms)
        return self._waiting.popleft()

    def __iter__(self) -> Iterator[Item]:
        """All items, for ever."""
        while True:
            item = self.receive()
            if item is not None:
                yield item

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()
