/** Frames that are not of the contract: a clear error, and nothing else. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { ExtData } from "@msgpack/msgpack";
import { decode, DecodeError } from "tickgate";

import { book, DEPTH, frame, gap, gateway, heartbeat, status, TRADES, trades } from "./frames.js";
import { VECTORS } from "./paths.js";

const HEARTBEAT = "supervisor.heartbeat.";
const live = { seq: 1, state: "live" };
const trade = { id: "1", ts_event: 1, price: 1.5, size: 1.5 };
const NO_TEXT = { name: "DecodeError", message: "topics has a key that is no text" };

const WRONG: [what: string, topic: string, body: unknown, reason: RegExp][] = [
  ["a text", DEPTH, "hello", /the frame is "hello" rather than a map/],
  ["an array", DEPTH, [1, 2], /the frame is an array rather than a map/],
  ["nothing", DEPTH, null, /the frame is null rather than a map/],
  ["a map without v", DEPTH, {}, /^v is missing$/],
  ["a key of every object", DEPTH, { v: 1, type: 5 }, /^type must not be 5$/],
  ["a missing key", DEPTH, without(book("delta", 1), "u"), /^u is missing$/],
  ["a nil for an optional key", DEPTH, book("delta", 1, { xseq: null }), /^xseq must not be null$/],
  ["a negative integer", DEPTH, book("delta", -1), /^seq must not be -1$/],
  ["an integer of 64 bits", DEPTH, book("delta", 1, { u: 2n ** 63n }), /^u must not be 9223/],
  ["a fraction for an integer", DEPTH, book("delta", 1, { u: 1.5 }), /^u must not be 1.5$/],
  [
    "levels that are no array",
    DEPTH,
    book("delta", 1, { bids: { a: 1 } }),
    /^bids must not be a map$/,
  ],
  ["a level of three", DEPTH, book("delta", 1, { bids: [[1.5, 2.5, 3.5]] }), /^bids holds/],
  ["a price that is no number", DEPTH, book("delta", 1, { asks: [[NaN, 1.5]] }), /^asks holds/],
  [
    "a price of 19 digits",
    DEPTH,
    book("delta", 1, { asks: [["1234567890123456.789", "1"]] }),
    /^asks holds/,
  ],
  ["a price with an exponent", DEPTH, book("delta", 1, { asks: [["1e5", "1"]] }), /^asks holds/],
  [
    "a price of 19 digits",
    DEPTH,
    book("delta", 1, { asks: [["1234567890123456789", "1"]] }),
    /^asks/,
  ],
  ["a negative size", DEPTH, book("delta", 1, { asks: [[1.5, -1.5]] }), /^asks holds/],
  [
    "a snapshot without a cause",
    DEPTH,
    without(book("snapshot", 1), "cause"),
    /^cause is missing$/,
  ],
  ["no trades", TRADES, trades(1, { trades: [] }), /^trades is empty$/],
  ["a trade that is no map", TRADES, trades(1, { trades: [7] }), /^an element of trades is 7/],
  [
    "an unknown side",
    TRADES,
    trades(1, { trades: [{ ...trade, side: "x" }] }),
    /^side must not be "x"$/,
  ],
  ["an endless size", TRADES, trades(1, { trades: [{ ...trade, size: Infinity }] }), /^size must/],
  ["a flag that is no boolean", TRADES, trades(1, { simulated: 1 }), /^simulated must not be 1$/],
  ["a gap without a cause", TRADES, without(gap(1), "cause"), /^cause is missing$/],
  ["a status of no map", "bybit.status.", { ...status({}), topics: [] }, /^topics is an array/],
  [
    "a status of a topic without a number",
    "bybit.status.",
    { ...status({}), topics: { a: { state: "live" } } },
    /^seq is missing$/,
  ],
  [
    "a heartbeat that does not say whether it is simulated",
    "supervisor.heartbeat.",
    without(heartbeat(), "simulated"),
    /^simulated is missing$/,
  ],
  [
    "gateways that are none",
    "supervisor.heartbeat.",
    { ...heartbeat(), gateways: [[]] },
    /gateways/,
  ],
  ["topics of a gateway that are no map", HEARTBEAT, withTopics([1]), /^topics is an array/],
  ["nil for topics of a gateway", HEARTBEAT, withTopics(null), /^topics is null/],
  ["a negative count of topics", HEARTBEAT, withTopics({ live: -1 }), /^live must not be -1$/],
  ["a fraction of a topic", HEARTBEAT, withTopics({ live: 1.5 }), /^live must not be 1.5$/],
  ["no count of topics", HEARTBEAT, withTopics({ of_tomorrow: "1" }), /^of_tomorrow must not be/],
];

for (const [what, topic, body, message] of WRONG) {
  test(`refused: ${what}`, () => {
    assert.throws(() => decode(topic, frame(body)), { name: "DecodeError", message });
  });
}

for (const key of [[0x01], [0xcf, 0, 0, 0, 0, 0, 0, 0, 1], [0xc4, 0x01, 0x61], [0xc0], [0x80]]) {
  test(`refused: a topic that is no text but the bytes ${key}`, () => {
    assert.throws(
      () => decode("bybit.status.", withKey(frame(status({ "?": live })), key)),
      NO_TEXT,
    );
  });

  test(`refused: a state of topics that is no text but the bytes ${key}`, () => {
    assert.throws(() => decode(HEARTBEAT, withKey(frame(withTopics({ "?": 1 })), key)), NO_TEXT);
  });

  test(`read: a key of the bytes ${key} in a map that is not known`, () => {
    const future = frame(book("delta", 1, { a_future: { "?": 1 } }));
    assert.equal(decode(DEPTH, withKey(future, key))?.type, "delta");
  });
}

test("read: how many topics of a gateway are in each state, also in one of tomorrow", () => {
  const body = heartbeat(gateway({ topics: { live: 2, of_tomorrow: 1 } }), gateway());
  const message = decode(HEARTBEAT, frame(body));
  assert.ok(message?.type === "heartbeat");
  const [first, second] = message.gateways;
  assert.deepEqual([...(first?.topics ?? [])], Object.entries({ live: 2, of_tomorrow: 1 }));
  assert.equal(second?.topics, undefined);
});

test("refused: bytes that are no msgpack", () => {
  const good = frame(book("snapshot", 1));
  const bytes = [[], [0xc1], [0xdd, 0xff, 0xff, 0xff, 0xff], [0xdf, 0xff, 0xff, 0xff, 0xff]];
  for (const one of [...bytes.map((all) => Uint8Array.from(all)), Buffer.concat([good, good])]) {
    assert.throws(() => decode(DEPTH, one), { name: "DecodeError", message: /^not msgpack: / });
  }
});

test("refused: open arrays and maps that claim all memory", () => {
  const heads = [
    [0xdc, 0xff, 0xff],
    [0xde, 0xff, 0xff, 0xa1, 0x61],
    [0xdd, 0, 0, 0xff, 0xff],
    [0xdc],
    [0x91],
  ];
  for (const head of heads) {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, at) => head[at % head.length] ?? 0);
    assert.throws(() => decode(DEPTH, bytes), { name: "DecodeError", message: /too deep/ });
  }
  const few = new Uint8Array(8 * 1024 * 1024);
  new Array(30).fill([0xdd, 0, 0x7f, 0, 0]).forEach((head, at) => few.set(head, 5 * at));
  const before = process.memoryUsage().rss;
  assert.throws(() => decode(DEPTH, few), { name: "DecodeError", message: /claim more/ });
  assert.ok(process.memoryUsage().rss - before < 256 * 1024 * 1024);
});

test("read: a big frame with every kind of value beside those that are known", () => {
  const texts = [10, 100, 1000, 100_000].map((size) => "x".repeat(size));
  const bytes = [10, 1000, 100_000].map((size) => new Uint8Array(size));
  const extensions = [1, 2, 4, 8, 16, 17, 1000, 100_000].map(
    (size) => new ExtData(7, new Uint8Array(size)),
  );
  const integers = [
    0,
    200,
    60_000,
    2 ** 31,
    2n ** 63n,
    -1,
    -100,
    -30_000,
    -(2 ** 31),
    -(2n ** 62n),
  ];
  const arrays = [[], [[1]], new Array(1000).fill([]), new Array(70_000).fill({ a: null })];
  const maps = Object.fromEntries(integers.map((value, at) => [`key ${at}`, value]));
  const many = Object.fromEntries(new Array(70_000).fill(true).map((value, at) => [at, value]));
  const future = [texts, bytes, extensions, integers, arrays, maps, many, 1.5, false];
  const message = decode(DEPTH, frame(book("delta", 5, { a_future: future, u: 7 })));
  assert.ok(message?.type === "delta" && message.u === 7n);
});

test("refused: a frame of more than 8 MiB", () => {
  const big = frame(book("snapshot", 1, { future: "x".repeat(8 * 1024 * 1024) }));
  assert.throws(() => decode(DEPTH, big), { name: "DecodeError", message: /more than a frame/ });
});

test("the error of a wrong value names no more than its beginning", () => {
  const wrong = frame(book("snapshot", 1, { cause: undefined, u: "x".repeat(1000) }));
  assert.throws(
    () => decode(DEPTH, wrong),
    (error: Error) => error.message.length < 100,
  );
});

test("skipped: another version, and a type that is not known", () => {
  assert.equal(decode(DEPTH, frame({ v: 2, type: 1 })), undefined);
  assert.equal(decode(DEPTH, frame({ v: 1, type: "kline" })), undefined);
  assert.equal(decode(DEPTH, frame({ v: 1, type: "constructor" })), undefined);
});

test("every cut and every changed byte of the golden vectors is read or refused", () => {
  let refused = 0;
  for (const name of readdirSync(VECTORS).filter((one) => one.endsWith(".msgpack"))) {
    const whole = readFileSync(join(VECTORS, name));
    for (let at = 0; at < whole.length; at += 1) {
      for (const changed of [
        whole.subarray(0, at),
        flipped(whole, at, 0xff),
        flipped(whole, at, 0x80),
      ]) {
        refused += isRefused(changed) ? 1 : 0;
      }
    }
  }
  assert.ok(refused > 1000, `${refused} refused`);
});

function withTopics(topics: unknown): Record<string, unknown> {
  return heartbeat(gateway({ topics }));
}

/** The frame with other bytes for its key "?". */
function withKey(bytes: Uint8Array, key: readonly number[]): Uint8Array {
  const whole = Buffer.from(bytes);
  const at = whole.indexOf(Buffer.from([0xa1, 0x3f]));
  return Buffer.concat([whole.subarray(0, at), Uint8Array.from(key), whole.subarray(at + 2)]);
}

function isRefused(bytes: Uint8Array): boolean {
  try {
    decode(DEPTH, bytes);
    return false;
  } catch (error) {
    assert.ok(error instanceof DecodeError, String(error));
    return true;
  }
}

function flipped(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

function without(body: Record<string, unknown>, key: string): Record<string, unknown> {
  const { [key]: _, ...others } = body;
  return others;
}
