"""A symbol that the exchange refuses is named and dropped; all others flow."""

import rig


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:30", "--symbols", "spot:BTCUSDT,ETHUSDT",
                      "--symbols", "option:BTC-25DEC26-90000-C-USDT")
    good = [item["symbol"] for item in
            sim.get("/v5/market/instruments-info?category=linear&limit=1000")["result"]["list"]]
    assert len(good) == 30, good
    symbols = [*good[:15], "NOPEUSDT", *good[15:], "ALSONOPEUSDT"]
    daemon = the_rig.daemon(
        sim, "--market", "linear:" + ",".join(symbols), "--market", "spot:BTCUSDT,NOPEUSDT,ETHUSDT",
        "--market", "option:BTC-25DEC26-90000-C-USDT,BTC-25DEC26-1-C-USDT", "--depth", "1,50,25",
        "--isolation", isolation)
    sub = rig.Sub(daemon.data, "bybit.")
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    alive = set()

    def claim(topic, message):
        if message["type"] in ("snapshot", "delta"):
            alive.add(topic)
        return len(alive) >= 2 * 30 + 2 * 2 + 1
    sub.wait_for("a book of every good symbol", claim)
    states = {}
    sub.wait_for("rejected in the status", lambda topic, message: topic == "bybit.status."
                 and (states.update({name: entry["state"] for name, entry in
                                     message["topics"].items()}) or True)
                 and sum(state == "rejected" for state in states.values()) == 10)
    for name, state in states.items():
        is_bad = "NOPE" in name or "BTC-25DEC26-1-C" in name
        assert (state == "rejected") == is_bad, (name, state)
    told = daemon.events("bybit_connector_subprocess_error")
    assert any("NOPEUSDT" in str(event) for event in told), told
    print(f"{len(alive)} books flow, {sum(state == 'rejected' for state in states.values())} "
          "topics rejected")


rig.in_both_isolations(flow)
