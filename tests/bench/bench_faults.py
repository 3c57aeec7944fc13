"""faults - from a fault of the exchange to right books at a subscriber, beside the peers' figures.

usage: bench_faults.py [--times N] [fault]...

Ends with 1 if a fault was not mended, or a median is over its target.
"""

import argparse
import concurrent.futures
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))

import results  # noqa: E402
import rig  # noqa: E402

SYMBOLS = [f"S{number:02}USDT" for number in range(20)]
HEALTHY_S = 4       #  After that a fall is the first one again
GIVE_UP_S = 40
RATE = 50           #  Messages a second and book
QUICK = True        #  Alone on the machine, since its milliseconds count

#  fault -> (what it is, target in seconds, is quick, hits one symbol of many)
FAULTS = {
    "close=1001": ("the server closes cleanly", 0.025, QUICK, False),
    "cut": ("TCP is cut", 0.025, QUICK, False),
    "blackhole": ("black hole: nothing is read, nothing sent", 6, False, False),
    "freeze": ("no data and no pongs", 6, False, False),
    "stall": ("silent: pongs, no data", 12, False, False),
    "stall=": ("one of several symbols silent", 10, False, True),
    "jump=": ("`u` jumps in one book", 1, QUICK, True),
    "crossed=": ("one book is crossed", 1, QUICK, True),
}

#  Measured on the same kinds of fault, until the new connection; once each.
PEERS = ("tardis-dev", "bybit-api", "ccxt.pro", "ccapi", "pybit", "cryptofeed")
PEERS_TOOK = {
    "close=1001": ("10 ms", "0.54 s", "0.25 s", "5 ms", "never", "25 ms"),
    "cut": ("22 ms", "0.52 s", "0.24 s", "1.0 s", "10 ms", "1.0 s"),
    "blackhole": ("15 s", "6.5 s", "49 s", "55 s", "33 s", "156 s"),
    "freeze": ("15 s", "6 s", "49 s", "55 s", "never", "over 95 s"),
    "stall": ("15 s", "never", "never", "55 s", "never", "145 s"),
    "stall=": ("never",) * 6,
    "jump=": ("not noticed",) * 6,
    "crossed=": ("",) * 6,
}


def topic_of(symbol):
    return f"bybit.linear.depth.50.{symbol}."


class Case:
    """One fault, struck again and again on a simulator and a gateway of its own."""

    def __init__(self, the_rig, fault, times):
        _, _, _, self.hits_one = FAULTS[fault]
        self.fault, self.times = fault, times
        self.sim = the_rig.sim("--symbols", "linear:" + ",".join(SYMBOLS), "--rate", RATE, "--trades", "5")
        daemon = the_rig.daemon(self.sim, "--market", "linear:" + ",".join(SYMBOLS))
        daemon.wait_for_event("bybit_connector_subprocess_connected")
        self.sub = rig.Sub(daemon.data, "bybit.linear.depth.")
        self.books = {topic_of(symbol): rig.Book() for symbol in SYMBOLS}
        self.seqs, self.news_at = {}, {}
        self.gaps = set()       #  Books with a gap since the fault
        self.gap_at = self.right_at = None
        self.pause = 0          #  The longest of a book that was not hit, in seconds
        self.disturbed = 0      #  Gaps, holes and snapshots of books that were not hit
        self.poll_until(lambda: all(book.is_valid for book in self.books.values()), GIVE_UP_S)

    def on(self, topic, message, hit):
        """Keep the book, and note what it has to do with the fault."""
        now, book = time.monotonic(), self.books[topic]
        was_valid = book.is_valid
        book.on(message)
        if rig.is_repeat(message):
            return
        is_next = message["seq"] == self.seqs.get(topic, message["seq"] - 1) + 1
        self.seqs[topic] = message["seq"]
        if hit is not None and topic not in hit:
            self.disturbed += message["type"] != "delta" or not is_next
            self.pause = max(self.pause, now - self.news_at.get(topic, now))
        self.news_at[topic] = now
        if message["type"] == "gap" and hit is not None and topic in hit:
            self.gaps.add(topic)
            self.gap_at = self.gap_at or now
        elif not was_valid and book.is_valid:
            self.right_at = now

    def poll_until(self, claim, seconds, hit=None):
        give_up_at = time.monotonic() + seconds
        while not claim() and time.monotonic() < give_up_at:
            for topic, message in self.sub.poll(0.02):
                self.on(topic, message, hit)
            self.sub.messages.clear()
        return claim()

    def strike(self, number):
        """Returns the seconds until the gap was told, and until the last book was right."""
        symbol = SYMBOLS[number % len(SYMBOLS)]
        hit = {topic_of(symbol)} if self.hits_one else set(self.books)
        self.gaps, self.gap_at, self.right_at = set(), None, None
        self.news_at.clear()
        struck_at = time.monotonic()
        self.sim.fault(self.fault + (symbol if self.hits_one else ""))

        def is_right():
            return self.gaps == hit and all(book.is_valid for book in self.books.values())
        if not self.poll_until(is_right, GIVE_UP_S, hit):
            raise AssertionError(f"{self.fault}: not right after {GIVE_UP_S} s")
        return self.gap_at - struck_at, self.right_at - struck_at

    def run(self):
        told, right = [], []
        for number in range(self.times):
            self.poll_until(lambda: False, HEALTHY_S if not self.hits_one else 1)
            gap_s, right_s = self.strike(number)
            told.append(gap_s)
            right.append(right_s)
        return told, right, self.pause, self.disturbed


def run_case(fault, times):
    with rig.rig() as the_rig:
        return Case(the_rig, fault, times).run()


def seconds(value):
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def report(outcomes):
    rows, beside, late = [], [], []
    for fault, (told, right, pause, disturbed) in outcomes.items():
        what, target, _, hits_one = FAULTS[fault]
        median = statistics.median(right)
        if median > target or disturbed:
            late.append(fault)
        rows.append((what, seconds(statistics.median(told)), seconds(median), seconds(max(right)), seconds(target),
                     f"{disturbed}; {seconds(pause)}" if hits_one else ""))
        beside.append((what, f"**{seconds(median)}**", *PEERS_TOOK[fault]))
    return late, "\n\n".join((
        f"From the fault to the `gap`, and to the last right book at a SUB: {len(told)} times each, on {len(SYMBOLS)} "
        f"symbols with {RATE} book messages a second each. `./dev bench faults` repeats it.",
        results.table(("fault", "told, median", "right, median", "right, longest", "target",
                       "other books: disturbed; longest pause"), rows),
        "Beside the peers: of them until the new connection, which is earlier than right data. Each was measured "
        "once, on the same faults; to repeat it, connect each to a `bybit-sim` and type `fault cut` into that, and so on.",
        results.table(("fault", "tickgate", *PEERS), beside)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("faults", nargs="*", choices=[[], *FAULTS])
    options = parser.parse_args()
    chosen = options.faults or list(FAULTS)
    slow = [fault for fault in chosen if FAULTS[fault][2] is not QUICK]
    with concurrent.futures.ThreadPoolExecutor(len(FAULTS)) as pool:
        running = {fault: pool.submit(run_case, fault, options.times) for fault in slow}
        outcomes = {fault: case.result() for fault, case in running.items()}
    outcomes |= {fault: run_case(fault, options.times) for fault in chosen if fault not in outcomes}
    late, text = report({fault: outcomes[fault] for fault in chosen})
    print(text)
    if not options.faults:
        results.write("faults", text)
    print("over target or disturbed:", ", ".join(late) or "none")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
