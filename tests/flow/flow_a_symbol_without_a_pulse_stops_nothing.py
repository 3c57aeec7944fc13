"""A symbol that is silent for good becomes gone; nothing else is touched, and it may come back."""

import time

import rig
import sabotage

DEPTH = "bybit.linear.depth.50.{}USDT."


def flow(the_rig):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT,XRPUSDT", "--rate", "20", "--trades", "10")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT,ETHUSDT,XRPUSDT", "--silence", "15s",
                            "--grace", "1s", "--check-interval", "1s")
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    epoch = sabotage.gateway(beats)["epoch"]
    status = rig.Sub(daemon.data, "bybit.status.")
    other = rig.Sub(daemon.data, DEPTH.format("ETH"))
    states = {}

    def is_told(coin, state):
        def claim(_, message):
            states.update({name: entry["state"] for name, entry in message["topics"].items()})
            return states.get(DEPTH.format(coin)) == state
        return claim

    status.wait_for("live", is_told("BTC", "live"))
    beats.run(10)  # Until its pulse is believed
    muted_at = time.monotonic()
    sim.fault("mute=BTCUSDT")
    for state in ("stale", "gone"):
        status.wait_for(state, is_told("BTC", state), 60)
        print(f"{state} after {time.monotonic() - muted_at:.0f} s")
    assert states[DEPTH.format("ETH")] == "live", states
    gaps = [message for _, message in other.poll(0.1) if message["type"] == "gap"
            and not message.get("final")]
    assert len(gaps) <= 1, "more than one new connection for a topic that stays silent"
    sim.fault("mute=off")
    status.wait_for("live again", is_told("BTC", "live"), 60)
    told = sabotage.gateway(beats)
    daemon.wait_for_event("bybit_connector_subprocess_error", error="topic is gone, asked for now and then")
    assert told["epoch"] == epoch and told["restarts"] == 0 and told["reconnects"] <= 1, told
    daemon.end()


with rig.rig() as the_rig:
    flow(the_rig)
