"""What cannot be started is told in one clear line, with the exit code of the contract."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time

import rig


def expect(the_rig, code, pattern, *arguments, name="tickgated", **options):
    program = the_rig.program(name, *arguments, **options)
    got = program.wait_for_exit(20)
    text = "\n".join(program.lines)
    assert got == code, f"{arguments}: exit {got}, not {code}:\n{text}"
    program.wait_for_line(pattern, 1)
    print(f"exit {code}: {pattern}")


def flow(the_rig, isolation):
    folder = the_rig.folder
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    quiet = ["--exchange-url", "ws://127.0.0.1:1", "--rest-url", "http://127.0.0.1:1",
             "--isolation", isolation]
    silent = [*quiet, "--http", "off"]
    expect(the_rig, 69, rf"127\.0\.0\.1:{port}", *silent, "--publish", f"tcp://127.0.0.1:{port}",
           "--heartbeat", f"ipc://{folder}/heartbeat")
    expect(the_rig, 69, rf"127\.0\.0\.1:{port}", *silent, "--publish", f"ipc://{folder}/data",
           "--heartbeat", f"tcp://127.0.0.1:{port}")
    expect(the_rig, 69, rf"HTTP .*127\.0\.0\.1:{port}: port in use; .*--http", *quiet, "--http",
           f"127.0.0.1:{port}", "--publish", f"ipc://{folder}/data", "--heartbeat",
           f"ipc://{folder}/heartbeat")
    taken.close()
    for flag, other in (("--publish", "--heartbeat"), ("--heartbeat", "--publish")):
        expect(the_rig, 69, r"localhost:7001.*give an address", *silent, flag, "tcp://localhost:7001",
               other, f"ipc://{folder}/other")
    file = folder / "precious"
    file.write_text("precious")
    for flag, other in (("--publish", "--heartbeat"), ("--heartbeat", "--publish")):
        expect(the_rig, 69, r"/precious.*File exists", *silent, flag, f"ipc://{file}", other, f"ipc://{folder}/other")
        assert file.read_text() == "precious"
    expect(the_rig, 64, "silence", "--silense", "60s")
    expect(the_rig, 64, "--silence", "--silence", "soon")
    expect(the_rig, 64, "market", "--market", "linear")
    file = folder / "tickgate.yaml"
    file.write_text("publish: tcp://127.0.0.1:5555\nsilense: 60s\n")
    expect(the_rig, 78, r"tickgate\.yaml:2.*silense.*silence", "--config", file)
    expect(the_rig, 78, "TICKGATE_DEPTH", environment={"TICKGATE_DEPTH": "51"})
    expect(the_rig, 78, "--http: .*taken by publish", "--http", "*:5555", "--check-config")
    expect(the_rig, 78, r"absent\.pem", "--exchange-ca", folder / "absent.pem")
    file.write_text("publish: ipc://data\nsilence: 60s\n")
    expect(the_rig, 0, "good", "--config", file, "--check-config")


def flow_of_a_start_that_waits(the_rig):
    """Settings that come through a pipe are waited for, and nobody has to wait that long."""
    path = the_rig.folder / "fifo"
    os.mkfifo(path)
    for number in (signal.SIGTERM, signal.SIGINT):
        program = the_rig.program("tickgated", "--config", path)
        time.sleep(0.3)
        assert program.is_running()
        program.signal(number)
        assert program.wait_for_exit() == -number
    program = the_rig.program("tickgated", "--config", path, "--check-config")
    with open(path, "w", encoding="utf-8") as file:
        file.write("publish: ipc://data\n")
        file.flush()
        time.sleep(0.3)
        file.write("silense: 60s\n")
    assert program.wait_for_exit() == 78
    program.wait_for_line(r"fifo:2.*silense", 1)


def flow_of_a_start_that_nobody_reads(the_rig):
    """A warning of the start finds a full pipe: it runs, and stops when it is asked to."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, b"\n" * 4096)
    os.set_blocking(writer, True)
    heartbeat = f"ipc://{the_rig.folder}/heartbeat"
    program = subprocess.Popen(
        [rig.BIN / "tickgated", "--http", "off", "--exchange-url", "ws://127.0.0.1:1", "--rest-url",
         "http://127.0.0.1:1", "--publish", f"ipc://{the_rig.folder}/data", "--heartbeat", heartbeat],
        stdout=writer, stderr=writer, env={**os.environ, "TICKGATE_THING": "warned of"})
    try:
        beats = rig.Sub(heartbeat, "supervisor.heartbeat.")
        beats.wait_for("life", lambda topic, message: True)
        beats.close()
        program.terminate()
        assert program.wait(5) == 0
        text = os.read(reader, 1 << 20).decode()
        assert text.strip() == "", text
    finally:
        program.kill()
        program.wait()
        os.close(reader)
        os.close(writer)


def flow_of_the_simulator(the_rig):
    for listen in ("foo", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:65536", "[::1]",
                   "127.0.0.1:99999999999999999999", "127.0.0.1:80x", "127.0.0.1:-1", ":80", "[]:80"):
        expect(the_rig, 64, rf"--listen {re.escape(listen)}: .*HOST:PORT.* 0 to 65535", "--listen", listen,
               name="bybit-sim")
    taken = socket.create_server(("127.0.0.1", 0))
    expect(the_rig, 69, "in use", "--listen", f"127.0.0.1:{taken.getsockname()[1]}", name="bybit-sim")
    taken.close()
    the_rig.sim(listen="localhost:0")


rig.in_both_isolations(flow)
with rig.rig() as the_rig:
    flow_of_a_start_that_waits(the_rig)
    flow_of_a_start_that_nobody_reads(the_rig)
    flow_of_the_simulator(the_rig)
