"""Each way in which the exchange can fail: the gateway tells the hole, mends it, and goes on."""

import time

import rig
from watcher import Watcher, expect


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", "--trades", "20")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT,ETHUSDT", "--isolation", isolation)
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    watcher = Watcher(daemon.data)
    watcher.wait_for("all topics", lambda: watcher.is_live_since(0))
    expect(watcher, sim, "jump=BTCUSDT", ["update_id"], 5, other_untouched=True)
    expect(watcher, sim, "crossed=BTCUSDT", ["crossed"], 10, other_untouched=True)
    expect(watcher, sim, "u1=BTCUSDT", [], other_untouched=True)
    expect(watcher, sim, "resnapshot=BTCUSDT", [], other_untouched=True)
    expect(watcher, sim, "tick=BTCUSDT", [], other_untouched=True)
    expect(watcher, sim, "repeat", [])
    expect(watcher, sim, "fragment", [])
    expect(watcher, sim, "fragment=off", [])
    expect(watcher, sim, "big", [])
    expect(watcher, sim, "burst", [])
    expect(watcher, sim, "retype", [])
    sim.fault("drip")  #  One byte a millisecond: the book lags behind, but stays whole
    moment = time.monotonic()
    watcher.wait_for("data in drips", lambda: watcher.is_live_since(moment + 1))
    expect(watcher, sim, "drip=off", [])
    for fault in ("close", "close=1012", "cut", "half"):
        expect(watcher, sim, fault, ["disconnected"], 20)
    expect(watcher, sim, "freeze", ["disconnected"], 40)
    pids = {event.get("pid") for event in daemon.events("bybit_connector_subprocess_connected")}
    assert len(pids) == 1, "the gateway was restarted, though it could mend itself"


rig.in_both_isolations(flow)
