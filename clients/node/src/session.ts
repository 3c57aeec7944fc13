import type { OrderBook } from "./book.js";
import { decode } from "./decode.js";
import { DecodeError } from "./fields.js";
import type { Heartbeat, Message, Update } from "./messages.js";
import { Reader } from "./reader.js";
import type { Step } from "./reader.js";
import { EVENT, HEARTBEAT, isDepthTopic, isTradeTopic, STATUS } from "./topics.js";

const utf8 = new TextDecoder();

/** Everything that a client does but for the socket: a reader for each topic, fed with frames. */
export class Session {
  readonly #readers = new Map<string, Reader>();
  readonly #books = new Map<string, OrderBook>();
  readonly #prefixes = new Set<string>();
  #toResubscribe: string[] = [];
  #heardMs: number | undefined;
  #heartbeat: Heartbeat | undefined;
  #broken = 0;

  /** @param heardMs since when heartbeats are listened to, if they are. */
  constructor(heardMs?: number) {
    this.#heardMs = heardMs;
  }

  get books(): ReadonlyMap<string, OrderBook> {
    return this.#books;
  }

  get heartbeat(): Heartbeat | undefined {
    return this.#heartbeat;
  }

  get broken(): number {
    return this.#broken;
  }

  /** Hand over what comes on topics that begin with this. */
  follow(prefix: string): void {
    this.#prefixes.add(prefix);
    if (isTradeTopic(prefix) || isDepthTopic(prefix)) {
      // A whole topic has its book from now on.
      this.#readerOf(prefix);
    }
  }

  /** Forget the prefixes, and each topic that no other one matches. */
  leave(prefixes: readonly string[]): void {
    const left = new Set(prefixes);
    left.forEach((prefix) => this.#prefixes.delete(prefix));
    for (const topic of [...this.#readers.keys()]) {
      if (beginsWithOne(topic, left) && !this.#isFollowed(topic)) {
        this.#readers.delete(topic);
        this.#books.delete(topic);
      }
    }
  }

  /** Take the frames of one message; returns what to hand to the caller. */
  take(frames: readonly Uint8Array[], nowMs: number): Update[] {
    const topic = utf8.decode(frames[0]);
    const frame = frames[1];
    try {
      if (frame === undefined) {
        throw new DecodeError("one frame");
      }
      return this.#takeFrame(topic, frame, nowMs);
    } catch (error) {
      if (!(error instanceof DecodeError)) {
        throw error;
      }
      this.#broken += 1;
      return [{ type: "broken", topic, reason: error.message }];
    }
  }

  /** Let time pass; returns what to hand to the caller. */
  tick(nowMs: number): Update[] {
    return this.#settle([...this.#readers.values()], (reader) => reader.tick(nowMs));
  }

  /** The topics that need a snapshot since this was last asked. */
  takeResubscriptions(): string[] {
    const topics = this.#toResubscribe;
    this.#toResubscribe = [];
    return topics;
  }

  #takeFrame(topic: string, frame: Uint8Array, nowMs: number): Update[] {
    if (isTradeTopic(topic) || isDepthTopic(topic)) {
      return this.#takeMarket(topic, frame, nowMs);
    }
    if (topic !== STATUS && topic !== HEARTBEAT && topic !== EVENT) {
      return [];
    }
    const message = decode(topic, frame);
    if (message === undefined) {
      return [];
    }
    const handedOver = this.#isFollowed(topic) ? [message] : [];
    return [...handedOver, ...this.#takeOfGateway(message, nowMs)];
  }

  #takeMarket(topic: string, frame: Uint8Array, nowMs: number): Update[] {
    if (!this.#readers.has(topic) && !this.#isFollowed(topic)) {
      return [];
    }
    const reader = this.#readerOf(topic);
    const message = decode(topic, frame);
    return message === undefined ? [] : this.#settle([reader], (one) => one.take(message, nowMs));
  }

  #takeOfGateway(message: Message, nowMs: number): Update[] {
    if (message.type === "heartbeat") {
      this.#heartbeat = message;
      if (this.#heardMs !== undefined) {
        this.#heardMs = nowMs;
      }
    } else if (message.type !== "status") {
      return [];
    }
    return this.#settle([...this.#readers.values()], (reader) => reader.take(message, nowMs));
  }

  #settle(readers: readonly Reader[], step: (reader: Reader) => Step): Update[] {
    const all: Update[] = [];
    for (const reader of readers) {
      const { updates, resubscribe } = step(reader);
      all.push(...updates);
      if (resubscribe) {
        this.#toResubscribe.push(reader.topic);
      }
    }
    return all;
  }

  #readerOf(topic: string): Reader {
    let reader = this.#readers.get(topic);
    if (reader === undefined) {
      reader = new Reader(topic, this.#heardMs);
      this.#readers.set(topic, reader);
      if (reader.book !== undefined) {
        this.#books.set(topic, reader.book);
      }
    }
    return reader;
  }

  #isFollowed(topic: string): boolean {
    return beginsWithOne(topic, this.#prefixes);
  }
}

/** Looks at the topic's beginnings: they are few, however many prefixes there are. */
function beginsWithOne(topic: string, prefixes: ReadonlySet<string>): boolean {
  for (let size = 0; size <= topic.length; size += 1) {
    if (prefixes.has(topic.slice(0, size))) {
      return true;
    }
  }
  return false;
}
