"""What a server may send is read, what it must not send ends the connection; plain and over TLS."""

import contextlib
import os
import time

import rig
from watcher import Watcher, expect

#  Against the protocol: what our close frame says, and our report. test_gw_ws has the rest.
REFUSED = {
    "raw=8182000000007b7d": (1002, "a masked WebSocket frame"),
    "raw=c1027b7d": (1002, "reserved bits"),
    "raw=880203ed": (1002, "an invalid close code"),
    "big=5000000": (1009, "too long"),
}


@contextlib.contextmanager
def old_tls(folder):
    """Programs started within speak no TLS newer than 1.2."""
    path = folder / "openssl.cnf"
    path.write_text("openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = old\n"
                    "[old]\nMaxProtocol = TLSv1.2\n")
    os.environ["OPENSSL_CONF"] = str(path)
    try:
        yield
    finally:
        del os.environ["OPENSSL_CONF"]


def watched(the_rig, sim, isolation, authority):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT,ETHUSDT", "--isolation", isolation,
                            authority=authority)
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    watcher = Watcher(daemon.data)
    watcher.wait_for("all topics", lambda: watcher.is_live_since(0))
    return daemon, watcher


def frames_are_read(sim, watcher):
    for fault in ("fragment", "fragment=off", "big", "raw=8a03616263", "rekey"):
        expect(watcher, sim, fault, [])
    pongs = sim.get("/sim/state")["pongs"]
    sim.fault("raw=8903616263")
    rig.wait_for("a pong", lambda: sim.get("/sim/state")["pongs"] > pongs)


def frames_are_refused(sim, daemon, watcher):
    for fault, (code, words) in REFUSED.items():
        told = len(daemon.events("bybit_connector_subprocess_error"))
        time.sleep(1)  # Reports of one kind come once a second
        expect(watcher, sim, fault, ["disconnected"], 20)
        reasons = [event["reason"] for event in
                   daemon.events("bybit_connector_subprocess_error")[told:]]
        assert any(words in reason for reason in reasons), (words, reasons)
        rig.wait_for(f"our close frame after {fault}",
                     lambda: sim.get("/sim/state")["close_heard"] == code)


def ends_are_told(sim, daemon, watcher):
    time.sleep(1)  # Likewise
    expect(watcher, sim, "raw=880203f4", ["disconnected"], 20)
    daemon.wait_for_event("bybit_connector_subprocess_error",
                          reason="closed by the exchange with code 1012")
    rig.wait_for("the answer", lambda: sim.get("/sim/state")["close_heard"] == 1012)
    expect(watcher, sim, "hangup", ["disconnected"], 20)


def frames_with_the_handshake_are_read(sim, daemon, watcher):
    before = sim.get("/sim/state")["pongs"]
    sim.fault("early")
    expect(watcher, sim, "cut", ["disconnected"], 20)
    rig.wait_for("a pong", lambda: sim.get("/sim/state")["pongs"] > before)
    daemon.wait_for_event("bybit_connector_json_decode_error", first_bytes="early")
    sim.fault("early=off")


def new_handshakes_are_refused(the_rig, isolation, authority, markets):
    """TLS 1.2 let a server ask for a new handshake at any time."""
    with old_tls(the_rig.folder):
        sim = the_rig.sim(*markets, authority=authority)
    daemon, watcher = watched(the_rig, sim, isolation, authority)
    expect(watcher, sim, "rekey", ["disconnected"], 20)
    daemon.end()


def flow(the_rig, isolation):
    authority = the_rig.authority() if isolation == "process" else None
    markets = ("--symbols", "linear:BTCUSDT,ETHUSDT", "--trades", "20")
    if authority:
        new_handshakes_are_refused(the_rig, isolation, authority, markets)
    sim = the_rig.sim(*markets, authority=authority)
    daemon, watcher = watched(the_rig, sim, isolation, authority)
    frames_are_read(sim, watcher)
    frames_are_refused(sim, daemon, watcher)
    daemon.end()
    daemon, watcher = watched(the_rig, sim, isolation, authority)
    frames_with_the_handshake_are_read(sim, daemon, watcher)
    ends_are_told(sim, daemon, watcher)


rig.in_both_isolations(flow)
