"""Where the golden vectors are, and a simulated gateway for the tests that need one."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
VECTORS = ROOT / "proto" / "vectors"
BOOK = "bybit.linear.depth.50.BTCUSDT."
TRADES = "bybit.linear.trade.BTCUSDT."

sys.path.insert(0, str(ROOT / "tests" / "flow"))


class GatewayRig:
    """A simulated exchange with a gateway on it."""

    def __init__(self, the_rig: Any, *arguments: str) -> None:
        self.sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", "--rate", "50")
        self.daemon = the_rig.daemon(self.sim, "--market", "linear:BTCUSDT,ETHUSDT", *arguments)
        self.daemon.wait_for_event("bybit_connector_subprocess_connected")
        self.data: str = self.daemon.data
        self.heartbeat: str = self.daemon.heartbeat

    def exchange_book(self) -> tuple[int, list[list[str]], list[list[str]]]:
        """The book that the exchange holds: update id, bids and asks as texts."""
        book = self.sim.get("/sim/book?category=linear&symbol=BTCUSDT&depth=50")["data"]
        return book["u"], book["b"], book["a"]


@pytest.fixture(scope="session")
def gateway() -> Iterator[GatewayRig]:
    """One gateway for all tests that leave it as it is."""
    import rig

    with rig.rig() as the_rig:
        yield GatewayRig(the_rig)


@pytest.fixture
def own_gateway(request: pytest.FixtureRequest) -> Iterator[GatewayRig]:
    """A gateway that the test may break; its parameter are further flags."""
    import rig

    with rig.rig() as the_rig:
        yield GatewayRig(the_rig, *getattr(request, "param", ()))


@contextlib.contextmanager
def encrypted_gateway(folder: Path) -> Iterator[GatewayRig]:
    """A gateway that only the keys `reader` may read; the folder has what keygen writes."""
    import rig

    for name in ("server", "reader"):
        command = [rig.BIN / "tickgate", "keygen", folder / name]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    allowed = folder / "allowed"
    allowed.mkdir()
    (folder / "reader.pub").rename(allowed / "reader.pub")
    flags = ("--curve-secret", str(folder / "server"), "--curve-allow", str(allowed))
    with rig.rig() as the_rig:
        yield GatewayRig(the_rig, *flags)
