import { readFileSync } from "node:fs";

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
 * pair.
 *
 * @throws {Error} where a file cannot be read or lacks a key.
 */
export function loadCurveKeys(serverFile: string, ownFile: string): CurveKeys {
  return {
    serverKey: keyOf(serverFile, "public-key"),
    publicKey: keyOf(ownFile, "public-key"),
    secretKey: keyOf(ownFile, "secret-key"),
  };
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

/** The value of a line `name = "…"` of a ZeroMQ certificate. */
function keyOf(file: string, name: string): string {
  const line = new RegExp(`^\\s*${name}\\s*=\\s*"([^"]*)"`, "m").exec(readFileSync(file, "utf8"));
  const key = line?.[1] ?? "";
  if (!KEY.test(key)) {
    throw new Error(`${file}: no ${name} of 40 characters of Z85`);
  }
  return key;
}
