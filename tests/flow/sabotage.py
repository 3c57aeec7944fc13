"""sabotage - strikes a running daemon from inside: a thread that hangs, an exit nobody asked for."""

import ctypes
import os
import pathlib
import signal
import statistics

import rig

EXIT, LOOP, BLOCK, FLOOD, UNREADABLE, CLOCK = (signal.SIGRTMIN + number for number in range(1, 7))

LIBC = ctypes.CDLL(None, use_errno=True)


def environment(crash=None, hosts=None, threads=None):
    """What a daemon needs in its environment so that it can be struck."""
    return {"LD_PRELOAD": str(rig.BIN / "saboteur.so"),
            "ASAN_OPTIONS": rig.SANITIZED["ASAN_OPTIONS"] + ":verify_asan_link_order=0",
            **({"SABOTEUR_CRASH": str(crash)} if crash else {}),
            **({"SABOTEUR_HOSTS": str(hosts)} if hosts else {}),
            **({"SABOTEUR_THREADS": str(threads)} if threads else {})}


class Hosts:
    """DNS as the daemon sees it; "hang" and "" are addresses too."""

    def __init__(self, folder, **names):
        self.path = folder / "hosts"
        self.names = {}
        self.set(**names)

    def set(self, **names):
        """The name exchange stands for exchange.test."""
        self.names.update(names)
        lines = (f"{name}.test {addresses}\n" for name, addresses in self.names.items())
        new = self.path.with_suffix(".new")
        new.write_text("".join(lines))
        new.rename(self.path)  # Never seen half written


def thread_of(pid, name):
    """The thread of a process that has this name."""
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            return int(task.name)
    raise AssertionError(f"no thread {name} in {pid}")


def strike_thread(pid, name, number):
    """Strike this one thread; the others go on."""
    assert LIBC.tgkill(pid, thread_of(pid, name), int(number)) == 0, os.strerror(ctypes.get_errno())


def make_unreadable(pid, descriptor):
    assert LIBC.sigqueue(pid, int(UNREADABLE), ctypes.c_void_p(descriptor)) == 0


def set_clock(pid, seconds):
    """Let the process see the wall clock so many seconds ahead of the world's."""
    assert LIBC.sigqueue(pid, int(CLOCK), ctypes.c_void_p(seconds & 0xffffffff)) == 0


def pipe_from(child, daemon):
    """The daemon's descriptor of the pipe that the child's stderr goes to."""
    pipe = os.readlink(f"/proc/{child}/fd/2")
    for entry in pathlib.Path(f"/proc/{daemon}/fd").iterdir():
        if os.readlink(entry) == pipe:
            return int(entry.name)
    raise AssertionError("the daemon does not read the child's stderr")


def gateway(beats, state="live", seconds=None, newer_than=0):
    """The first gateway as the heartbeat tells it, once it is in the state."""
    def claim(_, message):
        told = message["gateways"][0] if message["gateways"] else {}
        return told.get("state") == state and told["epoch"] > newer_than
    return beats.wait_for(state, claim, seconds)[1]["gateways"][0]


def check_beats(beats):
    """The heartbeat's interval never exceeds 2 s, whatever was done."""
    times = [message["ts_pub"] for _, message in beats.messages]
    seqs = [message["seq"] for _, message in beats.messages]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs))), "heartbeats are missing"
    longest = max(after - before for before, after in zip(times, times[1:]))
    assert longest < 2 * 10**9, f"no heartbeat for {longest / 10**9} s"


def is_gone(pid):
    """It has ended; whoever inherited it may not have asked for its exit code yet."""
    try:
        return "State:\tZ" in pathlib.Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def use(pid):
    """What a process holds: descriptors, threads, resident KiB."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    descriptors = len(list(pathlib.Path(f"/proc/{pid}/fd").iterdir()))
    return descriptors, int(fields["Threads"]), int(fields["VmRSS"].split()[0])


def median_is_below(limit, times, what):
    """Sanitized programs are slow: there the time is only printed."""
    median = statistics.median(times)
    print(f"{what}: {median * 1000:.0f} ms (median of {len(times)})")
    assert median < limit or rig.IS_SANITIZED, times
