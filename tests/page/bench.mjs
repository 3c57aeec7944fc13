//  bench - starts the simulated exchange, the daemon and a browser, and ends them

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { chromium } from "playwright-core";

const { TICKGATE_BIN, ...ENVIRONMENT } = process.env;
const BIN = TICKGATE_BIN ?? new URL("../../build/bin", import.meta.url).pathname;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function waitFor(what, claim, seconds = 20) {
  const giveUpAt = Date.now() + seconds * 1000;
  for (;;) {
    const result = await claim();
    if (result) return result;
    if (Date.now() > giveUpAt) throw new Error(`waited too long for: ${what}`);
    await sleep(20);
  }
}

export class Bench {
  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), "tickgate-page-"));
    this.children = [];
    this.log = "";
  }

  start(program, words) {
    const child = spawn(path.join(BIN, program), words, {
      stdio: ["pipe", "pipe", "pipe"], env: ENVIRONMENT,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (bytes) => { this.log += bytes; });
    }
    this.children.push(child);
    return child;
  }

  async begin(symbols, rate) {
    this.market = [...symbols.flatMap((list) => ["--symbols", list]), "--rate", rate];
    this.exchange = "127.0.0.1:0";
    this.startExchange();
    const told = await waitFor("the exchange", () => /listening on (\S+)/.exec(this.log));
    this.exchange = told[1];
    this.port = await freePort();
    this.url = `http://127.0.0.1:${this.port}`;
    this.markets = symbols.flatMap((list) => ["--market", list]);
    this.startDaemon();
    await waitFor("ready", () => this.isReady());
  }

  //  Again, where it was before.
  startExchange() {
    this.sim = this.start("bybit-sim", ["--listen", this.exchange, ...this.market]);
  }

  //  With a name, the gateway is called that.
  startDaemon(name) {
    const config = path.join(this.folder, "config.yaml");
    writeFileSync(config, name ? `gateways:\n  - name: ${name}\n` : "");
    this.daemon = this.start("tickgated", [
      "--exchange-url", `ws://${this.exchange}`, "--rest-url", `http://${this.exchange}`,
      "--publish", `ipc://${this.folder}/data`, "--heartbeat", `ipc://${this.folder}/heartbeat`,
      "--http", `127.0.0.1:${this.port}`, "--depth", "1,50", ...this.markets,
      "--config", config,
    ]);
  }

  //  A way to the daemon that can lose all its connections without a word to either end.
  async detour() {
    const ends = new Set();
    const lost = new Set();
    const server = createServer((near) => {
      const far = connect(this.port, "127.0.0.1");
      for (const [from, to] of [[near, far], [far, near]]) {
        ends.add(from);
        from.on("data", (bytes) => { if (!lost.has(from)) to.write(bytes); });
        from.on("close", () => { if (!lost.has(from)) to.destroy(); });
        from.on("error", () => {});
      }
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
      url: `http://127.0.0.1:${server.address().port}`,
      lose: () => ends.forEach((end) => lost.add(end)),
      end: () => {
        server.close();
        ends.forEach((end) => end.destroy());
      },
    };
  }

  fault(words) {
    this.sim.stdin.write(`fault ${words}\n`);
  }

  async isReady() {
    return fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false);
  }

  async status() {
    return (await fetch(`${this.url}/status`)).json();
  }

  async killGateway() {
    const { gateways } = await this.status();
    process.kill(gateways[0].pid, "SIGKILL");
  }

  async stop(child) {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await Promise.race([ended, sleep(8000)]);
      if (child.exitCode === null) child.kill("SIGKILL");
    }
  }

  async browse() {
    this.browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      headless: true,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update"],
    });
    return this.browser;
  }

  async end() {
    await this.browser?.close();
    for (const child of this.children.reverse()) await this.stop(child);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
