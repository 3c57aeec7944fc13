"""Threads cannot be killed: when one hangs the process ends with 70, and says so in one line."""

import time

import rig
import sabotage


def hangs(the_rig, sim, isolation, thread, line, at_most):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation,
                            environment=sabotage.environment())
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    gateway = sabotage.gateway(beats)
    sabotage.strike_thread(daemon.process.pid, thread, sabotage.BLOCK)
    struck_at = time.monotonic()
    assert daemon.wait_for_exit(at_most + rig.PATIENCE) == 70
    took = time.monotonic() - struck_at
    print(f"{isolation}: {thread} hangs: ended with 70 after {took:.1f} s")
    assert took < at_most, took
    said = [text for text in daemon.lines if text.startswith("tickgated: ")]
    assert len(said) == 1 and line in said[0], said
    rig.wait_for("no orphan", lambda: sabotage.is_gone(gateway["pid"]))
    left = [path.name for path in the_rig.folder.iterdir() if path.is_socket()]
    assert not left, left


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT")
    hangs(the_rig, sim, isolation, "supervisor", "the supervisor hangs", 12)
    if isolation == "thread":
        hangs(the_rig, sim, isolation, "gateway", "gateway: hangs and cannot be stopped", 15)


rig.in_both_isolations(flow)
