import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the package: tests run from build/test. */
export const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
export const VECTORS = join(PACKAGE, "../../proto/vectors");

const BIN = resolve(process.env["TICKGATE_BIN"] ?? join(PACKAGE, "../../build/bin"));

/** A program of the gateway; a test that needs one and finds none fails. */
export function program(name: string): string {
  const path = join(BIN, name);
  if (!existsSync(path)) {
    throw new Error(`no ${path}: build the gateway or set TICKGATE_BIN`);
  }
  return path;
}
