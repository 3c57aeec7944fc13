"""A gateway's process that has no directory for its pipe: each that was tried is told, and what to do."""

import signal

import rig
import sabotage


def flow(the_rig):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT")
    absent = str(the_rig.folder / "absent")
    places = {"XDG_RUNTIME_DIR": absent, "TMPDIR": "/" + 100 * "x"}
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT",
                            environment={**sabotage.environment(), "SABOTEUR_READ_ONLY": "/tmp /dev/shm", **places})
    error = daemon.wait_for_event("bybit_connector_subprocess_error", what="make a directory for the pipe")
    read_only = "Read-only file system"
    assert error["why"] == (
        f"{absent}: No such file or directory; {places['TMPDIR'][:100]}: File name too long; "
        f"/tmp: {read_only}; /dev/shm: {read_only}; let XDG_RUNTIME_DIR or TMPDIR name a short directory "
        "that can be written, or give --isolation thread"), error
    (the_rig.folder / "absent").mkdir()
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit() == 0
    print("told: no place for a pipe; and it starts where there is one again")


with rig.rig() as the_rig:
    flow(the_rig)
