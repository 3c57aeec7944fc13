"""A frame that cannot be read is refused with offset and reason; the stream goes on."""

import time

import rig

NAMELESS = "raw=81017b"  # A text of one brace: whose it was nobody can tell


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "20")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation)
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    sub = rig.Sub(daemon.data, "bybit.linear.")
    beats = rig.Sub(daemon.heartbeat, "supervisor.")
    sub.wait_for("trades", lambda _, message: message["type"] == "trades")
    for count, fault in enumerate(("badjson", "badutf8"), 1):
        sim.fault(fault)
        event = daemon.wait_for_event("bybit_connector_json_decode_error", count=count)
        assert isinstance(event["offset"], int) and event["reason"] and event["first_bytes"], event
        beats.wait_for("the same as a message", lambda topic, message: topic == "supervisor.event."
                       and message["event"] == "bybit_connector_json_decode_error"
                       and message["reason"] == event["reason"])
        time.sleep(1.1)
    for _ in range(50):
        sim.fault("badjson")
    time.sleep(1.5)
    told = len(daemon.events("bybit_connector_json_decode_error"))
    assert told <= 5, f"{told} lines in a second or two: it is not rate limited"
    beats.wait_for("all of them counted", lambda _, message: message["type"] == "heartbeat"
                   and message["gateways"][0]["error_count"] >= 52)
    sub.poll(0.5)
    sub.wait_for("trades still", lambda _, message: message["type"] == "trades")
    sub.wait_for("depth still", lambda _, message: message["type"] == "delta")
    print(f"{told} lines told of 52 bad frames")
    sim.fault(NAMELESS)
    sub.wait_for("a hole in trades, closed", lambda topic, message: topic.startswith("bybit.linear.trade.")
                 and message.get("cause") == "malformed" and message.get("final") and message["complete"])


rig.in_both_isolations(flow)
