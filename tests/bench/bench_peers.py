"""peers - what users would take instead, on the same simulated exchange: flood and latency in one table.

Installs the peers into build/peers first; peers/README.md says what is measured, and where.
"""

import argparse
import array
import os
import pathlib
import re
import subprocess
import sys

import lab
import results

HERE = pathlib.Path(__file__).resolve().parent / "peers"
PLACE = pathlib.Path(__file__).resolve().parents[2] / "build" / "peers"
NODE = ["node"]
PYTHON = [str(PLACE / "python" / "bin" / "python3")]
#  name -> its subscriber, and what is to be known of its row
PEERS = {
    "tardis-dev": ([*NODE, "tardis_dev.js"], "raw stream, no book kept"),
    "bybit-api": ([*NODE, "bybit_api.js"], "raw messages, no book kept"),
    "ccxt": ([*NODE, "ccxt_pro.js"], "only trades are handed on, a quarter of the messages; books are kept"),
    "pybit": ([*PYTHON, "pybit_.py"], "book kept; its address is a constant that was replaced"),
    "cryptofeed": ([*PYTHON, "cryptofeed_.py"], "book kept; its address is a constant that was replaced"),
}
SHARE = {"ccxt": 0.25}  #  Of the messages, that the peer counts
LATENCY_RATE = 1000
TEXT = """{symbols} symbols, depth 50 and trades, wss with one message a record; medians of {runs} runs in turn, with the least and the
greatest. Flood: as fast as the blaster sends for {seconds} s. Latency: from the blaster's write, at {rate:,} messages/s, µs. All
hand on over a PUB socket, and all are read by the same SUB in another process; beside it stands when the message was in the
peer's own callback. CPU is that of the whole process. `./dev bench peers` repeats it;
[peers/README.md](peers/README.md) tells how."""


class Peer(lab.Street):
    """A peer that hands on what its callback is given, on a PUB socket as tickgate has it."""

    def __init__(self, made, name, symbols_count):
        self.name = name
        super().__init__(made, "wss", symbols_count)

    def start(self):
        ca = str(self.authority.ca)
        self.kept = self.lab.file("kept")
        environment = {"PEER_URL": self.blaster.url, "PEER_FILE": str(self.kept), "PEER_PUBLISH": self.endpoint,
                       "PEER_SYMBOLS": ",".join(lab.symbols(self.count)), "NODE_PATH": str(PLACE / "node_modules"),
                       "NODE_EXTRA_CA_CERTS": ca, "SSL_CERT_FILE": ca, "WEBSOCKET_CLIENT_CA_BUNDLE": ca}
        self.peer = self.lab.add(lab.Asked(self.name, [], environment, HERE, PEERS[self.name][0]))
        return self.peer.process.pid

    def reader_flags(self):
        return ["--json"]

    def is_ready(self):
        self.blaster.ask(f"go {100 * self.count} 0.5")
        return self.reader.ask("report")["messages"] >= 10

    def share(self):
        return SHARE.get(self.name, 1)

    def run(self, rate, seconds):
        self.peer.ask("reset")
        run = super().run(rate, seconds)
        self.peer.ask("report")
        return run | {"callback": self.ages()}

    def ages(self):
        """How old messages were when they came to the peer's callback."""
        told, stamps = array.array("d", self.kept.read_bytes()), array.array("Q", self.stamps.read_bytes())
        ages = sorted(at - stamps[int(number) % len(stamps)] for number, at in zip(told[::2], told[1::2]))
        return {name: ages[int(len(ages) * part)] for name, part in (("p50", 0.5), ("p99", 0.99))}


def install():
    PLACE.mkdir(parents=True, exist_ok=True)
    subprocess.run([HERE / "install", PLACE], check=True)


def versions():
    asked = subprocess.run([*PYTHON, "-V"], capture_output=True, text=True, check=True).stdout.strip()
    node = subprocess.run([*NODE, "-v"], capture_output=True, text=True, check=True).stdout.strip()
    return f"Node {node.removeprefix('v')}, {asked}"


def pinned(name):
    told = (HERE / "package.json").read_text() + (HERE / "requirements.txt").read_text()
    return re.search(rf'"?{name}(?:": "|==)([\w.]+)', told).group(1)


def row(name, floods, paced, base):
    wide = name in PEERS
    note = PEERS[name][1] if wide else "the whole gateway" if name == "tickgate" else "understands nothing"
    ages = [run["age"] for run in paced]
    return (f"{name} {pinned(name)}" if wide else f"**{name}**",
            lab.spread([run["rate"] for run in floods]), f"{lab.ratio(base['flood'], floods, 'rate'):.1f}",
            lab.spread([(run["cpu"] + run["cpu_others"]) for run in floods]),
            *(lab.spread([age[share] for age in ages], "{:,.0f}", 1000) for share in ("p50", "p99", "p999")),
            *(lab.spread([run["callback"][share] for run in paced], "{:,.0f}", 1000) if wide else ""
              for share in ("p50", "p99")),
            f"{lab.median(one['age']['p50'] / age['p50'] for one, age in zip(base['paced'], ages)):.2f}",
            f"{lab.median(one['age']['p99'] / age['p99'] for one, age in zip(base['paced'], ages)):.2f}",
            sum(run["lost"] for run in [*floods, *paced]), note)


README = """On {machine}: linear depth 50 and trades over TLS, medians of {runs} runs in turn, from the exchange's
write to a ZeroMQ subscriber in another process; a peer hands its messages on by a PUB socket too.

{table}"""


def write_readme(streets, flood, paced, runs):
    """Ours and the floor, and of the peers whoever is best in each column."""
    def figures(name):
        return (f"{lab.median(run['rate'] for run in flood[name]):,.0f}",
                *(f"{lab.median(run['age'][share] for run in paced[name]) / 1000:,.0f}" for share in ("p50", "p99")))

    def best(key):
        return min((name for name in streets if name in PEERS), key=key)
    shown = {"tickgate": "tickgate", "floor": "floor: the least that any gateway must do"}
    for title, name in (
            ("flood", best(lambda name: -lab.median(run["rate"] for run in flood[name]))),
            ("p50", best(lambda name: lab.median(run["age"]["p50"] for run in paced[name]))),
            ("p99", best(lambda name: lab.median(run["age"]["p99"] for run in paced[name])))):
        shown[name] = f"{shown[name]} and {title}" if name in shown else f"{name} {pinned(name)}, best peer in {title}"
    table = results.table(("program", "flood, messages/s", f"p50 at {LATENCY_RATE:,}/s, µs", f"p99 at {LATENCY_RATE:,}/s, µs"),
                          [(title, *figures(name)) for name, title in shown.items()])
    machine = ", ".join(results.machine().split(", ")[1:3])
    results.write_readme(README.format(machine=machine, runs=runs, table=table))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--symbols", type=int, default=2)
    parser.add_argument("--runs", type=int, default=lab.RUNS)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    os.environ["PATH"] = f"/usr/bin:{os.environ['PATH']}"
    install()
    with lab.lab() as made:
        streets = {kind.name: kind(made, "wss", options.symbols) for kind in (lab.Gateway, lab.Floor)}
        for name in options.names or PEERS:
            streets[name] = Peer(made, name, options.symbols)
        flood = lab.interleaved(streets, 0, options.seconds, options.runs)
        paced = lab.interleaved(streets, LATENCY_RATE, options.seconds, options.runs)
    base = {"flood": flood["tickgate"], "paced": paced["tickgate"]}
    rows = [row(name, flood[name], paced[name], base) for name in streets]
    text = "\n\n".join((
        TEXT.format(symbols=options.symbols, runs=options.runs, seconds=options.seconds, rate=LATENCY_RATE),
        f"{versions()}.",
        results.table(("program", "flood, messages/s", "tickgate's flood, times it", "CPU ns/message", "p50 µs", "p99 µs",
                       "p99.9 µs", "callback p50 µs", "callback p99 µs", "tickgate's p50, times it", "tickgate's p99, times it", "lost", "remark"), rows)))
    print(text)
    results.write("peers", text)
    if not options.names:
        write_readme(streets, flood, paced, options.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
