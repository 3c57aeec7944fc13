#!/usr/bin/env python3
"""tickgate health is 0 while all is fresh, and 1 with the reason in one line when it is not."""

import json
import os
import signal
import subprocess

import rig
import web


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


def flow_of_topics(the_rig):
    """A topic that is not carried makes health 1 and /readyz 503, and nothing else does."""
    sim = the_rig.sim("--symbols", "linear:BTCUSDT")
    the_web = web.Web()
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT,NOSUCHUSDT", *the_web.flags)
    line = is_told(1, "gateway: 2 of 4 topics are not fresh: 2 rejected", "--heartbeat",
                   daemon.heartbeat)
    status, _, body = the_web.ask("/readyz")
    assert status == 503 and "2 of 4 topics are not fresh" in body, body
    table = subprocess.run([str(rig.BIN / "tickgate"), "status", "-c", daemon.heartbeat],
                           capture_output=True, text=True, timeout=rig.PATIENCE, check=True)
    assert " 2/4 " in table.stdout, table.stdout
    print(line)


def flow_of_a_gateway_that_hangs(the_rig):
    """What it said of its topics is not known any more, though it did say so once."""
    sim = the_rig.sim("--symbols", "linear:BTCUSDT")
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT")
    is_told(0, "healthy", "-c", daemon.heartbeat)
    gateway = int(subprocess.run(["pgrep", "-P", str(daemon.process.pid)], capture_output=True, check=True).stdout)
    os.kill(gateway, signal.SIGSTOP)
    try:
        is_told(1, "gateway has told nothing of its topics of late", "-c", daemon.heartbeat)
        table = subprocess.run([rig.BIN / "tickgate", "status", "-c", daemon.heartbeat], capture_output=True,
                               text=True, timeout=rig.PATIENCE, check=True).stdout.splitlines()
        assert table[2][table[1].index("FRESH"):].startswith("-  "), table
    finally:
        os.kill(gateway, signal.SIGCONT)


def flow_of_a_probe_that_is_stopped(the_rig):
    """Who ends it before it knows is told nothing good."""
    nobody = ("-c", f"ipc://{the_rig.folder}/nobody", "--timeout", "60s")
    for number in (signal.SIGTERM, signal.SIGINT):
        for verb, code, pattern in (("health", 1, "not healthy: asked to stop before"), ("status", 69, None)):
            program = the_rig.program("tickgate", verb, *nobody)
            rig.wait_for("it waits", lambda program=program: takes_signals(program))
            program.signal(number)
            assert program.wait_for_exit() == code, (verb, program.lines)
            assert not pattern or program.lines[0].startswith(pattern), program.lines


def takes_signals(program):
    """SIGTERM is blocked once it is read from a descriptor."""
    with open(f"/proc/{program.process.pid}/status", encoding="ascii") as status:
        blocked = int(next(line for line in status if line.startswith("SigBlk:")).split()[1], 16)
    return blocked & 1 << signal.SIGTERM - 1


if __name__ == "__main__":  # one isolation: it sees nothing but heartbeats
    code, told = health("--hearbeat", "x")
    assert code == 64 and "did you mean --heartbeat?" in told, told
    code, told = health("--heartbeat", "nonsense")
    assert code == 64 and "nonsense: no endpoint" in told, told
    for name in ("TICKGATE_HEARTBEAT", "TICKGATE_SILENCE"):  # 78 for the daemon
        code, told = health(environment={name: ""})
        assert code == 64 and f"{name} : " in told, told
    code, told = health("--help")
    assert code == 0 and "0 healthy, 1 not" in told, told
    for each in (flow, flow_of_topics, flow_of_a_gateway_that_hangs, flow_of_a_probe_that_is_stopped):
        with rig.rig() as the_rig:
            each(the_rig)
