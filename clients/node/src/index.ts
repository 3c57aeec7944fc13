/** A client of the tickgate gateway. */

export type { OrderBook } from "./book.js";
export { Client } from "./client.js";
export type { ClientOptions } from "./client.js";
export { loadCurveKeys } from "./curve.js";
export type { CurveKeys } from "./curve.js";
export { decode } from "./decode.js";
export { DecodeError } from "./fields.js";
export type * from "./messages.js";
export { compare } from "./numeric.js";
export type { Numeric } from "./numeric.js";
export { Reader } from "./reader.js";
export type { Step } from "./reader.js";
export { depthTopic, tradeTopic } from "./topics.js";
