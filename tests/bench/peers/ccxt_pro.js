// ccxt.pro: watches trades and books, as its manual does. A book tells nothing of the message that changed
// it, and several messages may come as one, so only trades are handed on: each id has its message's number.
'use strict';

const peer = require('./peer.js');
const ccxt = require('ccxt');

const exchange = new ccxt.pro.bybit({ newUpdates: true });
exchange.urls.api.ws.public.linear = peer.url + '/v5/public/linear';
exchange.setMarkets(peer.symbols.map((id) => {
  const base = id.replace('USDT', '');
  return exchange.safeMarketStructure({
    id, base, quote: 'USDT', settle: 'USDT', baseId: base, quoteId: 'USDT', settleId: 'USDT',
    symbol: `${base}/USDT:USDT`, type: 'swap', swap: true, contract: true, linear: true, active: true,
    contractSize: 1, precision: { amount: 0.001, price: 0.1 },
  });
}));
const symbols = peer.symbols.map((id) => `${id.replace('USDT', '')}/USDT:USDT`);

const forever = async (turn) => {
  for (;;) {
    try {
      await turn();
    } catch (error) {
      console.error(String(error));
      await exchange.sleep(100);
    }
  }
};
let previous = 0;
forever(async () => {
  for (const trade of await exchange.watchTradesForSymbols(symbols)) {
    const number = Number(trade.id.slice(24));
    if (number !== previous) {  // Trades of one message follow each other
      const { symbol, timestamp, side, price, amount } = trade;
      const text = JSON.stringify({ id: trade.id, symbol, timestamp, side, price, amount, seq: number });
      peer.onMessage(number, `trade.${symbol}`, text);
    }
    previous = number;
  }
});
forever(() => exchange.watchOrderBookForSymbols(symbols, 50));
