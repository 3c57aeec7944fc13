"""The first example of the README is short, and all do what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Optional

import pytest
from conftest import GatewayRig, encrypted_gateway

README = Path(__file__).resolve().parents[1] / "README.md"
EXAMPLES = re.findall(r"^```python\n(import .*?)^```", README.read_text(), re.MULTILINE | re.DOTALL)


def run(
    example: str, gateway: GatewayRig, wanted: list[str], folder: Optional[Path] = None
) -> None:
    """Run it in the folder until it printed a line with each of the patterns."""
    for endpoint, local in (("5555", gateway.data), ("5556", gateway.heartbeat)):
        assert f"tcp://127.0.0.1:{endpoint}" in example
        example = example.replace(f"tcp://127.0.0.1:{endpoint}", local)
    process = subprocess.Popen(
        ["timeout", "10", sys.executable, "-u", "-c", example],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
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


def test_the_example_with_keys(tmp_path: Path) -> None:
    with encrypted_gateway(tmp_path) as gateway:
        run(EXAMPLES[2], gateway, [r"^Level\(price="], folder=tmp_path)


def test_there_are_three_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize("name", ["trades_to_pandas", "levels_to_polars", "decode", "Reader"])
def test_what_the_readme_names_exists(name: str) -> None:
    import tickgate

    assert name in README.read_text() and hasattr(tickgate, name)
