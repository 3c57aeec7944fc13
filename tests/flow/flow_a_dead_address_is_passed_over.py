"""Of a host's addresses the first that works is used: over IPv4 and IPv6, in the clear and with TLS."""

import contextlib
import socket
import time

import rig
import sabotage

TRADES = "bybit.linear.trade.BTCUSDT."


@contextlib.contextmanager
def black_hole(host, port):
    """An address that answers no attempt to connect: its queue is full."""
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((host, port))
    server.listen(0)
    fillers = []
    for _ in range(4):
        fillers.append(socket.socket())
        fillers[-1].setblocking(False)
        fillers[-1].connect_ex((host, port))
    yield
    for each in (server, *fillers):
        each.close()


def connects(the_rig, sim, what, seconds, addresses=None, authority=None, market="BTCUSDT"):
    """By the name where it is given addresses, else by the simulator's own."""
    environment = None
    address = sim.address
    if addresses:
        hosts = sabotage.Hosts(the_rig.folder, exchange=addresses)
        environment = sabotage.environment(hosts=hosts.path)
        address = f"exchange.test:{sim.address.rsplit(':', 1)[1]}"
    secure = "s" if authority else ""
    started_at = time.monotonic()
    daemon = the_rig.daemon(sim, "--market", f"linear:{market}", "--depth", "0",
                            authority=authority, environment=environment,
                            url=f"ws{secure}://{address}", rest=f"http{secure}://{address}")
    sub = rig.Sub(daemon.data, TRADES)
    sub.wait_for(what, lambda _, message: message["type"] == "trades")
    took = time.monotonic() - started_at
    assert took < seconds or rig.IS_SANITIZED, f"{what}: {took} s"
    sub.close()
    daemon.end()
    print(f"{what}: trades after {took:.1f} s")


with rig.rig() as the_rig:
    sim = the_rig.sim("--symbols", "linear:BTCUSDT")
    port = int(sim.address.rsplit(":", 1)[1])
    connects(the_rig, sim, "a first address that refuses", 3, "127.0.0.9 127.0.0.1", market="all")
    with black_hole("127.0.0.8", port):
        connects(the_rig, sim, "a first address that is silent", 6, "127.0.0.8 127.0.0.1")
with rig.rig() as the_rig:
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", listen="[::1]:0")
    connects(the_rig, sim, "an IPv6 address", 3, market="all")
    connects(the_rig, sim, "a name that has IPv6 alone", 3, "::1", market="all")
    connects(the_rig, sim, "a dead IPv4 address, then IPv6", 3, "127.0.0.1 127.0.0.9 ::1")
with rig.rig() as the_rig:
    authority = the_rig.authority("DNS:exchange.test")
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", authority=authority, listen="[::1]:0")
    connects(the_rig, sim, "IPv6 with TLS", 3, "::1", authority=authority, market="all")
