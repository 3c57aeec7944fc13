"""The reader's rule of proto/vectors/readers/README.md, to the letter: no socket, no clock.

The scripts are held against it by check_readers.py, and flows may read with it.
"""

from decimal import Decimal

OLDER_MS = 5000
STATUS_MS = 2000
SILENCE_MS = 3000
STATUS_TOPIC = "bybit.status."
HEARTBEAT_TOPIC = "supervisor.heartbeat."
DOWN = {"backoff", "failed"}


class Reader:
    """Follows one topic. After tick and take: tells, trades and resubscribe are of that step."""

    def __init__(self, topic, watches_heartbeat=False):
        self.topic = topic
        self.is_book = topic.split(".")[2] == "depth"
        self.epoch, self.seq, self.is_valid = 0, 0, False
        self.u, self.bids, self.asks = 0, {}, {}  # Levels by the value of their price
        self.has_begun = False  # Trades before the first message were not missed
        self.older_at = None  # The first of the older epochs that nothing of mine followed
        self.named = None  # When the status named a number that I lack, and that number
        self.heard_at = 0 if watches_heartbeat else None
        self.is_silent = False
        self.is_over = False  # The incarnation of my epoch
        self.begin_step()

    def begin_step(self):
        self.tells, self.trades, self.resubscribe = [], [], False

    def step(self, now_ms, topic=None, message=None):
        self.begin_step()
        self.tick(now_ms)
        if message is None or message["v"] != 1:
            return
        if topic == self.topic and message["type"] in ("snapshot", "delta", "gap", "trades"):
            self.take(now_ms, message)
        elif topic == STATUS_TOPIC and message["type"] == "status":
            self.take_status(now_ms, message)
        elif topic == HEARTBEAT_TOPIC and message["type"] == "heartbeat":
            self.take_heartbeat(now_ms, message)

    # Time

    def tick(self, now_ms):
        if self.named and now_ms - self.named[0] >= STATUS_MS:
            seq = self.named[1]
            self.tell_hole(seq)
            self.seq = seq
            self.lose()
        if self.heard_at is not None and not self.is_silent \
                and now_ms - self.heard_at >= SILENCE_MS:
            self.is_silent = True
            self.tell_silence()

    # Messages

    def take(self, now_ms, message):
        if message["epoch"] < self.epoch:
            if self.older_at is None:
                self.older_at = now_ms
            if now_ms - self.older_at < OLDER_MS:
                return
        self.older_at = None
        if message["epoch"] != self.epoch:
            self.restart(message)
        {"snapshot": self.take_snapshot, "delta": self.take_delta,
         "gap": self.take_gap, "trades": self.take_trades}[message["type"]](message)
        if self.named and self.seq >= self.named[1]:
            self.named = None

    def restart(self, message):
        if self.epoch:
            self.tells.append({"kind": "restart", "epoch": message["epoch"]})
            self.resubscribe |= self.is_valid and message["type"] != "snapshot"
        self.epoch, self.seq = message["epoch"], 0
        self.named, self.is_over = None, False
        self.wait()

    def take_snapshot(self, message):
        seq = message["seq"]
        if self.is_silent or self.is_over or (self.is_valid and seq <= self.seq):
            return
        if self.is_valid:
            is_news = message["cause"] in ("exchange", "resync")
            self.tell_hole(seq - 1 if is_news else seq)
        self.seq, self.u, self.is_valid = seq, message["u"], True
        self.bids, self.asks = {}, {}
        self.change(message)

    def take_delta(self, message):
        seq = message["seq"]
        if not self.is_valid or seq <= self.seq:
            return
        if seq > self.seq + 1:
            self.tell_hole(seq - 1)
            self.lose()
            return
        self.seq, self.u = seq, message["u"]
        self.change(message)

    def take_gap(self, message):
        seq = message["seq"]
        if seq <= self.seq:
            return
        if self.is_valid or (not self.is_book and self.has_begun):
            self.tell_hole(seq - 1)
        self.tells.append({"kind": "gap", "cause": message["cause"]})
        self.seq, self.has_begun = seq, True
        self.wait()

    def take_trades(self, message):
        seq = message["seq"]
        if seq <= self.seq:
            return
        if self.has_begun:
            self.tell_hole(seq - 1)
        self.seq, self.has_begun = seq, True
        self.trades = [trade["id"] for trade in message["trades"]]

    def take_status(self, now_ms, message):
        seq = message["topics"].get(self.topic, {"seq": 0})["seq"]
        if message["epoch"] == self.epoch and seq > self.seq and not self.named \
                and (self.is_valid or not self.is_book):
            self.named = (now_ms, seq)

    def take_heartbeat(self, now_ms, message):
        if self.heard_at is None:
            return
        self.heard_at = now_ms
        self.resubscribe |= self.is_silent and self.is_book
        self.is_silent = False
        states = {gateway["state"] for gateway in message["gateways"]
                  if gateway["epoch"] == self.epoch}
        if self.epoch and states and states <= DOWN and not self.is_over:
            self.is_over = True
            self.tell_silence()

    # What several of them do

    def tell_silence(self):
        self.tells.append({"kind": "silence"})
        self.wait()

    def tell_hole(self, last):
        if last > self.seq:
            self.tells.append({"kind": "hole", "from": self.seq + 1, "to": last})

    def wait(self):
        self.is_valid = False
        if self.is_book:
            self.named = None

    def lose(self):
        """A hole: a valid book is wrong from here on."""
        self.resubscribe |= self.is_valid
        self.named = None
        self.wait()

    def change(self, message):
        for side, levels in ((self.bids, message["bids"]), (self.asks, message["asks"])):
            for price, size in levels:
                if Decimal(size) == 0:
                    side.pop(Decimal(price), None)
                else:
                    side[Decimal(price)] = [price, size]

    # What the scripts look at

    def levels(self):
        """Bids and asks, best first."""
        return ([self.bids[price] for price in sorted(self.bids, reverse=True)],
                [self.asks[price] for price in sorted(self.asks)])

    def seen(self):
        """All that a script's `then` names."""
        then = {"epoch": self.epoch, "seq": self.seq, "tells": self.tells,
                "resubscribe": self.resubscribe}
        if not self.is_book:
            return then | {"trades": self.trades}
        then["state"] = "valid" if self.is_valid else "waiting"
        if self.is_valid:
            bids, asks = self.levels()
            then |= {"u": self.u, "bids": bids, "asks": asks}
        return then
