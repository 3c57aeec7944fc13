"""With keys, only who has one that is allowed reads; whoever else comes is counted and told."""

import contextlib
import os
import pathlib
import re
import subprocess

import msgpack
import zmq
import zmq.auth

import rig

ERROR = "bybit_connector_subprocess_error"


def keygen(path):
    subprocess.run([rig.BIN / "tickgate", "keygen", path], check=True, capture_output=True)
    return zmq.auth.load_certificate(path)


class Reader:
    """A SUB with keys, or without; it never tries again after a refusal, so each is new."""

    def __init__(self, endpoint, server=None, pair=None):
        self.socket = zmq.Context.instance().socket(zmq.SUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RECONNECT_IVL, -1)
        if server:
            self.socket.curve_serverkey = server
            self.socket.curve_publickey, self.socket.curve_secretkey = pair
        self.socket.subscribe("")
        self.socket.connect(endpoint)

    def has_data(self, seconds):
        if not self.socket.poll(int(seconds * 1000)):
            return False
        _, frame = self.socket.recv_multipart()
        return "type" in msgpack.unpackb(frame)

    def close(self):
        self.socket.close()


def reads(endpoint, server=None, pair=None, seconds=rig.PATIENCE):
    reader = Reader(endpoint, server, pair)
    with contextlib.closing(reader):
        return reader.has_data(seconds)


def refused(daemon, reason):
    """How many refusals for this reason were told, and how many were held back."""
    return sum(1 + event.get("suppressed", 0) for event in daemon.events(ERROR)
               if event["error"] == "subscriber refused" and event["reason"] in reason.split("|"))


def is_refused(daemon, endpoint, reason, server=None, pair=None):
    """Nothing is read, and the daemon tells why."""
    before = refused(daemon, reason)
    with contextlib.closing(Reader(endpoint, server, pair)) as reader:
        rig.wait_for(f"{endpoint} to refuse: {reason}", lambda: refused(daemon, reason) > before)
        return not reader.has_data(1.5)


def error_count(endpoint, server, pair):
    with contextlib.closing(Reader(endpoint, server, pair)) as reader:
        while True:
            topic, frame = reader.socket.recv_multipart()
            if topic == b"supervisor.heartbeat.":
                return msgpack.unpackb(frame)["gateways"][0]["error_count"]


KEY = "its key is none of those that may read"
SERVER_KEY = "it expects a server with another key"
#  Who of the two finds it first is a race
MECHANISM = "it does not encrypt as this socket does|it left before it had shown a key"


def flow(the_rig, isolation):
    folder = the_rig.folder
    allowed = folder / "allowed"
    allowed.mkdir()
    server, _ = keygen(folder / "server")
    friend = keygen(folder / "friend")
    stranger = keygen(folder / "stranger")
    keys_are_made_once(folder)
    (folder / "friend.pub").rename(allowed / "friend.pub")
    #  Keys of other tools are as good
    zmq.auth.create_certificates(allowed, "pyzmq")
    pyzmq = zmq.auth.load_certificate(allowed / "pyzmq.key_secret")

    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "50")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation,
                            "--curve-secret", folder / "server", "--curve-allow", allowed)
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    errors = error_count(daemon.heartbeat, server, friend)
    for endpoint in (daemon.data, daemon.heartbeat):
        assert reads(endpoint, server, friend), "an allowed key reads"
        assert reads(endpoint, server, pyzmq), "a key that pyzmq made reads"
        assert is_refused(daemon, endpoint, KEY, server, stranger), "an unknown key"
        assert is_refused(daemon, endpoint, SERVER_KEY, stranger[0], friend), "a wrong server key"
        assert is_refused(daemon, endpoint, MECHANISM), "a plain client"
    assert error_count(daemon.heartbeat, server, friend) >= errors + 3, "the gateway counts them"
    the_tool_reads(daemon, folder)
    print("keys: allowed ones read, unknown, wrong and none are refused and counted")

    #  What changes in the directory counts without a restart
    (folder / "stranger.pub").rename(allowed / "stranger.pub")
    for endpoint in (daemon.data, daemon.heartbeat):
        rig.wait_for("a new key to read", lambda: reads(endpoint, server, stranger, 1.5))
    (allowed / "friend.pub").unlink()
    for endpoint in (daemon.data, daemon.heartbeat):
        rig.wait_for("a revoked key to be refused",
                     lambda: not reads(endpoint, server, friend, 1.5))
        assert is_refused(daemon, endpoint, KEY, server, friend)
    (allowed / "stranger.pub").rename(folder / "stranger.pub")
    allowed.rename(folder / "gone")
    for endpoint in (daemon.data, daemon.heartbeat):
        rig.wait_for("no directory to be no key",
                     lambda: not reads(endpoint, server, pyzmq, 1.5))
    (folder / "gone").rename(allowed)
    rig.wait_for("the directory again", lambda: reads(daemon.data, server, pyzmq, 1.5))
    print("directory: a key that came reads, one that went does not")
    daemon.end()

    #  Without a directory any key reads, if it knows the server's; still nobody in the clear
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation,
                            "--curve-secret", folder / "server")
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    for endpoint in (daemon.data, daemon.heartbeat):
        assert reads(endpoint, server, stranger), "any key reads"
        assert is_refused(daemon, endpoint, SERVER_KEY, stranger[0], stranger)
        assert is_refused(daemon, endpoint, MECHANISM)
    daemon.end()
    print("no directory given: any key that knows the server's reads")
    bad_keys_are_refused(the_rig, sim, isolation)


def tickgate(*arguments, **environment):
    return subprocess.run([rig.BIN / "tickgate", *map(str, arguments)], capture_output=True,
                          text=True, env={**os.environ, **{name: str(value) for name, value in environment.items()}})


def the_tool_reads(daemon, folder):
    keys = ("--curve-server-key", folder / "server.pub", "--curve-key", folder / "friend")
    tail = tickgate("tail", "-c", daemon.data, "-n", 5, *keys, "--seconds", rig.PATIENCE)
    assert tail.returncode == 0 and len(tail.stdout.splitlines()) == 5, tail
    assert tickgate("status", "-c", daemon.heartbeat, *keys).returncode == 0
    assert tickgate("status", "-c", daemon.heartbeat).returncode == 69, "nothing in the clear"
    #  A probe has the daemon's environment
    for key, code, pattern in (("server", 0, "healthy"), ("stranger", 1, "no heartbeat"), ("nowhere", 64, "No such")):
        answer = tickgate("health", "-c", daemon.heartbeat, TICKGATE_CURVE_SECRET=folder / key)
        assert answer.returncode == code and pattern in answer.stdout + answer.stderr, answer
    answer = tickgate("health", "-c", daemon.heartbeat, *keys, TICKGATE_CURVE_SECRET=folder / "stranger")
    assert answer.returncode == 0, answer
    for arguments, pattern in (
            (("--curve-key", folder / "friend"), "--curve-key needs --curve-server-key"),
            (("--curve-server-key", folder / "nowhere"), "No such file"),
            ((*keys[:2], "--curve-key", folder / "server.pub"), "chmod 600|no secret key")):
        answer = tickgate("tail", "-c", daemon.data, *arguments)
        assert answer.returncode == 64 and re.search(pattern, answer.stderr), answer


def keys_are_made_once(folder):
    for name in ("server", "server.pub"):
        assert oct((folder / name).stat().st_mode & 0o777) == {
            "server": "0o600", "server.pub": "0o644"}[name]
    secret = (folder / "server").read_bytes()
    answer = tickgate("keygen", folder / "server")
    assert answer.returncode == 73 and "File exists" in answer.stderr, answer
    assert (folder / "server").read_bytes() == secret, "no key is written over"
    (folder / "half.pub").write_text("mine")
    answer = tickgate("keygen", folder / "half")
    assert answer.returncode == 73 and not (folder / "half").exists(), "both or none"
    before = sorted(folder.iterdir())
    answer = subprocess.run(["prlimit", "--fsize=0", rig.BIN / "tickgate", "keygen", folder / "cut"], check=False,
                            capture_output=True, text=True)
    assert answer.returncode == 73 and "File too large" in answer.stderr, answer
    assert sorted(folder.iterdir()) == before, "nothing is left of what was not written"
    for arguments in ((), ("a", "b"), ("",), ("--force", "a")):
        assert tickgate("keygen", *arguments).returncode == 64, arguments


def bad_keys_are_refused(the_rig, sim, isolation):
    folder = the_rig.folder

    def says(pattern, *arguments, code=78):
        daemon = the_rig.daemon(sim, "--isolation", isolation, *arguments)
        assert daemon.wait_for_exit() == code, daemon.lines
        daemon.wait_for_line(pattern)
    for mode in (0o640, 0o604, 0o660):
        os.chmod(folder / "server", mode)
        says(r"--curve-secret.*server.*others than its owner may use it; chmod 600",
             "--curve-secret", folder / "server")
    os.chmod(folder / "server", 0o600)
    pathlib.Path(folder / "noise").write_bytes(os.urandom(500))
    os.chmod(folder / "noise", 0o600)
    says(r"it is not a text|it holds no key", "--curve-secret", folder / "noise")
    os.chmod(folder / "server.pub", 0o600)
    says(r"no secret key, only the public one", "--curve-secret", folder / "server.pub")
    says(r"No such file", "--curve-secret", folder / "nowhere")
    says(r"--curve-allow.*it needs curve-secret", "--curve-allow", folder / "allowed")
    says(r"--curve-allow.*No such file.*a directory", "--curve-secret", folder / "server",
         "--curve-allow", folder / "nowhere")
    says(r"--curve-allow.*Not a directory", "--curve-secret", folder / "server",
         "--curve-allow", folder / "server")
    print("bad key files: refused, with what, where and what to do")


rig.in_both_isolations(flow)
