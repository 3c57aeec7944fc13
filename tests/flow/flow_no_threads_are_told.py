"""Where the system gives too few threads it ends at once and says so, or it runs and can be stopped."""

import re
import signal

import rig
import sabotage
import web

ENOUGH = 5  #  Of the daemon: main, two of libzmq, the supervisor, HTTP
ALL = 12    #  And of a gateway, whatever it asks for
REASON = (r"cannot make a thread: Resource temporarily unavailable; "
          r"raise the limit of processes \(ulimit -u, pids, TasksMax\)")


def flow(the_rig, isolation):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT")
    for threads in range(1, ALL + 1):
        daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--isolation", isolation, "--http",
                                f"127.0.0.1:{web.free_port()}", environment=sabotage.environment(threads=threads))
        if threads < ENOUGH:
            code = daemon.wait_for_exit()
            text = "\n".join(daemon.lines)
            assert code == 70 and re.search(rf"^tickgated: {REASON}$", text, re.M), f"exit {code}:\n{text}"
            failed = daemon.wait_for_event("supervisor_failed", code=70)
            assert re.fullmatch(REASON, failed["reason"]), failed
            continue
        if threads == ENOUGH and isolation == "thread":
            error = daemon.wait_for_event("bybit_connector_subprocess_error", what="start the thread")
            assert "ulimit -u" in error["why"], error
        elif threads == ALL:
            daemon.wait_for_event("bybit_connector_subprocess_connected")
        else:
            daemon.wait_for_event("supervisor_gateway_started")
        daemon.signal(signal.SIGTERM)
        assert daemon.wait_for_exit() == 0
    print(f"told: fewer than {ENOUGH} threads")


def flow_of_a_gateway(the_rig):
    """As a process it is told for each of its starts."""
    sim = the_rig.sim("--symbols", "linear:BTCUSDT")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", environment=sabotage.environment(threads=4))
    line = daemon.wait_for_event("bybit_connector_subprocess_stderr")
    assert re.search(REASON, line["line"]), line
    daemon.wait_for_event("bybit_connector_subprocess_exited", how="exited", code=70)
    daemon.wait_for_event("supervisor_gateway_started", count=2)
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit() == 0
    print("told: a gateway has too few")


rig.in_both_isolations(flow)
with rig.rig() as the_rig:
    flow_of_a_gateway(the_rig)
