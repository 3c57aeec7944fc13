"""Trades missed in an interruption are fetched: each comes once, and the gap is told to be closed."""

import os
import signal

import rig
from witness import Reader, Witness, cut_off, missing

OPTIONS = "BTC-25SEP26-90000-C-USDT,BTC-25SEP26-80000-P"


def cut_off_for_seconds(the_rig, isolation, category, symbols, topic, market):
    sim = the_rig.sim("--symbols", f"{category}:{symbols}", "--trades", "8")
    witness = Witness(sim, category, topic)
    daemon = the_rig.daemon(sim, "--market", f"{category}:{market}", "--isolation", isolation)
    reader = Reader(daemon, f"bybit.{category}.trade.")
    reader.wait_for("trades", lambda: reader.ids)
    first = reader.ids[0]
    cut_off(sim, witness, 0.7)
    end = reader.wait_for_end()
    assert not missing(reader, witness, first)
    assert end["complete"] and "hole_from" not in end, end
    assert len(reader.recovered) > 3, len(reader.recovered)
    streams = {gap["symbol"] for gap in reader.gaps}
    told = sorted((gap["symbol"], gap["cause"], gap["complete"]) for gap in reader.gaps)
    assert told == sorted((symbol, "disconnected", complete)
                          for symbol in streams for complete in (False, True)), told
    print(f"{category}: {len(reader.recovered)} of {len(reader.ids)} trades were fetched")
    return sim, witness, daemon, reader


def hole_longer_than_the_range(sim, witness, daemon):
    """What REST does not have any more is told by its ends, and nothing else is missing."""
    reader = Reader(daemon, "bybit.linear.trade.")
    reader.wait_for("trades", lambda: reader.ids)
    sim.fault("rest=short")
    cut_off(sim, witness, 0.7)
    end = reader.wait_for_end()
    sim.fault("rest=off")
    lost = missing(reader, witness, reader.ids[0])
    first, last = (witness.ids.index(lost[place]) for place in (0, -1))
    assert witness.ids[first:last + 1] == lost, "more than one hole"
    times = {(message["symbol"], trade["id"]): trade["ts_event"]
             for _, message in reader.sub.messages for trade in message.get("trades", [])}
    assert not end["complete"], end
    assert end["hole_from"] == times[witness.ids[first - 1]], end
    assert end["hole_until"] == times[witness.ids[last + 1]], end
    print(f"{len(lost)} trades lost, in the hole that was told")


def restart(sim, witness, daemon, reader):
    """A new life knows no trade of the last one: some come again, none is missing."""
    sim.fault("refuse=502")  # Its live trades begin when the subscriber is back
    reader.run(3)  # The market is to be older than what is looked for
    told = len(reader.ids)
    epoch = reader.sub.messages[-1][1]["epoch"]
    os.kill(daemon.events("supervisor_gateway_started")[-1]["pid"], signal.SIGKILL)
    reader.run(1)
    sim.fault("refuse=off")
    end = reader.wait_for_end()
    assert end["epoch"] > epoch and end["cause"] == "restarted" and end["complete"], end
    reader.run(0.3)
    seen = list(witness.ids)
    reader.run(0.7)
    new = [each for each in reader.ids[told:] if each in reader.recovered]
    assert len(set(reader.ids[told:])) == len(reader.ids[told:]), "twice in one epoch"
    had = set(reader.ids)
    assert not [each for each in seen[seen.index(reader.ids[told - 1]):] if each not in had]
    print(f"restarted: {len(new)} trades were fetched")


def flow(the_rig, isolation):
    sim, witness, daemon, reader = cut_off_for_seconds(
        the_rig, isolation, "linear", "BTCUSDT", "publicTrade.BTCUSDT", "BTCUSDT")
    if isolation == "process":
        restart(sim, witness, daemon, reader)
        hole_longer_than_the_range(sim, witness, daemon)
        daemon.end()
        cut_off_for_seconds(the_rig, isolation, "option", OPTIONS, "publicTrade.BTC", "BTC")


rig.in_both_isolations(flow)
