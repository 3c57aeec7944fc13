"""latency - how old a message is when a subscriber has it, at rates from 100 a second, beside the floor."""

import argparse
import sys

import lab
import results

RATES = {100: 5, 1000: 3, 10_000: 2, 50_000: 2}  #  Messages/s -> seconds of a run
TEXT = """Microseconds from the blaster's write to the SUB of another process, wss with one message a record, {topics} topics,
medians of {runs} runs in turn with the floor's, with the least and the greatest. A run has {lengths}
messages: p99.9 of the shortest is nearly its maximum. `./dev bench latency` repeats it."""
INSIDE = "The gateway's own part, `ts_pub` − `ts_recv`, µs, of the same runs:"


def micros(runs, key, share):
    return lab.spread([run[key][share] for run in runs], "{:,.0f}", 1000)


def quotient(runs, floor, share):
    return lab.median([run["age"][share] / other["age"][share] for run, other in zip(runs, floor)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--symbols", type=int, default=2)
    parser.add_argument("--runs", type=int, default=lab.RUNS)
    parser.add_argument("--transport", choices=lab.TRANSPORTS, default="wss")
    options = parser.parse_args()
    rows, inside = [], []
    with lab.lab() as made:
        streets = {kind.name: kind(made, options.transport, options.symbols)
                   for kind in (lab.Gateway, lab.Floor)}
        for rate, seconds in RATES.items():
            done = lab.interleaved(streets, rate, seconds, options.runs)
            for name, runs in done.items():
                rows.append((f"{rate:,}", name, *(micros(runs, "age", share) for share in ("p50", "p99", "p999", "max")),
                             *(f"{quotient(runs, done['floor'], share):.2f}" for share in ("p50", "p99")),
                             sum(run["lost"] for run in runs)))
            inside.append((f"{rate:,}", *(micros(done["tickgate"], "inside", share)
                                          for share in ("p50", "p99", "p999", "max"))))
            print(*rows[-2:], sep="\n", flush=True)
    lengths = ", ".join(f"{rate * seconds:,}" for rate, seconds in RATES.items())
    text = "\n\n".join((TEXT.format(topics=2 * options.symbols, runs=options.runs, lengths=lengths),
                        results.table(("messages/s", "program", "p50", "p99", "p99.9", "max", "p50, times the floor",
                                       "p99, times the floor", "lost"), rows),
                        INSIDE, results.table(("messages/s", "p50", "p99", "p99.9", "max"), inside)))
    print(text)
    results.write("latency", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
