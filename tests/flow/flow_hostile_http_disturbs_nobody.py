"""Whatever HTTP clients do: heartbeats, events and data come as ever, and others get their answers."""

import contextlib
import os
import signal
import socket
import threading
import time

import rig
import sabotage
import watcher
import web

SYMBOLS = "linear:BTCUSDT,ETHUSDT"
CROWD = 1000
SECONDS = 2


def connect(the_web):
    with contextlib.suppress(OSError):
        peer = socket.create_connection(("127.0.0.1", the_web.port), timeout=2)
        peer.setblocking(False)
        return peer
    return None


def shout(peer, text):
    with contextlib.suppress(OSError):
        peer.send(text)


def sleep_over_a_stream(the_web):
    """As a page whose machine was shut: it neither reads nor leaves."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    peer.connect(("127.0.0.1", the_web.port))
    shout(peer, b"GET /events HTTP/1.1\r\nHost: x\r\n\r\n")
    return peer


def crowd_of_half_requests(the_web, is_over):
    """A thousand connections that begin to ask, and never end; they come again and again."""
    peers = []
    while not is_over():
        if len(peers) >= CROWD:
            peers.pop(0).close()
        peer = connect(the_web)
        if peer:
            shout(peer, b"GET /metrics HTTP/1.1\r\nHost: x\r\nX-")
            peers.append(peer)
    return peers


def slow_askers(the_web, is_over):
    """A byte at a time."""
    peers = [peer for peer in (connect(the_web) for _ in range(40)) if peer]
    while not is_over():
        for peer in peers:
            shout(peer, b"G")
        time.sleep(0.05)
    return peers


def those_who_do_not_read(the_web, is_over):
    """They ask for all there is, and for streams, and read nothing."""
    peers = []
    for path in (b"/metrics", b"/status", b"/events", b"/events") * 40:
        peer = connect(the_web)
        if peer:
            shout(peer, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            peers.append(peer)
    while not is_over():
        time.sleep(0.05)
    return peers


def big_headers(the_web, is_over):
    """A megabyte of them, as often as it goes."""
    line = b"X-Big: " + b"x" * 1000000 + b"\r\n"
    while not is_over():
        with contextlib.suppress(OSError):
            the_web.raw(b"GET /livez HTTP/1.1\r\nHost: x\r\n" + line, 1)
    return []


def hasty_ones(the_web, is_over):
    """They ask for the most costly page as fast as they can, and leave."""
    while not is_over():
        peer = connect(the_web)
        if peer:
            shout(peer, b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
            peer.close()
    return []


def attack(the_web, daemon, the_watcher, beats, how):
    end = time.monotonic() + SECONDS
    left = []
    thread = threading.Thread(
        target=lambda: left.extend(how(the_web, lambda: time.monotonic() > end)))
    thread.start()
    slowest, answers, failed = 0, 0, 0
    while time.monotonic() < end:
        the_watcher.poll()
        beats.poll(0)
        asked_at = time.monotonic()
        try:
            assert the_web.ask("/livez", seconds=2)[0] == 200
            answers += 1
        except OSError:
            failed += 1  #  It may be turned away, but not for long
        slowest = max(slowest, time.monotonic() - asked_at)
        time.sleep(0.02)
    descriptors = sabotage.use(daemon.process.pid)[0]
    thread.join()
    for peer in left:
        peer.close()
    print(f"{how.__name__}: {answers} answers, {failed} turned away, slowest {slowest * 1000:.0f} "
          f"ms, {descriptors} descriptors")
    assert answers > failed and answers > 5, f"{answers} answers, {failed} turned away"
    assert slowest < 2 or rig.IS_SANITIZED
    assert descriptors < 700, "connections have no limit"


def flow(the_rig, isolation):
    the_web = web.Web()
    sim = the_rig.sim("--symbols", SYMBOLS, "--rate", "50")
    daemon = the_rig.daemon(sim, "--market", SYMBOLS, "--isolation", isolation, *the_web.flags)
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    the_watcher = watcher.Watcher(daemon.data)
    rig.wait_for("ready", the_web.is_ready)
    the_watcher.wait_for("data", lambda: the_watcher.is_live_since(0))
    before = sabotage.use(daemon.process.pid)
    sleepers = [sleep_over_a_stream(the_web) for _ in range(8)]
    for how in (crowd_of_half_requests, slow_askers, those_who_do_not_read, big_headers,
                hasty_ones):
        attack(the_web, daemon, the_watcher, beats, how)
        moment = time.monotonic()
        the_watcher.wait_for("data", lambda: the_watcher.is_live_since(moment), 2)
    assert not the_watcher.gaps, f"data has holes: {the_watcher.gaps}"
    assert len(daemon.events("supervisor_gateway_started")) == 1, "a gateway was restarted"
    sabotage.check_beats(beats)

    def is_calm():
        return sabotage.use(daemon.process.pid)[0] <= before[0] + 2
    rig.wait_for("all connections closed, those of sleepers too", is_calm)
    for sleeper in sleepers:
        sleeper.close()
    after = sabotage.use(daemon.process.pid)
    print(f"descriptors, threads, KiB: {before} before, {after} after")
    assert after[2] - before[2] < 65536 or rig.IS_SANITIZED, "memory has no limit"
    peers = [web.Stream(the_web, "/events") for _ in range(10)]
    silent = [connect(the_web) for _ in range(20)]
    os.kill(daemon.process.pid, signal.SIGTERM)
    assert daemon.wait_for_exit(5) == 0
    for peer in (*peers, *silent):
        peer.close()


rig.in_both_isolations(flow)
