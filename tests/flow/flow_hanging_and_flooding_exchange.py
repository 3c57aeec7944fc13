"""An exchange that goes dark, never answers, lets one symbol fall silent, or floods."""

import time

import rig
from watcher import OTHER, TRADE, Watcher, expect


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", "--trades", "20")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT,ETHUSDT", "--isolation", isolation)
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    watcher = Watcher(daemon.data)
    watcher.wait_for("all topics", lambda: watcher.is_live_since(0))

    sim.fault("mute=BTCUSDT")
    moment = time.monotonic()
    watcher.wait_for("the other symbol", lambda: watcher.news[OTHER] > moment + 2)
    assert watcher.news[TRADE] < moment + 1
    assert not watcher.gaps, watcher.gaps
    sim.fault("mute=off")
    print("one symbol silent: the other untouched")

    before = sim.get("/sim/state")["frames_sent"]
    sim.fault("flood=20000,2")
    time.sleep(0.1)
    moment = time.monotonic()
    watcher.wait_for("the end of the flood", lambda: watcher.is_live_since(moment + 3))
    sent = sim.get("/sim/state")["frames_sent"] - before
    print(f"flood: {sent} frames, no hole")

    sim.fault("refuse=hang")
    sim.fault("cut")
    watcher.wait_for("a gap", lambda: ("disconnected" in {cause for _, cause in watcher.gaps}))
    rig.wait_for("the attempt to be given up", lambda: any(
        "not open in time" in event["reason"]
        for event in daemon.events("bybit_connector_subprocess_error")), 40)
    sim.fault("refuse=off")
    moment = time.monotonic()
    watcher.wait_for("data", lambda: watcher.is_live_since(moment), 40)
    print("a handshake that is never answered: given up, tried again")

    expect(watcher, sim, "blackhole", ["disconnected"], 40)
    daemon.wait_for_event("bybit_connector_subprocess_error", error="connection lost",
                          reason="no frame, not even a pong")
    started = daemon.events("supervisor_gateway_started")
    assert len(started) == 1, "the gateway was restarted, though it could mend itself"


rig.in_both_isolations(flow)
