"""lanes - random faults of one lane of two under 2,000 messages a second, and a subscriber that sees none of them.

usage: bench_lanes.py [--faults N] [--rate N] [--seconds N] [--runs N] [--seed N] [process|thread]

Ends with 1 if a message was missed, came twice, or a book was wrong. Before that it measures what the
second lane costs, each way so often and for so many seconds. With 0 faults or 0 seconds it leaves that part out.
"""

import argparse
import os
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))

import lab  # noqa: E402
import lanes  # noqa: E402
import results  # noqa: E402
import rig  # noqa: E402

SYMBOLS = 10
#  In a round of 100 faults; the others are brief ones of one symbol
SLOW, PASSING, SUDDEN, STALLS = 1, 8, 10, 6


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
    """A round: what strikes single symbols first, many at a time, then what strikes a connection."""
    choice, strikes = bench.random.choice, []
    for count, faults in ((STALLS, list(lanes.STALLS)), (100 - SLOW - PASSING - SUDDEN - STALLS, lanes.BRIEF)):
        strikes += [choice(faults) for _ in range(count)]
    bench.random.shuffle(strikes)
    for fault in strikes:
        bench.strike_symbol(fault)
        if bench.random.random() < 0.1:
            bench.look()
    strikes = [choice(faults) for count, faults in ((SLOW, lanes.SLOW), (PASSING, lanes.PASSING), (SUDDEN, lanes.SUDDEN))
               for _ in range(count)]
    bench.random.shuffle(strikes)
    for fault in strikes:
        bench.strike_connection(*fault)
        bench.look()


def prove(options):
    with rig.rig() as the_rig:
        bench = lanes.Lanes(the_rig, options.isolation, SYMBOLS, options.rate, options.seed)
        began_at = time.monotonic()
        while bench.faults() < options.faults:
            strike(bench)
            print(f"{bench.faults()} faults in {time.monotonic() - began_at:.0f} s, {len(bench.checker.wrong)} wrong",
                  flush=True)
        bench.finish()
        return bench, time.monotonic() - began_at


def measure_pairs(options):
    """Runs with one lane and with two, each way first in turn: what came before tells on what follows."""
    for turn in range(options.runs):
        runs = {number: measure(number, options) for number in ((1, 2), (2, 1))[turn % 2]}
        yield runs[1], runs[2]


def report_cost(costs, options):
    """Of pairs of runs, with one lane and with two."""
    ones, twos = zip(*costs)
    p50, cpu = (lab.spread([two[key] / one[key] for one, two in costs], "{:.2f}") for key in ("p50", "cpu"))
    return "\n\n".join((
        f"What the second lane costs, without faults, {options.isolation} isolation: medians of {options.runs} runs of "
        f"{options.seconds:.0f} s each in turn, with the least and the greatest, of the time from a frame's first byte to the "
        f"socket and of the gateway's CPU. Run for run, two lanes take {p50} times the p50 of one, and {cpu} times its CPU. "
        "`./dev bench lanes --faults 0` repeats it.",
        results.table(("lanes", "messages/s", "p50 µs", "p99 µs", "CPU %"),
                      [(runs[0]["lanes"], *(lab.spread([run[key] for run in runs], form) for key, form in (
                          ("messages/s", "{:.0f}"), ("p50", "{:.1f}"), ("p99", "{:.1f}"), ("cpu", "{:.1f}"))))
                       for runs in (ones, twos)])))


def report_faults(bench, took, options):
    checker = bench.checker
    return "\n\n".join((
        "Two lanes on the simulated exchange; faults at random, each of one lane: of a "
        "symbol's topics, several symbols at once, or of all, the next only once both lanes agree again. A subscriber "
        "checks `seq`, the exchange's `u`, every trade against REST and whole books level by level. "
        f"`./dev bench lanes {options.isolation}` repeats it.",
        results.table(("faults", "seconds", "messages", "messages/s", "books compared", "trades compared",
                       "holes, duplicates, wrong books, restarts"),
                      [(bench.faults(), f"{took:.0f}", checker.messages, f"{checker.messages / took:.0f}",
                        checker.compared, bench.compared_trades, len(checker.wrong))]),
        "Faults: " + ", ".join(f"{name} {count}" for name, count in sorted(bench.struck.items())) + "."))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=2000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--runs", type=int, default=3 * lab.RUNS)  #  They differ more than lanes do
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("isolation", nargs="?", default="process")
    options = parser.parse_args()
    if options.seconds:
        text = report_cost(list(measure_pairs(options)), options)
        print(text, flush=True)
        results.write("lanes: cost", text)
    if options.faults:
        bench, took = prove(options)
        text = report_faults(bench, took, options)
        print(text)
        results.write(f"lanes: faults, {options.isolation} isolation", text)
    return 1 if options.faults and bench.checker.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
