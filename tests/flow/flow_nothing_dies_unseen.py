"""A gateway that exits, loops, blocks, runs out of memory or crashes at every start: seen and mended."""

import os
import pathlib
import resource
import time

import rig
import sabotage

SPEEDY = ("--backoff-reset", "300ms", "--backoff-min", "100ms")


def start(the_rig, sim, *arguments, crash=None, isolation="process"):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation, *arguments,
                            environment=sabotage.environment(crash))
    return daemon, rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")


def is_told(daemon, beats, count, how, reason):
    """The end is told in both events and in the heartbeat, and a newer incarnation is live."""
    exited = daemon.wait_for_event("bybit_connector_subprocess_exited", 40, count)
    died = daemon.wait_for_event("bybit_connector_process_died", count=count)
    assert how.items() <= exited.items(), exited
    assert died["reason"] == reason and died["gateway_epoch"] == exited["gateway_epoch"], died
    gateway = sabotage.gateway(beats, newer_than=exited["gateway_epoch"])
    assert gateway["last_exit"]["reason"] == reason, gateway
    return gateway


def ends_by_itself(the_rig, sim):
    daemon, beats = start(the_rig, sim, *SPEEDY)
    gateway = sabotage.gateway(beats)
    os.kill(gateway["pid"], sabotage.EXIT)
    gateway = is_told(daemon, beats, 1, {"how": "exited", "code": 3}, "exited")
    print("exit 3: told, restarted")
    if rig.IS_SANITIZED:
        print("left out: memory that runs out, since a sanitizer reserves all there is for itself")
        daemon.end()
        return
    time.sleep(0.5)
    #  No more memory than it has, and then a frame that needs more
    size = int(pathlib.Path(f"/proc/{gateway['pid']}/statm").read_text().split()[0]) * 4096
    resource.prlimit(gateway["pid"], resource.RLIMIT_AS, (size, size))
    sim.fault("big=4000000")
    is_told(daemon, beats, 2, {"how": "signalled", "signal_name": "ABRT"}, "signalled")
    print("out of memory: told, restarted")
    sabotage.check_beats(beats)
    daemon.end()


def hangs(the_rig, sim, strike, name):
    daemon, beats = start(the_rig, sim, *SPEEDY)
    gateway = sabotage.gateway(beats)
    os.kill(gateway["pid"], strike)
    struck_at = time.monotonic()
    is_told(daemon, beats, 1, {"how": "signalled", "signal_name": "TERM"}, "hung")
    terminated = daemon.wait_for_event("bybit_connector_subprocess_terminated")
    assert terminated["reason"] == "hung" and terminated["how"] == "SIGTERM", terminated
    print(f"{name}: live again after {time.monotonic() - struck_at:.1f} s")
    sabotage.check_beats(beats)
    daemon.end()


def crashes_at_every_start(the_rig, sim):
    crash = the_rig.folder / "crash"
    crash.touch()
    daemon, beats = start(the_rig, sim, "--backoff-max", "2s", crash=crash)
    told = beats.wait_for("a long back-off", lambda _, message: message["gateways"][0]["restarts"] >= 4
                          and message["gateways"][0]["state"] == "backoff")[1]
    gateway = told["gateways"][0]
    until = gateway["backoff_until"] - told["ts_pub"]
    assert 0 < until <= 2.2e9 and gateway["pid"] == 0, gateway
    assert gateway["last_exit"]["reason"] == "exited" and gateway["last_exit"]["code"] == 3
    starts = [event["gateway_epoch"] / 1000 for event in daemon.events("supervisor_gateway_started")]
    waits = [after - before for before, after in zip(starts, starts[1:])]
    print("crash at every start: waited", [f"{wait:.1f} s" for wait in waits])
    for wait, low, high in zip(waits, (0, 0.45, 0.9, 1.8), (0.3, 0.75, 1.4, 2.5)):
        assert low <= wait and (wait <= high or rig.IS_SANITIZED), waits
    crash.unlink()
    sabotage.gateway(beats)
    sabotage.check_beats(beats)
    daemon.end()


def default_subscribers_have_it_soon(the_rig, sim):
    daemon, beats = start(the_rig, sim, *SPEEDY)
    sub = rig.Sub(daemon.data, "bybit.linear.depth.", reconnect_ms=100)
    times = []
    for _ in range(20):
        gateway = sabotage.gateway(beats, newer_than=beats.messages and gateway["epoch"] or 0)
        beats.run(0.5)
        sub.poll(0)
        os.kill(gateway["pid"], 9)
        killed_at = time.monotonic()
        sub.wait_for("newer data", lambda _, message: message["epoch"] > gateway["epoch"]
                     and message["type"] == "snapshot")
        times.append(time.monotonic() - killed_at)
    sabotage.median_is_below(0.5, times, "killed: new data for a default SUB after")
    daemon.end()


def flow(the_rig):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "100")
    ends_by_itself(the_rig, sim)
    crashes_at_every_start(the_rig, sim)
    default_subscribers_have_it_soon(the_rig, sim)
    hangs(the_rig, sim, sabotage.LOOP, "endless loop")
    hangs(the_rig, sim, sabotage.BLOCK, "blocked in a call")


with rig.rig() as the_rig:
    flow(the_rig)
