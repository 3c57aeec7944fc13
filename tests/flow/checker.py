"""checker - a subscriber that holds every topic to what PROTOCOL.md promises, and books to the exchange's."""

import time

import rig


class Checker:
    """Holds every topic to the reader's rule, and to what the exchange numbered."""

    def __init__(self, endpoint):
        self.sub = rig.Sub(endpoint, "bybit.linear.")
        self.books = {}
        self.at = {}    # topic -> u of what its book holds
        self.last = {}  # topic -> (epoch, seq, u) of its last news
        self.news = {}  # topic -> when its last news was published
        self.wrong = []
        self.messages = self.gaps = self.compared = 0

    def fail(self, what):
        self.wrong.append(f"{time.strftime('%H:%M:%S')} {what}")
        print("WRONG", self.wrong[-1], flush=True)

    def on(self, topic, message):
        self.messages += 1
        epoch, seq, kind = message["epoch"], message["seq"], message["type"]
        last_epoch, last_seq, last_u = self.last.get(topic, (epoch, seq - 1, None))
        if not rig.is_repeat(message):
            self.news[topic] = message["ts_pub"]
            if epoch == last_epoch and seq != last_seq + 1:
                self.fail(f"{topic}: {seq} came after {last_seq}")
            if kind == "delta" and epoch == last_epoch and last_u and message["u"] != last_u + 1:
                self.fail(f"{topic}: u {message['u']} came after {last_u} without a gap")
            self.gaps += kind == "gap"
            self.last[topic] = (epoch, seq, message.get("u"))
        if ".depth." in topic:
            book = self.books.setdefault(topic, rig.Book())
            if book.on(message):
                self.at[topic] = message["u"]
            if book.is_valid and book.bids and book.asks and max(book.bids) >= min(book.asks):
                self.fail(f"{topic}: crossed at seq {seq}")

    def poll(self, seconds):
        for topic, message in self.sub.poll(seconds):
            self.on(topic, message)
        self.sub.messages.clear()

    def compare(self, sim, symbol, depth=50):
        """Level by level with the exchange, at an update id that both have, if one comes soon."""
        topic = f"bybit.linear.depth.{depth}.{symbol}."
        told = sim.get(f"/sim/book?category=linear&symbol={symbol}&depth={depth}")["data"]
        give_up_at = time.monotonic() + 0.2
        while not self.is_compared(topic, told) and time.monotonic() < give_up_at:
            for heard, message in self.sub.poll(0.01):
                self.on(heard, message)
                if heard == topic and self.is_compared(topic, told):
                    give_up_at = 0
            self.sub.messages.clear()

    def is_compared(self, topic, told):
        """True if our book is at the update that is told, and was held against it."""
        book = self.books.get(topic)
        if not book or not book.is_valid or self.at[topic] != told["u"]:
            return False
        ours = [[list(level) for level in side] for side in book.levels()]
        theirs = [[[float(price), float(size)] for price, size in told[side]] for side in "ba"]
        self.compared += 1
        if ours != theirs:
            self.fail(f"{topic}: not the exchange's book at u {told['u']}")
        return True
