"""SIGTERM in each state of a gateway: ended within 5 s with 0, no orphan, no file left."""

import contextlib
import os
import signal
import time

import rig
import sabotage


def ends(the_rig, daemon, what, pid=0):
    sent_at = time.monotonic()
    daemon.signal(signal.SIGTERM)
    code = daemon.wait_for_exit(5)
    took = time.monotonic() - sent_at
    assert code == 0, f"{what}: ended with {code}"
    if pid and pid != daemon.process.pid:
        rig.wait_for(f"{what}: no orphan", lambda: sabotage.is_gone(pid), 1)
    left = [path.name for path in the_rig.folder.iterdir() if path.name != "crash"]
    assert not left, f"{what}: left behind {left}"
    print(f"{what}: ended after {took:.2f} s")


def start(the_rig, sim, isolation, *arguments, crash=None, **options):
    environment = {**sabotage.environment(crash), "XDG_RUNTIME_DIR": str(the_rig.folder)}
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation, *arguments,
                            environment=environment, **options)
    return daemon, rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")


def during_a_back_off(the_rig, sim):
    crash = the_rig.folder / "crash"
    crash.touch()
    daemon, beats = start(the_rig, sim, "process", "--backoff-min", "20s", crash=crash)
    beats.wait_for("back-off", lambda _, message: message["gateways"][0]["state"] == "backoff")
    ends(the_rig, daemon, "backoff")
    crash.unlink()


def with_a_thread_that_hangs(the_rig, sim, isolation, thread):
    daemon, beats = start(the_rig, sim, isolation)
    pid = sabotage.gateway(beats)["pid"]
    sabotage.strike_thread(daemon.process.pid, thread, sabotage.BLOCK)
    ends(the_rig, daemon, f"{isolation}: {thread} hangs", pid)


def with_a_process_that_hangs(the_rig, sim, number, what):
    daemon, beats = start(the_rig, sim, "process")
    pid = sabotage.gateway(beats)["pid"]
    os.kill(pid, number)
    ends(the_rig, daemon, what, pid)


def with_a_reader_that_stalls(the_rig, sim, isolation):
    """Nobody reads stdout and stderr any more, and a SIGHUP has something to tell there."""
    path = the_rig.folder / "tickgate.yaml"
    path.write_text("depth: 50\n")
    daemon, beats = start(the_rig, sim, isolation, "--config", path)
    pid = sabotage.gateway(beats)["pid"]
    daemon.is_read.clear()
    pipe = os.open(f"/proc/self/fd/{daemon.process.stdout.fileno()}", os.O_WRONLY | os.O_NONBLOCK)
    for size in (4096, 1, 4096, 1):
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(pipe, b"\n" * size)
        time.sleep(0.1)  # The reader takes its last bite
    os.close(pipe)
    path.write_text("depth: [50\n")
    daemon.signal(signal.SIGHUP)
    beats.run(0.5)
    path.unlink()
    ends(the_rig, daemon, f"{isolation}: a reader that stalls", pid)


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "100")
    for wait in (0.1, 0.2, 0.4):
        daemon, _ = start(the_rig, sim, isolation)
        daemon.wait_for_event("supervisor_started")
        time.sleep(wait - 0.1)
        ends(the_rig, daemon, f"{isolation}: {wait - 0.1:.1f} s after the start")
    daemon, beats = start(the_rig, sim, isolation)
    ends(the_rig, daemon, f"{isolation}: live", sabotage.gateway(beats)["pid"])
    daemon, beats = start(the_rig, sim, isolation, "--silence", "1s", "--grace", "1s",
                          "--check-interval", "200ms", "--backoff-min", "10s")
    pid = sabotage.gateway(beats)["pid"]
    sim.fault("silence-all")
    daemon.wait_for_event("bybit_connector_stale_connection_detected")
    ends(the_rig, daemon, f"{isolation}: silent", pid)
    sim.fault("reset")
    sim.fault("refuse=hang")
    daemon, beats = start(the_rig, sim, isolation)
    ends(the_rig, daemon, f"{isolation}: connecting", sabotage.gateway(beats, "connecting")["pid"])
    sim.fault("refuse=off")
    with_a_reader_that_stalls(the_rig, sim, isolation)
    with_a_thread_that_hangs(the_rig, sim, isolation, "supervisor")
    if isolation == "thread":
        with_a_thread_that_hangs(the_rig, sim, isolation, "gateway")
    else:
        during_a_back_off(the_rig, sim)
        with_a_process_that_hangs(the_rig, sim, signal.SIGSTOP, "stopped gateway")
        with_a_process_that_hangs(the_rig, sim, sabotage.LOOP, "looping gateway")
        with_a_process_that_hangs(the_rig, sim, sabotage.BLOCK, "blocked gateway")


rig.in_both_isolations(flow)
