/** The client against a socket of our own. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Client, depthTopic } from "tickgate";
import type { ClientOptions, Update } from "tickgate";
import { curveKeyPair, XPublisher } from "zeromq";

import { book, DEPTH, frame, gap, heartbeat, status, TRADES, trades } from "./frames.js";

const HEARTBEAT = "supervisor.heartbeat.";
const STATUS = "bybit.status.";
/** What the server hears of a client that asks for a snapshot of a topic that it subscribed. */
const ASKING = [`+${DEPTH.slice(0, -1)}`, `-${DEPTH.slice(0, -1)}`];
const quick = { timeout: 10_000 };

/** A gateway's socket that tells which subscriptions it sees. */
class Server {
  readonly socket: XPublisher;
  readonly endpoint: string;

  private constructor(context: TestContext, endpoint: string, options: object) {
    this.socket = new XPublisher({ linger: 0, receiveTimeout: 5000, ...options });
    this.endpoint = endpoint;
    context.after(() => this.socket.close());
  }

  static async start(context: TestContext, options: object = {}): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), "tickgate-node-"));
    context.after(() => rmSync(folder, { recursive: true }));
    const server = new Server(context, `ipc://${folder}/data`, options);
    await server.socket.bind(server.endpoint);
    return server;
  }

  /** The next subscriptions that came, "+" before the text of one and "-" before that of its end. */
  async seen(count: number): Promise<string[]> {
    const texts: string[] = [];
    while (texts.length < count) {
      const [event = Buffer.alloc(0)] = await this.socket.receive();
      texts.push(`${event[0] === 1 ? "+" : "-"}${event.subarray(1).toString()}`);
    }
    return texts;
  }

  async send(topic: string, body: unknown): Promise<void> {
    await this.socket.send([topic, frame(body)]);
  }
}

function connect(context: TestContext, options: ClientOptions): Client {
  const client = new Client(options);
  context.after(() => client.close());
  return client;
}

/** The next so many updates. */
async function take(client: Client, count: number): Promise<Update[]> {
  const updates: Update[] = [];
  for await (const update of client) {
    updates.push(update);
    if (updates.length === count) {
      break;
    }
  }
  return updates;
}

const types = (updates: readonly Update[]): string[] => updates.map((update) => update.type);

test(
  "a hole of a topic that is subscribed whole: asked about, and never left",
  quick,
  async (context) => {
    const server = await Server.start(context);
    const client = connect(context, { data: server.endpoint });
    client.subscribe(DEPTH);
    assert.deepEqual((await server.seen(2)).sort(), [`+${DEPTH}`, `+${STATUS}`]);
    await server.send(DEPTH, book("snapshot", 1));
    await server.send(DEPTH, book("delta", 4));
    const updates = await take(client, 2);
    assert.deepEqual(types(updates), ["snapshot", "hole"]);
    const epoch = 1790000000000n;
    assert.deepEqual(updates[1], { type: "hole", topic: DEPTH, epoch, from: 2n, to: 3n });
    assert.equal(client.books.get(DEPTH)?.isValid, false);
    assert.deepEqual(await server.seen(2), ASKING);
    await server.send(DEPTH, book("snapshot", 4));
    assert.deepEqual(types(await take(client, 1)), ["snapshot"]);
    assert.deepEqual(client.books.get(DEPTH)?.bids, [[100.5, 2.25]]);
  },
);

test(
  "a hole of a topic that a prefix delivers: subscribed whole for a moment",
  quick,
  async (context) => {
    const server = await Server.start(context);
    const client = connect(context, { data: server.endpoint });
    client.subscribe("bybit.linear.");
    await server.seen(2);
    await server.send(DEPTH, book("snapshot", 1));
    await server.send(DEPTH, book("delta", 3));
    await take(client, 2);
    assert.deepEqual(await server.seen(2), [`+${DEPTH}`, `-${DEPTH}`]);
    await server.send(DEPTH, book("snapshot", 3));
    assert.deepEqual(types(await take(client, 1)), ["snapshot"]);
  },
);

test("a broken frame is told and counted, and nothing good is lost", quick, async (context) => {
  const server = await Server.start(context);
  const client = connect(context, { data: server.endpoint });
  client.subscribe("");
  await server.seen(2);
  await server.send(TRADES, trades(1));
  await server.socket.send([TRADES, "\xc1 is no msgpack"]);
  await server.socket.send([TRADES]);
  await server.send(TRADES, { ...trades(2), v: 2 });
  await server.send(TRADES, { v: 1, type: "type_of_tomorrow" });
  await server.send(TRADES, book("delta", 2));
  await server.send("bybit.linear.ticker.BTCUSDT.", trades(2));
  await server.send("\u0000", "garbage");
  await server.socket.send([TRADES, frame(trades(2)), "a frame of tomorrow"]);
  const updates = await take(client, 4);
  assert.deepEqual(types(updates), ["trades", "broken", "broken", "trades"]);
  assert.deepEqual(updates[2], { type: "broken", topic: TRADES, reason: "one frame" });
  assert.equal(client.broken, 2);
});

test("the status tells the loss of the last message", quick, async (context) => {
  const server = await Server.start(context);
  const client = connect(context, { data: server.endpoint });
  client.subscribe(DEPTH);
  await server.seen(2);
  await server.send(DEPTH, book("snapshot", 1));
  await server.send(STATUS, status({ [DEPTH]: { seq: 2, state: "live" } }));
  assert.deepEqual(types(await take(client, 2)), ["snapshot", "hole"]);
  assert.deepEqual(await server.seen(2), ASKING);
});

test("status and heartbeats are handed to those who subscribe them", quick, async (context) => {
  const server = await Server.start(context);
  const { endpoint } = server;
  const client = connect(context, { data: endpoint, heartbeat: endpoint });
  client.subscribe(TRADES);
  await server.seen(3);
  await server.send(STATUS, status({}));
  await server.send(HEARTBEAT, heartbeat());
  await server.send(TRADES, trades(1));
  assert.deepEqual(types(await take(client, 1)), ["trades"]);
  assert.equal(client.heartbeat?.version, "0.1.0");
  client.subscribe("supervisor.", STATUS);
  await server.seen(1);
  await server.send(STATUS, status({}));
  await server.send(HEARTBEAT, heartbeat());
  assert.deepEqual(new Set(types(await take(client, 2))), new Set(["status", "heartbeat"]));
});

test(
  "a caller that was away for long hears of no silence that was none",
  quick,
  async (context) => {
    const server = await Server.start(context);
    const client = connect(context, { data: [], heartbeat: server.endpoint });
    client.subscribe(DEPTH);
    await server.seen(3);
    await server.send(HEARTBEAT, heartbeat());
    await server.send(DEPTH, book("snapshot", 1));
    await take(client, 1);
    await sleep(3500);
    await server.send(HEARTBEAT, heartbeat());
    await server.send(DEPTH, book("delta", 2));
    assert.deepEqual(types(await take(client, 1)), ["delta"]);
    assert.deepEqual(types(await take(client, 1)), ["silence"]);
    assert.equal(client.books.get(DEPTH)?.isValid, false);
    await server.send(HEARTBEAT, heartbeat());
    await server.send(DEPTH, book("snapshot", 2));
    // It is subscribed again when the heartbeat is read, and that is when somebody asks.
    assert.deepEqual(types(await take(client, 1)), ["snapshot"]);
    assert.deepEqual(await server.seen(2), ASKING);
  },
);

test("what is unsubscribed is forgotten, unless another prefix matches", quick, async (context) => {
  const server = await Server.start(context);
  const client = connect(context, { data: server.endpoint });
  client.subscribe(DEPTH, "bybit.linear.depth.", DEPTH);
  await server.seen(3);
  await server.send(DEPTH, book("snapshot", 1));
  await take(client, 1);
  client.unsubscribe("bybit.linear.depth.", "never.subscribed.");
  assert.deepEqual(await server.seen(1), ["-bybit.linear.depth."]);
  assert.equal(client.books.get(DEPTH)?.isValid, true);
  client.unsubscribe(DEPTH);
  assert.deepEqual(await server.seen(1), [`-${DEPTH}`]);
  assert.equal(client.books.size, 0);
});

test("most of many topics are unsubscribed at once", quick, (context) => {
  const client = connect(context, { data: "tcp://127.0.0.1:1" });
  const topics = Array.from({ length: 2000 }, (_, i) => depthTopic("linear", `COIN${i}`, 50));
  client.subscribe(...topics, "bybit.linear.depth.50.COIN123");
  const beganMs = performance.now();
  client.unsubscribe(...topics.slice(1));
  const tookMs = performance.now() - beganMs;
  assert.ok(tookMs < 2000, `${tookMs} ms`);
  const left = ["0", "123", ...Array.from({ length: 10 }, (_, i) => `123${i}`)];
  const wanted = left.map((coin) => depthTopic("linear", `COIN${coin}`, 50));
  assert.deepEqual([...client.books.keys()], wanted);
});

test("what came before a loop was left is there for the next", quick, async (context) => {
  const server = await Server.start(context);
  const client = connect(context, { data: server.endpoint });
  client.subscribe(TRADES);
  await server.seen(2);
  for (const body of [trades(1), gap(3), trades(4)]) {
    await server.send(TRADES, body);
  }
  assert.deepEqual(types(await take(client, 2)), ["trades", "hole"]);
  assert.deepEqual(types(await take(client, 2)), ["gap", "trades"]);
});

test("a closed client ends its loop", quick, async (context) => {
  const server = await Server.start(context);
  const client = connect(context, { data: server.endpoint });
  setTimeout(() => client.close(), 20);
  assert.deepEqual(await take(client, 1), []);
  assert.deepEqual(await take(client, 1), []);
});

test("wrong arguments are refused", quick, (context) => {
  assert.throws(() => new Client({ data: "nonsense" }));
  const data = "tcp://127.0.0.1:1";
  const client = connect(context, { data });
  client.subscribe("x".repeat(1023));
  assert.throws(() => client.subscribe("é".repeat(512)), RangeError);
});

test("with CURVE only the right keys receive", quick, async (context) => {
  const [pair, own, other] = [curveKeyPair(), curveKeyPair(), curveKeyPair()];
  const options = { curveServer: true, curveSecretKey: pair.secretKey };
  const server = await Server.start(context, options);
  const right = { serverKey: pair.publicKey, ...own };
  const wrong = { serverKey: other.publicKey, ...own };
  const received: string[] = [];
  const clients = [
    { name: "right", client: connect(context, { data: server.endpoint, curve: right }) },
    { name: "wrong", client: connect(context, { data: server.endpoint, curve: wrong }) },
    { name: "plain", client: connect(context, { data: server.endpoint }) },
  ];
  const loops = clients.map(async ({ name, client }) => {
    client.subscribe(TRADES);
    received.push(...(await take(client, 3)).map(() => name));
  });
  await server.seen(2);
  for (let seq = 1; seq <= 3; seq += 1) {
    await server.send(TRADES, trades(seq));
  }
  await loops[0];
  await sleep(300);
  clients.forEach(({ client }) => client.close());
  await Promise.all(loops);
  assert.deepEqual(received, ["right", "right", "right"]);
});
