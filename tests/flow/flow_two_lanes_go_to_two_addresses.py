"""Two lanes go to two addresses of the exchange, if it has them; one that dies is not missed."""

import rig
import sabotage

TRADES = "bybit.linear.trade.BTCUSDT."


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
    assert {message["type"] for _, message in sub.messages} == {"trades"}


rig.in_both_isolations(flow)
