"""A gateway that is killed is seen at once, and a subscriber has new data soon after."""

import os
import signal
import time

import rig


def flow(the_rig, isolation):
    if isolation == "thread":
        return  #  A thread cannot be killed: flow_thread_mode covers what it has instead
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "100")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation)
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    sub = rig.Sub(daemon.data, "bybit.linear.depth.")
    times, epochs = [], []
    for _ in range(5):
        gateway = beats.wait_for("live", lambda _, message: message["gateways"]
                                 and message["gateways"][0]["state"] == "live")[1]["gateways"][0]
        epochs.append(gateway["epoch"])
        sub.wait_for("data", lambda _, message: message["epoch"] == gateway["epoch"])
        killed_at = time.monotonic()
        os.kill(gateway["pid"], signal.SIGKILL)
        sub.wait_for("data of a newer epoch", lambda _, message:
                     message["epoch"] > gateway["epoch"] and message["type"] == "snapshot", 40)
        times.append(time.monotonic() - killed_at)
        event = daemon.wait_for_event("bybit_connector_subprocess_exited", count=len(times))
        assert event.get("signal") == 9, event
    print("new data after", ", ".join(f"{seconds * 1000:.0f} ms" for seconds in times))
    assert times[0] < 3, "a first fall restarts at once"
    assert epochs == sorted(set(epochs)), epochs
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit(5) == 0


rig.in_both_isolations(flow)
