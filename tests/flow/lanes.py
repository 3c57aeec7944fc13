"""lanes - strikes one lane of a topic at a time, and holds a subscriber to having seen nothing of it."""

import random
import time

import rig
from checker import Checker

MASKED = "raw=8182000000007b7d"  #  A frame that no server may send
NAMELESS = "raw=81017b"          #  A text of one brace: whose it was nobody can tell
#  Faults of a whole connection: what strikes it, for how long, and what ends it. Without an end it
#  is over when the gateway has mended it.
SUDDEN = [("cut", 0, None), ("close=1001", 0, None), ("half", 0, None), (MASKED, 0, None),
          ("badjson", 0, None), ("badutf8", 0, None), (NAMELESS, 0, None)]
SPOILING = ("badjson", "badutf8", NAMELESS)  #  The connection goes on behind them
NAMES = {MASKED: "masked", NAMELESS: "nameless"}
PASSING = [("lag=40", 0.5, "lag=0"), ("lag=150", 0.5, "lag=0"), ("freeze", 0.7, "freeze=off"),
           ("silence", 0.7, "silence=off"), ("drip", 0.15, "drip=off"), ("fragment", 0.3, "fragment=off")]
SLOW = [("silence", 0, None), ("freeze", 0, None), ("blackhole", 0, None)]
#  Faults of one symbol on one connection; the slow ones end when it is subscribed again, by then
BRIEF = ["jump", "repeat", "resnapshot"]
STALLS = {"stall": 11, "stall-books": 7, "stall-trades": 7}
#  A topic that broke again and again is asked for again only after a while, which doubles each time, until
#  it was all right for ten seconds
SILENT_ASKS = 2  #  On a connection that fell silent, until it is made anew
BREAKS, BACKOFF_S, BACKOFF_S_MAX, FORGIVEN_S = {"jump", *STALLS}, 1, 30, 10
#  For each frame of trades so many of a book's 50 levels, and less of its level 1, which is sent where it changes: in all
BOOKS, SHARES = 4, 8.4
SETTLE_S = 0.35  #  For both lanes to agree again, once both are subscribed
MEND_S = 60


class Strict(Checker):
    """Nothing may be seen: no gap, no restart, and of trades each one once."""

    def __init__(self, endpoint):
        super().__init__(endpoint)
        self.epoch = 0
        self.trades = {}    # symbol -> ids and when they were had
        self.latencies = []  # ns from the first byte to the socket

    def on(self, topic, message):
        super().on(topic, message)
        kind, symbol = message["type"], topic.split(".")[-2]
        if kind == "gap":
            self.fail(f"{topic}: a gap was told, {message['cause']}")
        self.epoch = self.epoch or message["epoch"]
        if message.get("cause") == "resync" or message["epoch"] != self.epoch:
            self.fail(f"{topic}: begun anew")
        if kind in ("trades", "delta"):
            self.latencies.append(message["ts_pub"] - message["ts_recv"])
        for trade in message.get("trades", ()):
            if self.trades.setdefault(symbol, {}).setdefault(trade["id"], message["seq"]) != message["seq"]:
                self.fail(f"{topic}: trade {trade['id']} came twice")

    def compare_trades(self, sim, symbol):
        """Every trade that the exchange tells of since the first one that we had was had, a while ago."""
        now_ms = time.time() * 1000
        told = sim.get(f"/v5/market/recent-trade?category=linear&symbol={symbol}&limit=1000")["result"]["list"]
        had = self.trades.get(symbol, {})
        ids = [trade["execId"] for trade in reversed(told) if float(trade["time"]) < now_ms - 500]
        known = [number for number, name in enumerate(ids) if name in had]
        if known and not all(name in had for name in ids[known[0]:]):
            self.fail(f"{symbol}: {sum(name not in had for name in ids[known[0]:])} trades never came")
        return len(ids) - known[0] if known else 0


class Lanes:
    """A gateway with two lanes on an exchange that fails in one of them."""

    def __init__(self, the_rig, isolation, symbols, rate, seed=1, count=2):
        self.random = random.Random(seed)
        #  What the exchange spoils is said to be of the first one
        self.symbols = ["BTCUSDT", *(f"S{number}USDT" for number in range(1, symbols))]
        names = "linear:" + ",".join(self.symbols)
        trades = rate / symbols / SHARES
        self.sim = the_rig.sim("--symbols", names, "--trades", trades, "--rate", BOOKS * trades, "--seed", seed)
        self.daemon = the_rig.daemon(self.sim, "--market", names, "--depth", "1,50", "--lanes", count,
                                     "--isolation", isolation)
        self.daemon.wait_for_event("bybit_connector_subprocess_connected")
        self.beats = rig.Sub(self.daemon.heartbeat, "supervisor.heartbeat.")
        self.checker = Strict(self.daemon.data)
        self.struck = {}     # fault -> how often
        self.busy = {}       # symbol -> when its fault is over
        self.breaks = {}     # symbol and lane -> how often it broke there, and when it is forgiven
        self.lanes = {}      # lane -> connection that carries it
        self.holes = set()   # connections that the exchange has forgotten
        self.compared_trades = 0
        self.expected = count
        self.mended()

    def gateway_pid(self):
        return self.beats.wait_for("a beat", lambda _, beat: beat["gateways"][0]["pid"])[1]["gateways"][0]["pid"]

    def present(self):
        """What the exchange has open. A black hole stays open there for ever, whatever the gateway does."""
        return [one for one in self.sim.connections() if one["id"] not in self.holes]

    def connections(self):
        return [one for one in self.present() if len(one["topics"]) == 3 * len(self.symbols)]

    def listen(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.checker.poll(0.02)

    def look(self):
        """Compare with the exchange now and then, so that what went wrong shows soon."""
        symbol = self.random.choice(self.symbols)
        self.checker.compare(self.sim, symbol, self.random.choice((1, 50)))
        self.compared_trades += self.checker.compare_trades(self.sim, symbol)
        self.beats.poll(0)
        self.check_beats()

    def check_beats(self):
        for _, beat in self.beats.messages:
            gateway = beat["gateways"][0]
            if gateway["restarts"] or gateway["state"] != "live" and self.struck or not gateway["connected"]:
                self.checker.fail(f"the heartbeat says {gateway['state']}, {gateway['restarts']} restarts, "
                                  f"connected {gateway['connected']}")
        self.beats.messages.clear()

    def mended(self):
        """Wait until both lanes carry everything, and agree."""
        give_up_at = time.monotonic() + MEND_S
        while len(self.connections()) < self.expected:
            self.listen(0.05)
            if time.monotonic() > give_up_at:
                self.checker.fail(f"a lane did not come back within {MEND_S} s")
                break
        self.listen(SETTLE_S)

    def count(self, fault):
        name = NAMES.get(fault, fault.split("=")[0])
        self.struck[name] = self.struck.get(name, 0) + 1

    def strike_connection(self, fault, seconds, end, lane=None):
        """One lane of everything; any, if none is given."""
        while self.busy and max(self.busy.values()) > time.monotonic():
            self.listen(0.05)
        lane = lane or self.random.choice(self.connections())["id"]
        place = self.lane(lane)
        self.keep_breaks(place)
        self.sim.fault(f"{fault} conn={lane}")
        self.count(fault)
        if fault == "blackhole":
            self.holes.add(lane)
        if end:
            self.listen(seconds)
            self.sim.fault(f"{end} conn={lane}")
        elif fault in SPOILING:
            self.listen(0.1)
        else:  #  It ends, for some faults only once the gateway has found out by itself
            give_up_at = time.monotonic() + MEND_S
            while any(one["id"] == lane for one in self.connections()) and time.monotonic() < give_up_at:
                self.listen(0.05)
        self.mended()
        self.find_lanes()
        if fault == "silence" and not end:
            self.break_all(place)

    def strike_symbol(self, fault):
        """One lane of one symbol; others may be struck meanwhile."""
        while len(free := [name for name in self.symbols if self.busy.get(name, 0) < time.monotonic()]) == 0:
            self.listen(0.05)
        symbol, connection = self.random.choice(free), self.random.choice(self.present())["id"]
        self.sim.fault(f"{fault}={symbol} conn={connection}")
        self.busy[symbol] = time.monotonic() + STALLS.get(fault, 1) + self.backoff(fault, symbol, connection)
        self.count(fault)
        self.listen(0.02)

    def find_lanes(self):
        """A new connection is of the lane whose last one has gone."""
        present = {one["id"] for one in self.present()}
        for lane in range(self.expected):
            if self.lanes.get(lane) not in present:
                self.lanes[lane] = next(iter(present - set(self.lanes.values())), None)

    def lane(self, connection):
        self.find_lanes()
        return next((lane for lane, carrier in self.lanes.items() if carrier == connection), 0)

    def keep_breaks(self, lane):
        """On a new connection the ten seconds begin anew."""
        now = time.monotonic()
        for (symbol, place), (count, forgiven_at) in self.breaks.items():
            if place == lane and now < forgiven_at:
                self.breaks[symbol, place] = (count, max(forgiven_at, now + FORGIVEN_S + 1))

    def break_all(self, lane):
        """Each topic was asked for again in vain before its connection was made anew."""
        for symbol in self.symbols:
            count, _ = self.breaks.get((symbol, lane), (0, 0))
            self.breaks[symbol, lane] = (count + SILENT_ASKS, time.monotonic() + FORGIVEN_S + 1)

    def backoff(self, fault, symbol, connection):
        """For how long the gateway waits before it asks for the symbol again: until then it is not carried there."""
        if fault not in BREAKS:
            return 0
        now, place = time.monotonic(), (symbol, self.lane(connection))
        count, forgiven_at = self.breaks.get(place, (0, 0))
        count = count if now < forgiven_at else 0
        wait = min(BACKOFF_S << count - 1, BACKOFF_S_MAX) if count else 0
        self.breaks[place] = (count + 1, now + STALLS.get(fault, 0) + wait + FORGIVEN_S + 1)
        return wait

    def faults(self):
        return sum(self.struck.values())

    def finish(self):
        while max(self.busy.values(), default=0) > time.monotonic():
            self.listen(0.1)
        self.mended()
        self.listen(1)
        for symbol in self.symbols:
            self.compared_trades += self.checker.compare_trades(self.sim, symbol)
            for depth in (1, 50):
                self.checker.compare(self.sim, symbol, depth)
        self.beats.poll(0.1)
        self.check_beats()
