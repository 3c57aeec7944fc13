"""soak - hours in minutes: a fault every 10 s under 5,000 messages a second, and a subscriber that checks.

usage: bench_soak.py [--seconds N] [--rate N] [--every N] [--seed N] [process|thread]...

Ends with 1 if a book was wrong, a hole was not told, or anything grew.
"""

import argparse
import os
import pathlib
import random
import signal
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))

import results  # noqa: E402
import rig  # noqa: E402
import sabotage  # noqa: E402
from checker import Checker  # noqa: E402

SYMBOLS = [f"S{number}USDT" for number in range(10)]
#  What the exchange does, and what ends it
FAULTS_OF_THE_EXCHANGE = {"cut": None, "close=1001": None, "silence": "silence=off", "freeze": "freeze=off",
                          "blackhole": None, "jump": None, "crossed": None, "half": None, "badjson": None}
SETTLED_MS = 6000  #  An incarnation's memory is judged from this age on


class Soak:
    def __init__(self, the_rig, isolation, options):
        self.isolation, self.options = isolation, options
        self.random = random.Random(options.seed)
        self.sim = the_rig.sim("--symbols", "linear:" + ",".join(SYMBOLS), "--trades", options.rate / 50,
                               "--rate", options.rate * 4 / 50, "--seed", options.seed)
        self.daemon = the_rig.daemon(self.sim, "--market", "linear:" + ",".join(SYMBOLS), "--silence", "4s",
                                     "--grace", "2s", "--check-interval", "500ms", "--backoff-min", "100ms",
                                     "--backoff-reset", "1s", "--isolation", isolation)
        self.beats = rig.Sub(self.daemon.heartbeat, "supervisor.heartbeat.")
        self.checker = Checker(self.daemon.data)
        self.gateway = sabotage.gateway(self.beats)
        self.uses = {"daemon": [], "gateway": []}
        self.done = {}      # fault -> times back to live data

    def choices(self):
        own = ["SIGKILL", "SIGSTOP"] if self.isolation == "process" else ["SIGSTOP and SIGCONT"]
        return [*FAULTS_OF_THE_EXCHANGE, *own * 2]

    def strike(self, fault):
        if fault == "SIGKILL":
            os.kill(self.gateway["pid"], signal.SIGKILL)
        elif fault == "SIGSTOP":
            os.kill(self.gateway["pid"], signal.SIGSTOP)
        elif fault == "SIGSTOP and SIGCONT":
            os.kill(self.daemon.process.pid, signal.SIGSTOP)
            time.sleep(0.8)  #  Its heartbeat may pause for 2 s
            os.kill(self.daemon.process.pid, signal.SIGCONT)
        else:
            self.sim.fault(fault)

    def listen(self, until):
        """Check what comes; every now and then a whole book."""
        while time.monotonic() < until:
            self.checker.poll(0.05)
            self.beats.poll(0)
            if self.random.random() < 0.2:
                self.checker.compare(self.sim, self.random.choice(SYMBOLS))

    def is_right(self, since):
        told = self.beats.messages[-1][1]["gateways"][0]
        self.gateway = told
        return (told["state"] == "live" and self.beats.messages[-1][1]["ts_pub"] > since
                and len(self.checker.books) == len(SYMBOLS) and min(self.checker.news.values()) > since
                and all(book.is_valid and book.epoch == told["epoch"] for book in self.checker.books.values()))

    def fault(self):
        fault = self.random.choice(self.choices())
        struck_at, wall = time.monotonic(), time.time_ns()
        self.strike(fault)
        if FAULTS_OF_THE_EXCHANGE.get(fault):
            self.listen(struck_at + 6)
            self.sim.fault(FAULTS_OF_THE_EXCHANGE[fault])
        self.listen(struck_at + 0.3)
        give_up_at = time.monotonic() + 40
        while not self.is_right(wall + 3 * 10**8):
            self.listen(time.monotonic() + 0.1)
            if time.monotonic() > give_up_at:
                self.checker.fail(f"{fault}: not right again after 40 s")
                break
        self.done.setdefault(fault, []).append(time.monotonic() - struck_at)

    def measure(self):
        daemon = self.daemon.process.pid
        self.uses["daemon"].append(sabotage.use(daemon))
        if self.gateway["pid"] not in (0, daemon) and not sabotage.is_gone(self.gateway["pid"]) \
                and time.time() * 1000 - self.gateway["epoch"] > SETTLED_MS:
            self.uses["gateway"].append(sabotage.use(self.gateway["pid"]))

    def growth(self):
        """Who held more at the end than after the beginning: descriptors, threads, KiB."""
        rows = []
        for name, uses in self.uses.items():
            third = len(uses) // 3
            if third:
                first, last = (tuple(map(statistics.median, zip(*part))) for part in (uses[third:2 * third], uses[-third:]))
                rows.append((self.isolation, name, *(f"{a:.0f} → {b:.0f}" for a, b in zip(first, last))))
                if last[0] > first[0] + 2 or last[1] > first[1] + 1 or last[2] > first[2] * 1.1 + 1024:
                    self.checker.fail(f"{name} grows: {first} became {last}")
        return rows

    def run(self):
        began_at = time.monotonic()
        while time.monotonic() < began_at + self.options.seconds:
            turn_at = time.monotonic()
            self.fault()
            self.measure()
            self.listen(turn_at + self.options.every)
        sabotage.check_beats(self.beats)
        took = time.monotonic() - began_at
        rows = self.growth()
        self.daemon.signal(signal.SIGTERM)
        if self.daemon.wait_for_exit(5) != 0:
            self.checker.fail("did not end with 0")
        return took, rows


def report(runs):
    summary, times, growth = [], [], []
    for soak, took, rows in runs:
        checker = soak.checker
        summary.append((soak.isolation, f"{took:.0f}", sum(map(len, soak.done.values())), checker.messages,
                        f"{checker.messages / took:.0f}", checker.gaps, checker.compared, len(checker.wrong)))
        times += [(soak.isolation, fault, len(all_times), f"{statistics.median(all_times):.1f}", f"{max(all_times):.1f}")
                  for fault, all_times in sorted(soak.done.items())]
        growth += rows
    return "\n\n".join((
        "A fault at random every 10 s while the simulated exchange sends; a subscriber checks `seq`, the exchange's "
        "`u`, that no book is crossed, and whole books level by level with the exchange. `./dev bench soak` repeats it.",
        results.table(("isolation", "seconds", "faults", "messages", "messages/s", "gaps told", "books compared",
                       "wrong books, holes not told, growth"), summary),
        "From the fault until every book is right again (silence and freeze are ended after 6 s; `--silence 4s`):",
        results.table(("isolation", "fault", "times", "median s", "max s"), times),
        "Held in the second third of the run → in the last (median):",
        results.table(("isolation", "who", "descriptors", "threads", "resident KiB"), growth)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--rate", type=float, default=5000)
    parser.add_argument("--every", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("isolations", nargs="*")
    options = parser.parse_args()
    runs = []
    for isolation in options.isolations or rig.ISOLATIONS:
        with rig.rig() as the_rig:
            soak = Soak(the_rig, isolation, options)
            runs.append((soak, *soak.run()))
    text = report(runs)
    print(text)
    results.write("soak", text)
    return 1 if any(soak.checker.wrong for soak, *_ in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
