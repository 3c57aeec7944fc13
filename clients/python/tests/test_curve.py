"""Keys are read from text and from files, and a socket uses them."""

from __future__ import annotations

import pprint
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
    for text in (repr(keys), f"{keys} {[keys]}", pprint.pformat({"keys": keys})):
        assert secret not in text


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
    certificate.chmod(0o600)
    assert CurveKeys.load(plain, certificate) == CurveKeys(server_public, public, secret)
    assert CurveKeys.load(str(certificate), str(certificate)).server_public == public


def test_what_is_no_key_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("too short\n")
    broken.chmod(0o600)
    with pytest.raises(ValueError, match="no secret-key of 40 characters"):
        CurveKeys.load(pair()[0], broken)
    with pytest.raises(FileNotFoundError):
        CurveKeys.load(pair()[0], tmp_path / "absent")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o644, 0o666])
def test_a_secret_key_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    (server_public, _), (_, secret) = pair(), pair()
    own = tmp_path / "reader"
    own.write_text(secret)
    own.chmod(mode)
    with pytest.raises(PermissionError) as refused:
        CurveKeys.load(server_public, own)
    expected = f"{own}: mode {mode:04o} lets others than its owner use it; chmod 600 it"
    assert str(refused.value) == expected
    own.chmod(0o400)
    assert CurveKeys.load(server_public, own).secret == secret


def test_a_credential_of_systemd_may_be_its_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "reader"
    own.write_text(pair()[1])
    own.chmod(0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    CurveKeys.load(pair()[0], own)
    own.chmod(0o444)
    with pytest.raises(PermissionError, match="mode 0444"):
        CurveKeys.load(pair()[0], own)


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
