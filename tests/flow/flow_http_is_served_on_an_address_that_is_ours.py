"""HTTP is served on the first of a name's addresses that this machine has; a port in use is told."""

import socket

import rig
import sabotage
import web

FOREIGN = "192.0.2.1"  # Kept for examples: no machine has it


def start(the_rig, sim, page, addresses):
    hosts = sabotage.Hosts(the_rig.folder, exchange=addresses)
    return the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--http", f"exchange.test:{page.port}",
                          environment=sabotage.environment(hosts=hosts.path))


with rig.rig() as the_rig:
    sim = the_rig.sim("--symbols", "linear:BTCUSDT")
    page = web.Web()
    for addresses in ("127.0.0.1", f"{FOREIGN} 127.0.0.1", f"2001:db8::1 {FOREIGN} 127.0.0.1"):
        daemon = start(the_rig, sim, page, addresses)
        rig.wait_for(addresses, lambda: page.status_of("/livez") == 200)
        daemon.end()
        print(f"served: {addresses}")
    with socket.create_server(("127.0.0.1", page.port)):
        #  Who asks for the name would reach the other program
        daemon = start(the_rig, sim, page, "127.0.0.1 127.0.0.2")
        assert daemon.wait_for_exit() == 69
        daemon.wait_for_line(r"exchange\.test:\d+: port in use", 1)
    daemon = start(the_rig, sim, page, FOREIGN)
    assert daemon.wait_for_exit() == 69
    daemon.wait_for_line(r"exchange\.test:\d+: Cannot assign requested address", 1)
