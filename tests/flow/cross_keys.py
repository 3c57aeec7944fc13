"""All clients at once on a daemon with keys: who has one that is allowed reads, and nobody else.

usage: cross_keys.py [CLIENT...]
"""

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time

import rig

CLIENTS = rig.ROOT / "clients"
TOPICS = ["bybit.linear.depth.50.BTCUSDT.", "bybit.linear.trade.BTCUSDT."]
ERROR = "bybit_connector_subprocess_error"
READS_S = 4      #  After 3 s without a heartbeat a book is not believed
BUILD_S = 300    #  A watch program is built first, unless it is there
LIFE_S = 600     #  A watch that its test forgot ends by itself

KEY = "its key is none of those that may read"
#  Who of the two finds it first is a race
MECHANISM = "it does not encrypt as this socket does|it left before it had shown a key"


def free_endpoint():
    """JeroMQ has no ipc of libzmq's, so all of them read by TCP."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        return f"tcp://127.0.0.1:{server.getsockname()[1]}"


class Watch:
    """A client's watch program, and what it printed. Of its keys only names of files are given."""

    def __init__(self, name, data, heartbeat, *keys):
        self.name, self.lines = name, []
        self.process = subprocess.Popen(
            [str(CLIENTS / name / "watch"), "--data", data, "--heartbeat", heartbeat,
             "--seconds", str(LIFE_S), *map(str, keys), *TOPICS],
            stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append((time.monotonic(), json.loads(line)))

    def has(self, kind, **fields):
        """When the first such line came; 0 where none did."""
        wanted = {"kind": kind, **fields}.items()
        return next((at for at, line in list(self.lines) if wanted <= line.items()), 0)

    def reads(self):
        """It has trades, and a right book for so long that without heartbeats it would wait."""
        lines = list(self.lines)
        doubt_at = max((at for at, line in lines if line["kind"] in ("ready", "silence")
                        or line.get("state") == "waiting"), default=time.monotonic())
        return self.has("trades") and any(line.get("state") == "valid" and at > doubt_at + READS_S
                                          for at, line in reversed(lines))

    def check_nothing_is_missed(self):
        """So little comes that no queue is ever full. What a loaded machine does besides is shown."""
        for at, line in list(self.lines):
            told = f"{self.name}: {at - self.lines[0][0]:.1f} s after its start told {line}"
            assert line["kind"] not in ("error", "hole"), told
            if line["kind"] in ("gap", "silence", "restart"):
                print(told)

    def check_nothing_came(self):
        states = {line["state"] for _, line in list(self.lines) if line["kind"] == "book"}
        assert not self.has("trades") and states == {"waiting"}, f"{self.name}: read {states}"
        assert self.process.poll() is None, f"{self.name}: ended"

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def keygen(folder, *names):
    for name in names:
        subprocess.run([rig.BIN / "tickgate", "keygen", folder / name], check=True,
                       stdout=subprocess.DEVNULL)


def refused(daemon, reasons):
    """How many refusals for these reasons were told, with those that were held back."""
    return sum(1 + event.get("suppressed", 0) for event in daemon.events(ERROR)
               if event["error"] == "subscriber refused" and event["reason"] in reasons.split("|"))


def check(the_rig, watches, clients):
    folder = the_rig.folder
    keygen(folder, "server", "reader", "stranger")
    allowed = folder / "allowed"
    allowed.mkdir()
    (folder / "reader.pub").rename(allowed / "reader.pub")
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "50")
    data, heartbeat = free_endpoint(), free_endpoint()
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--curve-secret", folder / "server",
                            "--curve-allow", allowed, "--publish", data, "--heartbeat", heartbeat)
    daemon.wait_for_event("bybit_connector_subprocess_connected")

    def start(*keys):
        started = [Watch(name, data, heartbeat, *keys) for name in clients]
        watches.extend(started)
        return started

    plain = start()
    for watch in plain:
        rig.wait_for(f"{watch.name} to be ready", lambda: watch.has("ready"), BUILD_S)
    server = ("--server-key", folder / "server.pub")
    readers = start(*server, "--key", folder / "reader")
    strangers = start(*server, "--key", folder / "stranger")
    for watch in readers:
        rig.wait_for(f"{watch.name} to read", watch.reads, 3 * rig.PATIENCE)
    for watch in strangers + plain:
        rig.wait_for(f"{watch.name} to tell a silence", lambda: watch.has("silence"))
    for watch in readers:
        watch.check_nothing_is_missed()
    for watch in strangers + plain:
        watch.check_nothing_came()
    #  Each client is refused on both sockets; how many were held back is told with the next one
    for reasons in (KEY, MECHANISM):
        rig.wait_for(f"refusals to be told: {reasons}", lambda: refused(daemon, reasons) >= len(clients))
    print(f"{', '.join(clients)}: read with an allowed key, and with another or none nothing; "
          f"refused {refused(daemon, KEY)} keys and {refused(daemon, MECHANISM)} in the clear")


def main():
    clients = sys.argv[1:] or sorted(path.parent.name for path in CLIENTS.glob("*/watch"))
    started_at = time.monotonic()
    watches = []
    with rig.rig() as the_rig:
        try:
            check(the_rig, watches, clients)
        finally:
            for watch in watches:
                watch.end()
    print(f"ok in {time.monotonic() - started_at:.1f} s")


main()
