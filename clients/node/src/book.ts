import type { Delta, Level, Snapshot } from "./messages.js";
import { compare, isZero } from "./numeric.js";
import type { Numeric } from "./numeric.js";

/**
 * The book of a depth topic: right, or known to be waiting.
 *
 * It is a live view, which changes with each update of the topic: copy what you want to keep.
 */
export interface OrderBook {
  readonly topic: string;
  /** False: wait. The book is then empty. */
  readonly isValid: boolean;
  /** The message that made this state, with its times, `epoch`, `seq` and `u`. */
  readonly last: Snapshot | Delta | undefined;
  /** All levels, best first. */
  readonly bids: readonly Level[];
  /** All levels, best first. */
  readonly asks: readonly Level[];
}

/** The book that a reader keeps. */
export class KeptBook implements OrderBook {
  readonly topic: string;
  readonly #bids = new Side((a, b) => compare(b, a));
  readonly #asks = new Side(compare);
  #last: Snapshot | Delta | undefined;

  constructor(topic: string) {
    this.topic = topic;
  }

  get isValid(): boolean {
    return this.#last !== undefined;
  }

  get last(): Snapshot | Delta | undefined {
    return this.#last;
  }

  get bids(): readonly Level[] {
    return this.#bids.levels;
  }

  get asks(): readonly Level[] {
    return this.#asks.levels;
  }

  take(message: Snapshot | Delta): void {
    if (message.type === "snapshot") {
      this.clear();
    }
    this.#last = message;
    message.bids.forEach((level) => this.#bids.change(level));
    message.asks.forEach((level) => this.#asks.change(level));
  }

  clear(): void {
    this.#last = undefined;
    this.#bids.clear();
    this.#asks.clear();
  }
}

/** One side's levels in order. */
class Side {
  readonly levels: Level[] = [];
  readonly #order: (a: Numeric, b: Numeric) => number;

  constructor(order: (a: Numeric, b: Numeric) => number) {
    this.#order = order;
  }

  change(level: Level): void {
    const [price, size] = level;
    const place = this.#placeOf(price);
    const known = this.levels[place];
    const replaced = known !== undefined && this.#order(known[0], price) === 0 ? 1 : 0;
    if (!isZero(size) && replaced) {
      this.levels[place] = level;
    } else if (!isZero(size)) {
      this.levels.splice(place, 0, level);
    } else if (replaced) {
      this.levels.splice(place, 1);
    }
  }

  clear(): void {
    this.levels.length = 0;
  }

  /** Where the price is, or would be. */
  #placeOf(price: Numeric): number {
    let [low, high] = [0, this.levels.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#order((this.levels[middle] as Level)[0], price) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
