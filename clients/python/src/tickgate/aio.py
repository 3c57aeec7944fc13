"""The asyncio client, of the same shape as the blocking one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Optional, Union

import zmq
import zmq.asyncio

from .connection import RCVHWM, Connection
from .curve import CurveKeys
from .messages import Item


class AsyncClient(Connection):
    """Receives from a gateway: ``async for item in client``.

    The arguments are those of ``Client``. Make it and use it within one event loop, from one task.
    """

    def __init__(
        self,
        data: Union[str, Iterable[str]],
        heartbeat: Optional[str] = None,
        *,
        curve: Optional[CurveKeys] = None,
        rcvhwm: int = RCVHWM,
    ) -> None:
        self._async_socket = zmq.asyncio.Context.instance().socket(zmq.SUB)
        plain: zmq.Socket[bytes] = zmq.Socket.shadow(self._async_socket.underlying)
        super().__init__(self._async_socket, plain, data, heartbeat, curve, rcvhwm)

    async def receive(self, timeout: Optional[float] = None) -> Optional[Item]:
        """The next item; None where none came for ``timeout`` seconds.

        It may be cancelled without loss.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        if self._burst == 0:
            #  Other tasks have their turn, also where there is always something to receive.
            await asyncio.sleep(0)
        while not self._waiting:
            if self._read() or self._waiting:
                continue
            wait_ms = self._wait_ms(deadline)
            if wait_ms == 0:
                return None
            await self._async_socket.poll(wait_ms)
        return self._waiting.popleft()

    async def __aiter__(self) -> AsyncIterator[Item]:
        """All items, for ever."""
        while True:
            item = await self.receive()
            if item is not None:
                yield item

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()
