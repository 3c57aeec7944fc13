/** A program of somebody who installed the package: compiled and run outside of the tree. */

import { Client, compare, decode, DecodeError, depthTopic, Reader, tradeTopic } from "tickgate";
import type { ClientOptions, Level, Numeric, OrderBook, Trade, Update } from "tickgate";

const options: ClientOptions = { data: "tcp://127.0.0.1:1" };
const client = new Client(options);
client.subscribe(tradeTopic("spot", "BTCUSDT"), depthTopic("spot", "BTCUSDT", 50));
client.close();

export function spread(book: OrderBook): number | undefined {
  const [bid, ask]: (Level | undefined)[] = [book.bids[0], book.asks[0]];
  return bid && ask && Number(ask[0]) - Number(bid[0]);
}

export function largest(update: Update): Trade | undefined {
  if (update.type !== "trades") {
    return undefined;
  }
  const bySize = (a: { size: Numeric }, b: { size: Numeric }): number => compare(b.size, a.size);
  return [...update.trades].sort(bySize)[0];
}

let refused: unknown;
try {
  decode("bybit.status.", new Uint8Array());
} catch (error) {
  refused = error;
}
if (!(refused instanceof DecodeError) || new Reader(tradeTopic("spot", "BTCUSDT")).seq !== 0n) {
  throw new Error("it is not what it should be");
}
