/**
 * What a client hands to its caller. Every update has a `type`, by which TypeScript narrows it.
 *
 * The keys are those of the contract in camel case; proto/PROTOCOL.md has the full words. Times are
 * nanoseconds since 1970 UTC, and `epoch` is in milliseconds. Times, `epoch`, `seq`, `u` and `xseq`
 * are `bigint`, since a `number` cannot hold a nanosecond of today. An optional key that was left
 * out is `undefined`.
 */

import type { Numeric } from "./numeric.js";

/** What every message has. */
export interface Envelope {
  readonly topic: string;
  /** When this incarnation of the gateway started, in ms since 1970 UTC. */
  readonly epoch: bigint;
  /** Number of the message in its topic and epoch. */
  readonly seq: bigint;
  /** When it was handed to the gateway's socket. */
  readonly tsPub: bigint;
  /** It was made by a simulated exchange. */
  readonly simulated: boolean;
}

/** What every message of a market has. */
export interface MarketEnvelope extends Envelope {
  /** When the first byte was read from the exchange. */
  readonly tsRecv: bigint;
  readonly category: string;
  readonly symbol: string;
}

export interface Trade {
  readonly id: string;
  readonly tsEvent: bigint;
  /** What the taker did. */
  readonly side?: "buy" | "sell" | undefined;
  readonly price: Numeric;
  readonly size: Numeric;
  readonly tick?: string | undefined;
  readonly block?: boolean | undefined;
  readonly rpi?: boolean | undefined;
  readonly xseq?: bigint | undefined;
  readonly markPrice?: Numeric | undefined;
  readonly indexPrice?: Numeric | undefined;
  readonly markIv?: Numeric | undefined;
  readonly iv?: Numeric | undefined;
}

/** Trades in match order, each handed over once. */
export interface Trades extends MarketEnvelope {
  readonly type: "trades";
  readonly tsExchange: bigint;
  readonly trades: readonly Trade[];
  readonly recovered: boolean;
}

export type Level = readonly [price: Numeric, size: Numeric];

interface BookMessage extends MarketEnvelope {
  readonly tsExchange: bigint;
  /** Levels a side, as in the topic. */
  readonly depth: number;
  readonly tsEvent?: bigint | undefined;
  /** The exchange's update id of this topic. */
  readonly u: bigint;
  readonly xseq?: bigint | undefined;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** All levels of a book, best first. */
export interface Snapshot extends BookMessage {
  readonly type: "snapshot";
  /** `exchange`, `resync`, `subscribe`, `periodic`, or one of tomorrow. */
  readonly cause: string;
}

/** The levels of a book that changed; size 0 deletes one. */
export interface Delta extends BookMessage {
  readonly type: "delta";
}

/** The gateway says that the topic has a hole. A book waits for a snapshot. */
export interface Gap extends MarketEnvelope {
  readonly type: "gap";
  readonly depth?: number | undefined;
  readonly cause: string;
  readonly since?: bigint | undefined;
  /** Of trades: whether the hole is closed by now. */
  readonly complete?: boolean | undefined;
  /** Of trades: this is how the holes ended that gaps before have told. */
  readonly final?: boolean | undefined;
  /** Where they could not be closed: when the trades around what is missing were matched. */
  readonly holeFrom?: bigint | undefined;
  readonly holeUntil?: bigint | undefined;
}

export interface TopicStatus {
  readonly seq: bigint;
  /** `live`, `quiet`, `stale`, `rejected`, `gone`, or one of tomorrow. */
  readonly state: string;
  readonly lastEvent?: bigint | undefined;
}

/** The topics of a gateway that changed; handed over where `bybit.status.` is subscribed. */
export interface Status extends Envelope {
  readonly type: "status";
  readonly tsRecv: bigint;
  readonly topics: ReadonlyMap<string, TopicStatus>;
}

export interface LastExit {
  readonly reason: string;
  readonly code: number;
  readonly signal: number;
  /** 0 where none has ended. */
  readonly at: bigint;
}

export interface Gateway {
  readonly name: string;
  readonly isolation: string;
  readonly state: string;
  readonly pid: number;
  readonly epoch: bigint;
  readonly endpoint: string;
  readonly restarts: number;
  readonly lastExit: LastExit;
  readonly connected: boolean;
  readonly secondsSinceLastEvent?: number | undefined;
  readonly events: number;
  readonly published: number;
  readonly errorCount: number;
  readonly queueSize: number;
  readonly reconnects: number;
  readonly backoffUntil?: bigint | undefined;
  /** How many of its topics are in each state, by the words of `TopicStatus.state`. */
  readonly topics?: ReadonlyMap<string, number> | undefined;
}

/** Once a second; handed over where `supervisor.heartbeat.` is subscribed. */
export interface Heartbeat extends Envelope {
  readonly type: "heartbeat";
  readonly pid: number;
  readonly uptimeS: number;
  readonly version: string;
  readonly numbers: string;
  readonly gateways: readonly Gateway[];
}

/** An event of the daemon's log; handed over where `supervisor.event.` is subscribed. */
export interface Event extends Envelope {
  readonly type: "event";
  readonly tsRecv: bigint;
  readonly event: string;
  readonly level: string;
  /** The event's own fields by their names. An integer that a `number` cannot hold is a bigint. */
  readonly fields: ReadonlyMap<string, string | number | bigint | boolean>;
}

/** What comes on the wire. */
export type Message = Trades | Snapshot | Delta | Gap | Status | Heartbeat | Event;

/** The messages `from` to `to` of this epoch did not arrive. A book is subscribed again. */
export interface Hole {
  readonly type: "hole";
  readonly topic: string;
  readonly epoch: bigint;
  readonly from: bigint;
  readonly to: bigint;
}

/** The topic goes on in another incarnation of the gateway, which began at `epoch`. */
export interface Restart {
  readonly type: "restart";
  readonly topic: string;
  readonly epoch: bigint;
}

/**
 * No heartbeat for 3 s: a book waits until one comes. Or one knows the gateway as down: a book
 * waits for the next incarnation.
 */
export interface Silence {
  readonly type: "silence";
  readonly topic: string;
}

/** A frame could not be read, and is left out. */
export interface Broken {
  readonly type: "broken";
  readonly topic: string;
  readonly reason: string;
}

/** What a client hands over. */
export type Update = Message | Hole | Restart | Silence | Broken;
