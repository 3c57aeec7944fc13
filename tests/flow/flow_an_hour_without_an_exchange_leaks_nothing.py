"""The exchange cannot be reached: restarts by the silence rule, heartbeats, and nothing that grows.

An hour of it is some sixty restarts; here they follow one another more quickly.
"""

import socket
import statistics

import rig
import sabotage

RESTARTS = 60
WARM_UP = 15


def flow(the_rig, isolation):
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    daemon = the_rig.daemon(None, "--market", "linear:BTCUSDT", "--isolation", isolation,
                            "--silence", "250ms", "--grace", "250ms", "--check-interval", "50ms",
                            "--backoff-min", "20ms", "--backoff-max", "100ms",
                            url=f"ws://127.0.0.1:{port}", rest=f"http://127.0.0.1:{port}")
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    seen = {}
    for restarts in (WARM_UP, RESTARTS):
        beats.wait_for(f"{restarts} restarts", lambda _, message, least=restarts:
                       message["gateways"][0]["restarts"] >= least, 120)
        uses = []
        for _ in range(20):
            beats.run(0.1)
            uses.append(sabotage.use(daemon.process.pid))
        #  A gateway that is down uses less, and such moments are brief: what is mostly used compares. While it is
        #  down as a thread its memory is free, so of that the most does
        descriptors, threads, memory = zip(*uses)
        seen[restarts] = (statistics.median_low(descriptors), statistics.median_low(threads), max(memory))
    print(f"{isolation}: descriptors, threads, KiB after {WARM_UP} restarts and {RESTARTS}: "
          f"{seen[WARM_UP]} {seen[RESTARTS]}")
    before, after = seen[WARM_UP], seen[RESTARTS]
    assert after[0] <= before[0] + 2 and after[1] <= before[1] + 1, "descriptors or threads leak"
    #  A sanitizer keeps what was freed for a while
    assert after[2] - before[2] < 1024 or rig.IS_SANITIZED, "memory leaks"
    states = {message["gateways"][0]["state"] for _, message in beats.messages}
    assert "connecting" in states and "live" not in states, states
    sabotage.check_beats(beats)
    stale = daemon.events("bybit_connector_stale_connection_detected")
    assert len(stale) >= RESTARTS - 1 and not any(event["connected"] for event in stale)
    the_rig.sim("--symbols", "linear:BTCUSDT", listen=f"127.0.0.1:{port}")
    sabotage.gateway(beats, seconds=40)
    daemon.end()


rig.in_both_isolations(flow)
