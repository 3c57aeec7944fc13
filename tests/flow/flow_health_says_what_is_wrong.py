#!/usr/bin/env python3
"""tickgate health is 0 while all is fresh, and 1 with the reason in one line when it is not."""

import json
import os
import signal
import subprocess

import rig


def health(*words, environment=None):
    done = subprocess.run([str(rig.BIN / "tickgate"), "health", *words], capture_output=True,
                          text=True, timeout=rig.PATIENCE, check=False,
                          env={**os.environ, **(environment or {})})
    return done.returncode, (done.stdout + done.stderr).strip()


def is_told(code, pattern, *words, **options):
    def claim():
        told = health(*words, **options)
        return told if told[0] == code and pattern in told[1] else None
    return rig.wait_for(f"health to be {code} and say {pattern}", claim)[1]


def flow(the_rig):
    sim = the_rig.sim("--trades", "20")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT")
    socket = ("--heartbeat", daemon.heartbeat, "--timeout", "10s")
    line = is_told(0, "healthy: 1 gateway live", *socket)
    assert line.endswith("simulated data") and "\n" not in line, line
    told = json.loads(is_told(0, "healthy", *socket, "--json"))
    assert told["healthy"] is True and "1 gateway live" in told["why"], told
    #  As a probe in the daemon's own environment
    is_told(0, "healthy", environment={"TICKGATE_HEARTBEAT": daemon.heartbeat})
    is_told(64, "TICKGATE_SILENCE 7: not a duration", *socket,
            environment={"TICKGATE_SILENCE": "7"})

    sim.fault("stall")
    is_told(1, "not healthy: gateway has had no event for", *socket, "--silence", "500ms")
    is_told(1, "not healthy: gateway has had no event for", *socket,
            environment={"TICKGATE_SILENCE": "500ms"})
    assert health(*socket)[0] == 0, "the limit of 60 s has not passed"
    sim.signal(signal.SIGKILL)
    is_told(1, "not healthy: gateway is not live but connecting", *socket)
    daemon.signal(signal.SIGSTOP)
    line = is_told(1, "not healthy: no heartbeat from", "--heartbeat", daemon.heartbeat,
                   "--timeout", "200ms")
    assert line.endswith("within 0.2 s"), line


if __name__ == "__main__":  # one isolation: it sees nothing but heartbeats
    code, told = health("--hearbeat", "x")
    assert code == 64 and "did you mean --heartbeat?" in told, told
    code, told = health("--heartbeat", "nonsense")
    assert code == 64 and "nonsense: no endpoint" in told, told
    code, told = health("--help")
    assert code == 0 and "0 healthy, 1 not" in told, told
    with rig.rig() as the_rig:
        flow(the_rig)
