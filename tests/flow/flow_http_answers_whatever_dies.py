"""Health, metrics and status: what they say is so, and they say it while every gateway is dead."""

import os
import pathlib
import re
import signal
import subprocess
import time

import rig
import sabotage
import web

SYMBOLS = "linear:BTCUSDT,ETHUSDT"
TOPICS = {f"bybit.linear.{kind}.{symbol}." for kind in ("trade", "depth.50")
          for symbol in ("BTCUSDT", "ETHUSDT")}


def requests(the_web):
    """Each request gets the answer that HTTP wants for it."""
    for path in ("/livez", "/readyz", "/metrics", "/status", "/"):
        status, headers, body = the_web.ask(path)
        assert (status, len(body.encode())) == (200, int(headers["Content-Length"])), path
        status, headers, body = the_web.ask(path, "HEAD")
        assert status == 200 and int(headers["Content-Length"]) > 0 and not body, path
        assert headers["X-Content-Type-Options"] == "nosniff"
    status, _, body = the_web.ask("/nosuch")
    assert status == 404 and all(path in body for path in (
        " /,", "/livez", "/readyz", "/metrics", "/status", "/events", "/book?topic=TOPIC")), body
    status, headers, _ = the_web.ask("/livez", "POST")
    assert (status, headers["Allow"]) == (405, "GET, HEAD")
    expected = {
        b"GET /nosuch HTTP/1.1\r\nHost: x\r\n\r\n": b"404",
        b"GET /%6civez HTTP/1.0\r\n\r\n": b"200",
        b"GET /livez HTTP/1.1\r\n\r\n": b"400",
        b"nonsense\r\n\r\n": b"400",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n": b"400",
        b"GET /livez HTTP/2.0\r\nHost: x\r\n\r\n": b"505",
        b"GET /" + 9000 * b"x" + b" HTTP/1.1\r\nHost: x\r\n\r\n": b"414",
        b"GET /livez HTTP/1.1\r\nHost: x\r\nX: " + 1000000 * b"x": b"431",
    }
    for request, status in expected.items():
        answer = the_web.raw(request)
        assert answer.startswith(b"HTTP/1.1 " + status), (request[:40], answer[:80])
    print(f"{len(expected)} odd requests: each answered as it should be")


def check_documented(text):
    """The table of the documents has the metrics that there are, with their types and labels."""
    table = {}
    page = (pathlib.Path(__file__).parents[2] / "docs" / "metrics.md").read_text()
    for name, kind, labels in re.findall(r"^\| `(\w+)` \| (\w+) \| (.*?) \|", page, re.M):
        table[name] = (kind, set(re.findall(r"`(\w+)`", labels)))
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.M))
    assert {name: kind for name, (kind, _) in table.items()} == kinds
    for name, lines in web.parse(text).items():
        base = name if name in kinds else re.sub(r"_(bucket|sum|count)$", "", name)
        labels = {key for pairs in lines for key, _ in pairs} - {"le"}
        assert labels == table[base][1], f"{name} has the labels {labels}"
    print(f"{len(kinds)} metrics are as documented")


def keys_of(value):
    """All keys of a JSON value, but for what a gateway is asked for and what events say."""
    if isinstance(value, dict):
        yield from value
        for key, inner in value.items():
            if key != "event_log":
                yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def check_status(status):
    """Every key of the status is in the documents, and every key there is told."""
    page = (pathlib.Path(__file__).parents[2] / "docs" / "status.md").read_text()
    named = {key for cells in re.findall(r"^\| (`.*?) \|", page, re.M)
             for key in re.findall(r"`(\w+)`", cells)}
    told = set(keys_of(status))
    rows = set(re.findall(r"`(\w+)`", page))
    assert told <= rows, f"not documented: {told - rows}"
    assert named - told <= {"backoff_until"}, f"not told: {named - told}"
    print(f"{len(told)} keys of the status are as documented")


def hush(the_web, sim, sub):
    """All that was published until now is received, counted, and told."""
    sim.fault("silence")
    sub.run(1.5)
    return the_web.metrics()


def counts(the_web, sim, sub):
    """What /metrics counts is what a subscriber received; and all of it is Prometheus's."""
    text = the_web.ask("/metrics")[2]
    lint = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, check=False,
                          capture_output=True)
    assert lint.returncode == 0, lint.stdout + lint.stderr
    check_documented(text)
    before = hush(the_web, sim, sub)
    had = len(sub.messages)
    sim.fault("reset")
    sub.run(2)
    metrics = hush(the_web, sim, sub)
    kinds = {"trades": 0, "delta": 0, "gap": 0, "snapshot": 0}
    live = 0  # Trades that the exchange did not send while it was silent may be fetched
    for _, message in sub.messages[had:]:
        kinds[message["type"]] += 1
        live += message["type"] == "trades" and not message.get("recovered")
    for kind, count in kinds.items():
        counted = (web.total(metrics, "tickgate_published_messages_total", kind=kind)
                   - web.total(before, "tickgate_published_messages_total", kind=kind))
        assert counted == count, f"{counted} {kind} published, {count} received"
    timed, earlier = (web.total(told, "tickgate_process_latency_seconds_count", kind="trade")
                      for told in (metrics, before))
    assert timed - earlier == live > 0
    assert web.total(metrics, "tickgate_subscribers") == 1
    assert web.total(metrics, "tickgate_ws_connects_total") == 1
    ended = web.total(metrics, "tickgate_texts_total")
    received = web.total(metrics, "tickgate_ws_received_messages_total")
    assert ended == received > 100, f"{received} received, {ended} counted"
    status = the_web.json("/status")
    check_status(status)
    topics = {topic["topic"]: topic for topic in status["gateways"][0]["topics"]}
    assert set(topics) == TOPICS and status["simulated"] and status["event_log"]
    for topic in TOPICS:
        last = [message for heard, message in sub.messages if heard == topic][-1]
        assert topics[topic]["seq"] == last["seq"], topic
    print(f"/metrics and a SUB agree: {kinds}")


def die(the_web, beats, stream):
    """Two falls: the first mends at once, after the second nothing lives for a while."""
    before = the_web.metrics()
    for fall in (1, 2):
        gateway = sabotage.gateway(beats)
        killed_at = time.monotonic()
        os.kill(gateway["pid"], signal.SIGKILL)
        told = stream.wait_for("a state that is not live", lambda _, data:
                               data["gateways"][0]["state"] != "live", 3)
        assert told["gateways"][0]["timeline"], "no change of state"
        print(f"fall {fall}: the page knows after {time.monotonic() - killed_at:.2f} s")
        if fall == 1:
            rig.wait_for("ready again", the_web.is_ready)
            beats.run(0.1)
    rig.wait_for("backoff", lambda: the_web.json("/status")["gateways"][0]["state"] == "backoff")
    assert the_web.ask("/livez")[0] == 200
    status, _, body = the_web.ask("/readyz")
    assert status == 503 and "backoff" in body and "signalled by 9" in body, body
    checks = {check["name"]: check for check in the_web.json("/readyz?verbose")["checks"]}
    assert checks["supervisor"]["ok"] and not checks["gateway"]["ok"]
    metrics = the_web.metrics()
    assert web.total(metrics, "tickgate_ready") == 0
    assert web.total(metrics, "tickgate_ws_connected") == 0
    assert web.total(metrics, "tickgate_supervisor_restarts_total", reason="signalled") == 1
    for name, lines in before.items():
        if name.endswith(("_total", "_count", "_bucket")) and name != \
                "tickgate_gateway_errors_total" and "cpu" not in name:
            for labels, value in lines.items():
                assert metrics[name][labels] >= value, f"{name} {labels} went back"
    rig.wait_for("ready after the second fall", the_web.is_ready)
    assert web.total(the_web.metrics(), "tickgate_supervisor_restarts_total") == 2


def stop_exchange(the_web, sim):
    sim.end()
    rig.wait_for("not ready", lambda: the_web.status_of("/readyz") == 503)
    assert the_web.ask("/livez")[0] == 200
    assert re.search(r"not all subscriptions|not fresh", the_web.ask("/readyz")[2])
    print("without an exchange: live, not ready")


def encrypted(the_rig, isolation):
    """With keys, and none that may read but its own, a page still gets the book that it asks for."""
    the_web = web.Web()
    folder = the_rig.folder
    (folder / "allowed").mkdir()
    assert the_rig.program("tickgate", "keygen", folder / "server").wait_for_exit() == 0
    sim = the_rig.sim("--symbols", SYMBOLS)
    daemon = the_rig.daemon(sim, "--market", SYMBOLS, "--isolation", isolation, "--curve-secret",
                            folder / "server", "--curve-allow", folder / "allowed",
                            *the_web.flags)
    rig.wait_for("ready", the_web.is_ready)
    assert the_web.ask("/book?topic=nothing.")[0] == 404
    for _ in range(2):
        stream = web.Stream(the_web, "/book?topic=bybit.linear.depth.50.BTCUSDT.")
        book = rig.Book()
        stream.wait_for("a valid book", lambda name, message, book=book:
                        name == "book" and book.on(message) and book.is_valid
                        and message["type"] == "delta")
        rig.wait_for("the socket counted", lambda:
                     web.total(the_web.metrics(), "tickgate_http_taps") == 1)
        stream.close()
    for metric in ("tickgate_subscribers", "tickgate_http_taps"):
        rig.wait_for(f"the socket closed: {metric}", lambda metric=metric:
                     web.total(the_web.metrics(), metric) == 0)
    print("a book is read with the daemon's own key, and no longer than it is looked at")
    daemon.end()


def flow(the_rig, isolation):
    the_web = web.Web()
    sim = the_rig.sim("--symbols", SYMBOLS, "--rate", "20", "--trades", "10")
    daemon = the_rig.daemon(sim, "--market", SYMBOLS, "--isolation", isolation, "--backoff-min",
                            "3s", *the_web.flags)
    sub = rig.Sub(daemon.data, "bybit.linear.")
    beats = rig.Sub(daemon.heartbeat, "supervisor.heartbeat.")
    rig.wait_for("an answer", lambda: the_web.status_of("/livez") == 200)
    zero = the_web.metrics()
    rig.wait_for("ready", the_web.is_ready)
    assert "tickgate_supervisor_restarts_total" in zero and "tickgate_ws_connects_total" not in \
        zero or web.total(zero, "tickgate_supervisor_restarts_total") == 0
    requests(the_web)
    sub.run(1)
    counts(the_web, sim, sub)
    sim.fault("reset")
    stream = web.Stream(the_web, "/events")
    name, first = stream.next()
    assert name == "state" and first["whole"] and len(first["gateways"][0]["topics"]) == 4
    rig.wait_for("ready", the_web.is_ready)
    if isolation == "process":
        die(the_web, beats, stream)
    stop_exchange(the_web, sim)
    beats.run(0.2)
    sabotage.check_beats(beats)
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit(5) == 0
    stream.close()
    encrypted(the_rig, isolation)


rig.in_both_isolations(flow)
