"""The programs that the benches measure with carry every message, or show the hole; paced and in a flood."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))

import lab  # noqa: E402
import rig  # noqa: E402

RATE = 5000


def is_whole(run):
    return run["sent"] > 0 and not any(run[key] for key in ("lost", "holes", "gaps", "resets"))


def flow(_, isolation):
    class Gateway(lab.Gateway):
        pass

    Gateway.isolation = isolation
    with lab.lab() as made:
        for transport in lab.TRANSPORTS if isolation == "process" else ("wss",):
            street = Gateway(made, transport, 3)
            paced = street.run(RATE, 0.4)
            assert is_whole(paced), (transport, paced)
            assert paced["age"]["count"] == paced["inside"]["count"] == paced["sent"], paced
            assert 0 < paced["age"]["p50"] <= paced["age"]["p99"] <= paced["age"]["max"], paced
            flood = street.run(0, 0.3)
            #  A subscriber that is too slow may lose some, and must be able to tell
            assert flood["gaps"] == flood["resets"] == 0, (transport, flood)
            assert lab.not_told(street, [flood]) == 0, (transport, flood)
            if isolation == "process":
                for kind in (lab.Floor, lab.FloorReadAhead):
                    floor = kind(made, transport, 3).run(RATE, 0.3)
                    assert is_whole(floor), (kind.name, transport, floor)
            print(f"{isolation} {transport}: {paced['sent']} paced, {flood['sent']} in a flood, {flood['holes']} holes")


rig.in_both_isolations(flow)
