//  check_page - the status page in a real browser: it shows what is, also when all is gone
//
//  The pictures of the documents are made here: with a folder as its argument they are
//  left there, otherwise they are only measured.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { Bench, waitFor } from "./bench.mjs";

const SYMBOLS = ["linear:BTCUSDT,ETHUSDT,SOLUSDT,XRPUSDT", "spot:BTCUSDT,ETHUSDT"];
const TOPICS = 6 * 3;
const BOOK = "bybit.linear.depth.50.BTCUSDT.";
const PICTURE_MAX = 200000;
const DESK = { width: 1280, height: 1000 };
const PHONE = { width: 390, height: 844 };

const bench = new Bench();
const given = process.argv[2];
const pictures = given ?? mkdtempSync(path.join(tmpdir(), "tickgate-pictures-"));
const complaints = [];
const strangers = [];

async function open(viewport, colorScheme, url = bench.url) {
  const context = await bench.browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("console", (message) => {
    //  A daemon that is gone, or does not know its topics yet, or serves enough pages, is tested
    const isExpected = /ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY/.test(message.text())
      || (/404/.test(message.text()) && message.location().url.includes("/book?"))
      || (/503/.test(message.text()) && message.location().url.includes("/events"));
    if (message.type() === "error" && !isExpected) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== "data:" && host !== new URL(url).host) strangers.push(request.url());
  });
  await page.goto(url);
  return page;
}

const text = (page, selector) => page.locator(selector).first().innerText();
const shows = (page, selector, pattern, seconds) => waitFor(`${selector} to show ${pattern}`,
  async () => pattern.test(await text(page, selector)), seconds);

async function picture(page, name) {
  await waitFor("a rate of every topic",
    async () => !(await page.locator('#topics td[data-name="a second"]').allInnerTexts()).includes("0"));
  const file = path.join(pictures, `status-${name}.png`);
  await page.screenshot({ path: file });
  const { size } = statSync(file);
  assert.ok(size > 10000 && size < PICTURE_MAX, `${name}: ${size} bytes`);
}

async function showsData(page) {
  await shows(page, "#verdict-text", /^All is well: 18 topics/);
  assert.equal(await page.locator("#topics tr").count(), TOPICS);
  await waitFor("rates", async () => parseFloat((await text(page, "#rate-out")).replace(",", "")) > 20);
  await shows(page, "#latency-99", /µs|ms/);
  assert.ok(await page.locator("#simulated").isVisible(), "simulated data is not said to be that");
  assert.match(await page.title(), /^● tickgate/);
  assert.match(await text(page, "#events"), /subprocess connected/);
  const { gateways } = await bench.status();
  const shown = Number((await text(page, `#topics tr:has-text("${BOOK}") td:nth-child(5)`)).replaceAll(",", ""));
  const told = gateways[0].topics.find((topic) => topic.topic === BOOK).seq;
  assert.ok(shown > 0 && Math.abs(told - shown) < 200, `the page shows ${shown}, /status says ${told}`);
  console.log("it shows data, and says that it is simulated");
}

async function showsABook(page) {
  await page.selectOption("#book", BOOK);
  await shows(page, "#book-state", /^Valid\./);
  const side = (name) => page.locator(`#${name} td:nth-child(2)`).allInnerTexts();
  const [bids, asks] = [(await side("bids")).map(Number), (await side("asks")).map(Number)];
  assert.equal(bids.length, 12);
  assert.ok(bids[0] < asks[11], "the best bid is not below the best ask");
  assert.deepEqual(bids, [...bids].sort((one, other) => other - one));
  assert.deepEqual(asks, [...asks].sort((one, other) => other - one));
  const before = await text(page, "#book-state");
  await waitFor("the book to move", async () => await text(page, "#book-state") !== before);
  bench.fault("jump=BTCUSDT");
  await waitFor("the book to be right again", async () => {
    const { gateways } = await bench.status();
    const topic = gateways[0].topics.find((one) => one.topic === BOOK);
    return topic.gaps === 1 && topic.resyncs === 1;
  });
  await shows(page, "#book-state", /^Valid\./, 5);
  await shows(page, `#topics tr:has-text("${BOOK}") td:nth-child(6)`, /^1$/, 5);
  console.log("it shows a book, and follows it through a hole");
}

async function obeysTheKeyboard(page) {
  await page.keyboard.press("/");
  await page.keyboard.type("spot depth");
  assert.equal(await page.locator("#topics tr:visible").count(), 4);
  assert.match(await text(page, "#topics-count"), /^4 of 18/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#topics tr:visible").count(), TOPICS);
  await page.locator("th[data-key=gaps] button").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("th[data-key=gaps]").getAttribute("aria-sort"), "descending");
  assert.match(await text(page, "#topics tr td"), /linear\.depth\.50\.BTCUSDT/);
  await page.locator("#topics tr button").nth(1).focus();
  await page.keyboard.press("Enter");
  await shows(page, "#book-state", /^Valid\./);
  assert.notEqual(await page.locator("#book").inputValue(), BOOK);
  await page.selectOption("#book", BOOK);
  const unnamed = await page.evaluate(() => [...document.querySelectorAll("button, input, select, [role=img], section, [tabindex='0']")]
    .filter((node) => !node.textContent.trim() && !node.ariaLabel && !node.labels?.length && !node.getAttribute("aria-labelledby")).length);
  assert.equal(unnamed, 0, "something has no name for those who cannot see it");
  await page.locator("th[data-key=topic] button").click();
  console.log("it is used without a mouse");
}

async function showsAnOutage(page) {
  const killedAt = Date.now();
  await bench.killGateway();
  await waitFor("the outage in the timeline", async () => await page.locator(".timeline .t-starting, .timeline .t-connecting").count() > 2, 3);
  console.log(`a killed gateway is in the timeline after ${((Date.now() - killedAt) / 1000).toFixed(2)} s`);
  await shows(page, ".gateway .why", /restarted 1×.*killed by signal 9/, 3);
  await shows(page, "#verdict-text", /^All is well/);
  await shows(page, "#book-state", /^Valid\./);
  await shows(page, "#events", /process died/);
}

async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${name}: ${wide} pixels are beyond the edge`);
}

async function makePictures(page) {
  await fits(page, "desk");
  await picture(page, "light");
  const others = [[DESK, "dark", "dark"], [PHONE, "light", "phone"]];
  for (const [viewport, scheme, name] of others) {
    const other = await open(viewport, scheme);
    await shows(other, "#verdict-text", /^All is well/);
    await other.selectOption("#book", BOOK);
    await shows(other, "#book-state", /^Valid\./);
    await waitFor("some seconds of rates", async () => await other.evaluate(() => document.querySelector("#rate .received").getAttribute("d").split("L").length > 6));
    await fits(other, name);
    await picture(other, name);
    await other.context().close();
  }
  console.log("it fits a desk and a phone, in light and dark");
}

async function saysWhatIsGone(page) {
  await bench.stop(bench.sim);
  await shows(page, "#verdict-text", /not all subscriptions|not fresh/);
  assert.match(await page.title(), /^◐/);
  await waitFor("stale topics", async () => await page.locator("#topics .pill.stale").count() === TOPICS);
  const stoppedAt = Date.now();
  await bench.stop(bench.daemon);
  await shows(page, "#verdict-text", /^The daemon is gone/, 6);
  assert.match(await text(page, "#gone"), /gone\. What you see is how it was at .* ago/);
  assert.match(await page.title(), /^○/);
  assert.match(await text(page, "#book-state"), /^Not valid/);
  console.log(`a stopped daemon is said to be gone after ${((Date.now() - stoppedAt) / 1000).toFixed(1)} s`);
  bench.startDaemon();
  await waitFor("the page to come back", async () => !(await page.locator("#gone").isVisible()));
  await shows(page, "#verdict-text", /not all subscriptions|not started|not told/);
  bench.startExchange();
  await shows(page, "#verdict-text", /^All is well/, 40);
  await shows(page, "#book-state", /^Valid\./, 20);
  const grows = await page.evaluate(() => [...gateways.values()].every(({ latencies }) =>
    latencies[0].counts.every((count, index) => count <= latencies.at(-1).counts[index])));
  assert.ok(grows, "latencies of two daemons are compared");
  console.log("and it comes back with the daemon, the book too");
}

async function forgetsAnotherDaemon(page) {
  await bench.stop(bench.daemon);
  bench.startDaemon("other");
  await shows(page, "#gateways h3", /^other$/);
  assert.equal(await page.locator(".gateway").count(), 1, "a gateway is shown that there is no more");
  await shows(page, "#verdict-text", /^All is well: 18 topics/);
  console.log("what another daemon said is forgotten");
}

async function isNotLeftWaiting() {
  const way = await bench.detour();
  const page = await open(DESK, "light", way.url);
  await shows(page, "#verdict-text", /^All is well/);
  way.lose();
  await shows(page, "#verdict-text", /^The daemon is gone/, 6);
  await shows(page, "#verdict-text", /^All is well/, 12);
  await page.context().close();
  way.end();
  console.log("a connection that was lost without a word is made anew");
}

async function saysThatItHearsNothing() {
  const end = new AbortController();
  const held = [];  //  fetch ends the stream of an answer that nothing refers to
  await waitFor("all streams to be taken", async () => {
    const answer = await fetch(`${bench.url}/events`, { signal: end.signal });
    if (answer.ok) held.push(answer);
    return held.length === 16;
  });
  const page = await open(DESK, "light");
  await shows(page, "#verdict-text", /^No word from the daemon/, 6);
  end.abort();
  held.length = 0;
  await shows(page, "#verdict-text", /^All is well/, 6);
  await page.context().close();
  console.log("a page that one too many look at says so");
}

try {
  await bench.begin(SYMBOLS, "20");
  await bench.browse();
  const page = await open(DESK, "light");
  await showsData(page);
  await showsABook(page);
  await obeysTheKeyboard(page);
  await showsAnOutage(page);
  await makePictures(page);
  await saysWhatIsGone(page);
  await forgetsAnotherDaemon(page);
  await isNotLeftWaiting();
  await page.context().close();
  await saysThatItHearsNothing();
  assert.deepEqual(complaints, [], "the browser complains");
  assert.deepEqual(strangers, [], "the page asks others");
} catch (error) {
  console.log(bench.log.split("\n").slice(-20).join("\n"));
  throw error;
} finally {
  await bench.end();
  if (!given) rmSync(pictures, { recursive: true });
}
