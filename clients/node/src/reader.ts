import { KeptBook } from "./book.js";
import type { OrderBook } from "./book.js";
import type {
  Delta,
  Gap,
  Heartbeat,
  Message,
  Snapshot,
  Status,
  Trades,
  Update,
} from "./messages.js";
import { isDepthTopic, isTradeTopic } from "./topics.js";

const OLDER_MS = 5000;
const STATUS_MS = 2000;
const SILENCE_MS = 3000;
/** The states of a gateway in a heartbeat that is not there. */
const DOWN = new Set(["backoff", "failed"]);

/** What one step of a reader came to. */
export interface Step {
  /** What to hand to the caller, in order. */
  readonly updates: readonly Update[];
  /** The topic needs a snapshot: ask the gateway for it. */
  readonly resubscribe: boolean;
}

type TopicMessage = Trades | Snapshot | Delta | Gap;

/**
 * The reader's rule for one topic, of trades or of a book, as proto/vectors/readers/README.md has
 * it. It has no socket and no clock: `nowMs` is a time in milliseconds that never goes back.
 */
export class Reader {
  readonly topic: string;
  readonly #book: KeptBook | undefined;
  #epoch = 0n;
  #seq = 0n;
  /** Trades before the first message were not missed. */
  #hasBegun = false;
  /** When the first of the older epochs came that nothing of mine followed. */
  #olderMs: number | undefined;
  /** When the status named a number that I lack, and that number. */
  #named: { readonly ms: number; readonly seq: bigint } | undefined;
  /** When the last heartbeat came; undefined where nobody listens to them. */
  #heardMs: number | undefined;
  #isSilent = false;
  /** The incarnation of my epoch. */
  #isOver = false;
  #updates: Update[] = [];
  #resubscribe = false;

  /**
   * @param heardMs when the last heartbeat came, or since when they are listened to; left out where
   * nobody listens to them.
   * @throws {RangeError} where the topic is neither of trades nor of a book.
   */
  constructor(topic: string, heardMs?: number) {
    if (!isTradeTopic(topic) && !isDepthTopic(topic)) {
      throw new RangeError(`${topic} is no topic of trades or of a book`);
    }
    this.topic = topic;
    this.#book = isDepthTopic(topic) ? new KeptBook(topic) : undefined;
    this.#heardMs = heardMs;
  }

  /** The topic's book; undefined where it is of trades. */
  get book(): OrderBook | undefined {
    return this.#book;
  }

  /** The epoch of the last message that counted; 0 before the first. */
  get epoch(): bigint {
    return this.#epoch;
  }

  /** The number of the last message that counted; 0 before the first of the epoch. */
  get seq(): bigint {
    return this.#seq;
  }

  /** Let time pass. */
  tick(nowMs: number): Step {
    this.#passTime(nowMs);
    return this.#endStep();
  }

  /** Take a message of the topic, or a status or heartbeat of the gateway. */
  take(message: Message, nowMs: number): Step {
    this.#passTime(nowMs);
    if (message.type === "status") {
      this.#takeStatus(message, nowMs);
    } else if (message.type === "heartbeat") {
      this.#takeHeartbeat(message, nowMs);
    } else if (this.#isOfTopic(message)) {
      this.#takeOfTopic(message, nowMs);
    }
    return this.#endStep();
  }

  #endStep(): Step {
    const step = { updates: this.#updates, resubscribe: this.#resubscribe };
    this.#updates = [];
    this.#resubscribe = false;
    return step;
  }

  #passTime(nowMs: number): void {
    if (this.#named !== undefined && nowMs - this.#named.ms >= STATUS_MS) {
      const { seq } = this.#named;
      this.#tellHole(seq);
      this.#seq = seq;
      this.#lose();
    }
    if (this.#heardMs !== undefined && !this.#isSilent && nowMs - this.#heardMs >= SILENCE_MS) {
      this.#isSilent = true;
      this.#tellSilence();
    }
  }

  #isOfTopic(message: Message): message is TopicMessage {
    if (message.topic !== this.topic) {
      return false;
    }
    return this.#book === undefined
      ? message.type === "trades" || message.type === "gap"
      : message.type === "snapshot" || message.type === "delta" || message.type === "gap";
  }

  #takeOfTopic(message: TopicMessage, nowMs: number): void {
    if (message.epoch < this.#epoch) {
      this.#olderMs ??= nowMs;
      if (nowMs - this.#olderMs < OLDER_MS) {
        return;
      }
    }
    this.#olderMs = undefined;
    if (message.epoch !== this.#epoch) {
      this.#restart(message);
    }
    switch (message.type) {
      case "snapshot":
        this.#takeSnapshot(message);
        break;
      case "delta":
        this.#takeDelta(message);
        break;
      case "gap":
        this.#takeGap(message);
        break;
      case "trades":
        this.#takeTrades(message);
        break;
    }
    if (this.#named !== undefined && this.#seq >= this.#named.seq) {
      this.#named = undefined;
    }
  }

  #restart(message: TopicMessage): void {
    if (this.#epoch !== 0n) {
      this.#updates.push({ type: "restart", topic: this.topic, epoch: message.epoch });
      this.#resubscribe ||= this.#isBookValid && message.type !== "snapshot";
    }
    this.#epoch = message.epoch;
    this.#seq = 0n;
    this.#named = undefined;
    this.#isOver = false;
    this.#wait();
  }

  #takeSnapshot(message: Snapshot): void {
    if (this.#isSilent || this.#isOver || (this.#isBookValid && message.seq <= this.#seq)) {
      return;
    }
    if (this.#isBookValid) {
      const hasOwnNumber = message.cause === "exchange" || message.cause === "resync";
      this.#tellHole(hasOwnNumber ? message.seq - 1n : message.seq);
    }
    this.#apply(message);
  }

  #takeDelta(message: Delta): void {
    if (!this.#isBookValid || message.seq <= this.#seq) {
      return;
    }
    if (message.seq === this.#seq + 1n) {
      this.#apply(message);
    } else {
      this.#tellHole(message.seq - 1n);
      this.#lose();
    }
  }

  #apply(message: Snapshot | Delta): void {
    this.#seq = message.seq;
    this.#book?.take(message);
    this.#updates.push(message);
  }

  #takeGap(message: Gap): void {
    if (message.seq <= this.#seq) {
      return;
    }
    if (this.#isBookValid || (this.#book === undefined && this.#hasBegun)) {
      this.#tellHole(message.seq - 1n);
    }
    this.#updates.push(message);
    this.#seq = message.seq;
    this.#hasBegun = true;
    this.#wait();
  }

  #takeTrades(message: Trades): void {
    if (message.seq <= this.#seq) {
      return;
    }
    if (this.#hasBegun) {
      this.#tellHole(message.seq - 1n);
    }
    this.#updates.push(message);
    this.#seq = message.seq;
    this.#hasBegun = true;
  }

  #takeStatus(message: Status, nowMs: number): void {
    const seq = message.topics.get(this.topic)?.seq ?? 0n;
    const canLack = this.#book === undefined || this.#isBookValid;
    if (message.epoch === this.#epoch && seq > this.#seq && canLack) {
      this.#named ??= { ms: nowMs, seq };
    }
  }

  #takeHeartbeat(message: Heartbeat, nowMs: number): void {
    if (this.#heardMs === undefined) {
      return;
    }
    this.#heardMs = nowMs;
    this.#resubscribe ||= this.#isSilent && this.#book !== undefined;
    this.#isSilent = false;
    if (!this.#isOver && this.#isKnownDown(message)) {
      this.#isOver = true;
      this.#tellSilence();
    }
  }

  /** Whether all gateways of my epoch, of which there is one at least, are down. */
  #isKnownDown({ gateways }: Heartbeat): boolean {
    const mine = gateways.filter(({ epoch }) => epoch === this.#epoch);
    return this.#epoch !== 0n && mine.length > 0 && mine.every(({ state }) => DOWN.has(state));
  }

  get #isBookValid(): boolean {
    return this.#book?.isValid ?? false;
  }

  /** The messages from mine + 1 to this one did not arrive, if any. */
  #tellHole(to: bigint): void {
    if (to > this.#seq) {
      const [epoch, from] = [this.#epoch, this.#seq + 1n];
      this.#updates.push({ type: "hole", topic: this.topic, epoch, from, to });
    }
  }

  #tellSilence(): void {
    this.#updates.push({ type: "silence", topic: this.topic });
    this.#wait();
  }

  /** A book that is waiting has nothing to lose: it drops what the status named. */
  #wait(): void {
    if (this.#book !== undefined) {
      this.#book.clear();
      this.#named = undefined;
    }
  }

  /** A hole: a valid book is wrong from here on. */
  #lose(): void {
    this.#resubscribe ||= this.#isBookValid;
    this.#named = undefined;
    this.#wait();
  }
}
