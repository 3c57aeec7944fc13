// peer - what the subscribers in JavaScript share: count, keep when each message came, and answer
//
// Environment: PEER_URL, PEER_SYMBOLS (with commas), PEER_FILE. A line "reset" or "report" on stdin is
// answered with a line of JSON; a report also writes the messages' numbers and times to the file.
'use strict';

const fs = require('fs');

const NUMBER_BASE = 100000000000;
const KEPT = 1 << 18;
const kept = new Float64Array(2 * KEPT);
let count = 0, first = 0, last = 0;

const now = () => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e9 + nanoseconds;
};

// A message came: its number is the exchange's seq.
exports.onMessage = (seq) => {
  const at = now();
  if (count < KEPT) {
    kept[2 * count] = seq - NUMBER_BASE;
    kept[2 * count + 1] = at;
  }
  count++;
  first = first || at;
  last = at;
};

exports.seqOf = (message) =>
  Array.isArray(message.data) ? message.data[0].seq : message.data ? message.data.seq : undefined;

exports.url = process.env.PEER_URL;
exports.symbols = process.env.PEER_SYMBOLS.split(',');

process.stdin.on('data', (line) => {
  if (line.toString().startsWith('reset')) {
    count = first = last = 0;
  } else {
    fs.writeFileSync(process.env.PEER_FILE, Buffer.from(kept.buffer, 0, 16 * Math.min(count, KEPT)));
  }
  process.stdout.write(JSON.stringify({ messages: count, seconds: (last - first) / 1e9 }) + '\n');
});
process.stdin.on('end', () => process.exit(0));
