"""parts - what each stage costs a message, and what it allocates."""

import json
import os
import pathlib
import subprocess
import sys

import lab
import results

BIN = pathlib.Path(os.environ.get("TICKGATE_BIN", lab.rig.BIN)).resolve()
TEXT = """One thread, messages of the blaster's market in memory: nanoseconds of CPU a message, medians of {runs} runs with the
least and the greatest, beside a bare copy of the same bytes. Allocations are those of the thread, the libraries'
included. `./dev bench parts` repeats it."""


def row(part):
    copy = lab.median(part["copy"])
    return (part["part"], lab.spread(part["ns"], "{:,.0f}" if lab.median(part["ns"]) > 100 else "{:,.1f}"),
            f"{copy:,.0f}" if copy else "", f"{part['allocations']:.3g}")


def main():
    run = subprocess.run([BIN / "bench_parts"], capture_output=True, text=True, check=False)
    print(run.stderr, end="", file=sys.stderr)
    if run.returncode != 0:
        return 1
    parts = [json.loads(line) for line in run.stdout.splitlines()]
    text = "\n\n".join((TEXT.format(runs=lab.RUNS),
                        results.table(("part", "ns/message", "copy, ns", "allocations/message"), map(row, parts))))
    print(text)
    results.write("parts", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
