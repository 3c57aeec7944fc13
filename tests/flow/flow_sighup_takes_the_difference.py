"""SIGHUP takes over what the file and the lists of symbols say now, and touches nothing else."""

import collections
import pathlib
import signal
import time

import rig

LINEAR = "linear:BTCUSDT,ETHUSDT,XRPUSDT,DOGEUSDT"


class Follower:
    """A subscriber to everything, that checks each seq and knows the last status of each topic."""

    def __init__(self, daemon):
        self.sub = rig.Sub(daemon.data, "bybit.")
        self.last = {}   # topic -> (epoch, seq)
        self.gaps = collections.Counter()
        self.states = {}
        self.numbers = {}

    def poll(self):
        new = self.sub.poll()
        for topic, message in new:
            if topic == "bybit.status.":
                names = {name: entry["state"] for name, entry in message["topics"].items()}
                self.states.update(names)
                self.numbers.update((name, entry["seq"]) for name, entry in message["topics"].items())
                continue
            epoch, seq = message["epoch"], message["seq"]
            takes = message["type"] != "snapshot" or message["cause"] in ("exchange", "resync")
            before = self.last.get(topic)
            if before and before[0] == epoch:
                assert seq == before[1] + takes, (topic, before, message["type"], seq)
            self.last[topic] = (epoch, seq)
            self.gaps[topic] += message["type"] == "gap"
        return new

    def wait_for(self, what, claim):
        def step():
            return any([claim(topic, message) for topic, message in self.poll()])
        rig.wait_for(what, step)

    def wait_for_book(self, topic):
        self.wait_for(f"a snapshot on {topic}", lambda name, message: name == topic
                      and message["type"] == "snapshot")

    def told_within(self, seconds):
        """The topics that a status names within the next seconds; every tenth names all."""
        self.states = {}
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.poll()
        return set(self.states)


def connections(sim):
    return sorted(sim.get("/sim/state")["connections"], key=lambda each: each["id"])


def carried(sim):
    return {topic for each in connections(sim) for topic in each["topics"]}


def write(path, *lines):
    path.write_text("\n".join(lines) + "\n")


class Reloaded:
    """A daemon that is told to reload, and asked what came of it."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.count = 0

    def hup(self):
        self.daemon.signal(signal.SIGHUP)

    def take(self):
        """Reload and wait until the gateway has done so; returns what it said."""
        self.count = len(self.daemon.events("supervisor_gateway_reloaded"))
        self.hup()
        self.count += 1
        return self.daemon.wait_for_event("supervisor_gateway_reloaded", count=self.count)


def check_file(the_rig, isolation):
    sim = the_rig.sim("--symbols", LINEAR, "--symbols", "spot:BTCUSDT", "--rate", "50")
    path = pathlib.Path(the_rig.folder) / "tickgate.yaml"
    write(path, "market: {linear: [BTCUSDT, ETHUSDT]}")
    daemon = the_rig.daemon(sim, "--config", path, "--isolation", isolation)
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    follower = Follower(daemon)
    follower.wait_for_book("bybit.linear.depth.50.BTCUSDT.")
    reloaded = Reloaded(daemon)
    first = connections(sim)
    assert len(first) == 1, first

    # One is added, one is removed, one stays.
    write(path, "market: {linear: [BTCUSDT, XRPUSDT]}")
    told = reloaded.take()
    assert (told["added"], told["removed"], told["topics"]) == (2, 2, 4), told
    follower.wait_for_book("bybit.linear.depth.50.XRPUSDT.")
    rig.wait_for("the exchange to send the difference alone", lambda: carried(sim) == {
        f"{kind}.{symbol}" for symbol in ("BTCUSDT", "XRPUSDT")
        for kind in ("publicTrade", "orderbook.50", "orderbook.1")})
    assert [each["id"] for each in connections(sim)] == [first[0]["id"]]
    assert follower.gaps["bybit.linear.depth.50.ETHUSDT."] == 1, follower.gaps
    ended = follower.last["bybit.linear.depth.50.ETHUSDT."]
    rig.wait_for("a last word on what was removed", lambda: follower.poll() is not None and all(
        (follower.states.get(topic), follower.numbers.get(topic))
        == ("stale", follower.last[topic][1])
        for topic in ("bybit.linear.depth.50.ETHUSDT.", "bybit.linear.trade.ETHUSDT.")))
    topics = follower.told_within(11.5)
    assert topics == {f"bybit.linear.{kind}.{symbol}." for symbol in ("BTCUSDT", "XRPUSDT")
                      for kind in ("trade", "depth.50")}, topics
    assert follower.last["bybit.linear.depth.50.ETHUSDT."] == ended
    assert follower.gaps["bybit.linear.depth.50.BTCUSDT."] == 0

    # What was removed comes back, with numbers that go on; another depth, another category.
    write(path, "market: {linear: [BTCUSDT, ETHUSDT], spot: BTCUSDT}", "depth: [1, 50]")
    reloaded.take()
    follower.wait_for_book("bybit.linear.depth.50.ETHUSDT.")
    assert follower.last["bybit.linear.depth.50.ETHUSDT."] > ended
    follower.wait_for_book("bybit.spot.depth.50.BTCUSDT.")
    rig.wait_for("the books of the pulses", lambda: follower.poll() is not None
                 and {"bybit.linear.depth.1.BTCUSDT.", "bybit.linear.depth.1.ETHUSDT.",
                      "bybit.spot.depth.1.BTCUSDT."} <= set(follower.last))
    assert [each["id"] for each in connections(sim)][:1] == [first[0]["id"]]
    assert len(connections(sim)) == 2

    # A broken file changes nothing; neither does a setting that needs a restart.
    before = carried(sim)
    write(path, "market: {linear: [BTCUSDT, ETHUSDT]}", "marcket: linear:BTCUSDT")
    reloaded.hup()
    refused = daemon.wait_for_event("supervisor_reload_refused")
    assert "marcket" in refused["reason"], refused
    daemon.wait_for_line(r"^tickgated: .*marcket")
    write(path, "market: {linear: [BTCUSDT, ETHUSDT], spot: BTCUSDT}", "depth: [1, 50]",
          "silence: 33s", "sndhwm: 77", "gateways:", "  - name: other",
          "    market: linear:XRPUSDT")
    reloaded.hup()
    told = daemon.wait_for_event("supervisor_reloaded", level="warning")
    assert all(word in told["needs_restart"] for word in
               ("silence", "new gateway other", "removed gateway gateway")), told
    assert carried(sim) == before
    write(path, "market: {linear: [BTCUSDT, XRPUSDT]}", "silence: 33s")
    reloaded.take()
    told = daemon.wait_for_event("supervisor_reloaded", level="warning", count=2)
    assert told["needs_restart"] == "silence", told

    # Ten in a row end with the last; then a later incarnation has the new list too.
    for number in range(10):
        write(path, f"market: {{linear: [BTCUSDT, {('DOGEUSDT', 'ETHUSDT')[number % 2]}]}}")
        reloaded.hup()
        time.sleep(0.02 * (number % 3))
    wanted = {f"{kind}.{symbol}" for symbol in ("BTCUSDT", "ETHUSDT")
              for kind in ("publicTrade", "orderbook.50", "orderbook.1")}
    rig.wait_for("the last of ten", lambda: follower.poll() is not None
                 and carried(sim) == wanted)
    assert follower.gaps["bybit.linear.depth.50.BTCUSDT."] == 0
    assert not daemon.events("bybit_connector_process_died")
    state = sim.get("/sim/state")
    assert state["upgrades"] == 2, state["upgrades"]
    sim.fault("cut")
    rig.wait_for("the same after a reconnection", lambda: follower.poll() is not None
                 and sim.get("/sim/state")["upgrades"] > 2 and carried(sim) == wanted)
    assert sim.get("/sim/state")["upgrades"] == 3, "a connection without topics came back"
    follower.sub.close()
    return daemon, sim, wanted, path


def check_later_incarnation(daemon, sim, wanted, path):
    started = daemon.events("supervisor_gateway_started")
    pid = started[-1]["pid"]
    rig.os.kill(pid, signal.SIGKILL)
    daemon.wait_for_event("supervisor_gateway_started", count=len(started) + 1)
    daemon.wait_for_event("bybit_connector_subprocess_connected", count=2)
    rig.wait_for("the new list in a later incarnation", lambda: carried(sim) == wanted)

    # What is added now has a hole over the restart, too: its end is told, as of the others.
    sub = rig.Sub(daemon.data, "bybit.linear.trade.XRPUSDT.")
    write(path, "market: {linear: [BTCUSDT, ETHUSDT, XRPUSDT]}")
    daemon.signal(signal.SIGHUP)
    _, gap = sub.wait_for("a hole over the restart", lambda _, message: message["type"] == "gap")
    assert gap["cause"] == "restarted" and not gap.get("final"), gap
    sub.wait_for("its end", lambda _, message: message.get("final") and message["cause"] == "restarted", 10)


def check_lists(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:30", "--rate", "50")
    listed = [item["symbol"] for item in
              sim.get("/v5/market/instruments-info?category=linear&limit=1000")["result"]["list"]]
    daemon = the_rig.daemon(sim, "--market", "linear:all", "--isolation", isolation)
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    follower = Follower(daemon)
    reloaded = Reloaded(daemon)
    gone, stays = listed[3], listed[4]
    follower.wait_for_book(f"bybit.linear.depth.50.{gone}.")
    sim.fault(f"delist={gone}")
    told = reloaded.take()
    assert (told["added"], told["removed"]) == (0, 2), told
    assert len(carried(sim)) <= 3 * 30
    rig.wait_for("the delisted symbol to be left", lambda: follower.poll() is not None
                 and not any(topic.endswith("." + gone) for topic in carried(sim)))
    sim.fault("delist=off")
    told = reloaded.take()
    assert (told["added"], told["removed"]) == (2, 0), told
    follower.wait_for_book(f"bybit.linear.depth.50.{gone}.")
    assert follower.gaps[f"bybit.linear.depth.50.{stays}."] == 0
    assert sim.get("/sim/state")["upgrades"] == 1
    before = carried(sim)
    for symbol in listed:
        sim.fault(f"delist={symbol}")
    reloaded.hup()
    daemon.wait_for_event("bybit_connector_subprocess_error", error="list of symbols not read",
                          reason="it names no symbol")
    assert carried(sim) == before, "an empty list dropped all there was"
    sim.fault("delist=off")
    follower.wait_for_book(f"bybit.linear.depth.50.{stays}.")
    follower.sub.close()
    daemon.end()


def check_unconnected(the_rig, isolation, fault):
    """While nothing can be reached, a reload counts for when it can."""
    sim = the_rig.sim("--symbols", LINEAR, "--rate", "50")
    sim.fault(f"refuse={fault}")
    path = pathlib.Path(the_rig.folder) / "tickgate.yaml"
    write(path, "market: linear:BTCUSDT,ETHUSDT")
    daemon = the_rig.daemon(sim, "--config", path, "--isolation", isolation)
    daemon.wait_for_event("supervisor_gateway_started")
    if fault == "503":
        daemon.wait_for_event("bybit_connector_subprocess_error")  #  It is in its back-off
    else:
        rig.wait_for("a connection that does not open",
                     lambda: sim.get("/sim/state")["refused"] > 0)
    reloaded = Reloaded(daemon)
    write(path, "market: linear:DOGEUSDT,ETHUSDT")
    told = reloaded.take()
    assert (told["added"], told["removed"]) == (2, 2), told
    sim.fault("refuse=off")
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    wanted = {f"{kind}.{symbol}" for symbol in ("DOGEUSDT", "ETHUSDT")
              for kind in ("publicTrade", "orderbook.50", "orderbook.1")}
    rig.wait_for("the new list", lambda: carried(sim) == wanted)
    daemon.end()


def flow(the_rig, isolation):
    daemon, sim, wanted, path = check_file(the_rig, isolation)
    if isolation == "process":
        check_later_incarnation(daemon, sim, wanted, path)
    daemon.end()
    check_lists(the_rig, isolation)
    for fault in ("503", "hang"):
        check_unconnected(the_rig, isolation, fault)
    print("files and lists are taken over, sockets and numbers stay")


rig.in_both_isolations(flow)
