"""web - asks the daemon's HTTP, politely and otherwise."""

import http.client
import json
import re
import socket
import time

import rig


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Web:
    """A daemon's HTTP."""

    def __init__(self):
        self.port = free_port()
        self.flags = ["--http", f"127.0.0.1:{self.port}"]

    def ask(self, path, method="GET", seconds=5):
        """Status, headers and body of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def status_of(self, path):
        try:
            return self.ask(path)[0]
        except OSError:
            return 0

    def is_ready(self):
        return self.status_of("/readyz") == 200

    def json(self, path):
        return json.loads(self.ask(path)[2])

    def raw(self, text, seconds=5):
        """Send bytes as they are, and all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as peer:
            peer.sendall(text)
            answer = b""
            while chunk := peer.recv(65536):
                answer += chunk
            return answer

    def metrics(self):
        """Value by name and labels: {"name": {(("label", "value"), ...): number}}."""
        return parse(self.ask("/metrics")[2])


def parse(text):
    metrics = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, labels, value = re.fullmatch(r"([a-z_]+)(?:\{(.*)\})? (\S+)", line).groups()
        pairs = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels or "")
        metrics.setdefault(name, {})[tuple(sorted(pairs))] = float(value)
    return metrics


def total(metrics, name, **labels):
    """The sum of all lines of a metric that have these labels."""
    wanted = set(labels.items())
    assert name in metrics, f"{name} is not there"
    return sum(value for pairs, value in metrics[name].items() if wanted <= set(pairs))


class Stream:
    """Server-Sent Events, as a browser reads them."""

    def __init__(self, web, path):
        self.peer = socket.create_connection(("127.0.0.1", web.port), timeout=5)
        self.peer.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        self.rest = b""
        self.read_until(b"\r\n\r\n")

    def read_until(self, mark):
        while mark not in self.rest:
            chunk = self.peer.recv(65536)
            if not chunk:
                raise AssertionError("the stream ended")
            self.rest += chunk
        piece, _, self.rest = self.rest.partition(mark)
        return piece.decode()

    def next(self):
        """Name and decoded data of the next event."""
        lines = dict(line.split(": ", 1) for line in self.read_until(b"\n\n").split("\n"))
        return lines["event"], json.loads(lines["data"])

    def wait_for(self, what, claim, seconds=None):
        give_up_at = time.monotonic() + (seconds or rig.PATIENCE)
        while time.monotonic() < give_up_at:
            name, data = self.next()
            if claim(name, data):
                return data
        raise AssertionError(f"waited too long for: {what}")

    def close(self):
        self.peer.close()
