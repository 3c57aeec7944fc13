"""CATEGORY:all takes every trading symbol from REST, and cuts them into connections that are allowed."""

import rig

SYMBOLS = 1200


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", f"linear:{SYMBOLS}", "--symbols", "spot:40", "--rate", "1",
                      "--trades", "0")
    daemon = the_rig.daemon(sim, "--market", "linear:all", "--market", "spot:all", "--depth", "1,50",
                            "--isolation", isolation)
    daemon.wait_for_event("bybit_connector_subprocess_connected", 60)
    alive = set()
    sub = rig.Sub(daemon.data, "bybit.")

    def claim(topic, message):
        if message["type"] in ("snapshot", "delta"):
            alive.add(topic)
        return len(alive) == 2 * (SYMBOLS + 40)
    sub.wait_for("a book of every symbol and depth", claim, 60)
    state = sim.get("/sim/state")
    for connection in state["connections"]:
        size = sum(len(topic) for topic in connection["topics"])
        assert size <= 21000, f"{size} characters on one connection"
    for request in state["requests"]:
        assert request.get("category") != "spot" or request["args"] <= 10, request
    print(f"{len(alive)} books on {len(state['connections'])} connections")
    states = {}
    sub.wait_for("a status of all topics", lambda topic, message: topic == "bybit.status."
                 and (states.update(message["topics"]) or True)
                 and len(states) == 3 * (SYMBOLS + 40))
    assert not any(entry["state"] == "rejected" for entry in states.values())


rig.in_both_isolations(flow)
