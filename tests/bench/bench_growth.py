"""growth - what more topics and more subscribers cost: CPU a message, and memory."""

import argparse
import sys

import lab
import results

SYMBOLS = (1, 10, 100, 700)
RATES = (5000, 20000)
READERS = (1, 10, 50)
RATE_OF_READERS = 1000
TOPICS = """The same {rates} messages/s, spread over ever more topics (half of them depth-50 books), wss with one message a
record; every message is of another symbol than the one before it. The level-1 books,
which the exchange repeats every 3 s, come on top and count as messages. Medians of {runs} runs of {seconds} s each, in turn.
The floor, which reads and passes on and looks nothing up, gets the same beside it: what it grows by is no work for
topics, but most likely the caches, which blaster and reader share with it, and how often threads are woken: with more topics
messages come one by one. Resident is the gateway's process, after the runs; private is what of it
no other process has. `./dev bench growth` repeats it."""
MEMORY = """With two symbols the gateway's process holds {gateway:,} KiB, {private:,} of them private, and the supervisor's {daemon:,}
KiB; the floor's, which keeps nothing, {floor:,}. A further symbol (its depth-50 book, its trades, and its level-1
book, which is the pulse) takes {each:.1f} KiB: from {least} to {most} symbols, divided."""
SUBSCRIBERS = """Subscribers that have all {topics} topics, at {rate:,} messages/s:"""


def row(runs, base):
    return (lab.spread([run["cpu"] for run in runs]), f"{lab.ratio(runs, base, 'cpu'):.2f}",
            lab.spread([run["cpu_others"] for run in runs]))


def measure_topics(seconds, runs):
    with lab.lab() as made:
        streets = {(made_by.name, count): made_by(made, "wss", count)
                   for count in SYMBOLS for made_by in (lab.Gateway, lab.Floor)}
        all_done = {rate: lab.interleaved(streets, rate, seconds, runs) for rate in RATES}
    rows = [line for rate, done in all_done.items() for line in topic_rows(rate, done)]
    held = {count: all_done[RATES[0]][lab.Gateway.name, count][-1]["rss"] for count in SYMBOLS}
    return rows, (held[SYMBOLS[-1]] - held[SYMBOLS[0]]) / (SYMBOLS[-1] - SYMBOLS[0])


def topic_rows(rate, done):
    ours = {count: done[lab.Gateway.name, count] for count in SYMBOLS}
    floor = {count: done[lab.Floor.name, count] for count in SYMBOLS}
    held = {count: ours[count][-1]["rss"] for count in SYMBOLS}
    return [(f"{rate:,}", f"{2 * count:,}", *row(ours[count], ours[SYMBOLS[0]]), *row(floor[count], floor[SYMBOLS[0]])[:2],
             f"{above_the_floor(ours[count], floor[count]):,.0f}", f"{held[count]:,}",
             f"{ours[count][-1]['private']:,}", sum(run["lost"] for run in ours[count])) for count in SYMBOLS]


def above_the_floor(ours, floor):
    return lab.median(one["cpu"] - other["cpu"] for one, other in zip(ours, floor))


def measure_two_symbols(seconds):
    with lab.lab() as made:
        street = lab.Gateway(made, "wss", 2)
        run = street.run(RATES[0], seconds)
        daemon = lab.resident_kib(street.daemon.process.pid)
        return run["rss"], run["private"], daemon, lab.Floor(made, "wss", 2).run(RATES[0], seconds)["rss"]


def measure_readers(seconds, runs):
    with lab.lab() as made:
        streets = {count: lab.Gateway(made, "wss", 2, count) for count in READERS}
        done = lab.interleaved(streets, RATE_OF_READERS, seconds, runs)
    return [(count, *row(done[count], done[READERS[0]]), sum(run["lost"] for run in done[count])) for count in READERS]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--runs", type=int, default=lab.RUNS)
    options = parser.parse_args()
    rows, each = measure_topics(options.seconds, options.runs)
    gateway, private, daemon, floor = measure_two_symbols(options.seconds)
    readers = measure_readers(options.seconds, options.runs)
    cpu = ("CPU ns/message", "times the first", "its ZeroMQ threads")
    text = "\n\n".join((
        TOPICS.format(rates=" and ".join(f"{rate:,}" for rate in RATES), runs=options.runs, seconds=options.seconds),
        results.table(("messages/s", "topics", *cpu, "the floor's CPU ns/message", "times its first", "ours above it",
                       "resident KiB", "private KiB", "lost"), rows),
        MEMORY.format(gateway=gateway, private=private, daemon=daemon, floor=floor, each=each, least=SYMBOLS[0],
                      most=SYMBOLS[-1]),
        SUBSCRIBERS.format(topics=4, rate=RATE_OF_READERS),
        results.table(("subscribers", *cpu, "lost"), readers)))
    print(text)
    results.write("growth", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
