"""What is done to a running gateway process, and what follows: CONTRACT section 4."""

import os
import pathlib
import signal
import statistics
import time

import rig

SPEEDY = ["--backoff-reset", "300ms", "--backoff-min", "100ms"]


def gateway_of(beats, state="live", seconds=None):
    return beats.wait_for(state, lambda _, message: message["gateways"]
                          and message["gateways"][0]["state"] == state, seconds)[1]["gateways"][0]


def check_beats(beats):
    """The heartbeat's interval never exceeds 2 s, whatever was done."""
    times = [message["ts_pub"] for _, message in beats.messages]
    seqs = [message["seq"] for _, message in beats.messages]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs))), "heartbeats are missing"
    longest = max(after - before for before, after in zip(times, times[1:]))
    assert longest < 2 * 10**9, f"no heartbeat for {longest / 10**9} s"


def killed(the_rig, sim):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", *SPEEDY)
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    sub = rig.Sub(daemon.data, "bybit.linear.depth.")
    times, last_epoch = [], 0
    for number in range(20):
        gateway = gateway_of(beats)
        assert gateway["epoch"] > last_epoch
        last_epoch = gateway["epoch"]
        beats.run(0.6)
        sub.poll(0)
        killed_at = time.monotonic()
        os.kill(gateway["pid"], (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT)[number % 3])
        sub.wait_for("data of a newer epoch", lambda _, message: message["epoch"] > last_epoch
                     and message["type"] == "snapshot")
        times.append(time.monotonic() - killed_at)
        event = daemon.wait_for_event("bybit_connector_subprocess_exited", count=number + 1)
        assert event["signal"] == (9, 11, 6)[number % 3], event
    median = statistics.median(times)
    print(f"killed 20 times: new data after {median * 1000:.0f} ms (median)")
    assert median < 0.3 or rig.PATIENCE > 20, times
    check_beats(beats)
    died = daemon.events("bybit_connector_process_died")
    assert len(died) == 20, len(died)
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit(5) == 0


def stopped(the_rig, sim):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", *SPEEDY)
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    gateway = gateway_of(beats)
    os.kill(gateway["pid"], signal.SIGSTOP)
    stopped_at = time.monotonic()
    beats.wait_for("another incarnation", lambda _, message:
                   message["gateways"][0]["state"] == "live"
                   and message["gateways"][0]["epoch"] > gateway["epoch"], 40)
    print(f"SIGSTOP: live again after {time.monotonic() - stopped_at:.1f} s")
    assert beats.messages[-1][1]["gateways"][0]["last_exit"]["reason"] == "hung"
    event = daemon.wait_for_event("bybit_connector_subprocess_terminated")
    assert event["how"] == "SIGKILL", event
    check_beats(beats)
    daemon.end()


def silent(the_rig, sim, isolation):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--silence", "3s", "--grace", "1s",
                            "--check-interval", "500ms", "--isolation", isolation, *SPEEDY)
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    gateway = gateway_of(beats)
    sim.fault("silence")
    event = daemon.wait_for_event("bybit_connector_stale_connection_detected")
    assert 3 <= event["seconds_since_last_event"] < 5, event
    beats.wait_for("another incarnation", lambda _, message:
                   message["gateways"][0]["state"] == "live"
                   and message["gateways"][0]["epoch"] > gateway["epoch"])
    assert beats.messages[-1][1]["gateways"][0]["last_exit"]["reason"] == "silent"
    check_beats(beats)
    print(f"silence in {isolation}: told, restarted")
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit(5) == 0


def quiet(the_rig):
    """Quiet symbols are no silence: the repeated level-1 book counts, pongs do not."""
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "0.01", "--trades", "0")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--depth", "1", "--silence", "5s",
                            "--grace", "1s", "--check-interval", "500ms")
    time.sleep(9)
    assert not daemon.events("bybit_connector_stale_connection_detected")
    daemon.end()
    print("a quiet market: left alone")


def orphaned(the_rig, sim):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT")
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    pid = gateway_of(beats)["pid"]
    daemon.process.kill()
    rig.wait_for("no orphan", lambda: not pathlib.Path(f"/proc/{pid}").exists())
    print("a killed daemon leaves no gateway behind")


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "100")
    silent(the_rig, sim, isolation)
    sim.fault("reset")
    if isolation == "process":
        killed(the_rig, sim)
        stopped(the_rig, sim)
        quiet(the_rig)
        orphaned(the_rig, sim)


rig.in_both_isolations(flow)
