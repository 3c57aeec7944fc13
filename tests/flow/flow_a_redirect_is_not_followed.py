"""An exchange that answers with a redirect: nobody goes there, nothing waits for its name, and each try is one."""

import time

import rig
import sabotage

LOOK_S = 3
TRIES_MAX = 9  # With the back-off of a connection that fails


def rest_is_redirected(daemon, sim):
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    sub = rig.Sub(daemon.data, "bybit.linear.trade.")
    sub.wait_for("trades", lambda _, message: message["type"] == "trades")
    sim.fault("rest=301")
    sim.fault("cut")
    sub.wait_for("a gap", lambda _, message: message["type"] == "gap" and not message["complete"])
    gap_at = time.monotonic()
    sub.wait_for("live trades", lambda _, message: message["type"] == "trades")
    took = time.monotonic() - gap_at
    assert took < 2 or rig.IS_SANITIZED, took
    told = rig.wait_for("the failure of REST", lambda: next(
        (event for event in daemon.events("bybit_connector_subprocess_error") if "301" in event["reason"]), None))
    beats.run(1)
    sabotage.check_beats(beats)
    assert beats.messages[-1][1]["gateways"][0]["restarts"] == 0
    print(f"REST: live trades after {took:.2f} s; {told['error']}: {told['reason']}")


def upgrades_are_redirected(daemon, sim):
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    event = daemon.wait_for_event("bybit_connector_subprocess_error")
    assert "301" in event["reason"] and "redirect" in event["reason"], event
    beats.run(LOOK_S)
    sabotage.check_beats(beats)
    refused = sim.get("/sim/state")["refused"]
    assert 1 <= refused <= TRIES_MAX, f"asked {refused} times"
    sim.fault("refuse=off")
    beats.wait_for("live", lambda _, message: message["gateways"][0]["state"] == "live")
    print(f"upgrades: asked {refused} times in {LOOK_S} s; {event['reason']}")


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT")
    environment = sabotage.environment(hosts=sabotage.Hosts(the_rig.folder, moved="hang").path)
    arguments = "--market", "linear:BTCUSDT", "--isolation", isolation
    daemon = the_rig.daemon(sim, *arguments, environment=environment)
    rest_is_redirected(daemon, sim)
    daemon.end()
    sim.fault("refuse=301")
    upgrades_are_redirected(the_rig.daemon(sim, *arguments, environment=environment), sim)


rig.in_both_isolations(flow)
