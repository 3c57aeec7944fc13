"""Several gateways from one file: each has its market and its socket, and dies alone."""

import os

import rig
import sabotage

CONFIG = """\
exchange-url: {sim.url}
rest-url: {sim.rest}
heartbeat: ipc://{folder}/heartbeat
http: "off"
backoff-reset: 300ms
gateways:
  - name: perpetuals
    market: linear:BTCUSDT
    publish: ipc://{folder}/perpetuals
  - name: coins
    market: spot:BTCUSDT
    publish: ipc://{folder}/coins
"""


def flow(the_rig):
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--symbols", "spot:BTCUSDT", "--rate", "100")
    file = the_rig.folder / "tickgate.yaml"
    file.write_text(CONFIG.format(sim=sim, folder=the_rig.folder))
    daemon = the_rig.program("tickgated", "--config", file, "--log-format", "json")
    beats = rig.Sub(f"ipc://{the_rig.folder}/heartbeat", "supervisor.heartbeat.")

    def both_are_live(_, message):
        return [gateway["state"] for gateway in message["gateways"]] == ["live", "live"]

    coins = rig.Sub(f"ipc://{the_rig.folder}/coins", "bybit.spot.depth.")
    perpetuals = rig.Sub(f"ipc://{the_rig.folder}/perpetuals", "bybit.linear.depth.")
    coins.wait_for("coins", lambda *_: True)
    other = None
    for _ in range(5):
        gateways = beats.wait_for("both live", both_are_live)[1]["gateways"]
        assert [gateway["name"] for gateway in gateways] == ["perpetuals", "coins"]
        assert other in (None, gateways[1]["pid"]), "the other gateway was restarted too"
        other = gateways[1]["pid"]
        os.kill(gateways[0]["pid"], 9)
        perpetuals.wait_for("newer data", lambda _, message, epoch=gateways[0]["epoch"]:
                            message["epoch"] > epoch)
        coins.run(0.5)
    deltas = [message for _, message in coins.messages if message["type"] == "delta"]
    seqs = [message["seq"] for message in deltas]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs))), "the other gateway's stream has a hole"
    waits = [after["ts_pub"] - before["ts_pub"] for before, after in zip(deltas, deltas[1:])]
    print(f"the other went on: {len(deltas)} deltas, {max(waits) / 1e6:.0f} ms apart at most")
    assert max(waits) < 0.5e9 or rig.IS_SANITIZED, max(waits)
    told = beats.wait_for("both live", both_are_live)[1]["gateways"]
    assert told[0]["restarts"] == 5 and told[1]["restarts"] == 0, told
    sabotage.check_beats(beats)
    daemon.end()


with rig.rig() as the_rig:
    flow(the_rig)
