//  check_page_book - the page's book keeps to the reader scripts, as every client does

import { readFileSync, readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import vm from "node:vm";

const root = new URL("..", import.meta.url);
const source = readFileSync(new URL("supervisor/page/book.js", root), "utf8");
const Book = vm.runInNewContext(`${source}; Book`);
const folder = new URL("proto/vectors/readers/", root);
let steps = 0;
let wrong = 0;

for (const name of readdirSync(folder).filter((file) => /^book_.*\.json$/.test(file))) {
  const script = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  const book = new Book(script.topic, script.watches_heartbeat);
  for (const [index, step] of script.steps.entries()) {
    const said = book.on(step.at_ms, step.topic, step.message);
    const held = { state: book.valid ? "valid" : "waiting", epoch: book.epoch, seq: book.seq };
    Object.assign(held, JSON.parse(JSON.stringify(said)));
    if (book.valid) {
      const sides = { bids: book.best("bids", Infinity), asks: book.best("asks", Infinity) };
      Object.assign(held, { u: book.u }, JSON.parse(JSON.stringify(sides)));
    }
    steps += 1;
    if (!isDeepStrictEqual(held, step.then)) {
      wrong += 1;
      console.log(`${name}, step ${index}:`, held, "is not", step.then);
    }
  }
}
console.log(`${steps} steps, ${wrong} wrong`);
process.exit(wrong || !steps ? 1 : 0);
