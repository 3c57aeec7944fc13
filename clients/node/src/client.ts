import { Subscriber } from "zeromq";
import type { SocketOptions } from "zeromq";

import type { OrderBook } from "./book.js";
import { ListeningClock } from "./clock.js";
import { curveOptions } from "./curve.js";
import type { CurveKeys } from "./curve.js";
import type { Heartbeat, Update } from "./messages.js";
import { Session } from "./session.js";
import { HEARTBEAT, STATUS } from "./topics.js";

const HIGH_WATER_MARK = 20_000;
const TICK_MS = 50;
const ZMQ_SNDHWM = 23;
const RECONNECT_MS = { reconnectInterval: 10, reconnectMaxInterval: 100 };
/** A line that was cut in silence is found by ZeroMQ's own pings. */
const PINGS_MS = { heartbeatInterval: 5000, heartbeatTimeout: 15_000 };
/** The gateway ends the connection that sends a longer one. */
const PREFIX_MAX = 1023;

/** Subscriptions wait in the queue for sending, which drops what is over: here it has no limit. */
class PatientSubscriber extends Subscriber {
  constructor(options: SocketOptions<Subscriber>) {
    super(options);
    this.setInt32Option(ZMQ_SNDHWM, 0);
  }
}

export interface ClientOptions {
  /** The data endpoint of the gateway, or those of several. */
  readonly data: string | readonly string[];
  /** The daemon's heartbeat endpoint. Without it a dead gateway looks like a quiet market. */
  readonly heartbeat?: string | undefined;
  /** Keys, where the gateway is encrypted. With wrong ones nothing comes. */
  readonly curve?: CurveKeys | undefined;
  /** Messages that may wait here for the caller: 20,000 unless given, 0 for no limit. */
  readonly receiveHighWaterMark?: number | undefined;
}

/**
 * A subscriber of a gateway: `for await (const update of client)`.
 *
 * What is not asked for waits in the socket, and books stay where they are meanwhile. One loop may
 * run at a time; it may be left and begun again, and ends when the client is closed. The client
 * reconnects by itself.
 */
export class Client implements AsyncIterable<Update> {
  readonly #socket: Subscriber;
  readonly #session: Session;
  readonly #clock = new ListeningClock();
  readonly #subscribed = new Set<string>();
  #waiting: Update[] = [];
  #tickedMs = 0;

  /**
   * @throws {TypeError} where a key is not of 40 characters of Z85.
   * @throws {Error} where an endpoint cannot be one.
   */
  constructor(options: ClientOptions) {
    const { data, heartbeat, curve } = options;
    this.#session = new Session(heartbeat === undefined ? undefined : this.#clock.nowMs());
    this.#socket = new PatientSubscriber({
      linger: 0,
      ipv6: true,
      receiveTimeout: TICK_MS,
      receiveHighWaterMark: options.receiveHighWaterMark ?? HIGH_WATER_MARK,
      ...RECONNECT_MS,
      ...PINGS_MS,
      ...(curve === undefined ? {} : curveOptions(curve)),
    });
    try {
      this.#socket.subscribe(STATUS);
      for (const endpoint of typeof data === "string" ? [data] : data) {
        this.#socket.connect(endpoint);
      }
      if (heartbeat !== undefined) {
        this.#socket.subscribe(HEARTBEAT);
        this.#socket.connect(heartbeat);
      }
    } catch (error) {
      this.#socket.close();
      throw error;
    }
  }

  /** The book of each depth topic that was subscribed whole or that something came on. */
  get books(): ReadonlyMap<string, OrderBook> {
    return this.#session.books;
  }

  /** The last heartbeat; undefined before the first. */
  get heartbeat(): Heartbeat | undefined {
    return this.#session.heartbeat;
  }

  /** How many frames could not be read; each one was also handed over as `Broken`. */
  get broken(): number {
    return this.#session.broken;
  }

  /**
   * Receive all topics that begin with one of these; a whole topic ends with a dot.
   *
   * @throws {RangeError} where a prefix has more than 1,023 bytes.
   */
  subscribe(...prefixes: readonly string[]): void {
    for (const prefix of prefixes) {
      if (Buffer.byteLength(prefix) > PREFIX_MAX) {
        throw new RangeError(`a subscription of more than ${PREFIX_MAX} bytes`);
      }
      if (!this.#subscribed.has(prefix)) {
        this.#socket.subscribe(prefix);
        this.#subscribed.add(prefix);
        this.#session.follow(prefix);
      }
    }
  }

  /** Take back what was subscribed with the same text, and forget its books. */
  unsubscribe(...prefixes: readonly string[]): void {
    const left = prefixes.filter((prefix) => this.#subscribed.delete(prefix));
    this.#session.leave(left);
    left.forEach((prefix) => this.#socket.unsubscribe(prefix));
  }

  /** Close the socket and end the loop. What was not yet received is dropped. */
  close(): void {
    this.#socket.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Update, void, undefined> {
    while (!this.#socket.closed) {
      const update = this.#waiting.shift();
      if (update === undefined) {
        await this.#receive();
      } else {
        yield update;
      }
    }
  }

  /** Take one message, or let time pass where none came. */
  async #receive(): Promise<void> {
    const frames = await this.#nextFrames();
    if (this.#socket.closed) {
      return;
    }
    const nowMs = this.#clock.nowMs();
    if (frames !== undefined) {
      this.#waiting = this.#session.take(frames, nowMs);
    }
    if (frames === undefined || nowMs - this.#tickedMs >= TICK_MS) {
      this.#tickedMs = nowMs;
      this.#waiting.push(...this.#session.tick(nowMs));
    }
    this.#session.takeResubscriptions().forEach((topic) => this.#resubscribe(topic));
  }

  /** The frames of the next message; undefined where none came for a tick. */
  async #nextFrames(): Promise<Buffer[] | undefined> {
    try {
      return await this.#socket.receive();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EAGAIN") {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Ask for a snapshot. The gateway hears only of a text that is new to the socket; and to leave
   * the topic itself would lose what comes meanwhile.
   */
  #resubscribe(topic: string): void {
    let text = topic;
    while (text !== "" && this.#subscribed.has(text)) {
      text = text.slice(0, -1);
    }
    this.#socket.subscribe(text);
    this.#socket.unsubscribe(text);
  }
}
