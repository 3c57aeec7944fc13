"""An exchange that refuses, hangs or is not there: the gateway lives, says so, and does not storm."""

import socket
import time

import rig


def flow(the_rig, isolation):
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    daemon = the_rig.daemon(None, "--market", "linear:BTCUSDT", "--isolation", isolation,
                            url=f"ws://127.0.0.1:{port}", rest=f"http://127.0.0.1:{port}")
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    daemon.wait_for_event("bybit_connector_subprocess_error")
    beats.wait_for("connecting", lambda _, message:
                   message["gateways"][0]["state"] == "connecting"
                   and not message["gateways"][0]["connected"])
    beats.run(4)
    ages = [after["ts_pub"] - before["ts_pub"] for (_, before), (_, after)
            in zip(beats.messages, beats.messages[1:])]
    assert len(ages) >= 3 and max(ages) < 2 * 10**9, ages
    assert beats.messages[-1][1]["gateways"][0]["restarts"] == 0
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", listen=f"127.0.0.1:{port}")
    beats.wait_for("live", lambda _, message: message["gateways"][0]["state"] == "live", 40)
    assert sim.get("/sim/state")["upgrades"] == 1
    print("waited, then live")
    beats.close()
    daemon.end()
    for status in ("403", "429"):
        sim.fault(f"refuse={status}")
        time.sleep(0.2)
        before = sim.get("/sim/state")["refused"]
        daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation,
                                "--silence", "1s", "--grace", "1s", "--check-interval", "200ms")
        event = daemon.wait_for_event("bybit_connector_subprocess_error")
        assert status in event["reason"] and "minutes" in event["reason"], event
        daemon.wait_for_event("supervisor_gateway_started", count=3)
        time.sleep(1)
        refused = sim.get("/sim/state")["refused"] - before
        assert refused == 1, f"{refused} attempts after a {status}, over two restarts"
        daemon.end()
        print(f"{status}: one attempt, held over restarts")
    sim.fault("refuse=off")


rig.in_both_isolations(flow)
