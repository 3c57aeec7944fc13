"""Both clients on a simulated gateway: right books, and everything that was missed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Optional

import pytest
import zmq
from conftest import BOOK, TRADES, GatewayRig

from tickgate import (
    AsyncClient,
    Client,
    Event,
    Gap,
    Heartbeat,
    Hole,
    Item,
    Level,
    Restart,
    Silence,
    Snapshot,
    Status,
    Trades,
    connection,
)

PATIENCE_S = 15.0


class Lossy:
    """A socket that loses what it is told to lose."""

    def __init__(self, socket: zmq.Socket[bytes]) -> None:
        self.socket = socket
        self.to_lose = b""

    def recv_multipart(self, flags: int) -> list[bytes]:
        frames = self.socket.recv_multipart(flags)
        if self.to_lose and frames[0] == self.to_lose and b"\xa5delta" in frames[1]:
            self.to_lose = b""
            return self.recv_multipart(flags)
        return frames


def receive_until(client: Client, claim: Callable[[Item], object]) -> list[Item]:
    """All items up to the one that satisfies the claim."""
    items: list[Item] = []
    end_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_at:
        item = client.receive(1.0)
        if item is not None:
            items.append(item)
            if claim(item):
                return items
    raise AssertionError(f"waited too long; the last were {items[-3:]!r:.1000}")


def is_of_book(item: Item, kind: type) -> bool:
    return isinstance(item, kind) and getattr(item, "topic", "") == BOOK


def assert_same_as_the_exchange(
    client: Client, gateway: GatewayRig, times: int, is_exact: bool = False
) -> None:
    """At an update id that both had, every level is the same; where exact, digit by digit."""
    history: dict[Optional[int], tuple[list[Level], list[Level]]] = {}
    end_at = time.monotonic() + PATIENCE_S
    while times:
        assert time.monotonic() < end_at, "no common update id"
        u, bids, asks = gateway.exchange_book()
        until = time.monotonic() + 0.1
        while time.monotonic() < until:
            client.receive(0.02)
            book = client.books[BOOK]
            history[book.u] = book.bids, book.asks
        if u in history:
            for found, wanted in zip(history[u], (bids, asks)):
                if is_exact:
                    assert [[format(number, "f") for number in level] for level in found] == wanted
                else:
                    assert [[*level] for level in found] == [[*map(float, each)] for each in wanted]
            times -= 1


def test_trades_and_a_right_book(gateway: GatewayRig) -> None:
    with Client(gateway.data, gateway.heartbeat) as client:
        client.subscribe(TRADES, BOOK)
        first = receive_until(client, lambda item: isinstance(item, Trades))[-1]
        assert isinstance(first, Trades) and first.topic == TRADES and first.simulated
        assert first.trades[0].side in ("buy", "sell") and first.trades[0].price > 0
        assert abs(first.ts_recv - time.time_ns()) < 5_000_000_000
        assert_same_as_the_exchange(client, gateway, times=5)
        receive_until(client, lambda item: client.heartbeat is not None)
        assert client.heartbeat is not None and client.heartbeat.numbers == "float64"
        assert client.broken == 0


def test_everything_that_there_is(gateway: GatewayRig) -> None:
    seen: set[type] = set()
    with Client(gateway.data, gateway.heartbeat) as client:
        client.subscribe("")

        def is_all(item: Item) -> bool:
            seen.add(type(item))
            return {Trades, Snapshot, Status, Heartbeat} <= seen

        receive_until(client, is_all)
        assert len(client.books) == 2


def test_receive_gives_up_in_time(gateway: GatewayRig) -> None:
    with Client(gateway.data, gateway.heartbeat) as client:
        client.subscribe("bybit.linear.trade.NOSUCH.")
        started_at = time.monotonic()
        assert client.receive(0.3) is None and client.receive(0) is None
        assert 0.3 <= time.monotonic() - started_at < 1


def test_too_long_a_subscription_is_refused(gateway: GatewayRig) -> None:
    with Client(gateway.data) as client, pytest.raises(ValueError, match="1023"):
        client.subscribe("x" * 1024)


class Cable:
    """A way to an ipc endpoint that can be cut without a word to either end."""

    def __init__(self, endpoint: str) -> None:
        self._far = endpoint.replace("ipc://", "")
        self._is_cut = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"tcp://127.0.0.1:{self._server.getsockname()[1]}"
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Those that are there; new ones pass."""
        self._is_cut.set()
        self._is_cut = threading.Event()

    def _accept(self) -> None:
        while True:
            near, _ = self._server.accept()
            self.connections += 1
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._far)
            for ends in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(*ends, self._is_cut), daemon=True).start()

    @staticmethod
    def _pass(one: socket.socket, other: socket.socket, is_cut: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                if not is_cut.is_set():
                    other.sendall(data)


def test_a_cable_that_was_cut_in_silence_is_noticed(
    own_gateway: GatewayRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PING_MS", 200)
    monkeypatch.setattr(connection, "PONG_MS", 600)
    cable = Cable(own_gateway.data)
    with Client(cable.endpoint) as client:
        client.subscribe(TRADES)
        receive_until(client, lambda item: isinstance(item, Trades))
        assert cable.connections == 1
        cable.cut()
        receive_until(client, lambda item: isinstance(item, Hole))
        assert cable.connections > 1


@pytest.mark.parametrize("prefix", [BOOK, "bybit.linear.depth."])
def test_a_lost_message_is_told_and_the_book_comes_back(gateway: GatewayRig, prefix: str) -> None:
    with Client(gateway.data) as client:
        lossy = Lossy(client._plain)
        client._plain = lossy  # type: ignore[assignment]
        client.subscribe(prefix)
        receive_until(client, lambda item: is_of_book(item, Snapshot))
        lossy.to_lose = BOOK.encode()
        hole = receive_until(client, lambda item: is_of_book(item, Hole))[-1]
        assert isinstance(hole, Hole) and hole.first == hole.last
        assert not client.books[BOOK].is_valid
        started_at = time.monotonic()
        receive_until(client, lambda item: is_of_book(item, Snapshot))
        assert time.monotonic() - started_at < 2, "it was not resubscribed: that came by itself"
        assert_same_as_the_exchange(client, gateway, times=2)


def test_unsubscribe(gateway: GatewayRig) -> None:
    with Client(gateway.data) as client:
        client.subscribe(BOOK, TRADES)
        receive_until(client, lambda item: is_of_book(item, Snapshot))
        client.unsubscribe(BOOK)
        assert BOOK not in client.books
        items = receive_until(client, lambda item: isinstance(item, Trades))
        items += receive_until(client, lambda item: isinstance(item, Trades))
        assert all(isinstance(item, Trades) for item in items[1:])


def test_asyncio(gateway: GatewayRig) -> None:
    async def run() -> tuple[set[type], int]:
        seen: set[type] = set()
        turns = 0

        async def other_task() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0.01)

        task = asyncio.create_task(other_task())
        async with AsyncClient(gateway.data, gateway.heartbeat) as client:
            assert await client.receive(0.05) is None
            client.subscribe("bybit.linear.", "supervisor.heartbeat.")
            async for item in client:
                seen.add(type(item))
                if {Trades, Snapshot, Heartbeat} <= seen:
                    break
            best = client.books[BOOK].best_bid
            assert best is not None and best.price > 0
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(receive_for_ever(client), 0.2)
            assert await client.receive(2) is not None
        task.cancel()
        return seen, turns

    seen, turns = asyncio.run(asyncio.wait_for(run(), PATIENCE_S))
    assert Hole not in seen and turns > 5


async def receive_for_ever(client: AsyncClient) -> None:
    async for _ in client:
        pass


def test_faults_of_the_exchange_and_a_killed_gateway(own_gateway: GatewayRig) -> None:
    with Client(own_gateway.data, own_gateway.heartbeat) as client:
        client.subscribe(BOOK, TRADES, "supervisor.event.")
        receive_until(client, lambda item: is_of_book(item, Snapshot))

        own_gateway.sim.fault("jump=BTCUSDT")
        gap = receive_until(client, lambda item: isinstance(item, Gap))[-1]
        assert isinstance(gap, Gap) and gap.cause == "update_id"
        assert not client.books[BOOK].is_valid
        snapshot = receive_until(client, lambda item: is_of_book(item, Snapshot))[-1]
        assert isinstance(snapshot, Snapshot)

        receive_until(client, lambda item: client.heartbeat is not None)
        assert client.heartbeat is not None
        os.kill(client.heartbeat.gateways[0].pid, signal.SIGKILL)
        items = receive_until(client, lambda item: is_of_book(item, Restart))
        restart = items[-1]
        assert isinstance(restart, Restart) and restart.epoch > snapshot.epoch
        assert not any(isinstance(item, Hole) for item in items)
        receive_until(client, lambda item: is_of_book(item, Snapshot))
        assert_same_as_the_exchange(client, own_gateway, times=2)
        assert any(isinstance(item, Event) for item in items)


def test_silence_is_told_and_ends(own_gateway: GatewayRig) -> None:
    with Client(own_gateway.data, own_gateway.heartbeat) as client:
        client.subscribe(BOOK)
        receive_until(client, lambda item: is_of_book(item, Snapshot))
        receive_until(client, lambda item: client.heartbeat is not None)
        own_gateway.daemon.signal(signal.SIGSTOP)
        receive_until(client, lambda item: item == Silence(BOOK))
        assert not client.books[BOOK].is_valid
        own_gateway.daemon.signal(signal.SIGCONT)
        receive_until(client, lambda item: is_of_book(item, Snapshot))
        assert client.books[BOOK].is_valid


def test_a_caller_that_was_busy_hears_of_no_silence(gateway: GatewayRig) -> None:
    with Client(gateway.data, gateway.heartbeat) as client:
        client.subscribe(BOOK)
        receive_until(client, lambda item: is_of_book(item, Snapshot))
        time.sleep(3.5)
        items = [client.receive(1.0) for _ in range(300)]
        assert not any(isinstance(item, (Silence, Hole)) for item in items)
        assert client.books[BOOK].is_valid


@pytest.mark.parametrize("own_gateway", [("--numbers", "string")], indirect=True)
def test_decimals_are_the_exchanges_text(own_gateway: GatewayRig) -> None:
    with Client(own_gateway.data, own_gateway.heartbeat) as client:
        client.subscribe(BOOK, TRADES)
        first = receive_until(client, lambda item: isinstance(item, Trades))[-1]
        assert isinstance(first, Trades) and isinstance(first.trades[0].price, Decimal)
        assert_same_as_the_exchange(client, own_gateway, times=5, is_exact=True)
