"""watcher - a subscriber that holds every topic to its rules, and faults that are to be mended."""

import time

import rig

TRADE = "bybit.linear.trade.BTCUSDT."
DEPTH = "bybit.linear.depth.50.BTCUSDT."
OTHER = "bybit.linear.depth.50.ETHUSDT."


class Watcher:
    """A SUB that holds every topic to the reader's rule."""

    def __init__(self, endpoint):
        self.sub = rig.Sub(endpoint, "bybit.linear.")
        self.books = {DEPTH: rig.Book(), OTHER: rig.Book()}
        self.seqs = {}
        self.trade_ids = set()
        self.gaps = []
        self.taken = 0
        self.news = {}  # topic -> when its last news came

    def on(self, topic, message):
        key, seq = (topic, message["epoch"]), message["seq"]
        if not rig.is_repeat(message):
            assert seq == self.seqs.get(key, seq - 1) + 1, f"{topic}: hole before {seq}"
            self.seqs[key] = seq
            self.news[topic] = time.monotonic()
        if message["type"] == "gap" and not message.get("final"):
            self.gaps.append((topic, message["cause"]))
        if topic in self.books:
            self.books[topic].on(message)
        for trade in message.get("trades", []):
            assert trade["id"] not in self.trade_ids, f"trade {trade['id']} came twice"
            self.trade_ids.add(trade["id"])

    def poll(self):
        self.sub.poll(0.02)
        for topic, message in self.sub.messages[self.taken:]:
            self.on(topic, message)
        self.taken = len(self.sub.messages)

    def is_live_since(self, moment):
        return (all(self.news.get(topic, 0) > moment for topic in (TRADE, DEPTH, OTHER))
                and all(book.is_valid for book in self.books.values()))

    def wait_for(self, what, claim, seconds=None):
        def polled():
            self.poll()
            return claim()
        return rig.wait_for(what, polled, seconds)


def same_as_the_exchange(sim, watcher):
    """The book of BTCUSDT, level by level, at an update id that both had."""
    for _ in range(100):
        told = sim.get("/sim/book?category=linear&symbol=BTCUSDT&depth=50")["data"]
        for _ in range(20):
            watcher.poll()
            last = [message for topic, message in watcher.sub.messages[-200:]
                    if topic == DEPTH and "u" in message]
            if last and last[-1]["u"] >= told["u"]:
                break
        if last[-1]["u"] == told["u"] and watcher.books[DEPTH].is_valid:
            ours = [[list(level) for level in side] for side in watcher.books[DEPTH].levels()]
            theirs = [[[float(price), float(size)] for price, size in told[side]] for side in "ba"]
            assert ours == theirs, "the book differs from the exchange's"
            return
    raise AssertionError("no common update id")


def expect(watcher, sim, fault, gaps, seconds=None, other_untouched=False):
    """Do it; then the gaps are told, and all is live and right again."""
    before = len(watcher.gaps)
    others = sum(topic == OTHER for topic, _ in watcher.gaps)
    moment = time.monotonic()
    sim.fault(fault)
    if gaps:
        watcher.wait_for(f"a gap after {fault}", lambda: len(watcher.gaps) > before, seconds)
    else:
        watcher.wait_for(f"data after {fault}", lambda: watcher.is_live_since(moment + 0.3))
    told_at = time.monotonic()
    watcher.wait_for(f"right again after {fault}", lambda: watcher.is_live_since(told_at), seconds)
    same_as_the_exchange(sim, watcher)
    causes = {cause for _, cause in watcher.gaps[before:]}
    assert causes == set(gaps), f"{fault}: gaps {causes}, not {gaps}"
    if other_untouched:
        assert sum(topic == OTHER for topic, _ in watcher.gaps) == others, f"{fault} hit another"
    print(f"{fault}: {sorted(causes)}, right after {time.monotonic() - moment:.2f} s")
