"""lanes - random faults of one lane of two under 2,000 messages a second, and a subscriber that sees none of them.

usage: bench_lanes.py [--faults N] [--rate N] [--seconds N] [--seed N] [process|thread]

Ends with 1 if a message was missed, came twice, or a book was wrong. Before that it measures what the
second lane costs.
"""

import argparse
import os
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))

import lanes  # noqa: E402
import results  # noqa: E402
import rig  # noqa: E402

SYMBOLS = 10
#  Of 100 faults
SLOW, PASSING, SUDDEN, STALLS = 2, 10, 14, 6


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(number, options):
    """Microseconds from the first byte to the socket, and CPU, without faults."""
    with rig.rig() as the_rig:
        bench = lanes.Lanes(the_rig, options.isolation, SYMBOLS, options.rate, options.seed, number)
        pid = bench.gateway_pid()
        bench.listen(2)
        bench.checker.latencies.clear()
        used, began_at, messages = cpu_seconds(pid), time.monotonic(), bench.checker.messages
        bench.listen(options.seconds)
        took = time.monotonic() - began_at
        used = (cpu_seconds(pid) - used) / took
        latencies = sorted(bench.checker.latencies)
        return {"lanes": number, "messages/s": (bench.checker.messages - messages) / took,
                "p50": statistics.median(latencies) / 1000, "p99": latencies[len(latencies) * 99 // 100] / 1000,
                "cpu": 100 * used}


def strike(bench):
    """One fault, chosen at random."""
    draw = bench.random.randrange(100)
    if draw < SLOW:
        bench.strike_connection(*bench.random.choice(lanes.SLOW))
    elif draw < SLOW + PASSING:
        bench.strike_connection(*bench.random.choice(lanes.PASSING))
    elif draw < SLOW + PASSING + SUDDEN:
        bench.strike_connection(*bench.random.choice(lanes.SUDDEN))
    elif draw < SLOW + PASSING + SUDDEN + STALLS:
        bench.strike_symbol(bench.random.choice(list(lanes.STALLS)))
    else:
        bench.strike_symbol(bench.random.choice(lanes.BRIEF))


def prove(options):
    with rig.rig() as the_rig:
        bench = lanes.Lanes(the_rig, options.isolation, SYMBOLS, options.rate, options.seed)
        began_at, told = time.monotonic(), 0
        while bench.faults() < options.faults:
            strike(bench)
            if bench.random.random() < 0.2:
                bench.look()
            if bench.faults() >= told + 100:
                told = bench.faults()
                print(f"{told} faults in {time.monotonic() - began_at:.0f} s, {len(bench.checker.wrong)} wrong",
                      flush=True)
        bench.finish()
        return bench, time.monotonic() - began_at


def report(costs, bench, took, options):
    checker = bench.checker
    one, two = costs
    return "\n\n".join((
        f"Two lanes on the simulated exchange, {options.isolation} isolation; faults at random, each of one lane (of all "
        "topics, or of one symbol's), the next on either lane once both agree again. A subscriber checks `seq`, the "
        "exchange's `u`, every trade against REST and whole books level by level. `./dev bench lanes` repeats it.",
        results.table(("faults", "seconds", "messages", "messages/s", "books compared", "trades compared",
                       "holes, duplicates, wrong books, restarts"),
                      [(bench.faults(), f"{took:.0f}", checker.messages, f"{checker.messages / took:.0f}",
                        checker.compared, bench.compared_trades, len(checker.wrong))]),
        "Faults: " + ", ".join(f"{name} {count}" for name, count in sorted(bench.struck.items())) + ".",
        f"What the second lane costs, without faults, {options.seconds:.0f} s each: the time from a frame's first byte to the "
        f"socket, and the gateway's CPU ({two['cpu'] / one['cpu']:.2f} times that of one lane).",
        results.table(("lanes", "messages/s", "p50 µs", "p99 µs", "CPU %"),
                      [(cost["lanes"], f"{cost['messages/s']:.0f}", f"{cost['p50']:.0f}", f"{cost['p99']:.0f}",
                        f"{cost['cpu']:.1f}") for cost in costs])))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=2000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("isolation", nargs="?", default="process")
    options = parser.parse_args()
    costs = [measure(number, options) for number in (1, 2)]
    print(*costs, sep="\n", flush=True)
    bench, took = prove(options)
    text = report(costs, bench, took, options)
    print(text)
    results.write("lanes", text)
    return 1 if bench.checker.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
