"""Keys are read from text and from files, and a socket uses them."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest
import zmq
from frames import book_frame

from tickgate import Client, CurveKeys, Snapshot


def pair() -> tuple[str, str]:
    public, secret = zmq.curve_keypair()
    return public.decode(), secret.decode()


def test_keys_from_text() -> None:
    (server_public, _), (public, secret) = pair(), pair()
    keys = CurveKeys.load(server_public, secret)
    assert keys == CurveKeys(server_public, public, secret)
    assert secret not in repr(keys)


def test_keys_from_files(tmp_path: Path) -> None:
    (server_public, _), (public, secret) = pair(), pair()
    plain = tmp_path / "server.pub"
    plain.write_text(server_public + "\n")
    certificate = tmp_path / "client.key_secret"
    lines = [
        "#  a certificate",
        "curve",
        f'    public-key = "{public}"',
        f'    secret-key = "{secret}"',
    ]
    certificate.write_text("\n".join(lines))
    assert CurveKeys.load(plain, certificate) == CurveKeys(server_public, public, secret)
    assert CurveKeys.load(str(certificate), str(certificate)).server_public == public


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("too short\n")
    with pytest.raises(ValueError, match="no secret-key of 40 characters"):
        CurveKeys.load(pair()[0], broken)
    with pytest.raises(FileNotFoundError):
        CurveKeys.load(pair()[0], tmp_path / "absent")


def test_only_the_right_keys_receive() -> None:
    (server_public, server_secret), (_, secret) = pair(), pair()
    with zmq.Context() as context, context.socket(zmq.XPUB) as server:
        server.setsockopt(zmq.LINGER, 0)
        server.setsockopt(zmq.CURVE_SERVER, 1)
        server.setsockopt(zmq.CURVE_SECRETKEY, server_secret.encode())
        port = server.bind_to_random_port("tcp://127.0.0.1")
        endpoint = f"tcp://127.0.0.1:{port}"
        assert not does_receive(server, endpoint, None)
        assert not does_receive(server, endpoint, CurveKeys.load(pair()[0], secret))
        assert does_receive(server, endpoint, CurveKeys.load(server_public, secret))


def does_receive(server: zmq.Socket[bytes], endpoint: str, keys: Optional[CurveKeys]) -> bool:
    with Client(endpoint, curve=keys) as client:
        client.subscribe("bybit.linear.")
        for _ in range(10):
            server.send_multipart(book_frame("snapshot", 1))
            if isinstance(client.receive(0.05), Snapshot):
                return True
    return False
