"""What is done to a running gateway process, and what follows: CONTRACT section 4."""

import os
import signal
import time

import rig
import sabotage

SPEEDY = ["--backoff-reset", "300ms", "--backoff-min", "100ms"]


def killed(the_rig, sim):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", *SPEEDY)
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    sub = rig.Sub(daemon.data, "bybit.linear.depth.")
    times, last_epoch = [], 0
    for number in range(20):
        gateway = sabotage.gateway(beats)
        assert gateway["epoch"] > last_epoch
        last_epoch = gateway["epoch"]
        beats.run(0.6)
        sub.poll(0)
        killed_at = time.monotonic()
        os.kill(gateway["pid"], (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT)[number % 3])
        sub.wait_for("data of a newer epoch", lambda _, message: message["epoch"] > last_epoch
                     and message["type"] == "snapshot")
        times.append(time.monotonic() - killed_at)
        event = daemon.wait_for_event("bybit_connector_subprocess_exited", count=number + 1)
        assert event["signal"] == (9, 11, 6)[number % 3], event
    sabotage.median_is_below(0.3, times, "killed: new data after")
    sabotage.check_beats(beats)
    died = daemon.events("bybit_connector_process_died")
    assert len(died) == 20, len(died)
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit(5) == 0


def stopped(the_rig, sim):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", *SPEEDY)
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    gateway = sabotage.gateway(beats)
    os.kill(gateway["pid"], signal.SIGSTOP)
    stopped_at = time.monotonic()
    beats.wait_for("another incarnation", lambda _, message:
                   message["gateways"][0]["state"] == "live"
                   and message["gateways"][0]["epoch"] > gateway["epoch"], 40)
    print(f"SIGSTOP: live again after {time.monotonic() - stopped_at:.1f} s")
    assert beats.messages[-1][1]["gateways"][0]["last_exit"]["reason"] == "hung"
    event = daemon.wait_for_event("bybit_connector_subprocess_terminated")
    assert event["how"] == "SIGKILL", event
    sabotage.check_beats(beats)
    daemon.end()


def silent(the_rig, sim, isolation):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--silence", "3s", "--grace", "1s",
                            "--check-interval", "500ms", "--isolation", isolation, *SPEEDY)
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    gateway = sabotage.gateway(beats)
    sim.fault("silence")
    event = daemon.wait_for_event("bybit_connector_stale_connection_detected")
    assert 3 <= event["seconds_since_last_event"] < 5, event
    beats.wait_for("another incarnation", lambda _, message:
                   message["gateways"][0]["state"] == "live"
                   and message["gateways"][0]["epoch"] > gateway["epoch"])
    assert beats.messages[-1][1]["gateways"][0]["last_exit"]["reason"] == "silent"
    sabotage.check_beats(beats)
    print(f"silence in {isolation}: told, restarted")
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit(5) == 0


def quiet(the_rig):
    """Quiet symbols are no silence: the repeated level-1 book counts, pongs do not."""
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "0.01", "--trades", "0")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--depth", "1", "--silence", "5s",
                            "--grace", "1s", "--check-interval", "500ms")
    time.sleep(9)
    assert not daemon.events("bybit_connector_stale_connection_detected")
    daemon.end()
    print("a quiet market: left alone")


def orphaned(the_rig, sim):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT")
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    pid = sabotage.gateway(beats)["pid"]
    daemon.process.kill()
    rig.wait_for("no orphan", lambda: sabotage.is_gone(pid))
    print("a killed daemon leaves no gateway behind")


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "100")
    silent(the_rig, sim, isolation)
    sim.fault("reset")
    if isolation == "process":
        killed(the_rig, sim)
        stopped(the_rig, sim)
        quiet(the_rig)
        orphaned(the_rig, sim)


rig.in_both_isolations(flow)
