"""The first example of the README is short, and does what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import GatewayRig

README = Path(__file__).resolve().parents[1] / "README.md"
EXAMPLES = re.findall(r"^```python\n(import .*?)^```", README.read_text(), re.MULTILINE | re.DOTALL)


def run(example: str, gateway: GatewayRig, wanted: list[str]) -> None:
    """Run it until it printed a line with each of the patterns."""
    for endpoint, local in (("5555", gateway.data), ("5556", gateway.heartbeat)):
        assert f"tcp://127.0.0.1:{endpoint}" in example
        example = example.replace(f"tcp://127.0.0.1:{endpoint}", local)
    process = subprocess.Popen(
        ["timeout", "10", sys.executable, "-u", "-c", example], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            assert "missed" not in line
            wanted = [pattern for pattern in wanted if not re.search(pattern, line)]
            if not wanted:
                return
        raise AssertionError(f"never printed: {wanted}")
    finally:
        process.terminate()
        process.communicate()


def test_the_first_example(gateway: GatewayRig) -> None:
    assert len(EXAMPLES[0].splitlines()) <= 15
    run(EXAMPLES[0], gateway, [r"^\d{19} (buy|sell) [\d.]+ [\d.]+$", r"^Level\(price=.*Level\("])


def test_the_example_with_asyncio(gateway: GatewayRig) -> None:
    run(EXAMPLES[1], gateway, [r"^Trades\(", r"^Snapshot\(", r"^Delta\("])


def test_there_are_two_examples() -> None:
    assert len(EXAMPLES) == 2


@pytest.mark.parametrize("name", ["trades_to_pandas", "levels_to_polars", "decode", "Reader"])
def test_what_the_readme_names_exists(name: str) -> None:
    import tickgate

    assert name in README.read_text() and hasattr(tickgate, name)
