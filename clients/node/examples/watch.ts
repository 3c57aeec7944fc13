/** Prints what some topics tell, as JSON lines: books ten times a second, the rest as it happens. */

import { parseArgs } from "node:util";

import { Client, loadCurveKeys } from "tickgate";
import type { CurveKeys, OrderBook, Update } from "tickgate";

const BOOK_PERIOD_MS = 100;

const USAGE =
  "usage: watch --data ENDPOINT [--heartbeat ENDPOINT] [--server-key FILE --key FILE] " +
  "[--seconds N] [--rcvhwm N] TOPIC...";

const { values: options, positionals: topics } = readArguments();
if (options.data === undefined || topics.length === 0) {
  fail("it needs a data endpoint and a topic");
}

const client = new Client({
  data: options.data,
  heartbeat: options.heartbeat,
  curve: readKeys(options["server-key"], options.key),
  receiveHighWaterMark: options.rcvhwm === undefined ? undefined : Number(options.rcvhwm),
});
client.subscribe(...topics);
show({ kind: "ready" });

const painter = setInterval(() => client.books.forEach(showBook), BOOK_PERIOD_MS);
process.once("SIGTERM", () => client.close());
process.once("SIGINT", () => client.close());
if (options.seconds !== undefined) {
  setTimeout(() => client.close(), Number(options.seconds) * 1000).unref();
}
for await (const update of client) {
  showUpdate(update);
}
clearInterval(painter);
show({ kind: "end" });

function readArguments() {
  const text = { type: "string" } as const;
  const keys = { "server-key": text, key: text };
  const flags = { data: text, heartbeat: text, ...keys, seconds: text, rcvhwm: text };
  try {
    return parseArgs({ options: flags, allowPositionals: true });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function readKeys(serverFile?: string, ownFile?: string): CurveKeys | undefined {
  if (serverFile === undefined && ownFile === undefined) {
    return undefined;
  }
  if (serverFile === undefined || ownFile === undefined) {
    return fail("--server-key and --key go together");
  }
  try {
    return loadCurveKeys(serverFile, ownFile);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(why: string): never {
  console.error(`watch: ${why}\n${USAGE}`);
  process.exit(64);
}

function showBook({ topic, last, bids, asks }: OrderBook): void {
  if (last === undefined) {
    show({ kind: "book", topic, state: "waiting" });
  } else {
    const { epoch, seq, u } = last;
    show({ kind: "book", topic, state: "valid", epoch, seq, u, bids, asks });
  }
}

function showUpdate(update: Update): void {
  const { topic } = update;
  switch (update.type) {
    case "trades": {
      const { epoch, seq, trades } = update;
      show({ kind: "trades", topic, epoch, seq, ids: trades.map((trade) => trade.id) });
      break;
    }
    case "hole": {
      const { epoch, from, to } = update;
      show({ kind: "hole", topic, epoch, from, to });
      break;
    }
    case "gap":
      show({ kind: "gap", topic, epoch: update.epoch, cause: update.cause });
      break;
    case "restart":
      show({ kind: "restart", topic, epoch: update.epoch });
      break;
    case "silence":
      show({ kind: "silence", topic });
      break;
    case "broken":
      show({ kind: "error", what: `${topic}: ${update.reason}` });
      break;
  }
}

function show(record: object): void {
  // JSON has no bigint. Of what is shown none comes near 2^53.
  const line = JSON.stringify(record, (_, value: unknown) =>
    typeof value === "bigint" ? Number(value) : value,
  );
  process.stdout.write(`${line}\n`);
}
