/** The client against a gateway on a simulated exchange. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";

import { Client, depthTopic, tradeTopic } from "tickgate";
import type { ClientOptions, Update } from "tickgate";

import { Gateway } from "./rig.js";

const DEPTH = depthTopic("linear", "BTCUSDT", 50);
const TRADES = tradeTopic("linear", "BTCUSDT");
const TIMEOUT_MS = 30_000;
const live = { timeout: TIMEOUT_MS };

async function start(context: TestContext, ...args: string[]): Promise<Gateway> {
  const gateway = await Gateway.start(...args);
  context.after(() => gateway.stop());
  return gateway;
}

function connect(context: TestContext, options: ClientOptions): Client {
  const client = new Client(options);
  context.after(() => client.close());
  return client;
}

/** Take updates until one is what is waited for; returns them all. */
async function until(client: Client, isIt: (update: Update) => boolean): Promise<Update[]> {
  const updates: Update[] = [];
  for await (const update of client) {
    updates.push(update);
    if (isIt(update)) {
      break;
    }
  }
  return updates;
}

test("a book of deltas is that of a later snapshot", live, async (context) => {
  const gateway = await start(context);
  const client = connect(context, gateway);
  client.subscribe(DEPTH, TRADES);
  await until(client, ({ type }) => type === "delta");
  const books = new Map<bigint, unknown>();
  const keeps = (async () => {
    for await (const update of client) {
      const book = client.books.get(update.topic);
      if (update.type === "delta" && book !== undefined) {
        books.set(update.u, { bids: [...book.bids], asks: [...book.asks] });
      }
    }
  })();
  for (let joins = 0; joins < 3; joins += 1) {
    const joiner = connect(context, gateway);
    joiner.subscribe(DEPTH);
    const snapshot = (await until(joiner, ({ type }) => type === "snapshot")).at(-1);
    assert.ok(snapshot?.type === "snapshot" && snapshot.simulated);
    // By then the first client is past the number of the snapshot, which it ignored.
    await until(joiner, (update) => update.type === "delta" && update.u > snapshot.u + 20n);
    const { bids, asks } = snapshot;
    assert.deepEqual(books.get(snapshot.u), { bids, asks });
    joiner.close();
  }
  client.close();
  await keeps;
});

test("a new incarnation is told, and the book comes back", live, async (context) => {
  const gateway = await start(context);
  const client = connect(context, gateway);
  client.subscribe("bybit.linear.depth.");
  const isSnapshot = (update: Update): boolean =>
    update.type === "snapshot" && update.topic === DEPTH;
  const before = (await until(client, isSnapshot)).at(-1);
  await gateway.stopDaemon();
  await gateway.startDaemon();
  const updates = await until(client, isSnapshot);
  const after = updates.at(-1);
  assert.ok(before?.type === "snapshot" && after?.type === "snapshot");
  assert.ok(after.epoch > before.epoch);
  const restart = { type: "restart", topic: DEPTH, epoch: after.epoch } as const;
  assert.deepEqual(
    updates.find((update) => update.type === "restart" && update.topic === DEPTH),
    restart,
  );
  assert.equal(client.books.get(DEPTH)?.last, after);
});

test(
  "the silence of a daemon that hangs is told, and its end heals the book",
  live,
  async (context) => {
    const gateway = await start(context, "--isolation", "thread");
    const client = connect(context, gateway);
    client.subscribe(DEPTH);
    await until(client, ({ type }) => type === "delta");
    gateway.signalDaemon("SIGSTOP");
    await until(client, ({ type }) => type === "silence");
    assert.deepEqual(client.books.get(DEPTH)?.isValid, false);
    gateway.signalDaemon("SIGCONT");
    await until(client, ({ type }) => type === "snapshot");
    assert.equal(client.books.get(DEPTH)?.isValid, true);
  },
);

test("numbers that are texts keep the exchange's digits", live, async (context) => {
  const gateway = await start(context, "--numbers", "string");
  const client = connect(context, gateway);
  client.subscribe("bybit.linear.", "supervisor.heartbeat.");
  const seen = new Set<string>();
  await until(client, (update) => {
    if (update.type === "trades") {
      assert.equal(typeof update.trades[0]?.price, "string");
    } else if (update.type === "snapshot") {
      assert.match(String(update.bids[0]?.[0]), /^\d+\.\d+$/);
      assert.equal(typeof client.books.get(update.topic)?.asks[0]?.[1], "string");
    } else if (update.type === "heartbeat") {
      assert.equal(update.numbers, "string");
    }
    seen.add(update.type);
    return ["trades", "snapshot", "delta", "heartbeat"].every((type) => seen.has(type));
  });
});

test("everything that a gateway says is read", live, async (context) => {
  const gateway = await start(context);
  const client = connect(context, gateway);
  client.subscribe("bybit.", "supervisor.");
  await gateway.stopDaemon();
  await gateway.startDaemon();
  const wanted = ["trades", "snapshot", "delta", "status", "heartbeat", "event"];
  const seen = new Set<string>();
  await until(client, ({ type }) => {
    seen.add(type);
    return wanted.every((one) => seen.has(one));
  });
  assert.equal(client.broken, 0);
});
