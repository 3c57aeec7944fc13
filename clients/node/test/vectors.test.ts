/** The golden vectors decode to the JSON beside them. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";

import { decode } from "tickgate";
import type { Message } from "tickgate";

import { VECTORS } from "./paths.js";

const TOPIC = "a.topic.";
const names = readdirSync(VECTORS)
  .filter((name) => name.endsWith(".msgpack"))
  .map((name) => basename(name, ".msgpack"));

test("there are golden vectors of every type", () => {
  const types = new Set(names.map((name) => decoded(name)?.type));
  const wanted = ["trades", "snapshot", "delta", "gap", "status", "heartbeat", "event", undefined];
  assert.deepEqual([...types].sort(), wanted.sort());
});

for (const name of names) {
  test(`the golden vector ${name} decodes to its JSON`, () => {
    const json = readFileSync(join(VECTORS, `${name}.json`), "utf8");
    const message = decoded(name);
    if (message === undefined) {
      assert.match(json, /"type":"type_of_tomorrow"/);
    } else {
      assert.deepEqual(plain(message), expected(json));
    }
  });
}

function decoded(name: string): Message | undefined {
  return decode(TOPIC, readFileSync(join(VECTORS, `${name}.msgpack`)));
}

/** The JSON with every integer as text, since JSON.parse would round the big ones. */
function expected(json: string): unknown {
  const exact = json.replace(/(?<=[:[,])-?\d+(?=[,\]}])/g, '"integer $&"');
  return JSON.parse(exact, (key, value: unknown) =>
    key.startsWith("future_") ? undefined : value,
  );
}

/** The message with the keys of the contract, and every integer of the contract as text. */
function plain(message: Message): unknown {
  const { topic, ...body } = message;
  assert.equal(topic, TOPIC);
  const { v, simulated, ...keys } = { v: 1n, ...body };
  const flags = simulated || message.type === "heartbeat" ? { simulated } : {};
  if (message.type === "event") {
    const { fields, ...others } = keys as typeof message;
    return contract({ v, ...flags, ...others, ...Object.fromEntries(fields) });
  }
  return contract({ v, ...flags, ...keys });
}

/** Those that are a number here and an integer there. */
const COUNTS = new Set(
  (
    "depth pid uptime_s restarts code signal events published error_count queue_size " +
    "reconnects topics"
  ).split(" "),
);

function contract(value: unknown, key = ""): unknown {
  if (typeof value === "bigint" || (typeof value === "number" && COUNTS.has(key))) {
    return `integer ${value}`;
  }
  if (Array.isArray(value)) {
    return value.map((element) => contract(element));
  }
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([name, inner]) => [name, contract(inner, key)]));
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const known = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const given = known.filter(([name, inner]) => !(name === "recovered" && inner === false));
  return Object.fromEntries(
    given.map(([name, inner]) => {
      const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return [snake, contract(inner, snake)];
    }),
  );
}
