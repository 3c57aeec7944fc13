"""What nothing shows but REST: trades that stop while their books go on, and those lost in a pause."""

import time

import rig
import watcher

TOPIC = "bybit.linear.trade.BTCUSDT."


def struck(the_watcher, sim, sub, fault, seconds):
    """The topics of trades that are told to have a hole, which is filled."""
    the_watcher.poll()
    before = len(the_watcher.gaps)
    struck_at = time.monotonic()
    sim.fault(fault)
    if seconds:
        sub.run(seconds)
        sim.fault(f"{fault}=off")
    sub.wait_for("the gap", lambda _, message: message.get("cause") == "stale" and not message.get("final"), 15)
    told_at = time.monotonic()
    sub.wait_for("its end", lambda _, message: message.get("final") and message["complete"])
    assert any(message.get("recovered") for _, message in sub.messages)
    sub.messages.clear()
    sub.wait_for("live trades", lambda _, message: message["type"] == "trades" and not message.get("recovered"))
    the_watcher.poll()
    print(f"{fault}: told after {told_at - struck_at:.1f} s, and fetched")
    return {topic for topic, cause in the_watcher.gaps[before:] if cause == "stale"}


def missed(the_rig, lanes):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", "--trades", "20")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT,ETHUSDT", "--lanes", lanes)
    the_watcher = watcher.Watcher(daemon.data)
    sub = rig.Sub(daemon.data, TOPIC)
    the_watcher.wait_for("data", lambda: the_watcher.is_live_since(0))
    assert struck(the_watcher, sim, sub, "stall-trades=BTCUSDT", 0) == {TOPIC}
    assert TOPIC in struck(the_watcher, sim, sub, "silence", 3)
    daemon.end()


def quiet(the_rig):
    """A market in which hardly anybody trades has no hole, though REST is asked."""
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "0.1")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT")
    sub = rig.Sub(daemon.data, TOPIC)
    sub.wait_for("trades", lambda _, message: message["type"] == "trades", 20)
    sub.run(25)
    assert not [message for _, message in sub.messages if message["type"] != "trades"], sub.messages
    assert sim.get("/sim/state")["rest"] > 1
    daemon.end()


with rig.rig() as one_rig:
    missed(one_rig, 1)
    missed(one_rig, 2)
    quiet(one_rig)
