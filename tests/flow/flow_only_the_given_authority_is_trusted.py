"""Over TLS the gateway takes a certificate of --exchange-ca, and no other."""

import pathlib
import re
import socketserver
import tempfile
import threading

import rig
import sabotage


class Plain(socketserver.BaseRequestHandler):
    """Answers a TLS hello as a web server without TLS does."""

    def handle(self):
        self.request.recv(4096)
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


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
        error = daemon.wait_for_event("bybit_connector_subprocess_error", error="cannot connect")
        assert re.search(f"{sim.address}: its certificate is not trusted: .+--exchange-ca", error["reason"]), error
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
            assert re.search("(?i)certificate is not trusted: hostname mismatch", error["reason"]), error
            assert not sub.run(1), "data of another name"
        sub.close()
        daemon.end()
    print("the certificate's name: data; another name at the same address: refused")


def address_is_checked(the_rig, isolation):
    """An IPv6 address in the URL is, as a name is; for data and for lists of symbols."""
    stranger = the_rig.authority("IP:::1")
    stranger.ca = stranger.ca.rename(the_rig.folder / "stranger.pem")
    for names, trusted in (("IP:::1", None), ("IP:::2,IP:127.0.0.1,DNS:localhost", None), ("IP:::1", stranger)):
        authority = the_rig.authority(names)
        sim = the_rig.sim("--symbols", "linear:BTCUSDT", authority=authority, listen="[::1]:0")
        for market in ("all", "BTCUSDT"):
            daemon = the_rig.daemon(sim, "--market", f"linear:{market}", "--isolation", isolation,
                                    authority=trusted or authority)
            sub = rig.Sub(daemon.data, "bybit.linear.")
            if "IP:::1" in names and not trusted:
                sub.wait_for("trades", lambda _, message: message["type"] == "trades")
            else:
                error = daemon.wait_for_event("bybit_connector_subprocess_error")
                assert re.search("(?i)certificate is not trusted: (IP address mismatch|.*local issuer)", error["reason"]), error
                assert not sub.run(1), "data of another address"
            sub.close()
            daemon.end()
        sim.end()
    print("the certificate's address: data; another address, or another authority: refused")


def who_speaks_no_tls_is_told(the_rig, isolation):
    """Of data and of lists of symbols, in words and not in a number."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Plain) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{server.server_address[1]}"
        for market in ("all", "BTCUSDT"):
            daemon = the_rig.daemon(None, "--market", f"linear:{market}", "--isolation", isolation,
                                    url=f"wss://{address}", rest=f"https://{address}")
            error = daemon.wait_for_event("bybit_connector_subprocess_error")
            assert "no TLS handshake" in error["reason"], error
            daemon.end()
        server.shutdown()
    print("a server without TLS: told")


def all_of_them(the_rig, isolation):
    flow(the_rig, isolation)
    name_is_checked(the_rig, isolation)
    address_is_checked(the_rig, isolation)
    who_speaks_no_tls_is_told(the_rig, isolation)


rig.in_both_isolations(all_of_them)
