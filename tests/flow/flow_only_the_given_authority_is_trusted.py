"""Over TLS the gateway takes a certificate of --exchange-ca, and no other."""

import pathlib
import tempfile

import rig


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
    daemon = the_rig.daemon(sim, *market, url=sim.url.replace("127.0.0.1", "127.0.0.2"),
                            authority=authority)
    daemon.wait_for_event("bybit_connector_subprocess_error")
    daemon.end()
    print("another name: refused")


rig.in_both_isolations(flow)
