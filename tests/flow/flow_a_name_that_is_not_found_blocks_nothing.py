"""DNS that hangs: beats, live data, joiners and SIGTERM go on; when it answers, so do we."""

import signal
import time

import rig
import sabotage

HANG_S = {"process": 12, "thread": 3}  # Once longer than a connection is waited for
SLOW_NS = 50 * 10**6
MESSAGES = 50  # Two seconds' worth


def write(path, *markets):
    path.write_text("\n".join(["market:", *(f"  - {market}" for market in markets)]) + "\n")


def lookups_hang(beats, sim, hosts, seconds):
    """At the start: nothing to connect to, and everything else as ever."""
    beats.run(seconds)
    told = beats.messages[-1][1]["gateways"][0]
    assert told["state"] == "connecting" and told["restarts"] == 0, told
    assert sim.get("/sim/state")["upgrades"] == 0
    asked_at = time.monotonic()
    hosts.set(exchange="127.0.0.1")
    sabotage.gateway(beats)
    print(f"hung for {seconds} s, live {time.monotonic() - asked_at:.1f} s after the answer")


def live_data_goes_on(daemon, sim, sub):
    """A list of symbols cannot be had; joiners and readers do not notice, nor does a reconnect."""
    joined_at = time.monotonic()
    joiner = rig.Sub(daemon.data, "bybit.linear.depth.50.BTCUSDT.")
    joiner.wait_for("a book", lambda _, message: message["type"] == "snapshot", 2)
    print(f"joined after {(time.monotonic() - joined_at) * 1000:.0f} ms")
    joiner.close()
    delays = []

    def is_enough(_, message):
        if message["type"] in ("trades", "delta"):
            delays.append(message["ts_pub"] - message["ts_recv"])
        return len(delays) >= MESSAGES
    sub.wait_for("live data", is_enough)
    assert max(delays) < SLOW_NS or rig.IS_SANITIZED, max(delays)
    cut_at = time.monotonic()
    sim.fault("close")
    told = []  # In one go, since both may come at once
    sub.wait_for("a gap and a book again", lambda _, message: told.append(message["type"]) or (
        "gap" in told and message.get("cause") == "resync"))
    assert time.monotonic() - cut_at < 1 or rig.IS_SANITIZED, "the known address was not used"
    print(f"{len(delays)} messages, reconnected after {time.monotonic() - cut_at:.2f} s")


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--symbols", "spot:3")
    port = sim.address.rsplit(":", 1)[1]
    hosts = sabotage.Hosts(the_rig.folder, exchange="hang", rest="hang")
    config = the_rig.folder / "config.yaml"
    write(config, "linear:BTCUSDT")
    daemon = the_rig.daemon(
        sim, "--config", config, "--isolation", isolation,
        url=f"ws://exchange.test:{port}", rest=f"http://rest.test:{port}",
        environment=sabotage.environment(hosts=hosts.path))
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    sub = rig.Sub(daemon.data, "bybit.linear.")
    lookups_hang(beats, sim, hosts, HANG_S[isolation])
    sub.wait_for("trades", lambda _, message: message["type"] == "trades")
    write(config, "linear:BTCUSDT", "spot:all")
    hosts.set(exchange="hang")
    daemon.signal(signal.SIGHUP)
    live_data_goes_on(daemon, sim, sub)
    assert not daemon.events("supervisor_gateway_reloaded"), "the list was had all the same"
    beats.poll()
    sabotage.check_beats(beats)
    asked_at = time.monotonic()
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit() == 0
    took = time.monotonic() - asked_at
    assert took < 5, took
    print(f"stopped within {took:.2f} s while a lookup hung")


rig.in_both_isolations(flow)
