"""Who gives an interface's name is read from at its IPv4 address, by the page and the probe as well."""

import os
import subprocess

import rig
import web

BOOK = "/book?topic=bybit.linear.depth.50.BTCUSDT."


def is_healthy(heartbeat):
    """As a probe in the daemon's own environment finds it."""
    done = subprocess.run([rig.BIN / "tickgate", "health"], capture_output=True, text=True, check=False,
                          env={**os.environ, "TICKGATE_HEARTBEAT": heartbeat}, timeout=rig.PATIENCE)
    print(done.stdout.strip(), done.stderr.strip())
    return done.returncode == 0


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "20")
    the_web = web.Web()
    data, heartbeat = web.free_port(), web.free_port()
    the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation, *the_web.flags,
                   "--publish", f"tcp://lo:{data}", "--heartbeat", f"tcp://lo:{heartbeat}")
    for port, prefix in ((data, "bybit."), (heartbeat, "supervisor.heartbeat.")):
        reader = rig.Sub(f"tcp://127.0.0.1:{port}", prefix)
        reader.wait_for(f"{prefix} by IPv4", lambda topic, message: True)
        reader.close()
    rig.wait_for("it is healthy", lambda: is_healthy(f"tcp://lo:{heartbeat}"))
    rig.wait_for("ready", the_web.is_ready)
    stream = web.Stream(the_web, BOOK)
    stream.wait_for("the page has its book", lambda name, message: name == "book" and message["type"] == "snapshot")
    stream.close()


rig.in_both_isolations(flow)
