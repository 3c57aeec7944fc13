import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** Keys for an encrypted gateway, each of 40 characters of Z85. */
export interface CurveKeys {
  /** The gateway's public key. */
  readonly serverKey: string;
  /** The client's own pair. */
  readonly publicKey: string;
  readonly secretKey: string;
}

const KEY = /^[0-9a-zA-Z.:+=^!/*?&<>()[\]{}@%$#-]{40}$/;

/**
 * Read keys from files that `tickgate keygen` wrote: the gateway's public one, and the client's own
 * pair. The secret key is not enumerable, so that what prints or copies the object leaves it out.
 *
 * @throws {Error} where a file cannot be read or lacks a key, or others may use the client's own.
 */
export function loadCurveKeys(serverFile: string, ownFile: string): CurveKeys {
  const [server, own] = [textOf(serverFile, false), textOf(ownFile, true)];
  const keys = {
    serverKey: keyOf(serverFile, server, "public-key"),
    publicKey: keyOf(ownFile, own, "public-key"),
    secretKey: keyOf(ownFile, own, "secret-key"),
  };
  return Object.defineProperty(keys, "secretKey", { enumerable: false });
}

/** What a ZeroMQ socket is told. */
export function curveOptions(keys: CurveKeys): Record<string, string> {
  const { serverKey, publicKey, secretKey } = keys;
  for (const [name, key] of Object.entries({ serverKey, publicKey, secretKey })) {
    if (!KEY.test(key)) {
      throw new TypeError(`${name} is not of 40 characters of Z85`);
    }
  }
  return { curveServerKey: serverKey, curvePublicKey: publicKey, curveSecretKey: secretKey };
}

/** What a file holds; a secret one only where nobody but its owner may use it. */
function textOf(file: string, isSecret: boolean): string {
  const descriptor = openSync(file, "r");
  try {
    if (isSecret && process.platform !== "win32") {
      refuseOthers(file, fstatSync(descriptor).mode & 0o7777);
    }
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

function refuseOthers(file: string, mode: number): void {
  // systemd lets a service read what it is given by an access list, which shows as the group's
  const isCredential = dirname(file) === process.env["CREDENTIALS_DIRECTORY"];
  if (mode & (isCredential ? 0o037 : 0o077)) {
    const octal = mode.toString(8).padStart(4, "0");
    throw new Error(`${file}: mode ${octal} lets others than its owner use it; chmod 600 it`);
  }
}

/** The value of a line `name = "…"` of a ZeroMQ certificate. */
function keyOf(file: string, text: string, name: string): string {
  const line = new RegExp(`^\\s*${name}\\s*=\\s*"([^"]*)"`, "m").exec(text);
  const key = line?.[1] ?? "";
  if (!KEY.test(key)) {
    throw new Error(`${file}: no ${name} of 40 characters of Z85`);
  }
  return key;
}
