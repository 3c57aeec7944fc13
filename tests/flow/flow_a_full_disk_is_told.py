"""What cannot be printed is told, with an exit code of its own; a reader that left is no trouble."""

import os
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


def expect_quiet(program, *words):
    """Into a pipe that nobody reads: it ends, as it pleases, and says nothing."""
    reader, writer = os.pipe()
    os.close(reader)
    code, said = run(writer, program, *words)
    os.close(writer)
    assert code != 74 and said == "", f"{program} {words}: exit {code}: {said}"


def flow(the_rig):
    folder = the_rig.folder
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "20")
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
