/** The watch program against a gateway on a simulated exchange. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { after, test } from "node:test";
import { createInterface } from "node:readline";

import { PACKAGE } from "./paths.js";
import { Gateway } from "./rig.js";

const DEPTH = "bybit.linear.depth.50.BTCUSDT.";
const TRADES = "bybit.linear.trade.BTCUSDT.";

const live = { timeout: 30_000 };

const gateway = await Gateway.start();
after(() => gateway.stop());

interface Record {
  kind: string;
  topic?: string;
  state?: string;
  bids?: number[][];
  ids?: string[];
}

test("watch prints books and trades as JSON lines", live, async () => {
  const records = await watch("--seconds", "2");
  assert.deepEqual(records[0], { kind: "ready" });
  assert.deepEqual(records.at(-1), { kind: "end" });
  assert.deepEqual(
    new Set(records.map(({ kind }) => kind)),
    new Set(["ready", "book", "trades", "end"]),
  );
  const books = records.filter(({ kind }) => kind === "book");
  assert.ok(books.length >= 10 && books.length <= 20, `${books.length} books in 2 s`);
  const keys = ["kind", "topic", "state", "epoch", "seq", "u", "bids", "asks"];
  const valid = books.filter(({ state }) => state === "valid");
  assert.ok(valid.length >= books.length / 2);
  valid.forEach((book) => assert.deepEqual(Object.keys(book), keys));
  assert.equal(valid[0]?.bids?.length, 50);
  const trades = records.find(({ kind }) => kind === "trades");
  assert.deepEqual(Object.keys(trades ?? {}), ["kind", "topic", "epoch", "seq", "ids"]);
});

test("watch ends by SIGTERM, and waits where there is no gateway", live, async () => {
  const args = ["--data", "ipc:///nowhere/data", DEPTH];
  const child = spawn(join(PACKAGE, "watch"), args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === 3) {
      child.kill("SIGTERM");
    }
  }
  const waiting = `{"kind":"book","topic":"${DEPTH}","state":"waiting"}`;
  assert.deepEqual(lines.slice(0, 3), ['{"kind":"ready"}', waiting, waiting]);
  assert.equal(lines.at(-1), '{"kind":"end"}');
  assert.deepEqual(await ended, [0, null]);
});

async function watch(...options: string[]): Promise<Record[]> {
  const sockets = ["--data", gateway.data, "--heartbeat", gateway.heartbeat];
  const child = spawn(join(PACKAGE, "watch"), [...sockets, ...options, DEPTH, TRADES], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const records: Record[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    records.push(JSON.parse(line) as Record);
  }
  assert.deepEqual(await ended, [0, null]);
  return records;
}
