/** The examples of the README do what it says. */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { createInterface } from "node:readline";

import { PACKAGE } from "./paths.js";
import { Gateway, makeKeys } from "./rig.js";

const live = { timeout: 30_000 };
const readme = readFileSync(join(PACKAGE, "README.md"), "utf8");
const examples = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, code = ""]) => code);

test("the README has two examples, the first of at most 15 lines", () => {
  assert.equal(examples.length, 2);
  const lines = examples[0]?.trimEnd().split("\n").length ?? 0;
  assert.ok(lines > 0 && lines <= 15, `${lines} lines`);
});

test("the example prints trades and books", live, async (context) => {
  const gateway = await Gateway.start();
  context.after(() => gateway.stop());
  const example = run(context, gateway, 0);
  const trade = /^\d{19}n (buy|sell) [\d.]+ [\d.]+$/;
  const book = /^\[ [\d.]+, [\d.]+ \] \[ [\d.]+, [\d.]+ \]$/;
  await prints(example, trade, book);
});

test("the example with keys reads with files of keygen", live, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "tickgate-node-"));
  context.after(() => rmSync(folder, { recursive: true }));
  makeKeys(folder);
  const keys = ["--curve-secret", join(folder, "server"), "--curve-allow", join(folder, "allowed")];
  const gateway = await Gateway.start(...keys);
  context.after(() => gateway.stop());
  await prints(run(context, gateway, 1, folder), /^\[ [\d.]+, [\d.]+ \]$/);
});

/** Start an example with the endpoints of this gateway, in the folder. */
function run(context: TestContext, gateway: Gateway, index: number, cwd = PACKAGE): ChildProcess {
  const local = examples[index]
    ?.replace("tcp://127.0.0.1:5555", gateway.data)
    .replace("tcp://127.0.0.1:5556", gateway.heartbeat);
  assert.ok(local !== undefined && !local.includes("tcp://"));
  const path = join(PACKAGE, "build", `example-${index}.js`);
  writeFileSync(path, local);
  const child = spawn(process.execPath, [path], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  context.after(() => child.kill());
  return child;
}

/** Read until a line of each kind was printed, and no other. */
async function prints(child: ChildProcess, ...patterns: readonly RegExp[]): Promise<void> {
  const missing = new Set(patterns);
  assert.ok(child.stdout !== null);
  for await (const line of createInterface({ input: child.stdout })) {
    const found = patterns.find((pattern) => pattern.test(line));
    assert.ok(found !== undefined, line);
    missing.delete(found);
    if (missing.size === 0) {
      return;
    }
  }
  assert.fail("the example ended too soon");
}
