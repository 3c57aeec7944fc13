"""One symbol, one topic or all data stops on a connection that lives: told, mended, the rest untouched."""

import time

import rig
import sabotage
import watcher


def told_gaps(the_watcher, before):
    return {(topic, cause) for topic, cause in the_watcher.gaps[before:]}


def mended(the_watcher, sim, fault, seconds, untouched):
    """The silent topics are told as stale and come back; the others see nothing of it."""
    the_watcher.poll()
    gaps_before = len(the_watcher.gaps)
    messages_before = len(the_watcher.sub.messages)
    struck_at = time.monotonic()
    sim.fault(fault)
    the_watcher.wait_for(f"a gap after {fault}", lambda: len(the_watcher.gaps) > gaps_before, seconds + 5)
    told_at = time.monotonic()
    the_watcher.wait_for(f"right again after {fault}", lambda: the_watcher.is_live_since(told_at + 0.1), 10)
    took = time.monotonic() - struck_at
    watcher.same_as_the_exchange(sim, the_watcher)
    causes = told_gaps(the_watcher, gaps_before)
    assert {cause for _, cause in causes} == {"stale"}, causes
    assert not {topic for topic, _ in causes} & set(untouched), causes
    for topic in untouched:
        news = [message["ts_pub"] for heard, message in the_watcher.sub.messages[messages_before:]
                if heard == topic and not rig.is_repeat(message)]
        longest = max(after - before for before, after in zip(news, news[1:])) / 1e6
        assert longest < 250 or rig.IS_SANITIZED, f"{topic} paused for {longest} ms"
    print(f"{fault}: stale told after {told_at - struck_at:.1f} s, right after {took:.1f} s")
    assert took < seconds or rig.IS_SANITIZED, took


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", "--rate", "50", "--trades", "20")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT,ETHUSDT", "--isolation", isolation)
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    epoch = sabotage.gateway(beats)["epoch"]
    the_watcher = watcher.Watcher(daemon.data)
    started_at = time.monotonic()
    the_watcher.wait_for("data", lambda: the_watcher.is_live_since(started_at))
    connections = sim.get("/sim/state")["upgrades"]
    mended(the_watcher, sim, "stall=BTCUSDT", 10, {watcher.OTHER})
    mended(the_watcher, sim, "stall-books=BTCUSDT", 6, {watcher.OTHER, watcher.TRADE})
    assert sim.get("/sim/state")["upgrades"] == connections, "the connection was made anew"
    mended(the_watcher, sim, "stall", 12, set())
    event = daemon.wait_for_event("bybit_connector_subprocess_error", error="topic fell silent, resubscribed")
    assert event["reason"] in ("its symbol has no pulse", "the best prices move, and it does not")
    assert sabotage.gateway(beats)["epoch"] == epoch, "the gateway was restarted"
    daemon.end()


def trades_outlive_their_pulse(the_rig):
    """All of a symbol stalls, and its pulse, the older, is asked for first: its new life is not that of the trades."""
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", "--rate", "0.5", "--trades", "20")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT,ETHUSDT", "--channels", "trade")
    sub = rig.Sub(daemon.data, "bybit.linear.trade.BTCUSDT.")
    sub.wait_for("trades", lambda _, message: message["type"] == "trades")
    sub.run(10)  # Until the pulse is believed
    sim.fault("stall=BTCUSDT")
    sub.wait_for("the gap", lambda _, message: message.get("cause") == "stale", 15)
    sub.wait_for("its end", lambda _, message: message.get("final") and message["complete"], 5)
    sub.wait_for("live trades", lambda _, message: message["type"] == "trades" and not message.get("recovered"))
    daemon.end()
    print("trades that ended with their pulse: told, fetched and live again")


def a_dead_server_is_left(the_rig):
    """A connection that takes subscriptions and brings nothing is made anew."""
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "20")
    sim.fault("silence-all")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--channels", "trade")
    daemon.wait_for_event("bybit_connector_subprocess_error", 25, error="connection lost", reason="it brings no data")
    sim.fault("silence-all=off")
    sub = rig.Sub(daemon.data, "bybit.linear.trade.BTCUSDT.")
    sub.wait_for("trades", lambda _, message: message["type"] == "trades")
    daemon.end()
    print("a connection without data: made anew")


rig.in_both_isolations(flow)
with rig.rig() as one_rig:
    trades_outlive_their_pulse(one_rig)
    a_dead_server_is_left(one_rig)
