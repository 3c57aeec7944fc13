"""sizing - what a gateway takes of memory and processor, by its number of symbols.

usage: bench_sizing.py [--seconds N] [SYMBOLS...]
"""

import argparse
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "flow"))

import results  # noqa: E402
import rig  # noqa: E402

BOOK_RATE, TRADE_RATE = 20, 5  # messages a second that the simulated exchange sends of each symbol


def used(pid):
    """Seconds of processor time so far, and resident MiB."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    pages = int(fields[21])
    return ((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"),
            pages * os.sysconf("SC_PAGE_SIZE") / 2**20)


def measure(symbols, seconds):
    with rig.rig() as the_rig:
        sim = the_rig.sim("--symbols", f"linear:{symbols}", "--rate", BOOK_RATE, "--trades", TRADE_RATE)
        daemon = the_rig.daemon(sim, "--market", "linear:all")
        daemon.wait_for_event("bybit_connector_subprocess_connected")
        reader = the_rig.program("tickgate", "tail", "-c", daemon.data, "--seconds", seconds + 8, "none.")
        time.sleep(4)
        heartbeat = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
        before, cpu = heartbeat.wait_for("a heartbeat", lambda *_: True)[1]["gateways"][0], {}
        at = time.monotonic()
        pids = {"gateway": before["pid"], "daemon": daemon.process.pid}
        for who, pid in pids.items():
            cpu[who] = used(pid)[0]
        heartbeat.run(seconds)
        after = heartbeat.wait_for("a heartbeat", lambda *_: True)[1]["gateways"][0]
        took = time.monotonic() - at
        assert after["restarts"] == before["restarts"] and reader.is_running()
        row = [symbols, round((after["events"] - before["events"]) / took),
               round((after["published"] - before["published"]) / took)]
        for who, pid in pids.items():
            total, memory = used(pid)
            row += [f"{memory:.0f}", f"{100 * (total - cpu[who]) / took:.1f}"]
        heartbeat.close()
        print(*row, sep="\t", flush=True)
        return row


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("symbols", nargs="*", type=int, default=[2, 20, 100, 300])
    options = parser.parse_args()
    rows = [measure(symbols, options.seconds) for symbols in options.symbols]
    head = ["symbols", "events/s", "published/s", "gateway MiB", "gateway % of a core", "daemon MiB",
            "daemon % of a core"]
    results.write("sizing", (
        f"Trades and books of 50 levels, of each symbol {BOOK_RATE} books and {TRADE_RATE} trades a second from the "
        "simulated exchange without TLS; one subscriber. `./dev bench sizing` repeats it.\n\n"
        + results.table(head, rows)))


if __name__ == "__main__":
    main()
