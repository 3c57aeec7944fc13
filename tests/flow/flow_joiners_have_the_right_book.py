"""Subscribers that join at any moment hold the simulator's book, level by level."""

import time

import rig


def sim_book(sim, category, symbol, depth):
    book = sim.get(f"/sim/book?category={category}&symbol={symbol}&depth={depth}")["data"]
    return book["u"], [[float(price), float(size)] for price, size in book["b"]], \
        [[float(price), float(size)] for price, size in book["a"]]


def check_topic(sim, endpoint, category, symbol, depth):
    topic = f"bybit.{category}.depth.{depth}.{symbol}."
    sub = rig.Sub(endpoint, topic)
    started_at = time.monotonic()
    book, history = rig.Book(), {}
    sub.wait_for("a snapshot", lambda _, message: message["type"] == "snapshot", 2)
    joined_in = time.monotonic() - started_at
    taken, matched = 0, 0
    for _ in range(400):
        for _, message in sub.messages[taken:]:
            taken += 1
            if book.on(message):
                history[message["u"]] = book.levels()
        assert book.is_valid
        if len(history) >= 5:
            update_id, bids, asks = sim_book(sim, category, symbol, depth)
            sub.poll(0.2)
            for _, message in sub.messages[taken:]:
                taken += 1
                if book.on(message):
                    history[message["u"]] = book.levels()
            if update_id in history:
                ours = [[list(level) for level in side] for side in history[update_id]]
                assert ours == [bids, asks], f"{topic} differs at u {update_id}"
                assert len(bids) <= int(depth) and len(asks) <= int(depth)
                matched += 1
        if matched == 5:
            break
        sub.poll()
    assert matched == 5, f"{topic}: only {matched} comparisons"
    sub.close()
    return joined_in


def flow(the_rig, isolation):
    authority = the_rig.authority()
    sim = the_rig.sim("--symbols", "linear:BTCUSDT,ETHUSDT", "--symbols", "spot:BTCUSDT",
                      "--symbols", "inverse:BTCUSD", "--symbols",
                      "option:BTC-25DEC26-90000-C-USDT", "--seed", "7", authority=None)
    daemon = the_rig.daemon(
        sim, "--market", "linear:BTCUSDT,ETHUSDT", "--market", "spot:BTCUSDT", "--market",
        "inverse:BTCUSD", "--market", "option:BTC-25DEC26-90000-C-USDT",
        "--depth", "1,50,200,1000,25", "--isolation", isolation)
    daemon.wait_for_event("bybit_connector_subprocess_connected")
    for category, symbol, depths in (("linear", "ETHUSDT", (1, 50, 200, 1000)),
                                     ("spot", "BTCUSDT", (1, 50)), ("inverse", "BTCUSD", (50,)),
                                     ("option", "BTC-25DEC26-90000-C-USDT", (25,))):
        for depth in depths:
            joined_in = check_topic(sim, daemon.data, category, symbol, depth)
            print(f"{category} {symbol} {depth}: joined in {joined_in * 1000:.0f} ms")


rig.in_both_isolations(flow)
