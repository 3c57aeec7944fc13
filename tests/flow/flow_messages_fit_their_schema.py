"""What the gateway really sends fits the schemas, to the last key, whatever happens to it."""

import pathlib
import sys
from collections import Counter

import rig

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import schemas  # noqa: E402  (it lives beside the flows' folder)

OPTION = "BTC-26JUN26-90000-C-USDT"
MARKETS = {"spot": "BTCUSDT", "linear": "BTCUSDT,ETHUSDT", "inverse": "BTCUSD", "option": OPTION}
SNAPSHOTS = ("exchange", "subscribe", "periodic", "resync")
FAULTS = {"jump=BTCUSDT": "update_id", "crossed=BTCUSDT": "crossed", "close": "disconnected",
          "mute=BTCUSDT": "stale", "silence": "restarted"}  # and the gap that tells it
STRICT = schemas.validators(is_strict=True)


def has_come(sub, kind, category=None, **fields):
    """Wait until such a message came, now or before."""
    def is_it(message):
        return message["type"] == kind and category in (None, message.get("category")) \
            and all(message.get(key) == value for key, value in fields.items())
    if not any(is_it(message) for _, message in sub.messages):
        sub.wait_for(f"{kind} {category or ''} {fields or ''}", lambda _, message: is_it(message))


def live_again(sub):
    """Wait until the books of every category go on."""
    for category in MARKETS:
        sub.wait_for(f"a delta of {category}",
                     lambda _, message, category=category: message["type"] == "delta"
                     and message["category"] == category)


def trouble(sim, sub):
    """Each fault, and the gap that tells it."""
    for fault, cause in FAULTS.items():
        live_again(sub)
        sim.fault(fault)
        has_come(sub, "gap", cause=cause)
        sim.fault("reset")
    live_again(sub)


def is_of_its_topic(topic, message):
    """A message of a market says of itself what its topic says."""
    if message["type"] in ("status", "heartbeat", "event"):
        return True
    parts = ["bybit", message["category"], "trade", message["symbol"], ""]
    if "depth" in message:
        parts[2:3] = ["depth", str(message["depth"])]
    return topic == ".".join(parts)


def check(messages):
    faults = Counter()
    for topic, message in messages:
        if fault := schemas.fault(STRICT[message["type"]], message):
            faults[f"{topic} {message['type']} {fault}"] += 1
        assert is_of_its_topic(topic, message), (topic, message)
    assert not faults, "\n".join(f"{count} times {fault}" for fault, count in faults.most_common(9))


def flow(the_rig, isolation, numbers):
    sim = the_rig.sim(*(word for category, symbols in MARKETS.items()
                        for word in ("--symbols", f"{category}:{symbols}")), "--rate", "10")
    daemon = the_rig.daemon(
        sim, *(word for category, symbols in MARKETS.items()
               for word in ("--market", f"{category}:{symbols}")),
        "--market", "linear:NOSUCH", "--depth", "1,50,25", "--numbers", numbers,
        "--isolation", isolation, "--silence", "3s", "--grace", "1s", "--check-interval", "500ms",
        "--health-log", "1s")
    beats = rig.Sub(daemon.heartbeat, "supervisor.")
    sub = rig.Sub(daemon.data, "bybit.")
    for category in MARKETS:
        has_come(sub, "trades", category)
    sim.fault("badjson")
    trouble(sim, sub)
    joiner = rig.Sub(daemon.data, "bybit.")
    for cause in SNAPSHOTS:
        has_come(sub, "snapshot", cause=cause)
    has_come(sub, "status")
    beats.run(0.5)
    daemon.end()
    beats.run(0.5)
    messages = sub.messages + beats.messages
    check(messages)
    seen = Counter(f"{message['type']} {message.get('cause', '')}".strip()
                   for _, message in messages)
    print(f"{isolation} {numbers}:", dict(seen))
    events = {message["event"] for _, message in beats.messages if message["type"] == "event"}
    print(f"{isolation} {numbers}:", sorted(events))
    for socket in (sub, joiner, beats):
        socket.close()


def flows(the_rig, isolation):
    for numbers in ("float64", "string"):
        flow(the_rig, isolation, numbers)


rig.in_both_isolations(flows)
