/** A gateway whose host is gone. */

import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { test } from "node:test";

import { Client } from "tickgate";

import { DEPTH } from "./frames.js";

/** What a gateway's socket says at first, without encryption. */
const ZEROS = "\0".repeat(48);
const GREETING = `\xff${ZEROS.slice(0, 8)}\x7f\x03\0NULL${ZEROS}`;
const READY = "\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04XPUB";

// A host that lost its power closes no connection, and answers no more. The client pings after 5 s,
// and waits 15 s for an answer.
test("a connection that is mute is made anew", { timeout: 25_000 }, async (context) => {
  const server = createServer((socket) => {
    context.after(() => socket.destroy());
    socket.on("error", () => undefined).resume();
    socket.write(GREETING + READY, "latin1");
  });
  context.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const client = new Client({ data: `tcp://127.0.0.1:${port}` });
  context.after(() => client.close());
  client.subscribe(DEPTH);
  await once(server, "connection");
  await once(server, "connection");
});
