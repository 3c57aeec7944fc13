"""Two lanes: one of them dies, stalls, jumps, lags or repeats, and a subscriber sees nothing of it."""

import lanes
import rig


def strike(the_lanes, is_whole):
    if is_whole:
        for fault in lanes.STALLS:  #  Seen, and mended, by the gateway
            the_lanes.strike_symbol(fault)
    for _ in range(20 if is_whole else 6):
        the_lanes.strike_symbol(the_lanes.random.choice(lanes.BRIEF))
        the_lanes.look()
    faults = lanes.SUDDEN + lanes.PASSING
    for fault in faults if is_whole else faults[::4]:
        the_lanes.strike_connection(*fault)
        the_lanes.look()


def spoil(the_lanes):
    """The same bad frame in one lane and then in the other is not one frame that both could not read."""
    for connection in the_lanes.connections():
        for fault in lanes.SPOILING:
            the_lanes.strike_connection(fault, 0, None, connection["id"])


def skip(the_lanes):
    """Updates that the exchange itself leaves out, with a snapshot that replaces the book, are not missed."""
    for updates in (1, 100, 1000):
        the_lanes.sim.fault(f"skip={updates}")
        the_lanes.listen(0.5)
        for symbol in the_lanes.symbols:
            the_lanes.checker.compare(the_lanes.sim, symbol)


def contradict(the_lanes):
    """Lanes that say different things are told, and the book comes anew, right, from one of them."""
    symbol = the_lanes.symbols[0]
    topic = f"bybit.linear.depth.50.{symbol}."
    sub = rig.Sub(the_lanes.daemon.data, topic)
    sub.wait_for("a book", lambda _, message: message["type"] == "delta")
    the_lanes.sim.fault(f"differ={symbol} conn={the_lanes.connections()[0]['id']}")

    def is_mended():
        sub.poll()
        told = [(message["type"], message.get("cause")) for _, message in sub.messages]
        return ("gap", "update_id") in told and ("snapshot", "resync") in told[told.index(("gap", "update_id")):]
    rig.wait_for("the gap and a new book", is_mended)
    the_lanes.daemon.wait_for_event("bybit_connector_subprocess_error", where=f"orderbook.50.{symbol}",
                                    error="lanes contradict each other")
    judge = lanes.Checker(the_lanes.daemon.data)

    def claim():
        judge.compare(the_lanes.sim, symbol)
        return judge.compared > 2
    rig.wait_for("comparisons", claim)
    assert not judge.wrong


def flow(the_rig, isolation):
    the_lanes = lanes.Lanes(the_rig, isolation, 4, 1200)
    strike(the_lanes, isolation == "process")
    spoil(the_lanes)
    skip(the_lanes)
    the_lanes.finish()
    checker = the_lanes.checker
    print(f"{the_lanes.faults()} faults, {checker.messages} messages, {checker.compared} books and "
          f"{the_lanes.compared_trades} trades compared")
    assert not checker.wrong, checker.wrong
    assert checker.compared > 10 and the_lanes.compared_trades > 500
    contradict(the_lanes)


rig.in_both_isolations(flow)
