"""Prometheus itself scrapes the metrics, and finds nothing wrong with them."""

import json
import time
import urllib.parse
import urllib.request

import rig
import web

CONFIG = """\
global: {{scrape_interval: 500ms, scrape_timeout: 400ms}}
scrape_configs:
  - job_name: tickgate
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
"""


def query(port, expression):
    text = urllib.parse.urlencode({"query": expression})
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?{text}",
                                    timeout=5) as answer:
            return json.load(answer)["data"]["result"]
    except OSError:
        return []


def flow(the_rig):
    the_web = web.Web()
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--rate", "50")
    the_rig.daemon(sim, "--market", "linear:BTCUSDT", *the_web.flags)
    rig.wait_for("ready", the_web.is_ready)
    port = web.free_port()
    config = the_rig.folder / "prometheus.yml"
    config.write_text(CONFIG.format(port=the_web.port))
    started_at = time.monotonic()
    prometheus = the_rig.command(
        "prometheus", f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}",
        f"--storage.tsdb.path={the_rig.folder}/tsdb", "--log.level=warn")

    def rate():
        assert prometheus.is_running(), prometheus.lines
        told = query(port, "sum(rate(tickgate_published_messages_total{kind=\"delta\"}[10s]))")
        return told and float(told[0]["value"][1])
    seen = rig.wait_for("a rate of messages", rate, 30)
    assert query(port, "up{job=\"tickgate\"}")[0]["value"][1] == "1"
    assert query(port, "tickgate_ready")[0]["value"][1] == "1"
    quantile = query(port, "histogram_quantile(0.99, sum by (le) "
                           "(rate(tickgate_process_latency_seconds_bucket[10s])))")
    assert float(quantile[0]["value"][1]) > 0
    print(f"Prometheus sees {seen:.0f} messages a second, the slowest hundredth above "
          f"{float(quantile[0]['value'][1]) * 1e6:.0f} us, after "
          f"{time.monotonic() - started_at:.1f} s")


with rig.rig() as started:
    flow(started)
