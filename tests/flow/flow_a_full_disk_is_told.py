"""What cannot be printed is told, with an exit code of its own; a reader that left is no trouble."""

import os
import pathlib
import re
import resource
import signal
import subprocess

import rig

ONCE = (  #  What prints whatever runs
    ("tickgate", "--help"), ("tickgate", "--version"), ("tickgate", "tail", "--help"),
    ("tickgate", "top", "--help"), ("tickgate", "status", "--help"), ("tickgate", "health", "--help"),
    ("tickgate", "keygen", "--help"), ("tickgated", "--help"), ("tickgated", "--version"),
    ("tickgated", "--man"), ("tickgated", "--print-config"), ("tickgated", "--check-config"),
    ("bybit-sim", "--help"), ("bybit-sim", "--version"))


def run(output, program, *words):
    done = subprocess.run([rig.BIN / program, *words], stdout=output, stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, timeout=rig.PATIENCE)
    return done.returncode, done.stderr


def expect_told(program, *words):
    with open("/dev/full", "w", encoding="utf-8") as full:
        code, said = run(full, program, *words)
    wanted = f"{program}: cannot write standard output: No space left on device\n"
    assert (code, said) == (74, wanted), f"{program} {words}: exit {code}: {said}"
    print(f"told: {program} {' '.join(words)}")


def expect_limit_told(folder, program, *words):
    """A file that may not grow is no reason to be killed."""
    path = folder / "limited"
    limited = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh", rig.BIN / program, *words)
    with open(path, "w", encoding="utf-8") as output:
        done = subprocess.run(limited, stdout=output, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True, timeout=rig.PATIENCE, check=False)
    assert done.returncode == (73 if "keygen" in words else 74), f"{program} {words}: {done}"
    assert "File too large" in done.stderr, done.stderr
    print(f"told: no file may grow: {program} {words[0]}")


def expect_limit_survived(the_rig, sim, isolation):
    """The log may not grow: all goes on, and when it may again it says what it lost."""
    path, heartbeat = the_rig.folder / "log", f"ipc://{the_rig.folder}/limited-heartbeat"
    path.write_text("\n" * 64 * 512)
    daemon = the_rig.command(
        "sh", "-c", 'ulimit -f 64; log=$1; shift; exec "$@" >>"$log"', "sh", path, rig.BIN / "tickgated", "--http",
        "off", "--exchange-url", sim.url, "--rest-url", sim.rest, "--heartbeat", heartbeat, "--isolation", isolation,
        "--publish", f"ipc://{the_rig.folder}/limited-data", "--market", "linear:BTCUSDT", "--health-log", "1s")
    beats = rig.Sub(heartbeat, "supervisor.heartbeat.")
    _, beat = beats.wait_for("life", lambda _, message: message["gateways"][0]["state"] == "live")
    beats.close()
    for pid in {daemon.process.pid, beat["gateways"][0]["pid"]}:
        ignored = re.search(r"SigIgn:\s*(\w+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1)
        assert int(ignored, 16) >> (signal.SIGXFSZ - 1) & 1, f"{pid} would be killed"
    assert path.stat().st_size == 64 * 512 and daemon.is_running()
    os.truncate(path, 0)
    rig.wait_for("the log to go on", lambda: "bybit_connector_health_check" in path.read_text())
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit() == 0
    assert '"supervisor_stopped"' in path.read_text()
    print(f"survived: the log may not grow ({isolation})")


def expect_quiet(program, *words):
    """Into a pipe that nobody reads: it ends, as it pleases, and says nothing."""
    reader, writer = os.pipe()
    os.close(reader)
    code, said = run(writer, program, *words)
    os.close(writer)
    assert code != 74 and said == "", f"{program} {words}: exit {code}: {said}"


def expect_spared(the_rig, sim):
    """Started without 0 to 2, it gives their numbers to nothing else; and with few more, it asks for more."""
    heartbeat = f"ipc://{the_rig.folder}/closed-heartbeat"
    program = the_rig.command(
        "sh", "-c", 'ulimit -Sn 99; exec "$@" <&- >&- 2>&-', "sh", rig.BIN / "tickgated", "--http", "off",
        "--exchange-url", sim.url, "--rest-url", sim.rest, "--heartbeat", heartbeat,
        "--publish", f"ipc://{the_rig.folder}/closed-data", "--market", "linear:BTCUSDT")
    beats = rig.Sub(heartbeat, "supervisor.heartbeat.")
    _, beat = beats.wait_for("life", lambda _, message: message["gateways"][0]["state"] == "live")
    beats.close()
    for pid in (program.process.pid, beat["gateways"][0]["pid"]):
        room, room_max = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        assert room == min(room_max, 65536), (room, room_max)
    found = [os.readlink(f"/proc/{program.process.pid}/fd/{number}") for number in range(3)]
    assert found == ["/dev/null"] * 3, found
    program.signal(signal.SIGTERM)
    assert program.wait_for_exit() == 0
    done = subprocess.run(["sh", "-c", 'exec "$0" --help >&-', rig.BIN / "tickgated"], timeout=rig.PATIENCE,
                          stderr=subprocess.DEVNULL, check=False)
    assert done.returncode == 74, done
    print("told: standard output is closed")
    daemon = the_rig.command("sh", "-c", 'ulimit -n 999; exec "$@"', "sh", rig.BIN / "tickgated", "--http", "off",
                             "--exchange-url", sim.url, "--rest-url", sim.rest, "--publish",
                             f"ipc://{the_rig.folder}/few-data", "--heartbeat", heartbeat)
    daemon.wait_for_line("warning: no more than 999 descriptors")
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit() == 0


def flow(the_rig):
    folder = the_rig.folder
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "20")
    expect_spared(the_rig, sim)
    for isolation in rig.ISOLATIONS:
        expect_limit_survived(the_rig, sim, isolation)
    for command in (("tickgate", "--help"), ("tickgated", "--man"), ("bybit-sim", "--help"),
                    ("tickgate", "keygen", str(folder / "limited-key"))):
        expect_limit_told(folder, *command)
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT")
    sub = rig.Sub(daemon.data, "bybit.linear.trade.")
    sub.wait_for("a trade", lambda topic, message: True)
    sub.close()
    running = [("tickgate", "tail", "-c", daemon.data, *more)
               for more in ((), ("-n", "5"), ("--text",), ("bybit.linear.depth.50.",))]
    running += [("tickgate", verb, "-c", daemon.heartbeat, *more)
                for verb in ("status", "health") for more in ((), ("--json",))]
    for command in (*ONCE, *running):
        expect_told(*command)
        expect_quiet(*command)
    expect_told("tickgate", "keygen", str(folder / "full"))
    expect_quiet("tickgate", "keygen", str(folder / "left"))
    for name in ("full", "full.pub", "left", "left.pub"):
        assert (folder / name).exists(), f"keygen made no {name}"


with rig.rig() as the_rig:
    flow(the_rig)
print("ok")
