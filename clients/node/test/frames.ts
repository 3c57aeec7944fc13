/** Messages made by hand, as frames. */

import { encode } from "@msgpack/msgpack";

export const DEPTH = "bybit.linear.depth.50.BTCUSDT.";
export const TRADES = "bybit.linear.trade.BTCUSDT.";
export const EPOCH = 1790000000000;

type Body = Record<string, unknown>;

/** A snapshot or delta of one bid and one ask; `more` replaces and adds keys. */
export function book(type: "snapshot" | "delta", seq: number, more: Body = {}): Body {
  return {
    ...market(type, seq),
    ts_exchange: 1790000001000000000n,
    depth: 50,
    u: seq,
    bids: [[100.5, 2.25]],
    asks: [[101.5, 3.25]],
    ...(type === "snapshot" ? { cause: "subscribe" } : {}),
    ...more,
  };
}

export function trades(seq: number, more: Body = {}): Body {
  const trade = { id: `trade-${seq}`, ts_event: 1790000001000000001n, price: 100.5, size: 0.25 };
  return { ...market("trades", seq), ts_exchange: 1790000001000000000n, trades: [trade], ...more };
}

export function gap(seq: number): Body {
  return { ...market("gap", seq), cause: "disconnected" };
}

export function status(topics: Record<string, { seq: number; state: string }>): Body {
  return { ...envelope("status", 1), ts_recv: 1790000001000000000n, topics };
}

export function heartbeat(...gateways: Body[]): Body {
  const daemon = { pid: 1, uptime_s: 1, version: "0.1.0", numbers: "float64", simulated: true };
  return { ...envelope("heartbeat", 1), ...daemon, gateways };
}

/** A gateway of a heartbeat; `more` replaces and adds keys. */
export function gateway(more: Body = {}): Body {
  const state = { name: "bybit", isolation: "process", state: "live", connected: true };
  const process = { pid: 2, epoch: EPOCH, endpoint: "tcp://127.0.0.1:5555", restarts: 0 };
  const last_exit = { reason: "none", code: 0, signal: 0, at: 0 };
  const counts = { events: 1, published: 1, error_count: 0, queue_size: 0, reconnects: 0 };
  return { ...state, ...process, last_exit, ...counts, ...more };
}

export function frame(body: unknown): Uint8Array {
  return encode(body, { useBigInt64: true });
}

function market(type: string, seq: number): Body {
  const market = { category: "linear", symbol: "BTCUSDT" };
  return { ...envelope(type, seq), ts_recv: 1790000001000000000n, ...market };
}

function envelope(type: string, seq: number): Body {
  return { v: 1, type, epoch: EPOCH, seq, ts_pub: 1790000001000000000n };
}
