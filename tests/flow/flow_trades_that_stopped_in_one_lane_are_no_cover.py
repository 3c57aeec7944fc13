"""Two lanes: the trades of one stop, its books go on, and the other one ends. None is lost unsaid."""

import rig
from witness import Reader, Witness, missing

TOPIC = "publicTrade.BTCUSDT"


def lanes_of(sim, witness):
    def both():
        return [each["id"] for each in sim.connections() if each["id"] != witness.conn and TOPIC in each["topics"]]
    return rig.wait_for("both lanes", lambda: len(both()) == 2 and both())


def stop(sim, daemon, reader, lane, count):
    """The gateway finds it by the other lane's trades, and readers see nothing of it."""
    sim.fault(f"stall-trades=BTCUSDT conn={lane}")
    daemon.wait_for_event("bybit_connector_subprocess_error", where=TOPIC, count=count,
                          reason="another lane brings trades, and it does not")
    reader.run(1)
    assert not reader.gaps, reader.gaps


def stop_and_end(sim, reader, lane, other, seconds):
    """The other lane ends before the gateway can know, and stays away for a while."""
    before = len(reader.ends())
    sim.fault(f"stall-trades=BTCUSDT conn={lane}")
    reader.run(0.3)
    sim.fault("refuse=502")
    sim.fault(f"close conn={other}")
    reader.run(seconds)
    sim.fault("refuse=off")
    reader.wait_for("the end of a hole", lambda: len(reader.ends()) > before)
    assert all(end["complete"] for end in reader.ends()), reader.ends()


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "20")
    witness = Witness(sim, "linear", TOPIC)
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--lanes", 2, "--isolation", isolation)
    reader = Reader(daemon, "bybit.linear.trade.")
    one, other = lanes_of(sim, witness)
    reader.wait_for("trades", lambda: len(reader.ids) > 20)
    first = reader.ids[0]
    stop(sim, daemon, reader, one, 1)
    assert not missing(reader, witness, first)
    for seconds in (0.5, 5):  #  Back before the stop can be known, and after
        one, other = lanes_of(sim, witness)
        recovered = len(reader.recovered)
        stop_and_end(sim, reader, one, other, seconds)
        assert not missing(reader, witness, first)
        assert len(reader.recovered) > recovered
    print(f"{len(reader.recovered)} of {len(reader.ids)} trades were fetched, gaps: {len(reader.gaps)}")


rig.in_both_isolations(flow)
