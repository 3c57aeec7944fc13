"""REST that is down, slow or wrong: live data goes on, nothing comes twice, and the gap stays told."""

import signal

import rig
import sabotage
from witness import Reader, Witness, cut_off, missing

SLOW_NS = 50 * 10**6
LIVE_S = 1.5
ERROR = "bybit_connector_subprocess_error"


def live_goes_on(reader, what):
    """For some seconds no live message is held up in the gateway."""
    before = len(reader.sub.messages)
    reader.run(LIVE_S)
    delays = [message["ts_pub"] - message["ts_recv"] for _, message in reader.sub.messages[before:]
              if message["type"] == "trades" and not message.get("recovered")]
    assert len(delays) > 5, len(delays)
    assert max(delays) < SLOW_NS or rig.IS_SANITIZED, f"{what}: {max(delays) / 10**6} ms"
    return max(delays)


def fails(sim, witness, reader, fault):
    """While it lasts the gap stays as it was told; afterwards it is closed."""
    sim.fault(f"rest={fault}")
    asked, told, ended = sim.get("/sim/state")["rest"], len(reader.gaps), len(reader.ends())
    cut_off(sim, witness)
    reader.wait_for(fault, lambda: sim.get("/sim/state")["rest"] > asked)
    longest = live_goes_on(reader, fault)
    assert len(reader.gaps) > told and len(reader.ends()) == ended, f"{fault}: {reader.gaps}"
    print(f"{fault}: no live message was held up for more than {longest / 10**6:.2f} ms")


def start(the_rig, sim):
    daemon = the_rig.daemon(sim, "--market", "linear:BTCUSDT", "--depth", "0",
                            environment=sabotage.environment())
    reader = Reader(daemon, "bybit.linear.trade.")
    reader.wait_for("trades", lambda: reader.ids)
    return daemon, reader


def hangs_itself(sim, witness, daemon, reader):
    """The thread that asks REST does nothing any more: all else does, and the gateway ends when it is told to."""
    cut_off(sim, witness)
    assert reader.wait_for_end()["complete"]
    pid = daemon.events("supervisor_gateway_started")[-1]["pid"]
    sabotage.strike_thread(pid, "rest", sabotage.BLOCK)
    told, ended = len(reader.gaps), len(reader.ends())
    cut_off(sim, witness)
    reader.wait_for("a gap", lambda: len(reader.gaps) > told)
    longest = live_goes_on(reader, "a thread that hangs")
    assert len(reader.ends()) == ended
    print(f"a thread that hangs: no live message was held up for more than {longest / 10**6:.2f} ms")
    daemon.signal(signal.SIGTERM)
    assert daemon.wait_for_exit(5) == 0
    assert not daemon.events("bybit_connector_process_died")
    assert daemon.events("bybit_connector_subprocess_terminated")[-1]["how"] == "asked"


with rig.rig() as the_rig:
    sim = the_rig.sim("--symbols", "linear:BTCUSDT", "--trades", "8")
    witness = Witness(sim, "linear", "publicTrade.BTCUSDT")
    daemon, reader = start(the_rig, sim)
    first = reader.ids[0]
    for fault in ("502", "garbage", "reversed"):
        fails(sim, witness, reader, fault)
        sim.fault("rest=off")
        assert reader.wait_for_end()["complete"]
    sim.fault("rest=twice")
    cut_off(sim, witness)
    assert reader.wait_for_end()["complete"]
    fails(sim, witness, reader, "slow")
    sim.fault("rest=off")
    assert reader.wait_for_end()["complete"]
    assert not missing(reader, witness, first)
    fails(sim, witness, reader, "hang")
    print(sorted({event["reason"] for event in daemon.events(ERROR)}))
    print("nothing is missing, nothing came twice")
    reader.sub.close()
    daemon.end()
    daemon, reader = start(the_rig, sim)
    sim.fault("rest=off")
    hangs_itself(sim, witness, daemon, reader)
    reader.sub.close()
    daemon, reader = start(the_rig, sim)
    fails(sim, witness, reader, "403")
    asked = sim.get("/sim/state")["rest"]
    live_goes_on(reader, "403")
    assert sim.get("/sim/state")["rest"] == asked, "asked again after a 403"
    print("after a 403 nobody asks again")
