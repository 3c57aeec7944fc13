import type { Level } from "./messages.js";
import type { Numeric } from "./numeric.js";

const INTEGER_MAX = 2n ** 63n - 1n;
const DECIMAL = /^-?[0-9]{1,18}(?:\.[0-9]{1,18})?$/;
/** Of a text number; zeros before them are not counted. */
const DIGITS_MAX = 18;
const SHOWN_MAX = 60;

/** Stands for a key that is no text: UTF-8 has no lone surrogate. */
const NO_TEXT = "\ud800";

/** A frame is not a message of the contract; the text says why. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}

/** A key as it stays: one that is no text spoils a map of the contract, and none of tomorrow. */
export function textKey(key: unknown): string {
  return typeof key === "string" ? key : NO_TEXT;
}

/** The keys of a decoded map, each taken with the type that it must have. */
export class Fields {
  readonly #body: Readonly<Record<string, unknown>>;

  private constructor(body: Readonly<Record<string, unknown>>) {
    this.#body = body;
  }

  static of(body: unknown, what: string): Fields {
    if (!isMap(body)) {
      throw new DecodeError(`${what} is ${shown(body)} rather than a map`);
    }
    if (Object.hasOwn(body, NO_TEXT)) {
      throw new DecodeError(`${what} has a key that is no text`);
    }
    return new Fields(body);
  }

  keys(): string[] {
    return Object.keys(this.#body);
  }

  /** Undefined where the key was left out, else what `take` makes of it. */
  optional<T>(key: string, take: (this: Fields, key: string) => T): T | undefined {
    return Object.hasOwn(this.#body, key) ? take.call(this, key) : undefined;
  }

  /** An integer of up to 63 bits, exactly. */
  integer(key: string): bigint {
    const value = this.#own(key);
    const integer = Number.isSafeInteger(value) ? BigInt(value as number) : value;
    if (typeof integer !== "bigint" || integer < 0n || integer > INTEGER_MAX) {
      throw this.#wrong(key);
    }
    return integer;
  }

  /** An integer that counts something: the nearest double, exact below 2^53. */
  count(key: string): number {
    return Number(this.integer(key));
  }

  float(key: string): number {
    const value = this.#own(key);
    if (!Number.isFinite(value)) {
      throw this.#wrong(key);
    }
    return value as number;
  }

  text(key: string): string {
    const value = this.#own(key);
    if (typeof value !== "string") {
      throw this.#wrong(key);
    }
    return value;
  }

  boolean(key: string): boolean {
    const value = this.#own(key);
    if (typeof value !== "boolean") {
      throw this.#wrong(key);
    }
    return value;
  }

  side(key: string): "buy" | "sell" {
    const value = this.#own(key);
    if (value !== "buy" && value !== "sell") {
      throw this.#wrong(key);
    }
    return value;
  }

  numeric(key: string): Numeric {
    const value = this.#own(key);
    if (!isNumeric(value)) {
      throw this.#wrong(key);
    }
    return value;
  }

  size(key: string): Numeric {
    const value = this.#own(key);
    if (!isSize(value)) {
      throw this.#wrong(key);
    }
    return value;
  }

  levels(key: string): readonly Level[] {
    const pairs = this.#array(key);
    if (!pairs.every(isLevel)) {
      throw new DecodeError(`${key} holds something that is no [price, size]`);
    }
    return pairs;
  }

  map(key: string): Fields {
    return Fields.of(this.#own(key), key);
  }

  /** Counts by words that are not the contract's. */
  counts(key: string): Map<string, number> {
    const counts = this.map(key);
    return new Map(counts.keys().map((word) => [word, counts.count(word)]));
  }

  maps(key: string): Fields[] {
    return this.#array(key).map((body) => Fields.of(body, `an element of ${key}`));
  }

  /** All but some keys, of those that are a text, a number or a boolean. */
  scalars(besides: ReadonlySet<string>): Map<string, string | number | bigint | boolean> {
    const scalars = new Map<string, string | number | bigint | boolean>();
    for (const [key, value] of Object.entries(this.#body)) {
      if (!besides.has(key) && isScalar(value)) {
        scalars.set(key, typeof value === "bigint" ? smallest(value) : value);
      }
    }
    return scalars;
  }

  #array(key: string): unknown[] {
    const value = this.#own(key);
    if (!Array.isArray(value)) {
      throw this.#wrong(key);
    }
    return value;
  }

  #own(key: string): unknown {
    return Object.hasOwn(this.#body, key) ? this.#body[key] : undefined;
  }

  #wrong(key: string): DecodeError {
    return Object.hasOwn(this.#body, key)
      ? new DecodeError(`${key} must not be ${shown(this.#body[key])}`)
      : new DecodeError(`${key} is missing`);
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function isNumeric(value: unknown): value is Numeric {
  return typeof value === "string" ? isDecimal(value) : Number.isFinite(value);
}

function isSize(value: unknown): value is Numeric {
  return isNumeric(value) && Number(value) >= 0;
}

function isLevel(pair: unknown): pair is Level {
  return Array.isArray(pair) && pair.length === 2 && isNumeric(pair[0]) && isSize(pair[1]);
}

function isScalar(value: unknown): value is string | number | bigint | boolean {
  return ["string", "number", "bigint", "boolean"].includes(typeof value);
}

/** The encoding says nothing of an integer's size: what fits a number is one. */
function smallest(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function shown(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.slice(0, SHOWN_MAX));
  }
  if (Array.isArray(value)) {
    return "an array";
  }
  return typeof value === "object" && value !== null ? "a map" : String(value);
}

function isDecimal(text: string): boolean {
  return DECIMAL.test(text) && text.replace(/^[-0.]+|\./g, "").length <= DIGITS_MAX;
}
