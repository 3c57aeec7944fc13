"""flood - messages a second and CPU a message, as fast as the exchange can send, beside the floor."""

import argparse
import sys

import lab
import results

TEXT = """As fast as the blaster sends: 70 % depth-50 deltas, 25 % trades, 5 % snapshots of {topics} topics. Blaster →
gateway → PUB over tcp → SUB of another process that checks `seq`. Medians of {runs} runs of {seconds} s each, in turn with the
floor's, with the least and the greatest; CPU is that of the thread that reads the exchange. The floor has many TLS records
from one call of the system by OpenSSL's buffer filter, as tickgate has; beside it stands one that has them by OpenSSL's
own reading ahead. `./dev bench flood` repeats it."""


def worst(runs):
    """Where holes were, told once; holes are what the reader can see, lost is what it did not get."""
    missing, holes, lost = (sum(run[key] for run in runs) for key in ("missing", "holes", "lost"))
    gaps = sum(run["gaps"] for run in runs)
    if not (missing or holes or lost or gaps):
        return "none"
    where = next((f", first behind {run['where'][0]['after']} of {run['where'][0]['topic']}"
                  for run in runs if run["where"]), "")
    return f"{lost} lost, {missing} in {holes} holes{where}; {gaps} gaps told"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--symbols", type=int, default=2)
    parser.add_argument("--runs", type=int, default=lab.RUNS)
    options = parser.parse_args()
    rows, silent = [], 0
    for transport, title in lab.TRANSPORTS.items():
        with lab.lab() as made:
            kinds = (lab.Gateway, lab.Floor, *[lab.FloorReadAhead] * (transport != "ws"))
            streets = {kind.name: kind(made, transport, options.symbols) for kind in kinds}
            done = lab.interleaved(streets, 0, options.seconds, options.runs)
            silent += lab.not_told(streets["tickgate"], done["tickgate"])
        floor = done["floor"]
        for name, runs in done.items():
            rows.append((title, name, lab.spread([run["rate"] for run in runs], "{:,.0f}"),
                         lab.spread([run["cpu"] for run in runs]), lab.spread([run["cpu_others"] for run in runs]),
                         f"{lab.ratio(runs, floor, 'cpu'):.2f}", f"{lab.ratio(runs, floor, 'rate'):.2f}", worst(runs)))
        print(*rows[-len(done):], sep="\n", flush=True)
    text = "\n\n".join((TEXT.format(topics=2 * options.symbols, runs=options.runs, seconds=options.seconds),
                        results.table(("upstream", "program", "messages/s", "CPU ns/message",
                                       "its ZeroMQ threads", "CPU, times the floor", "messages/s, times the floor",
                                       "missing"), rows)))
    print(text)
    results.write("flood", text)
    if silent:
        print(f"{silent} messages were lost without a hole", file=sys.stderr)
    return 1 if silent else 0


if __name__ == "__main__":
    sys.exit(main())
