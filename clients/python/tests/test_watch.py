"""The example program prints what the cross test reads."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

from conftest import BOOK, TRADES, GatewayRig

WATCH = Path(__file__).resolve().parents[1] / "examples" / "watch.py"


def command(gateway: GatewayRig, seconds: str) -> list[str]:
    endpoints = ["--data", gateway.data, "--heartbeat", gateway.heartbeat]
    return [sys.executable, str(WATCH), *endpoints, "--seconds", seconds, BOOK, TRADES]


def test_watch(gateway: GatewayRig) -> None:
    done = subprocess.run(
        command(gateway, "2"), capture_output=True, text=True, timeout=20, check=True
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0] == {"kind": "ready"} and lines[-1] == {"kind": "end"}
    books = [line for line in lines if line["kind"] == "book"]
    assert 15 <= len(books) <= 25
    last = books[-1]
    assert last["topic"] == BOOK and last["state"] == "valid" and last["u"] > 0
    assert len(last["bids"]) == 50 and last["bids"][0][0] < last["asks"][0][0]
    trades = [line for line in lines if line["kind"] == "trades"]
    assert trades and trades[0]["topic"] == TRADES and trades[0]["ids"]
    assert not [line for line in lines if line["kind"] in ("hole", "silence", "error")]


def test_a_watch_that_stood_still_tells_nothing_that_did_not_happen(gateway: GatewayRig) -> None:
    process = subprocess.Popen(command(gateway, "6"), stdout=subprocess.PIPE, text=True)
    time.sleep(1)
    process.send_signal(signal.SIGSTOP)
    time.sleep(3.5)
    process.send_signal(signal.SIGCONT)
    output, _ = process.communicate(timeout=10)
    lines = [json.loads(line) for line in output.splitlines()]
    assert not [line for line in lines if line["kind"] in ("hole", "silence", "error")]
    seqs = [line["seq"] for line in lines if line["kind"] == "trades"]
    assert len(seqs) > 10 and seqs == list(range(seqs[0], seqs[0] + len(seqs)))


def test_watch_ends_when_asked(gateway: GatewayRig) -> None:
    process = subprocess.Popen(command(gateway, "60"), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline()) == {"kind": "ready"}
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=5)
    assert process.returncode == 0 and output.splitlines()[-1] == '{"kind": "end"}'
