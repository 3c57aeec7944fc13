/** The topics of the contract. */

export const STATUS = "bybit.status.";
export const HEARTBEAT = "supervisor.heartbeat.";
export const EVENT = "supervisor.event.";

/** The topic of a symbol's trades. */
export function tradeTopic(category: string, symbol: string): string {
  return `bybit.${category}.trade.${symbol}.`;
}

/** The topic of a symbol's book of so many levels a side. */
export function depthTopic(category: string, symbol: string, depth: number): string {
  return `bybit.${category}.depth.${depth}.${symbol}.`;
}

export function isTradeTopic(topic: string): boolean {
  return /^bybit\.[^.]+\.trade\.[^.]+\.$/.test(topic);
}

export function isDepthTopic(topic: string): boolean {
  return /^bybit\.[^.]+\.depth\.\d+\.[^.]+\.$/.test(topic);
}
