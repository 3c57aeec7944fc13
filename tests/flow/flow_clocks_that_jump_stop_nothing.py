"""The exchange's clock and our own jump by an hour, ahead and back: no hole, no restart, no false state."""

import os
import signal
import time

import rig
import sabotage
import watcher

HOUR = 3600


def goes_on(the_watcher, sim, what):
    """Nothing was told, and everything is live and right; the last trade and the last change of the book."""
    gaps = len(the_watcher.gaps)
    moment = time.monotonic()
    the_watcher.wait_for(f"data after {what}", lambda: the_watcher.is_live_since(moment + 0.5))
    watcher.same_as_the_exchange(sim, the_watcher)
    assert len(the_watcher.gaps) == gaps, f"{what}: {the_watcher.gaps[gaps:]}"
    return [next(message for topic, message in reversed(the_watcher.sub.messages) if topic == wanted
                 and not rig.is_repeat(message)) for wanted in (watcher.TRADE, watcher.DEPTH)]


def ahead_s(stamp_ns):
    return (stamp_ns - time.time_ns()) / 1e9


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", "--rate", "50", "--trades", "20",
                      environment=sabotage.environment())
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT,ETHUSDT", "--isolation", isolation, "--silence", "5s",
                            "--grace", "1s", "--check-interval", "200ms", environment=sabotage.environment())
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    gateway = sabotage.gateway(beats)
    the_watcher = watcher.Watcher(daemon.data)
    status = rig.Sub(daemon.data, "bybit.status.")
    goes_on(the_watcher, sim, "the start")
    for seconds in (-HOUR, HOUR, 0):
        sabotage.set_clock(sim.process.pid, seconds)
        for message in goes_on(the_watcher, sim, f"the exchange's clock at {seconds} s"):
            assert abs(ahead_s(message["ts_exchange"]) - seconds) < 30, message
            assert abs(ahead_s(message["ts_pub"])) < 30, message
    for seconds in (-HOUR, HOUR, 0):
        for pid in {daemon.process.pid, gateway["pid"]}:
            sabotage.set_clock(pid, seconds)
        for message in goes_on(the_watcher, sim, f"our clock at {seconds} s"):
            assert abs(ahead_s(message["ts_pub"]) - seconds) < 30, message
        beats.poll(1.5)
        assert sabotage.gateway(beats)["seconds_since_last_event"] < 5
    status.messages.clear()
    _, told = status.wait_for("a whole status", lambda _, message: watcher.DEPTH in message["topics"])
    assert {entry["state"] for entry in told["topics"].values()} == {"live"}, told
    assert sabotage.gateway(beats)["epoch"] == gateway["epoch"], "the gateway was restarted"
    if isolation == "process":
        sabotage.set_clock(daemon.process.pid, -HOUR)
        os.kill(gateway["pid"], signal.SIGKILL)
        assert sabotage.gateway(beats, newer_than=gateway["epoch"])["epoch"] > gateway["epoch"]
    daemon.end()


rig.in_both_isolations(flow)
