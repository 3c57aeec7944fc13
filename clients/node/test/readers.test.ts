/** The reader scripts of the contract: what a reader holds after each step. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { decode, Reader } from "tickgate";
import type { Level, Step, Update } from "tickgate";

import { VECTORS } from "./paths.js";

type Tell = { kind: string; epoch?: number; from?: number; to?: number; cause?: string };

interface Then {
  state?: "valid" | "waiting";
  epoch: number;
  seq: number;
  u?: number;
  bids?: Level[];
  asks?: Level[];
  trades?: string[];
  tells: Tell[];
  resubscribe: boolean;
}

interface Script {
  about: string;
  topic: string;
  watches_heartbeat: boolean;
  steps: { at_ms: number; topic?: string; frame?: string; then: Then }[];
}

const FOLDER = join(VECTORS, "readers");
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

test("there are reader scripts of books and of trades", () => {
  assert.ok(names.some((name) => name.startsWith("book_")));
  assert.ok(names.some((name) => name.startsWith("trades_")));
});

for (const name of names) {
  const script = JSON.parse(readFileSync(join(FOLDER, name), "utf8")) as Script;
  test(`the reader script ${name}: ${script.about}`, () => {
    const reader = new Reader(script.topic, script.watches_heartbeat ? 0 : undefined);
    for (const { at_ms, topic, frame, then } of script.steps) {
      const message =
        topic === undefined ? undefined : decode(topic, Buffer.from(frame ?? "", "hex"));
      const step = message === undefined ? reader.tick(at_ms) : reader.take(message, at_ms);
      assert.deepEqual(seen(reader, step), then, `at ${at_ms} ms`);
    }
  });
}

/** All that the scripts look at. */
function seen(reader: Reader, { updates, resubscribe }: Step): Then {
  const { epoch, seq, book } = reader;
  const tells = updates.flatMap(told);
  const common = { epoch: Number(epoch), seq: Number(seq), tells, resubscribe };
  if (book === undefined) {
    const trades = updates.flatMap((update) => (update.type === "trades" ? update.trades : []));
    return { ...common, trades: trades.map((trade) => trade.id) };
  }
  if (book.last === undefined) {
    assert.deepEqual([book.isValid, book.bids, book.asks], [false, [], []]);
    return { ...common, state: "waiting" };
  }
  assert.deepEqual([book.isValid, book.last.epoch, book.last.seq], [true, epoch, seq]);
  const levels = { bids: [...book.bids], asks: [...book.asks] };
  return { ...common, state: "valid", u: Number(book.last.u), ...levels };
}

function told(update: Update): Tell[] {
  switch (update.type) {
    case "restart":
      return [{ kind: "restart", epoch: Number(update.epoch) }];
    case "hole":
      return [{ kind: "hole", from: Number(update.from), to: Number(update.to) }];
    case "gap":
      return [{ kind: "gap", cause: update.cause }];
    case "silence":
      return [{ kind: "silence" }];
    default:
      return [];
  }
}
