"""Plays the exchange's recorded frames and compares what a SUB has with an independent decode."""

import json
from decimal import Decimal

import rig

#  File, category, depths that it holds, and how its retired depth is played.
TAPES = [
    ("captured.nautilus.linear.orderbook.500.XRPUSDT", "linear", [1000],
     "orderbook.500.=orderbook.1000."),
    ("captured.rbot.spot.orderbook.200.BTCUSDT", "spot", [200], None),
    ("captured.rbot.spot.publicTrade.BTCUSDT", "spot", [0], None),
    ("captured.gocryptotrader.spot.orderbook.50.BTCUSDT", "spot", [50], None),
    ("captured.tardis.spot.mixed", "spot", [1, 50], None),
    ("captured.tardis.linear-inverse.mixed", "linear", [1, 50], None),
    ("captured.tardis.linear-inverse.mixed", "inverse", [1, 50], None),
    ("captured.tardis.option.mixed", "option", [25], None),
    ("captured.hftbacktest.linear.mixed", "linear", [1, 50], None),
]
OPTIONAL = {"L": "tick", "BT": "block", "RPI": "rpi", "seq": "xseq"}
OPTION_NUMBERS = {"mP": "mark_price", "iP": "index_price", "mIv": "mark_iv", "iv": "iv"}


def is_of(category, symbol):
    """Whether a mixed tape's symbol belongs to the category."""
    if category == "inverse":
        return symbol.endswith("USD")
    if category == "linear":
        return not symbol.endswith("USD")
    return True


def expected_trade(trade, number):
    out = {"id": trade["i"], "ts_event": int(trade["T"]) * 10**6, "side": trade["S"].lower(),
           "price": number(trade["p"]), "size": number(trade["v"])}
    out.update({ours: trade[theirs] for theirs, ours in OPTIONAL.items() if theirs in trade})
    out.update({ours: number(trade[theirs]) for theirs, ours in OPTION_NUMBERS.items()
                if theirs in trade})
    return out


class Decoder:
    """What the frames say, told by the rules of the protocol and nothing of ours."""

    def __init__(self, category, number):
        self.category = category
        self.number = number
        self.books = {}
        self.expected = {}  # topic -> list of what must be published

    def publish(self, topic, what):
        self.expected.setdefault(topic, []).append(what)

    def on_trades(self, frame):
        by_symbol = {}
        for trade in frame["data"]:
            by_symbol.setdefault(trade["s"], []).append(expected_trade(trade, self.number))
        for symbol, trades in by_symbol.items():
            self.publish(f"bybit.{self.category}.trade.{symbol}.",
                         ("trades", frame["ts"] * 10**6, trades))

    def on_depth(self, frame, depth):
        data = frame["data"]
        topic = f"bybit.{self.category}.depth.{depth}.{data['s']}."
        is_snapshot = frame["type"] == "snapshot"
        book = self.books.get(topic)
        if is_snapshot:
            book = self.books[topic] = {"b": {}, "a": {}}
        elif book is None or data["u"] != book["u"] + 1:
            return
        for side in "ba":
            for price, size, *_ in data[side]:
                if Decimal(size) == 0:
                    book[side].pop(Decimal(price), None)
                else:
                    book[side][Decimal(price)] = (price, size)
        book["u"] = data["u"]
        levels = [[[self.number(price), self.number(size)] for _, (price, size) in
                   sorted(book[side].items(), reverse=side == "b")] for side in "ba"]
        self.publish(topic, (frame["type"], frame["ts"] * 10**6, frame.get("cts", 0) * 10**6,
                             data["u"], data.get("seq"), levels))

    def on(self, frame):
        kind, *rest = frame["topic"].split(".", 2)
        if kind == "publicTrade":
            self.on_trades(frame)
        elif kind == "orderbook":
            self.on_depth(frame, rest[0])


def read_tape(name, category, retopic):
    text = (rig.CORPUS / f"{name}.jsonl").read_text()
    if retopic:
        old, new = retopic.split("=")
        text = text.replace(f'"topic":"{old}', f'"topic":"{new}')
    frames = [json.loads(line) for line in text.splitlines()]
    frames = [frame for frame in frames if frame["topic"].split(".")[0] in
              ("publicTrade", "orderbook")]
    return [frame for frame in frames if is_of(category, symbols_of(frame)[0])]


def symbols_of(frame):
    data = frame["data"]
    return sorted({item["s"] for item in data}) if isinstance(data, list) else [data["s"]]


def compare(decoder, messages):
    got, books = {}, {}
    for topic, message in messages:
        kind = message["type"]
        if kind == "trades":
            got.setdefault(topic, []).append((kind, message["ts_exchange"], message["trades"]))
        elif kind == "delta" or message.get("cause") in ("exchange", "resync"):
            book = books.setdefault(topic, rig.Book())
            assert book.on(message), f"{topic}: {kind} {message['seq']} does not fit"
            got.setdefault(topic, []).append(
                (kind, message["ts_exchange"], message.get("ts_event", 0), message["u"],
                 message.get("xseq"), [list(map(list, side)) for side in book.levels()]))
    assert got.keys() == decoder.expected.keys(), (got.keys(), decoder.expected.keys())
    for topic, expected in decoder.expected.items():
        assert len(got[topic]) == len(expected), (topic, len(got[topic]), len(expected))
        for index, (ours, theirs) in enumerate(zip(got[topic], expected)):
            assert ours == theirs, f"{topic} message {index}:\n{ours}\nexpected\n{theirs}"
    return sum(map(len, got.values()))


def play(the_rig, isolation, numbers, tape):
    name, category, depths, retopic = tape
    frames = read_tape(name, category, retopic)
    decoder = Decoder(category, float if numbers == "float64" else str)
    for frame in frames:
        decoder.on(frame)
    symbols = sorted({symbol for frame in frames for symbol in symbols_of(frame)})
    arguments = ["--replay", f"{rig.CORPUS / name}.jsonl={category}", "--replay-speed", "1"]
    if retopic:
        arguments += ["--replay-retopic", retopic]
    sim = the_rig.sim(*arguments, "--symbols", f"{category}:0")
    sub = rig.Sub(f"ipc://{the_rig.folder}/data", "bybit." + category)
    daemon = the_rig.daemon(sim, "--market", f"{category}:{','.join(symbols)}", "--numbers", numbers,
                            "--depth", ",".join(map(str, depths)), "--isolation", isolation)
    wanted = sum(map(len, decoder.expected.values()))

    def is_news(message):
        return message["type"] != "gap" and message.get("cause") not in ("subscribe", "periodic")
    rig.wait_for(f"{wanted} messages of {name}", lambda: sub.poll() is not None and sum(
        is_news(message) for _, message in sub.messages) >= wanted)
    sub.run(0.3)
    count = compare(decoder, sub.messages)
    sub.close()
    daemon.end()
    sim.end()
    print(f"{name}: {count} messages, {numbers}")


def flow(the_rig, isolation):
    for tape in TAPES:
        for numbers in ("float64", "string"):
            play(the_rig, isolation, numbers, tape)


if not rig.CORPUS.is_dir():
    rig.skip("the recorded frames are not here")
rig.in_both_isolations(flow)
