"""Two lanes go to two addresses of the exchange, if it has them; one that dies is not missed, and used again."""

import time

import rig
import sabotage

TRADES = "bybit.linear.trade.BTCUSDT."


FAILURE_S = 10  # From a failure until the address is tried again


def flow(the_rig, isolation):
    one = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "50")
    port = one.address.rsplit(":", 1)[1]
    other = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "50", "--seed", "2", listen=f"127.0.0.2:{port}")
    hosts = sabotage.Hosts(the_rig.folder, exchange="127.0.0.1 127.0.0.2")
    daemon = the_rig.daemon(one, "--market", "linear:BTCUSDT", "--depth", "0", "--lanes", "2", "--isolation", isolation,
                            environment=sabotage.environment(hosts=hosts.path), url=f"ws://exchange.test:{port}")
    rig.wait_for("a connection to each address", lambda: [len(sim.connections()) for sim in (one, other)] == [1, 1])
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    sub = rig.Sub(daemon.data, TRADES)
    sub.run(0.3)
    one.end()
    ended = len(sub.messages)
    sub.run(1)
    seqs = [message["seq"] for _, message in sub.messages]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs))) and len(seqs) > ended + 20, seqs
    #  Two exchanges have no trade in common: where the first one began before, the other does not make up for it
    assert {message["type"] for _, message in sub.messages} <= {"trades", "gap"}
    if isolation == "process":
        back(the_rig, port, other)


def back(the_rig, port, other):
    """The address works again: whichever lane connects next goes there."""
    one = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "50", listen=f"127.0.0.1:{port}")
    rig.wait_for("both lanes at the other address", lambda: len(other.connections()) == 2)
    time.sleep(FAILURE_S)
    for _ in range(3):
        sim = max(one, other, key=lambda each: len(each.connections()))
        before = {each["id"] for each in sim.connections()}
        sim.fault(f"close conn={min(before)}")
        rig.wait_for("a connection that ends", lambda: min(before) not in {each["id"] for each in sim.connections()})
        rig.wait_for("a connection to each address", lambda: [len(each.connections()) for each in (one, other)] == [1, 1])


rig.in_both_isolations(flow)
