"""Keys for an encrypted gateway."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import NamedTuple, Union

import zmq

KeySource = Union[str, "os.PathLike[str]"]
"""A key of 40 characters of Z85, or the name of a file that holds it."""

_KEY_SIZE = 40
_is_key = re.compile(r"[0-9a-zA-Z.:+=^!/*?&<>()\[\]{}@%$#-]{40}").fullmatch


class CurveKeys(NamedTuple):
    """The gateway's public key, and the client's own pair, each of 40 characters of Z85."""

    server_public: str
    public: str
    secret: str

    @classmethod
    def load(cls, server_public: KeySource, secret: KeySource) -> CurveKeys:
        """From keys or files of keys. The client's public key follows from the secret one."""
        own = load_key(secret, "secret-key")
        public: str = zmq.curve_public(own.encode()).decode()
        return cls(load_key(server_public, "public-key"), public, own)

    def __repr__(self) -> str:
        return f"CurveKeys(server_public={self.server_public!r}, public={self.public!r}, secret=…)"


def load_key(source: KeySource, name: str) -> str:
    """A key from its text or from a file.

    A file holds the key alone, or is a ZeroMQ certificate with a line ``public-key = "…"``;
    ``name`` says which line counts. Raises ValueError where there is no such key, OSError
    where the file cannot be read, PermissionError also where others may use a secret key's.
    """
    if isinstance(source, str) and _is_key(source):
        return source
    with Path(source).open(encoding="utf-8") as file:
        if name == "secret-key" and os.name == "posix":
            _refuse_others(source, stat.S_IMODE(os.fstat(file.fileno()).st_mode))
        text = file.read()
    key = _named(text, name) or text.strip()
    if not _is_key(key):
        raise ValueError(f"{os.fspath(source)}: no {name} of {_KEY_SIZE} characters of Z85")
    return key


def _refuse_others(source: KeySource, mode: int) -> None:
    """Nobody but its owner may use the file of a secret key."""
    # systemd lets a service read what it is given by an access list, which shows as the group's
    is_credential = os.fspath(Path(source).parent) == os.environ.get("CREDENTIALS_DIRECTORY")
    if mode & (0o037 if is_credential else 0o077):
        raise PermissionError(
            f"{os.fspath(source)}: mode {mode:04o} lets others than its owner use it; chmod 600 it"
        )


def _named(text: str, name: str) -> str:
    found = re.search(rf'^\s*{re.escape(name)}\s*=\s*"([^"]*)"', text, re.MULTILINE)
    return found.group(1) if found else ""
