"""Over TLS the gateway takes a certificate of --exchange-ca, and no other."""

import pathlib
import re
import tempfile

import rig
import sabotage


def flow(the_rig, isolation):
    authority = the_rig.authority()
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", authority=authority)
    market = ["--market", "linear:BTCUSDT", "--isolation", isolation]
    daemon = the_rig.daemon(sim, *market, authority=authority)
    sub = rig.Sub(daemon.data, "bybit.linear.")
    sub.wait_for("trades", lambda _, message: message["type"] == "trades")
    sub.wait_for("depth", lambda _, message: message["type"] == "delta")
    sub.close()
    daemon.end()
    print("the right authority: data")
    with tempfile.TemporaryDirectory() as other:
        stranger = rig.Authority(pathlib.Path(other))
        daemon = the_rig.daemon(sim, *market, authority=stranger)
        sub = rig.Sub(daemon.data, "bybit.linear.")
        daemon.wait_for_event("bybit_connector_subprocess_error")
        sub.run(3)
        assert not sub.messages, sub.messages
        assert daemon.is_running()
        sub.close()
        daemon.end()
    print("another authority: refused, nothing published")


def name_is_checked(the_rig, isolation):
    """The name is, whatever address it has; for data and for lists of symbols."""
    authority = the_rig.authority("DNS:exchange.test")
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", authority=authority)
    port = sim.address.rsplit(":", 1)[1]
    hosts = sabotage.Hosts(the_rig.folder, exchange="127.0.0.1", other="127.0.0.1")
    good, bad = f"exchange.test:{port}", f"other.test:{port}"
    for exchange, rest, market in ((good, good, "all"), (bad, good, "BTCUSDT"), (good, bad, "all")):
        is_good = exchange == rest
        daemon = the_rig.daemon(sim, "--market", f"linear:{market}", "--isolation", isolation,
                                url=f"wss://{exchange}", rest=f"https://{rest}",
                                authority=authority,
                                environment=sabotage.environment(hosts=hosts.path))
        sub = rig.Sub(daemon.data, "bybit.linear.")
        if is_good:
            sub.wait_for("trades", lambda _, message: message["type"] == "trades")
        else:
            error = daemon.wait_for_event("bybit_connector_subprocess_error")
            assert re.search("(?i)ssl|tls|certificate|hostname", error["reason"]), error
            assert not sub.run(1), "data of another name"
        sub.close()
        daemon.end()
    print("the certificate's name: data; another name at the same address: refused")


def both(the_rig, isolation):
    flow(the_rig, isolation)
    name_is_checked(the_rig, isolation)


rig.in_both_isolations(both)
