/**
 * A price, a size or a volatility: a `number`, or the exchange's decimal text where the gateway
 * runs with `--numbers string`.
 */
export type Numeric = number | string;

/** Less than 0, 0 or more than 0, as `a` is less than, equal to or greater than `b` by value. */
export function compare(a: Numeric, b: Numeric): number {
  const difference = Number(a) - Number(b);
  if (difference !== 0 || a === b || typeof a === "number" || typeof b === "number") {
    return difference;
  }
  // Doubles never swap two decimals, but they may make them equal.
  return compareDigits(a, b);
}

export function isZero(value: Numeric): boolean {
  return Number(value) === 0;
}

function compareDigits(a: string, b: string): number {
  const places = Math.max(a.length, b.length);
  const [scaledA, scaledB] = [scaled(a, places), scaled(b, places)];
  return scaledA < scaledB ? -1 : scaledA > scaledB ? 1 : 0;
}

function scaled(text: string, places: number): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(places, "0"));
}
