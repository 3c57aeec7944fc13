// bybit-api: its WebsocketClient, each message as parsed JSON; wsUrl is an option of it.
'use strict';

const peer = require('./peer.js');
const { WebsocketClient } = require('bybit-api');

const quiet = Object.fromEntries(['trace', 'info', 'error'].map((level) => [level, () => {}]));
const client = new WebsocketClient({ wsUrl: peer.url + '/v5/public/linear' }, quiet);
client.on('update', peer.onRaw);
client.on('exception', (error) => console.error(error));
client.subscribeV5(peer.symbols.flatMap((symbol) => [`orderbook.50.${symbol}`, `publicTrade.${symbol}`]), 'linear');
