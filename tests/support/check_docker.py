#!/usr/bin/env python3
"""Runs the image as compose does, on a simulated exchange, and checks it from outside."""

import base64
import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import msgpack
import zmq
import zmq.auth

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from dashboards import DASHBOARDS, expressions_of, plain  # noqa: E402

COMPOSE_FILE = ROOT / "docker" / "compose.yaml"
RULES = ROOT / "docker" / "prometheus" / "rules.yml"
PROJECT = "tickgate-check"  # so that what somebody runs from the same file is not touched
IMAGE = "tickgate:latest"
BASE = "debian:trixie-slim"
ROOM = 120_000_000  # bytes that the image may add to its base
EVERY = ("sim", "obs")  # profiles that are tried
PATIENCE = 60
STOP_SECONDS = 5
DOWN_SECONDS = 10

outcomes = {True: 0, False: 0}


def run(*command, seconds=PATIENCE, **environment):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=seconds, check=False, cwd=ROOT, env={**os.environ, **environment})
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}: "
                             f"{(done.stdout + done.stderr)[-1500:]}")
    return done.stdout


def compose_command():
    """Docker's own compose, or the older program."""
    with contextlib.suppress(AssertionError, OSError):
        run("docker", "compose", "version")
        return ["docker", "compose"]
    assert shutil.which("docker-compose"), "there is no compose"
    return ["docker-compose"]


def compose(*words, profiles=("sim",), **options):
    flags = [flag for profile in profiles for flag in ("--profile", profile)]
    return run(*compose_command(), "-p", PROJECT, "-f", COMPOSE_FILE, *flags, *words, **options)


def container(service):
    flags = ["-a", "-q"] if compose_command()[0] == "docker" else ["-q"]
    name = compose("ps", *flags, service, profiles=EVERY)
    assert name.strip(), f"no container of {service}"
    return name.strip()


def running():
    """The services of which containers are there."""
    names = run("docker", "ps", "--filter", f"label=com.docker.compose.project={PROJECT}",
                "--format", '{{.Label "com.docker.compose.service"}}')
    return set(names.split())


def inspect(name):
    return json.loads(run("docker", "inspect", name))[0]


def within(what, claim, seconds=PATIENCE):
    give_up_at = time.monotonic() + seconds
    while True:
        result = claim()
        if result:
            return result
        assert time.monotonic() < give_up_at, f"not within {seconds} s: {what}"
        time.sleep(0.1)


def ask(path):
    """Status and text of the published HTTP port; status 0 where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:8080{path}", timeout=2) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


class Reader:
    """A plain SUB socket on the host; with the server's public key, an encrypted one."""

    def __init__(self, port, prefix, key=None):
        self.socket = zmq.Context.instance().socket(zmq.SUB)
        self.socket.setsockopt(zmq.LINGER, 0)
        if key:
            self.socket.curve_serverkey = key
            self.socket.curve_publickey, self.socket.curve_secretkey = zmq.curve_keypair()
        self.socket.subscribe(prefix)
        self.socket.connect(f"tcp://127.0.0.1:{port}")

    def wait_for(self, what, claim, seconds=PATIENCE):
        give_up_at = time.monotonic() + seconds
        while time.monotonic() < give_up_at:
            if self.socket.poll(100):
                topic, frame, *_ = self.socket.recv_multipart()
                message = msgpack.unpackb(frame)
                if claim(topic.decode(), message):
                    return message
        raise AssertionError(f"not within {seconds} s: {what}")


#  Each check is a function; its sentence is its name.

def the_image_says_what_it_is():
    config = inspect(IMAGE)["Config"]
    assert config["User"] == "65532:65532", config["User"]
    assert config["Entrypoint"] == ["tickgated"], config["Entrypoint"]
    assert config["StopSignal"] == "SIGTERM", config["StopSignal"]
    assert config["Healthcheck"]["Test"] == ["CMD", "tickgate", "health"], config["Healthcheck"]
    labels = config["Labels"]
    version = run("docker", "run", "--rm", IMAGE, "--version").split()[1]
    assert labels["org.opencontainers.image.version"] == version, (labels, version)
    for name in ("title", "description", "licenses", "revision"):
        assert labels.get(f"org.opencontainers.image.{name}") is not None, f"no label {name}"


def the_image_is_small():
    whole, base = inspect(IMAGE)["Size"], inspect(BASE)["Size"]
    print(f"      {whole / 1e6:.0f} MB, {(whole - base) / 1e6:.1f} MB above its base")
    assert whole - base < ROOM
    for name in ("curl", "wget", "gcc", "python3"):
        found = run("docker", "run", "--rm", "--entrypoint", "sh", IMAGE, "-c",
                    f"command -v {name} || true")
        assert not found, f"{found} is in the image"


def every_command_of_the_readme_can_be_read():
    commands = re.findall(r"^docker compose (-f docker/compose.yaml.*) up( -d)?$",
                          (ROOT / "README.md").read_text(), re.M)
    assert len(commands) == 3, commands
    for words, _ in commands:
        run(*compose_command(), *words.split(), "config", "-q")


def without_a_profile_it_is_the_real_gateway():
    #  The environment reaches it: here it is told of an exchange that is not there
    compose("up", "-d", "--no-build", profiles=(), TICKGATE_EXCHANGE_URL="ws://127.0.0.1:1",
            TICKGATE_REST_URL="http://127.0.0.1:1", TICKGATE_MARKET="linear:XRPUSDT")
    assert running() == {"tickgate"}, running()
    beat = Reader(5556, "supervisor.heartbeat.").wait_for("a heartbeat", lambda *_: True)
    assert beat["simulated"] is False and beat["gateways"][0]["state"] != "live", beat
    compose("down", profiles=("live",))


#  An exchange that is not there.
NOWHERE = {"TICKGATE_EXCHANGE_URL": "ws://127.0.0.1:1", "TICKGATE_REST_URL": "http://127.0.0.1:1"}


def with_keys_nothing_is_in_the_clear():
    """The variables of .env are enough: for the daemon, and for its probe."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        public, secret = zmq.auth.create_certificates(folder, "server")
        os.chmod(secret, 0o600)
        os.chown(secret, 65532, 65532)
        compose("up", "-d", "--no-build", profiles=("live",), **NOWHERE, TICKGATE_FILES=folder,
                TICKGATE_CURVE_SECRET="/etc/tickgate/server.key_secret")
        key, _ = zmq.auth.load_certificate(public)
        Reader(5556, "supervisor.heartbeat.", key).wait_for("a heartbeat, encrypted", lambda *_: True)
        clear = Reader(5556, "")
        assert not clear.socket.poll(2500), "a heartbeat in the clear"

        def probe():
            told = inspect(container("tickgate"))["State"]["Health"]["Log"]
            return told and "gateway is not live" in told[-1]["Output"]
        within("the probe reads", probe)
        compose("down", "-v", profiles=("live",))


def a_key_that_is_not_there_ends_it():
    compose("up", "-d", "--no-build", profiles=("live",), **NOWHERE, TICKGATE_CURVE_SECRET="/keys/server")
    within("it says why", lambda: '/keys/server": No such file' in
           compose("logs", "--no-color", "tickgate", profiles=("live",)))
    assert not Reader(5556, "").socket.poll(2500), "a heartbeat in the clear"
    compose("down", "-v", profiles=("live",))


def the_demo_comes_up():
    compose("up", "-d", "--no-build")
    assert running() == {"exchange", "simulated", "subscriber"}, running()


def it_turns_healthy():
    within("healthy", lambda: inspect(container("simulated"))["State"]["Health"]["Status"]
           == "healthy")


def the_host_reads_trades_and_depth():
    reader = Reader(5555, "bybit.")
    for kind in ("trades", "snapshot", "delta"):
        message = reader.wait_for(kind, lambda _, one, kind=kind: one["type"] == kind)
        assert message["simulated"] is True, message
    beat = Reader(5556, "supervisor.heartbeat.").wait_for("a heartbeat", lambda *_: True)
    assert beat["simulated"] is True, beat


def the_subscriber_prints_them():
    printed = within("both kinds printed", lambda: (
        lambda text: ".trade." in text and ".depth." in text and text)(
            compose("logs", "--no-color", "subscriber")))
    assert "simulated" in printed


def it_may_do_nothing_else():
    state = inspect(container("simulated"))
    host = state["HostConfig"]
    assert host["ReadonlyRootfs"] and host["CapDrop"] == ["ALL"], host
    assert any("no-new-privileges" in option for option in host["SecurityOpt"]), host
    assert host["Memory"] > 0 and host["PidsLimit"] > 0, host
    assert host["RestartPolicy"]["Name"] == "unless-stopped", host["RestartPolicy"]
    assert host["LogConfig"]["Config"]["max-size"], host["LogConfig"]
    for bindings in host["PortBindings"].values():
        assert all(one["HostIp"] == "127.0.0.1" for one in bindings), bindings
    status = run("docker", "exec", state["Id"], "cat", "/proc/1/status")
    values = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert values["Uid"].split() == ["65532"] * 4, values["Uid"]
    assert int(values["CapEff"], 16) == 0 and values["NoNewPrivs"] == "1", values


def a_killed_gateway_returns():
    beats = Reader(5556, "supervisor.heartbeat.")
    data = Reader(5555, "bybit.linear.trade.")
    before = beats.wait_for("a heartbeat", lambda *_: True)["gateways"][0]
    started_at = inspect(container("simulated"))["State"]["StartedAt"]
    run("docker", "exec", container("simulated"), "sh", "-c", f"kill -9 {before['pid']}")
    killed_at = time.monotonic()
    after = beats.wait_for("it is live again", lambda _, beat: (
        beat["gateways"][0]["restarts"] == before["restarts"] + 1
        and beat["gateways"][0]["state"] == "live"))["gateways"][0]
    assert after["pid"] != before["pid"] and after["last_exit"]["signal"] == 9, after
    data.wait_for("its data", lambda _, message: message["epoch"] == after["epoch"])
    print(f"      back after {time.monotonic() - killed_at:.1f} s")
    state = inspect(container("simulated"))
    assert state["State"]["StartedAt"] == started_at and state["RestartCount"] == 0


def it_is_ready():
    within("/readyz is 200", lambda: ask("/readyz")[0] == 200)
    assert ask("/livez")[0] == 200
    assert "tickgate_build_info" in ask("/metrics")[1]


def prometheus(path):
    """What the API of the profile's Prometheus says; nothing where it does not answer yet."""
    with contextlib.suppress(OSError), \
            urllib.request.urlopen(f"http://127.0.0.1:9090/api/v1/{path}", timeout=2) as answer:
        return json.loads(answer.read())["data"]
    return {}


def prometheus_scrapes_it():
    compose("up", "-d", "--no-build", "prometheus", profiles=EVERY)
    within("the target is up", lambda: [
        target["health"] for target in prometheus("targets").get("activeTargets", [])] == ["up"])
    print(f"      Prometheus {prometheus('status/buildinfo')['version']} of "
          f"{inspect(container('prometheus'))['Config']['Image']}")


def prometheus_evaluates_every_rule():
    wanted = re.findall(r"- alert: (\w+)", RULES.read_text())

    def rules():
        return [rule for group in prometheus("rules")["groups"] for rule in group["rules"]]
    within("all rules are evaluated", lambda: all(rule["health"] == "ok" for rule in rules()))
    assert [rule["name"] for rule in rules()] == wanted, rules()


def panels():
    """What each asks: expression -> a name for it."""
    return {plain(expression): name for path in DASHBOARDS
            for name, expression in expressions_of(json.loads(path.read_text()))}


def prometheus_answers_every_panel():
    """All that count what may never happen have an answer once there were two scrapes."""
    def unanswered():
        return [name for expression, name in panels().items()
                if not prometheus("query?" + urllib.parse.urlencode({"query": expression})).get("result")
                and "> 0" not in expression]
    within("an answer for every panel", lambda: not unanswered())
    print(f"      {len(panels())} expressions")


def alerts():
    return {alert["labels"]["alertname"] for alert in prometheus("alerts").get("alerts", [])}


def nothing_is_alerted_of():
    assert "NotReady" not in alerts(), alerts()


def prometheus_notices_that():
    within("NotReady is noticed", lambda: "NotReady" in alerts())


def grafana(path, question=None):
    """What the API of the profile's Grafana says; nothing where it does not answer yet."""
    secret = base64.b64encode(b"admin:" + os.environ.get("GRAFANA_PASSWORD", "admin").encode()).decode()
    request = urllib.request.Request(
        f"http://127.0.0.1:3000/api/{path}", data=question and json.dumps(question).encode(),
        headers={"Authorization": f"Basic {secret}", "Content-Type": "application/json"})
    with contextlib.suppress(OSError), urllib.request.urlopen(request, timeout=5) as answer:
        return json.loads(answer.read())
    return {}


def grafana_has_the_dashboard():
    compose("up", "-d", "--no-build", "grafana", profiles=EVERY)
    within("Grafana answers", lambda: grafana("health").get("database") == "ok")
    for path in DASHBOARDS:
        wanted = json.loads(path.read_text())
        within(f"it has {path.name}", lambda: grafana(f"dashboards/uid/{wanted['uid']}"))
        board = grafana(f"dashboards/uid/{wanted['uid']}")["dashboard"]
        assert [panel["title"] for panel in board["panels"]] == [panel["title"] for panel in wanted["panels"]], board


def grafana_asks_prometheus():
    within("its source is good", lambda: grafana("datasources/uid/prometheus/health").get("status") == "OK")
    for expression, name in panels().items():
        query = {"refId": "A", "datasource": {"uid": "prometheus"}, "expr": expression, "instant": True}
        said = grafana("ds/query", {"queries": [query], "from": "now-5m", "to": "now"})
        assert said and said["results"]["A"]["status"] == 200, (name, said)


def without_an_exchange_it_is_not_ready():
    compose("stop", "exchange")
    within("/readyz is 503", lambda: ask("/readyz")[0] == 503)
    print("      " + ask("/readyz?verbose")[1].strip().replace("\n", " ")[:300])
    assert ask("/livez")[0] == 200


def without_an_exchange_it_stays_alive():
    name = container("simulated")
    compose("stop", "exchange")
    within("unhealthy", lambda: inspect(name)["State"]["Health"]["Status"] == "unhealthy")
    state = inspect(name)
    assert state["State"]["Status"] == "running" and state["RestartCount"] == 0, state["State"]
    print("      " + state["State"]["Health"]["Log"][-1]["Output"].strip())


def with_the_exchange_it_recovers():
    compose("start", "exchange")
    it_turns_healthy()


def and_is_ready_again():
    it_is_ready()


def it_stops_in_time():
    name = container("simulated")
    started_at = time.monotonic()
    run("docker", "stop", "-t", "30", name)
    took = time.monotonic() - started_at
    state = inspect(name)["State"]
    print(f"      stopped in {took:.1f} s")
    assert took < STOP_SECONDS and state["ExitCode"] == 0, (took, state)


def everything_goes_down_in_time():
    compose("up", "-d", "--no-build")
    started_at = time.monotonic()
    compose("down", "-v", profiles=EVERY)
    took = time.monotonic() - started_at
    print(f"      down in {took:.1f} s")
    assert took < DOWN_SECONDS, took


CHECKS = (
    the_image_says_what_it_is, the_image_is_small, every_command_of_the_readme_can_be_read,
    without_a_profile_it_is_the_real_gateway, with_keys_nothing_is_in_the_clear,
    a_key_that_is_not_there_ends_it, the_demo_comes_up,
    it_turns_healthy, the_host_reads_trades_and_depth, the_subscriber_prints_them,
    it_may_do_nothing_else, a_killed_gateway_returns, it_is_ready,
    prometheus_scrapes_it, prometheus_evaluates_every_rule, prometheus_answers_every_panel, nothing_is_alerted_of,
    grafana_has_the_dashboard, grafana_asks_prometheus,
    without_an_exchange_it_is_not_ready, prometheus_notices_that, without_an_exchange_it_stays_alive,
    with_the_exchange_it_recovers, and_is_ready_again,
    it_stops_in_time, everything_goes_down_in_time,
)


#  What needs an image that is not here, and cannot be pulled.
WITHOUT_GRAFANA = (grafana_has_the_dashboard, grafana_asks_prometheus) if "ABSENT_GRAFANA" in os.environ else ()


def main():
    try:
        for check in CHECKS:
            if check in WITHOUT_GRAFANA:
                continue
            started_at = time.monotonic()
            sentence = check.__name__.replace("_", " ")
            try:
                check()
                outcomes[True] += 1
                print(f"ok    {sentence} ({time.monotonic() - started_at:.1f} s)", flush=True)
            except (AssertionError, KeyError, OSError, ValueError,
                    subprocess.TimeoutExpired) as error:
                outcomes[False] += 1
                print(f"FAIL  {sentence}: {error}", flush=True)
        if outcomes[False]:
            with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
                print(compose("logs", "--no-color", "--tail", "20", "exchange", "simulated"))
    finally:
        with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
            compose("down", "-v", profiles=EVERY)
    for check in WITHOUT_GRAFANA:
        print(f"skipped: {check.__name__.replace('_', ' ')}: {os.environ['ABSENT_GRAFANA']} cannot be pulled")
    print(f"{outcomes[True]} passed, {outcomes[False]} failed")
    return 1 if outcomes[False] else 0


if __name__ == "__main__":
    sys.exit(main())
