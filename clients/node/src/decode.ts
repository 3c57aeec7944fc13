/** From the bytes of a frame to a typed message. */

import { decode as unpack } from "@msgpack/msgpack";

import { DecodeError, Fields, textKey } from "./fields.js";
import type {
  Delta,
  Envelope,
  Event,
  Gap,
  Gateway,
  Heartbeat,
  LastExit,
  MarketEnvelope,
  Message,
  Snapshot,
  Status,
  TopicStatus,
  Trade,
  Trades,
} from "./messages.js";
import { isTooDeep } from "./nesting.js";

const VERSION = 1n;
const FRAME_MAX = 8 * 1024 * 1024;

/**
 * Decode the second frame of a message of a topic.
 *
 * Returns undefined where the contract says to skip it: a type or a version that is not known here.
 *
 * @throws {DecodeError} where a key is missing or has a wrong type or range, and where the bytes
 * are not a msgpack map.
 */
export function decode(topic: string, frame: Uint8Array): Message | undefined {
  const fields = unpackMap(frame);
  if (fields.integer("v") !== VERSION) {
    return undefined;
  }
  return DECODERS.get(fields.text("type"))?.(topic, fields);
}

function unpackMap(frame: Uint8Array): Fields {
  if (frame.length > FRAME_MAX) {
    throw new DecodeError(`${frame.length} bytes are more than a frame may have`);
  }
  if (isTooDeep(frame)) {
    throw new DecodeError(
      "its arrays and maps are too deep in one another, or claim more than it has",
    );
  }
  // No array has more elements than its frame has bytes, whatever a broken frame claims.
  const limits = { maxArrayLength: frame.length, maxMapLength: frame.length };
  let body: unknown;
  try {
    body = unpack(frame, { useBigInt64: true, mapKeyConverter: textKey, ...limits });
  } catch (error) {
    throw new DecodeError(`not msgpack: ${error instanceof Error ? error.message : String(error)}`);
  }
  return Fields.of(body, "the frame");
}

function envelope(topic: string, fields: Fields): Envelope {
  return {
    topic,
    epoch: fields.integer("epoch"),
    seq: fields.integer("seq"),
    tsPub: fields.integer("ts_pub"),
    simulated: fields.optional("simulated", fields.boolean) ?? false,
  };
}

function marketEnvelope(topic: string, fields: Fields): MarketEnvelope {
  return {
    ...envelope(topic, fields),
    tsRecv: fields.integer("ts_recv"),
    category: fields.text("category"),
    symbol: fields.text("symbol"),
  };
}

function trades(topic: string, fields: Fields): Trades {
  const all = fields.maps("trades").map(trade);
  if (all.length === 0) {
    throw new DecodeError("trades is empty");
  }
  return {
    type: "trades",
    ...marketEnvelope(topic, fields),
    tsExchange: fields.integer("ts_exchange"),
    trades: all,
    recovered: fields.optional("recovered", fields.boolean) ?? false,
  };
}

function trade(fields: Fields): Trade {
  return {
    id: fields.text("id"),
    tsEvent: fields.integer("ts_event"),
    side: fields.optional("side", fields.side),
    price: fields.numeric("price"),
    size: fields.size("size"),
    tick: fields.optional("tick", fields.text),
    block: fields.optional("block", fields.boolean),
    rpi: fields.optional("rpi", fields.boolean),
    xseq: fields.optional("xseq", fields.integer),
    markPrice: fields.optional("mark_price", fields.numeric),
    indexPrice: fields.optional("index_price", fields.numeric),
    markIv: fields.optional("mark_iv", fields.numeric),
    iv: fields.optional("iv", fields.numeric),
  };
}

function bookMessage(topic: string, fields: Fields): Omit<Delta, "type"> {
  return {
    ...marketEnvelope(topic, fields),
    tsExchange: fields.integer("ts_exchange"),
    depth: fields.count("depth"),
    tsEvent: fields.optional("ts_event", fields.integer),
    u: fields.integer("u"),
    xseq: fields.optional("xseq", fields.integer),
    bids: fields.levels("bids"),
    asks: fields.levels("asks"),
  };
}

function snapshot(topic: string, fields: Fields): Snapshot {
  return { type: "snapshot", ...bookMessage(topic, fields), cause: fields.text("cause") };
}

function delta(topic: string, fields: Fields): Delta {
  return { type: "delta", ...bookMessage(topic, fields) };
}

function gap(topic: string, fields: Fields): Gap {
  return {
    type: "gap",
    ...marketEnvelope(topic, fields),
    depth: fields.optional("depth", fields.count),
    cause: fields.text("cause"),
    since: fields.optional("since", fields.integer),
    complete: fields.optional("complete", fields.boolean),
    final: fields.optional("final", fields.boolean),
    holeFrom: fields.optional("hole_from", fields.integer),
    holeUntil: fields.optional("hole_until", fields.integer),
  };
}

function status(topic: string, fields: Fields): Status {
  const topics = fields.map("topics");
  return {
    type: "status",
    ...envelope(topic, fields),
    tsRecv: fields.integer("ts_recv"),
    topics: new Map(topics.keys().map((name) => [name, topicStatus(topics.map(name))])),
  };
}

function topicStatus(fields: Fields): TopicStatus {
  return {
    seq: fields.integer("seq"),
    state: fields.text("state"),
    lastEvent: fields.optional("last_event", fields.integer),
  };
}

function heartbeat(topic: string, fields: Fields): Heartbeat {
  return {
    type: "heartbeat",
    ...envelope(topic, fields),
    simulated: fields.boolean("simulated"),
    pid: fields.count("pid"),
    uptimeS: fields.count("uptime_s"),
    version: fields.text("version"),
    numbers: fields.text("numbers"),
    gateways: fields.maps("gateways").map(gateway),
  };
}

function gateway(fields: Fields): Gateway {
  return {
    name: fields.text("name"),
    isolation: fields.text("isolation"),
    state: fields.text("state"),
    pid: fields.count("pid"),
    epoch: fields.integer("epoch"),
    endpoint: fields.text("endpoint"),
    restarts: fields.count("restarts"),
    lastExit: lastExit(fields.map("last_exit")),
    connected: fields.boolean("connected"),
    secondsSinceLastEvent: fields.optional("seconds_since_last_event", fields.float),
    events: fields.count("events"),
    published: fields.count("published"),
    errorCount: fields.count("error_count"),
    queueSize: fields.count("queue_size"),
    reconnects: fields.count("reconnects"),
    backoffUntil: fields.optional("backoff_until", fields.integer),
    topics: fields.optional("topics", fields.counts),
  };
}

function lastExit(fields: Fields): LastExit {
  return {
    reason: fields.text("reason"),
    code: fields.count("code"),
    signal: fields.count("signal"),
    at: fields.integer("at"),
  };
}

const KEYS_OF_EVERY_EVENT = new Set(
  "v type epoch seq ts_recv ts_pub simulated event level".split(" "),
);

function event(topic: string, fields: Fields): Event {
  return {
    type: "event",
    ...envelope(topic, fields),
    tsRecv: fields.integer("ts_recv"),
    event: fields.text("event"),
    level: fields.text("level"),
    fields: fields.scalars(KEYS_OF_EVERY_EVENT),
  };
}

const DECODERS = new Map<string, (topic: string, fields: Fields) => Message>([
  ["trades", trades],
  ["snapshot", snapshot],
  ["delta", delta],
  ["gap", gap],
  ["status", status],
  ["heartbeat", heartbeat],
  ["event", event],
]);
