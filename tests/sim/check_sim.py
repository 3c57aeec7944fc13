#!/usr/bin/env python3
"""Drive bybit-sim as a client would and check what it says: check_sim.py PROGRAM [--tls].

Needs the Python package websockets, and openssl for --tls.
"""

import asyncio
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.request

import websockets

PROGRAM = sys.argv[1]
TLS = "--tls" in sys.argv
FOLDER = tempfile.mkdtemp(prefix="check_sim")
CONTEXT = None


class Sim:
    """One running simulator."""

    def __init__(self, *flags):
        if TLS:
            flags += ("--cert", FOLDER + "/cert.pem", "--key", FOLDER + "/key.pem")
        self.process = subprocess.Popen(
            [PROGRAM, "--listen", "127.0.0.1:0", *flags],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("bybit-sim: listening on 127.0.0.1:"), line
        assert line.endswith("(wss)\n" if TLS else "(ws)\n"), line
        self.port = int(line.split(":")[2].split()[0])

    def url(self, path):
        return f"{'wss' if TLS else 'ws'}://127.0.0.1:{self.port}{path}"

    async def connect(self, category, **more):
        return await websockets.connect(
            self.url("/v5/public/" + category), ssl=CONTEXT, compression=None,
            max_size=8 << 20, ping_interval=None, **more)

    def get_now(self, path):
        url = f"{'https' if TLS else 'http'}://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(url, context=CONTEXT, timeout=5) as answer:
                assert answer.headers["Server"] == "bybit-sim"
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            assert error.headers["Server"] == "bybit-sim"
            return error.code, json.load(error)

    async def get(self, path):
        return await asyncio.to_thread(self.get_now, path)

    async def fault(self, name, **more):
        query = "".join(f"&{key}={value}" for key, value in more.items())
        status, answer = await self.get(f"/sim/fault?name={name}{query}")
        assert status == 200 and answer["ok"], answer
        return answer["touched"]

    def stop(self):
        self.process.terminate()
        assert self.process.wait(10) == 0, self.process.returncode


class Book:
    """The naive client of one depth topic."""

    def __init__(self, depth):
        self.depth, self.u, self.sides, self.snapshots = depth, None, None, 0
        self.is_strict = True

    def apply(self, frame):
        data = frame["data"]
        if frame["type"] == "snapshot":
            self.snapshots += 1
            self.sides = {"b": {}, "a": {}}
        else:
            assert data["u"] == self.u + 1, (data["u"], self.u)
        self.u = data["u"]
        for side in "ba":
            prices = [float(level[0]) for level in data[side]]
            assert prices == sorted(prices, reverse=side == "b"), "unordered"
            for price, size in data[side]:
                if float(size) == 0:
                    found = self.sides[side].pop(float(price), None)
                    assert found or not self.is_strict, "unknown deleted"
                else:
                    self.sides[side][float(price)] = float(size)
            assert len(self.sides[side]) <= self.depth, "too many levels"
        assert max(self.sides["b"]) < min(self.sides["a"]) or not self.is_strict, "crossed"

    def same(self, frame):
        return all(self.sides[side] == {float(p): float(s) for p, s in frame["data"][side]}
                   for side in "ba") and self.u == frame["data"]["u"]


async def ask(ws, **request):
    await ws.send(json.dumps(request))


async def read(ws, wanted=lambda frame: True, timeout=5):
    async def loop():
        while True:
            frame = json.loads(await ws.recv())
            if wanted(frame):
                return frame
    return await asyncio.wait_for(loop(), timeout)


def is_ack(frame):
    return "topic" not in frame


async def drain(ws, seconds):
    frames = []
    end = asyncio.get_running_loop().time() + seconds
    while (left := end - asyncio.get_running_loop().time()) > 0:
        try:
            frames.append(json.loads(await asyncio.wait_for(ws.recv(), left)))
        except asyncio.TimeoutError:
            break
    return frames


async def check_books(sim):
    for category, symbol, depths in (
            ("linear", "BTCUSDT", (1, 50, 200, 1000)), ("spot", "SOLUSDT", (1, 50, 200, 1000)),
            ("inverse", "BTCUSD", (1, 50, 200, 1000)),
            ("option", "BTC-25SEP26-90000-C-USDT", (25, 100))):
        ws = await sim.connect(category)
        assert ws.response.headers["Server"] == "bybit-sim"
        topics = [f"orderbook.{depth}.{symbol}" for depth in depths]
        await ask(ws, op="subscribe", args=topics)
        books = {topic: Book(depth) for topic, depth in zip(topics, depths)}
        ack = await read(ws)
        if category == "option":
            assert list(ack) == ["success", "conn_id", "data", "type"], ack
            assert ack["data"] == {"failTopics": [], "successTopics": topics}
        else:
            assert ack["ret_msg"] == ("subscribe" if category == "spot" else ""), ack
            assert ("req_id" in ack) == (category != "spot")
        assert ack["conn_id"].startswith("bybit-sim-")
        counts = dict.fromkeys(topics, 0)
        for frame in await drain(ws, 2):
            books[frame["topic"]].apply(frame)
            counts[frame["topic"]] += 1
            keys = list(frame)
            if category == "option":
                assert keys[0] == "id" and keys[-1] == "type", keys
            elif category == "spot" or ".1." in frame["topic"]:
                assert keys == ["topic", "ts", "type", "data", "cts"], keys
            else:
                assert keys == ["topic", "type", "ts", "data", "cts"], keys
        for topic, book in books.items():
            assert book.snapshots == 1 or book.depth == 1
            assert len(book.sides["b"]) == len(book.sides["a"]) == book.depth
            assert counts[topic] > 5, counts
            assert book.depth == 1 or counts[topic] > 30, counts
        await ws.close()
        print(f"books of {category}: {counts}")


async def check_same_book(sim):
    """A second client's snapshot and /sim/book continue the first one's stream."""
    one, two = await sim.connect("linear"), await sim.connect("linear")
    topic = "orderbook.50.ETHUSDT"
    await ask(one, op="subscribe", args=[topic])
    books = {}
    first = Book(50)
    for frame in await drain(one, 0.5):
        if not is_ack(frame):
            first.apply(frame)
    await ask(two, op="subscribe", args=[topic])
    snapshot = await read(two, lambda f: not is_ack(f))
    assert snapshot["type"] == "snapshot"
    second = Book(50)
    second.apply(snapshot)
    for _ in range(20):
        second.apply(await read(two, lambda f: not is_ack(f)))
    _, book = await sim.get("/sim/book?category=linear&symbol=ETHUSDT&depth=50")
    while first.u < book["data"]["u"]:
        first.apply(await read(one, lambda f: not is_ack(f)))
        books[first.u] = True
    assert first.same(book)
    while second.u < first.u:
        second.apply(await read(two, lambda f: not is_ack(f)))
    assert second.sides == first.sides or second.u > first.u
    await one.close()
    await two.close()


async def check_trades(sim):
    for category, topic in (("linear", "publicTrade.BTCUSDT"), ("spot", "publicTrade.BTCUSDT"),
                            ("inverse", "publicTrade.BTCUSD"), ("option", "publicTrade.BTC")):
        ws = await sim.connect(category)
        await ask(ws, op="subscribe", args=[topic], req_id="t")
        frames = [f for f in await drain(ws, 3) if not is_ack(f)]
        trades = [t for f in frames for t in f["data"]]
        assert len(frames) >= 10
        assert len({t["i"] for t in trades}) == len(trades)
        keys = {"linear": "T s S v p L i BT RPI seq", "inverse": "T s S v p L i BT RPI seq",
                "spot": "i T p v S seq s BT RPI", "option": "p v i T BT s S mP iP mIv iv"}[category]
        assert all(list(t) == keys.split() for t in trades), trades[0]
        if category == "option":
            assert len({t["s"] for t in trades}) == 2
            assert any(len({t["s"] for t in f["data"]}) == 2 for f in frames), "never mixed"
            query = "baseCoin=BTC"
        else:
            assert len({t["seq"] for t in frames[0]["data"]}) == 1
            query = "symbol=" + topic.split(".")[1]
        assert category != "spot" or all(len(t["i"]) == 19 for t in trades)
        _, recent = await sim.get(f"/v5/market/recent-trade?category={category}&{query}&limit=60")
        listed = recent["result"]["list"]
        assert recent["retCode"] == 0 and len(listed) <= 60
        times = [int(t["time"]) for t in listed]
        assert times == sorted(times, reverse=True)
        ours = {t["i"]: t for t in trades}
        both = [t for t in listed if t["execId"] in ours]
        assert len(both) > 5
        assert all(t["price"] == ours[t["execId"]]["p"] and t["size"] == ours[t["execId"]]["v"]
                   for t in both)
        await ws.close()
        print(f"trades of {category}: {len(frames)} frames, {len(trades)} fills")


async def check_refusals(sim):
    ws = await sim.connect("linear")

    async def refused(args, words, **more):
        await ask(ws, op="subscribe", args=args, **more)
        ack = await read(ws, is_ack)
        assert ack["success"] is False and ack["ret_msg"] == words, ack
        return ack

    ack = await refused(["orderbook.50.NOPEUSDT", "orderbook.50.BTCUSDT"],
                        "error:handler not found,topic:orderbook.50.NOPEUSDT", req_id="x")
    assert list(ack) == ["success", "ret_msg", "conn_id", "req_id", "op"] and ack["req_id"] == "x"
    await refused(["orderbook.500.BTCUSDT"], "error:handler not found,topic:orderbook.500.BTCUSDT")
    await refused(["orderbook.50.btcusdt"], "error:handler not found,topic:orderbook.50.btcusdt")
    await refused(["liquidation.BTCUSDT"], "error:handler not found,topic:liquidation.BTCUSDT")
    await refused(["orderbook.50.BTCUSD"], "error:handler not found,topic:orderbook.50.BTCUSD")
    await ask(ws, op="subscribe", args=["orderbook.50.BTCUSDT"])
    await read(ws, lambda f: f.get("topic") == "orderbook.50.BTCUSDT")
    await refused(["publicTrade.BTCUSDT", "orderbook.50.BTCUSDT"],
                  "error:already subscribed,topic:orderbook.50.BTCUSDT")
    frames = await drain(ws, 0.5)
    assert all(f["topic"] == "orderbook.50.BTCUSDT" and f["type"] == "delta" for f in frames)
    await ask(ws, op="bogus")
    assert (await read(ws, is_ack))["ret_msg"] == "error:invalid op"
    await ws.send("hello")
    assert (await read(ws, is_ack))["ret_msg"].startswith(
        "Failed to decode incoming data:readObjectStart: expect { or n, but found h, ")
    await refused(["x" * 21001], "args length >21000")
    await ask(ws, op="ping")
    pong = await read(ws, is_ack)
    assert list(pong.items())[0:2] == [("success", True), ("ret_msg", "pong")]
    assert pong["req_id"] == "" and pong["op"] == "ping"
    await ask(ws, op="unsubscribe", args=["orderbook.50.BTCUSDT"], req_id="u")
    ack = await read(ws, is_ack)
    assert ack["success"] and ack["op"] == "unsubscribe" and ack["req_id"] == "u"
    assert await drain(ws, 0.3) == []
    await ws.close()
    ws = await sim.connect("spot")
    await refused(["publicTrade.NOPEUSDT"], "Invalid symbol :[publicTrade.NOPEUSDT]")
    await ask(ws, op="subscribe", args=["publicTrade.BTCUSDT"] * 11)
    assert "args size \\u003e10" in await ws.recv()
    await ask(ws, op="ping")
    assert list(await read(ws)) == ["success", "ret_msg", "conn_id", "op"]
    await ask(ws, op="ping", req_id="7")
    assert (await read(ws))["req_id"] == "7"
    await ws.close()
    ws = await sim.connect("option")
    await ask(ws, op="subscribe", args=["publicTrade.BTC", "publicTrade.NOPE"])
    ack = await read(ws, is_ack)
    assert ack["success"] and ack["data"] == {"failTopics": ["publicTrade.NOPE"],
                                              "successTopics": ["publicTrade.BTC"]}, ack
    await ask(ws, op="ping")
    pong = await read(ws, is_ack)
    assert list(pong) == ["args", "op"] and pong["op"] == "pong"
    await ws.close()
    for path in ("/v5/public/bogus", "/v5/private", "/"):
        try:
            await websockets.connect(sim.url(path), ssl=CONTEXT)
            raise AssertionError(path)
        except websockets.exceptions.InvalidStatus as error:
            assert error.response.status_code == 404


async def check_rest(sim):
    status, answer = await sim.get("/v5/market/time")
    assert status == 200 and abs(int(answer["result"]["timeSecond"]) * 1000 - answer["time"]) < 1000
    names, cursor, pages = [], "", 0
    while True:
        _, answer = await sim.get("/v5/market/instruments-info?category=linear&limit=3"
                                  + (f"&cursor={cursor}" if cursor else ""))
        names += [item["symbol"] for item in answer["result"]["list"]]
        pages += 1
        cursor = answer["result"]["nextPageCursor"]
        if not cursor:
            break
        assert cursor.startswith("first%3D") and "%26last%3D" in cursor
    assert names == ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"] and pages == 2, names
    _, answer = await sim.get("/v5/market/instruments-info?category=linear"
                              "&cursor=first%253DA%2526last%253DB")
    assert answer["retCode"] == 10001
    _, answer = await sim.get("/v5/market/instruments-info?category=option")
    assert [item["baseCoin"] for item in answer["result"]["list"]] == ["BTC", "BTC"]
    _, answer = await sim.get("/v5/market/instruments-info?category=linear&symbol=NOPE")
    assert answer["retCode"] == 0 and answer["result"]["list"] == []
    _, answer = await sim.get("/v5/market/orderbook?category=linear&symbol=BTCUSDT&limit=5")
    assert len(answer["result"]["b"]) == 5
    assert (await sim.get("/v5/market/nope"))[0] == 404
    assert (await sim.get("/sim/fault?name=clsoe"))[1]["error"].endswith("did you mean 'close'?")
    assert (await sim.get("/sim/fault?name=u1&conn=3"))[0] == 400


async def closed(ws, timeout=5):
    try:
        while True:
            await asyncio.wait_for(ws.recv(), timeout)
    except websockets.exceptions.ConnectionClosed as error:
        return error


async def subscribed(sim, *topics, category="linear"):
    ws = await sim.connect(category)
    await ask(ws, op="subscribe", args=list(topics))
    await read(ws, lambda f: f.get("topic") == topics[0])
    return ws


async def check_ending_faults(sim):
    ws = await subscribed(sim, "orderbook.50.BTCUSDT")
    assert await sim.fault("close", arg=1012) == 1
    assert (await closed(ws)).rcvd.code == 1012
    ws = await subscribed(sim, "orderbook.50.BTCUSDT")
    await sim.fault("cut")
    assert (await closed(ws)).rcvd is None
    ws = await subscribed(sim, "orderbook.50.BTCUSDT")
    await sim.fault("half")
    assert (await closed(ws)).rcvd is None
    ws = await subscribed(sim, "orderbook.50.BTCUSDT")
    await sim.fault("raw", arg="8182000000007b7d")  # Masked
    assert (await closed(ws)).sent.code == 1002
    ws = await subscribed(sim, "orderbook.50.BTCUSDT")
    await sim.fault("hangup")
    assert (await closed(ws)).rcvd is None
    ws = await subscribed(sim, "orderbook.50.BTCUSDT")
    await sim.fault("badutf8")
    assert (await closed(ws)).sent.code == 1007
    ws = await subscribed(sim, "orderbook.50.BTCUSDT")
    await sim.fault("badjson")
    try:
        await drain(ws, 1)
        raise AssertionError("all good")
    except json.JSONDecodeError:
        pass
    await ws.close()


async def check_silences(sim):
    topics = ("orderbook.50.BTCUSDT", "publicTrade.ETHUSDT")
    for fault, has_pong in (("silence", True), ("freeze", False), ("blackhole", False)):
        ws = await subscribed(sim, *topics)
        await sim.fault(fault)
        await drain(ws, 0.3)
        await ask(ws, op="ping", req_id="p")
        pong = await ws.ping()
        frames = await drain(ws, 1)
        assert [f.get("req_id") for f in frames] == (["p"] if has_pong else []), (fault, frames)
        assert pong.done() == has_pong
        fresh = await subscribed(sim, *topics)
        await fresh.close()
        if fault != "blackhole":
            await sim.fault(fault, arg="off")
            assert len(await drain(ws, 0.5)) > 3, fault
            await ws.close()
        else:
            ws.transport.abort()
    ws = await subscribed(sim, *topics)
    await sim.fault("mute", arg="BTCUSDT")
    await drain(ws, 0.3)
    assert {f["topic"] for f in await drain(ws, 2)} == {"publicTrade.ETHUSDT"}
    await sim.fault("reset")
    assert len({f["topic"] for f in await drain(ws, 2)}) == 2
    await ws.close()


async def check_book_faults(sim):
    async def seen(fault, arg=None):
        ws = await subscribed(sim, "orderbook.50.BTCUSDT", "orderbook.50.ETHUSDT")
        await drain(ws, 0.3)
        touched = await sim.fault(fault, **({"arg": arg} if arg else {}))
        frames = [f for f in await drain(ws, 0.7) if f["topic"].endswith("BTCUSDT")]
        await ws.close()
        assert len(frames) > 5 and touched == (1 if arg else 2), touched
        us = [f["data"]["u"] for f in frames]
        return frames, [b - a for a, b in zip(us, us[1:])]

    _, steps = await seen("jump", "BTCUSDT")
    assert set(steps) in ({1}, {1, 2}) and steps.count(2) <= 1, steps
    _, steps = await seen("crossed")
    assert set(steps) == {1}
    frames, steps = await seen("u1")
    first = [f for f in frames if f["data"]["u"] == 1]
    assert len(first) == 1 and first[0]["type"] == "snapshot"
    frames, steps = await seen("resnapshot")
    assert [f["type"] for f in frames].count("snapshot") == 1 and set(steps) == {1}
    frames, steps = await seen("repeat")
    assert steps.count(0) == 1 and set(steps) <= {0, 1}


async def check_crossed_and_conn(sim):
    """A fault of one connection leaves the other alone."""
    topic = "orderbook.50.BTCUSDT"
    one, two = await subscribed(sim, topic), await subscribed(sim, topic)
    _, state = await sim.get("/sim/state")
    ids = sorted(c["id"] for c in state["connections"] if topic in c["topics"])[-2:]
    await ask(one, op="unsubscribe", args=[topic])
    await drain(one, 0.2)
    await ask(one, op="subscribe", args=[topic])
    assert await sim.fault("crossed", conn=ids[0], arg="BTCUSDT") == 1
    book = Book(50)
    book.is_strict = False
    crossings = 0
    for frame in await drain(one, 1):
        if not is_ack(frame) and not crossings:  # Behind it the book is lost
            book.apply(frame)
            crossings += max(book.sides["b"]) >= min(book.sides["a"])
    assert crossings > 0
    us = [frame["data"]["u"] for frame in await drain(two, 0.1)]
    assert await sim.fault("jump", conn=ids[1], arg="BTCUSDT") == 1
    us += [frame["data"]["u"] for frame in await drain(two, 1)]
    steps = [b - a for a, b in zip(us, us[1:])]
    assert set(steps) <= {1, 2} and steps.count(2) == 1, steps
    assert await sim.fault("differ", conn=ids[0], arg="BTCUSDT") == 1
    told = [{f["data"]["u"]: f["data"] for f in await drain(ws, 1)} for ws in (one, two)]
    common = told[0].keys() & told[1].keys()
    assert sum(told[0][u] != told[1][u] for u in common) == 1 and len(common) > 3, told
    assert await sim.fault("lag", conn=ids[0], arg=400) == 1
    await drain(one, 0.2), await drain(two, 0.2)
    late, prompt = [(await drain(ws, 0.1))[-1] for ws in (one, two)]
    assert prompt["ts"] - late["ts"] > 250, (prompt["ts"], late["ts"])
    assert await sim.fault("lag", conn=ids[0], arg=0) == 1
    await one.close()
    await two.close()


async def check_shape_faults(sim):
    ws = await subscribed(sim, "publicTrade.BTCUSDT")
    assert await sim.fault("big") == 1
    while len(text := await ws.recv()) < 3 << 20:
        pass
    assert json.loads(text)["data"][0]["s"] == "BTCUSDT"
    await sim.fault("burst")
    frame = await read(ws, lambda f: len(f["data"]) == 1024)
    rest = await read(ws)
    assert len(rest["data"]) > 1 and rest["data"][0]["seq"] == frame["data"][0]["seq"]
    await sim.fault("retype")
    await read(ws, lambda f: isinstance(f["data"][0]["T"], str) and isinstance(f["ts"], str))
    await sim.fault("retype", arg="off")
    await sim.fault("fragment")
    assert len(await drain(ws, 1)) > 3
    await sim.fault("fragment", arg="off")
    await sim.fault("drip")
    assert len(await drain(ws, 2)) > 0
    await sim.fault("drip", arg="off")
    await sim.fault("reset")
    await drain(ws, 0.5)
    await sim.fault("delist", arg="BTCUSDT")
    await drain(ws, 0.3)
    assert await drain(ws, 1) == []
    await ask(ws, op="unsubscribe", args=["publicTrade.BTCUSDT"])
    assert (await read(ws))["success"]
    await ask(ws, op="subscribe", args=["publicTrade.BTCUSDT"])
    assert (await read(ws))["ret_msg"] == "error:handler not found,topic:publicTrade.BTCUSDT"
    await sim.fault("reset")
    await ws.close()


async def check_upgrade_faults(sim):
    for status in (403, 429, 502):
        await sim.fault("refuse", arg=status)
        try:
            await sim.connect("linear")
            raise AssertionError(status)
        except websockets.exceptions.InvalidStatus as error:
            assert error.response.status_code == status
            assert error.response.headers["Server"] == "bybit-sim"
    for fault in (("refuse", {"arg": "hang"}), ("blackhole-all", {})):
        await sim.fault(fault[0], **fault[1])
        try:
            await sim.connect("linear", open_timeout=1)
            raise AssertionError("let in")
        except TimeoutError:
            pass
        await sim.fault("reset")
    await (await sim.connect("linear")).close()


async def check_flood(sim):
    ws = await subscribed(sim, "publicTrade.BTCUSDT", "orderbook.50.BTCUSDT")
    _, before = await sim.get("/sim/state")
    await sim.fault("flood", arg="60000,2")
    await drain(ws, 3)
    _, after = await sim.get("/sim/state")
    sent = after["frames_sent"] - before["frames_sent"]
    print(f"flood: {sent} frames in 2 s")
    ws.transport.abort()
    return sent


async def check_frames_of_clients(sim):
    """Bytes no library would send: an unmasked frame, and a message in pieces."""
    def talk(payloads):
        raw = socket.create_connection(("127.0.0.1", sim.port), timeout=5)
        if TLS:
            raw = CONTEXT.wrap_socket(raw, server_hostname="127.0.0.1")
        raw.sendall(b"GET /v5/public/linear HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        head = raw.recv(4096)
        assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in head, head
        for payload in payloads:
            raw.sendall(payload)
        answer = raw.recv(4096)
        raw.close()
        return answer

    masked = b"\x81\x8d\0\0\0\0" + b'{"op":"ping"}'
    assert b"pong" in await asyncio.to_thread(talk, [masked])
    pieces = [b"\x01\x85\0\0\0\0" + b'{"op"', b"\x89\x81\0\0\0\0x",
              b"\x80\x88\0\0\0\0" + b':"ping"}']
    answer = await asyncio.to_thread(talk, [b"".join(pieces)])
    assert answer.startswith(b"\x8a\x01x") and b"pong" in answer, answer
    one_by_one = [masked[i:i + 1] for i in range(len(masked))]
    assert b"pong" in await asyncio.to_thread(talk, one_by_one)
    unmasked = b"\x81\x0d" + b'{"op":"ping"}'
    assert await asyncio.to_thread(talk, [unmasked]) == b"\x88\x02\x03\xea"


async def check_replay():
    path, log = FOLDER + "/frames.jsonl", FOLDER + "/log.jsonl"
    frames = [{"topic": "orderbook.500.XRPUSDT", "n": n} for n in range(500)]
    with open(path, "w") as file:
        file.writelines(json.dumps(frame, separators=(",", ":")) + "\n" for frame in frames)
        file.write('{"topic":"other.X","n":1}\n')
    sim = Sim("--replay", path + "=linear", "--replay-speed", "0", "--log", log,
              "--replay-retopic", "orderbook.500.=orderbook.1000.")
    ws = await sim.connect("linear")
    await ask(ws, op="subscribe", args=["orderbook.1000.XRPUSDT"])
    assert (await read(ws))["success"]
    got = await drain(ws, 1)
    assert [f["n"] for f in got] == list(range(500)) and got[0]["topic"] == "orderbook.1000.XRPUSDT"
    other = await sim.connect("spot")
    await ask(other, op="subscribe", args=["other.X"])
    assert not (await read(other))["success"]
    await ws.close()
    await other.close()
    sim.stop()
    with open(log) as file:
        logged = [json.loads(line) for line in file]
    assert [json.loads(line["text"]) for line in logged] == got
    assert all(line["conn"] == 1 and line["category"] == "linear" for line in logged)


async def check_repeatable():
    """The same seed makes the same books and trades, whatever the clock says."""
    runs = []
    for _ in range(2):
        sim = Sim("--seed", "42")
        ws = await sim.connect("option")
        await ask(ws, op="subscribe", args=["publicTrade.ETH", "orderbook.25.ETH-25SEP26-2500-P"])
        frames = [f for f in await drain(ws, 3) if not is_ack(f)]
        runs.append([f["data"] if "orderbook" in f["topic"] else
                     [{**t, "T": 0} for t in f["data"]] for f in frames])
        await ws.close()
        sim.stop()
    shorter = min(map(len, runs))
    assert shorter > 50 and runs[0][:shorter] == runs[1][:shorter]


async def check_level_one_repeats():
    sim = Sim("--rate", "0", "--trades", "0")
    ws = await subscribed(sim, "orderbook.1.BTCUSDT", "orderbook.50.BTCUSDT")
    frames = await drain(ws, 4)
    ones = [f for f in frames if f["topic"] == "orderbook.1.BTCUSDT"]
    assert len(ones) == 1 and ones[0]["type"] == "snapshot", ones
    sim.process.stdin.write("fault close=1001\n")
    sim.process.stdin.flush()
    assert (await closed(ws)).rcvd.code == 1001
    sim.stop()


def make_certificate():
    global CONTEXT
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=sim",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", FOLDER + "/key.pem",
                    "-out", FOLDER + "/cert.pem"], check=True, capture_output=True)
    CONTEXT = ssl.create_default_context(cafile=FOLDER + "/cert.pem")


async def main():
    if TLS:
        make_certificate()
    sim = Sim()
    try:
        for check in (check_books, check_same_book, check_trades, check_refusals, check_rest,
                      check_ending_faults, check_silences, check_book_faults,
                      check_crossed_and_conn, check_shape_faults,
                      check_upgrade_faults, check_frames_of_clients, check_flood):
            await check(sim)
            print("ok", check.__name__)
        sim.stop()
    finally:
        sim.process.kill()
    for check in (check_replay, check_repeatable, check_level_one_repeats):
        await check()
        print("ok", check.__name__)


asyncio.run(main())
