"""All eleven events, each from a real cause: as log lines and as messages with the same fields."""

import os
import time

import rig
import sabotage

NAMES = {"bybit_connector_" + name for name in (
    "subprocess_connected", "subprocess_exited", "subprocess_terminated", "subprocess_stderr",
    "json_decode_error", "subprocess_error", "process_died", "stale_connection_detected",
    "health_check", "cleanup_error", "stderr_read_error")}
OF_LINES = {"ts"}
OF_MESSAGES = {"v", "type", "epoch", "seq", "ts_recv", "ts_pub"}


def put_something_into_the_next_directory(folder):
    """A new gateway's pipe has a directory until both ends hold it; one not empty stays."""
    give_up_at = time.monotonic() + rig.PATIENCE
    while not (found := list(folder.glob("tickgate-*"))):
        assert time.monotonic() < give_up_at, "no directory of a pipe"
    (found[0] / "in the way").touch()


def causes(daemon, beats, sim, folder):
    gateway = sabotage.gateway(beats)
    sim.fault("badjson")
    daemon.wait_for_event("bybit_connector_json_decode_error")
    os.kill(gateway["pid"], sabotage.FLOOD)
    daemon.wait_for_event("bybit_connector_subprocess_stderr")
    sim.fault("cut")
    daemon.wait_for_event("bybit_connector_subprocess_error")
    sabotage.make_unreadable(daemon.process.pid, sabotage.pipe_from(gateway["pid"], daemon.process.pid))
    daemon.wait_for_event("bybit_connector_stderr_read_error")
    os.kill(gateway["pid"], sabotage.EXIT)
    put_something_into_the_next_directory(folder)
    daemon.wait_for_event("bybit_connector_cleanup_error")
    sabotage.gateway(beats, newer_than=gateway["epoch"])
    sim.fault("silence")
    daemon.wait_for_event("bybit_connector_stale_connection_detected")
    daemon.wait_for_event("bybit_connector_subprocess_terminated")


def flow(the_rig):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "100")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--health-log", "1s",
                            "--silence", "3s", "--grace", "1s", "--check-interval", "500ms",
                            environment={**sabotage.environment(),
                                         "XDG_RUNTIME_DIR": str(the_rig.folder)})
    beats = rig.Sub(daemon.heartbeat, "supervisor.")
    beats.wait_for("a heartbeat", lambda *_: True)
    causes(daemon, rig.Sub(daemon.heartbeat, "supervisor.heartbeat."), sim, the_rig.folder)
    beats.run(1)
    messages = [message for topic, message in beats.messages if topic == "supervisor.event."]
    for name in sorted(NAMES):
        lines = daemon.events(name)
        same = [{key: value for key, value in message.items() if key not in OF_MESSAGES}
                for message in messages if message["event"] == name]
        assert lines, f"no line of {name}"
        for line in lines[-len(same):]:
            line = {key: value for key, value in line.items() if key not in OF_LINES}
            assert line in same, f"no message as the line {line}; but {same}"
        print(f"{name}: {len(lines)} lines, {len(same)} messages")
    seqs = [message["seq"] for message in messages]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs))), seqs
    daemon.end()


def a_megabyte_of_stderr(the_rig):
    """Each line is told, up to the rate; nobody is held up by it, nor by bytes that are no text."""
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "100")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", environment=sabotage.environment())
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    gateway = sabotage.gateway(beats)
    sub = rig.Sub(daemon.data, "bybit.linear.depth.")
    sub.wait_for("data", lambda *_: True)
    for _ in range(3):
        os.kill(gateway["pid"], sabotage.FLOOD)
        sub.run(1)
    suppressed = daemon.wait_for_event("bybit_connector_subprocess_stderr", suppressed=1024 - 50)
    assert "974" in suppressed["line"], suppressed
    assert any("\\xff" in event["line"] for event in daemon.events("bybit_connector_subprocess_stderr"))
    times = [message["ts_pub"] for _, message in sub.messages if message["type"] == "delta"]
    longest = max(after - before for before, after in zip(times, times[1:])) / 1e6
    print(f"3 MB of stderr: the gateway paused for {longest:.0f} ms at most")
    assert longest < 500 or rig.IS_SANITIZED, longest
    assert sabotage.gateway(beats)["epoch"] == gateway["epoch"]
    sabotage.check_beats(beats)
    daemon.end()


with rig.rig() as the_rig:
    flow(the_rig)
    a_megabyte_of_stderr(the_rig)
