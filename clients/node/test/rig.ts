/** A gateway on a simulated exchange. */

import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { program } from "./paths.js";

const PATIENCE_MS = 20_000;
const MARKET = "linear:BTCUSDT,ETHUSDT";

/** What `tickgate keygen` writes for a server, and for a reader in the folder allowed. */
export function makeKeys(folder: string): void {
  for (const name of ["server", "reader"]) {
    execFileSync(program("tickgate"), ["keygen", join(folder, name)]);
  }
  mkdirSync(join(folder, "allowed"));
  renameSync(join(folder, "reader.pub"), join(folder, "allowed", "reader.pub"));
}

export class Gateway {
  readonly data: string;
  readonly heartbeat: string;
  readonly #folder: string;
  readonly #children: ChildProcess[] = [];
  readonly #arguments: readonly string[];
  #exchange = "";

  private constructor(args: readonly string[]) {
    this.#folder = mkdtempSync(join(tmpdir(), "tickgate-node-"));
    this.data = `ipc://${this.#folder}/data`;
    this.heartbeat = `ipc://${this.#folder}/heartbeat`;
    this.#arguments = args;
  }

  static async start(...args: readonly string[]): Promise<Gateway> {
    const gateway = new Gateway(args);
    const simulator = ["--listen", "127.0.0.1:0", "--symbols", MARKET, "--rate", "50"];
    try {
      const line = await gateway.#run("bybit-sim", simulator, /listening on (\S+)/);
      gateway.#exchange = line[1] ?? "";
      await gateway.startDaemon();
    } catch (error) {
      await gateway.stop();
      throw error;
    }
    return gateway;
  }

  async startDaemon(): Promise<void> {
    const urls = [
      "--exchange-url",
      `ws://${this.#exchange}`,
      "--rest-url",
      `http://${this.#exchange}`,
    ];
    const sockets = ["--publish", this.data, "--heartbeat", this.heartbeat, "--http", "off"];
    const log = ["--log-format", "json"];
    await this.#run(
      "tickgated",
      [...urls, ...sockets, ...log, "--market", MARKET, ...this.#arguments],
      /bybit_connector_subprocess_connected/,
    );
  }

  /** Send a signal to the daemon, which was started last. */
  signalDaemon(signal: NodeJS.Signals): void {
    this.#children.at(-1)?.kill(signal);
  }

  async stopDaemon(): Promise<void> {
    await stop(this.#children.pop());
  }

  async stop(): Promise<void> {
    while (this.#children.length > 0) {
      await stop(this.#children.pop());
    }
    rmSync(this.#folder, { recursive: true });
  }

  /** Start a program and wait until it prints a line. */
  async #run(name: string, args: readonly string[], wanted: RegExp): Promise<RegExpExecArray> {
    const { TICKGATE_BIN: _, ...env } = process.env;
    const child = spawn(program(name), args, { env, stdio: ["pipe", "pipe", "inherit"] });
    this.#children.push(child);
    return new Promise((resolve, reject) => {
      const fail = (): void => reject(new Error(`${name} never printed ${wanted.source}`));
      const timer = setTimeout(fail, PATIENCE_MS).unref();
      // It is read to its end, since a full pipe would stop the program.
      createInterface({ input: child.stdout })
        .on("close", fail)
        .on("line", (line) => {
          const found = wanted.exec(line);
          if (found !== null) {
            clearTimeout(timer);
            resolve(found);
          }
        });
    });
  }
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (child !== undefined && child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit");
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    await ended;
  }
}
