// tardis-dev: the raw stream, each message as parsed JSON; the URL is a setting of its own. Between
// runs nothing comes, so it is told to bear that.
'use strict';

const peer = require('./peer.js');
process.env.WSS_URL_BYBIT = peer.url + '/v5/public/linear';
const { stream } = require('tardis-dev');

(async () => {
  const filters = ['orderbook.50', 'publicTrade'].map((channel) => ({ channel, symbols: peer.symbols }));
  for await (const { message } of stream({ exchange: 'bybit', filters, timeoutIntervalMS: 3600000 })) {
    peer.onRaw(message);
  }
})();
