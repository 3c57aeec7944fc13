/** Keys are read from the files of `tickgate keygen`. */

import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { inspect } from "node:util";

import { Client, loadCurveKeys } from "tickgate";
import { curveKeyPair } from "zeromq";

const folder = mkdtempSync(join(tmpdir(), "tickgate-node-"));
after(() => rmSync(folder, { recursive: true }));

const [server, own] = [curveKeyPair(), curveKeyPair()];

/** A certificate with these lines; returns its name. */
function certificate(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  const text = ["#  a certificate", "", "metadata", "curve", ...lines, ""].join("\n");
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

const publicLine = (key: string): string => `    public-key = "${key}"`;
const secretLine = (key: string): string => `    secret-key = "${key}"`;

test("keys are found in certificates", () => {
  const serverFile = certificate("server.pub", publicLine(server.publicKey));
  const ownFile = certificate("own", publicLine(own.publicKey), secretLine(own.secretKey));
  const { serverKey, publicKey, secretKey } = loadCurveKeys(serverFile, ownFile);
  assert.deepEqual([serverKey, publicKey], [server.publicKey, own.publicKey]);
  assert.equal(secretKey, own.secretKey);
});

test("no text shows a secret key that was loaded", () => {
  const ownFile = certificate("own", publicLine(own.publicKey), secretLine(own.secretKey));
  const keys = loadCurveKeys(ownFile, ownFile);
  for (const shown of [keys, { ...keys }, { curve: keys }, Object.entries(keys)]) {
    const text = inspect(shown, { depth: null }) + JSON.stringify(shown) + String(shown);
    assert.ok(!text.includes(own.secretKey));
  }
});

test("a secret key that others may use is refused", () => {
  const ownFile = certificate("others", publicLine(own.publicKey), secretLine(own.secretKey));
  for (const mode of [0o640, 0o604, 0o620, 0o644, 0o666]) {
    chmodSync(ownFile, mode);
    const octal = `0${mode.toString(8)}`;
    assert.throws(() => loadCurveKeys(ownFile, ownFile), {
      message: `${ownFile}: mode ${octal} lets others than its owner use it; chmod 600 it`,
    });
  }
  chmodSync(ownFile, 0o400);
  assert.equal(loadCurveKeys(ownFile, ownFile).secretKey, own.secretKey);
});

test("a credential of systemd may be its group's", () => {
  const ownFile = certificate("given", publicLine(own.publicKey), secretLine(own.secretKey));
  process.env["CREDENTIALS_DIRECTORY"] = folder;
  after(() => delete process.env["CREDENTIALS_DIRECTORY"]);
  chmodSync(ownFile, 0o440);
  assert.equal(loadCurveKeys(ownFile, ownFile).secretKey, own.secretKey);
  chmodSync(ownFile, 0o444);
  assert.throws(() => loadCurveKeys(ownFile, ownFile), /mode 0444/);
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
