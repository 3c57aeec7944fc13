// peer - what the subscribers in JavaScript share: hand on each message, keep when it came, and answer
//
// Environment: PEER_URL, PEER_SYMBOLS (with commas), PEER_FILE, PEER_PUBLISH. A line "reset" or "report" on
// stdin is answered with a line of JSON; a report also writes the messages' numbers and times to the file.
'use strict';

const fs = require('fs');
const zmq = require('zeromq');

const NUMBER_BASE = 100000000000;
const KEPT = 1 << 18;
const kept = new Float64Array(2 * KEPT);
const publisher = new zmq.Publisher({ sendHighWaterMark: 20000 });
const waiting = [];
let count = 0, isSending = false;

// Only one send may be in progress: what comes meanwhile waits.
const send = async () => {
  isSending = true;
  await bound;
  while (waiting.length > 0) await publisher.send(waiting.shift());
  isSending = false;
};

// A message came: its number is the exchange's seq. Hand it on.
exports.onMessage = (seq, topic, text) => {
  if (count < KEPT) {
    const [seconds, nanoseconds] = process.hrtime();
    kept[2 * count] = seq - NUMBER_BASE;
    kept[2 * count + 1] = seconds * 1e9 + nanoseconds;
  }
  count++;
  waiting.push([topic, text]);
  if (!isSending) send();
};

// The same for a message as the exchange sent it, parsed.
exports.onRaw = (message) => {
  const data = Array.isArray(message.data) ? message.data[0] : message.data;
  if (data && data.seq) exports.onMessage(data.seq, message.topic, JSON.stringify(message));
};

exports.url = process.env.PEER_URL;
exports.symbols = process.env.PEER_SYMBOLS.split(',');
const bound = publisher.bind(process.env.PEER_PUBLISH);

process.stdin.on('data', (line) => {
  if (line.toString().startsWith('reset')) {
    count = 0;
  } else {
    fs.writeFileSync(process.env.PEER_FILE, Buffer.from(kept.buffer, 0, 16 * Math.min(count, KEPT)));
  }
  process.stdout.write(JSON.stringify({ messages: count }) + '\n');
});
process.stdin.on('end', () => process.exit(0));
