/** Keys are read from the files of `tickgate keygen`. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { Client, loadCurveKeys } from "tickgate";
import { curveKeyPair } from "zeromq";

const folder = mkdtempSync(join(tmpdir(), "tickgate-node-"));
after(() => rmSync(folder, { recursive: true }));

const [server, own] = [curveKeyPair(), curveKeyPair()];

/** A certificate with these lines; returns its name. */
function certificate(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, ["#  a certificate", "", "metadata", "curve", ...lines, ""].join("\n"));
  return path;
}

const publicLine = (key: string): string => `    public-key = "${key}"`;
const secretLine = (key: string): string => `    secret-key = "${key}"`;

test("keys are found in certificates", () => {
  const serverFile = certificate("server.pub", publicLine(server.publicKey));
  const ownFile = certificate("own", publicLine(own.publicKey), secretLine(own.secretKey));
  assert.deepEqual(loadCurveKeys(serverFile, ownFile), { serverKey: server.publicKey, ...own });
});

test("a file that lacks a key is refused by its name, and no key is shown", () => {
  const serverFile = certificate("server.pub", publicLine(server.publicKey));
  const short = own.secretKey.slice(1);
  const ownFile = certificate("short", publicLine(own.publicKey), secretLine(short));
  assert.throws(
    () => loadCurveKeys(serverFile, ownFile),
    ({ message }: Error) => /short: no secret-key of 40/.test(message) && !message.includes(short),
  );
  assert.throws(() => loadCurveKeys(join(folder, "absent"), ownFile), { code: "ENOENT" });
});

test("a key that is none is refused by its name", () => {
  const keys = { serverKey: server.publicKey, ...own, secretKey: "short" };
  assert.throws(() => new Client({ data: "tcp://127.0.0.1:1", curve: keys }), {
    name: "TypeError",
    message: "secretKey is not of 40 characters of Z85",
  });
});
