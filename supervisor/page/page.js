//  page - what the daemon tells over /events, shown; and one book over /book, where one is chosen

const GONE_MS = 3500; //  Without a word for this long the daemon is gone
const AGAIN_MS = 1000; //  Between two tries to reach it
const LOST_MS = 8000; //  A connection without a word for this long is lost
const HOUR_MS = 3600000;
const RATE_MS = 300000; //  The chart's span
const LATENCY_MS = 60000; //  The histogram's span
const LEVELS = 12; //  Of the book, a side
const EVENTS_MAX = 100;
const FRESH = ["live", "quiet"];

const byId = (id) => document.getElementById(id);
const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const gateways = new Map(); //  By name
const rows = new Map(); //  Of the topics' table, by topic
const events = [];
let state = null; //  The last one told
let toldAt = -Infinity; //  When that was, by this page's own clock
let source = null;
let triedAt = 0; //  When the source was opened
let sort = { key: "topic", isDown: false };

const clock = () => performance.now();
const serverNow = () => state.now + (clock() - toldAt);
const isGone = () => clock() - toldAt > GONE_MS;

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

//  Only what changed is written: it keeps the page calm, and a selection alive.
function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function span(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
}

const time = (ms) => new Date(ms).toLocaleTimeString("en-GB");

function short(value) {
  if (value < 10) return value.toFixed(value < 0.05 || value % 1 === 0 ? 0 : 1);
  return numbers.format(value);
}

function duration(seconds) {
  if (seconds >= 1) return `${seconds} s`;
  return seconds >= 1e-3 ? `${+(seconds * 1e3).toFixed(1)} ms` : `${+(seconds * 1e6).toFixed(1)} µs`;
}

//  What was told. Another daemon may have other gateways, and counts from nothing.

function forget(told) {
  for (const [name, { card }] of gateways) {
    if (told.epoch !== state.epoch || !told.gateways.some((gateway) => gateway.name === name)) {
      card?.root.remove();
      gateways.delete(name);
    }
  }
}

function take(told) {
  if (told.whole) forget(told);
  state = told;
  toldAt = clock();
  for (const gateway of told.gateways) {
    const kept = gateways.get(gateway.name) ?? { latencies: [] };
    if (told.whole) Object.assign(kept, { topics: new Map(), timeline: [], history: [] });
    for (const topic of gateway.topics) {
      kept.topics.set(topic.topic, follow(kept.topics.get(topic.topic) ?? rows.get(topic.topic)?.told, topic));
    }
    kept.timeline.push(...gateway.timeline);
    for (const [age, received, published] of gateway.history) {
      kept.history.push({ at: told.now - age, received, published });
    }
    while (kept.history[0]?.at < told.now - RATE_MS) kept.history.shift();
    kept.latencies.push({ at: told.now, counts: gateway.process_latency.counts });
    while (kept.latencies[0].at < told.now - LATENCY_MS) kept.latencies.shift();
    kept.now = gateway;
    gateways.set(gateway.name, kept);
  }
  if (told.whole) events.length = 0;
  events.push(...told.event_log);
  if (events.length > EVENTS_MAX) events.splice(0, events.length - EVENTS_MAX);
}

//  A topic's rate is that of its numbers, smoothed over some seconds.
function follow(before, topic) {
  const seconds = before ? (state.now - before.at) / 1000 : 0;
  if (!before || topic.seq < before.seq) return { ...topic, at: state.now, rate: 0 };
  if (seconds < 0.5) return { ...topic, at: before.at, seqAt: before.seqAt, rate: before.rate };
  const last = before.seqAt ?? before.seq;
  const weight = Math.min(1, seconds / 5);
  const rate = before.rate + ((topic.seq - last) / seconds - before.rate) * (before.rate ? weight : 1);
  return { ...topic, at: state.now, seqAt: topic.seq, rate };
}

//  The verdict, and what it is of.

function verdict() {
  if (!state && clock() < GONE_MS) return ["", "Connecting…"];
  if (!state) return ["dead", "No word from the daemon: it is gone, or too many look at it already."];
  if (isGone()) return ["dead", "The daemon is gone."];
  if (!state.live) return ["dead", "The supervisor hangs."];
  if (state.stopping) return ["dead", "The daemon is stopping."];
  const bad = state.gateways.find((gateway) => !gateway.ready);
  if (bad) return ["unready", `${bad.name}: ${bad.why}`];
  let count = 0;
  gateways.forEach((gateway) => { count += gateway.topics.size; });
  return ["ready", `All is well: ${numbers.format(count)} topics, every one of them fresh.`];
}

function showVerdict() {
  const [kind, text] = verdict();
  const gone = Boolean(state) && isGone();
  document.body.className = gone ? `gone ${kind}` : kind;
  put(byId("verdict-text"), text);
  byId("gone").hidden = !gone;
  if (gone) {
    put(byId("gone"), `The daemon is gone. What you see is how it was at ${time(state.now)}, ${span(clock() - toldAt)} ago.`);
  }
  document.title = `${{ ready: "●", unready: "◐", dead: "○" }[kind] ?? "…"} tickgate`;
  const colour = { ready: "%232f9a6a", unready: "%23d59a2a", dead: "%23c8443f" }[kind] ?? "%23888";
  const icon = `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><circle cx='8' cy='8' r='6' fill='${colour}'/></svg>`;
  if (byId("icon").href !== icon) byId("icon").href = icon;
  if (!state) return;
  byId("simulated").hidden = !state.simulated;
  put(byId("about"), `version ${state.version} · up ${span(state.uptime_s * 1000)}`);
}

//  Gateways.

function lastExit(gateway) {
  if (gateway.restarts === 0) return "no restart";
  const exit = gateway.last_exit;
  const how = {
    returned: "it returned", exited: `it exited with ${exit.code}`, signalled: `it was killed by signal ${exit.signal}`,
    hung: "its loop hung", silent: "no market event came", failed: "it could not go on",
  }[exit.reason] ?? exit.reason;
  return `restarted ${numbers.format(gateway.restarts)}×, last at ${time(exit.at)}: ${how}`;
}

//  An hour, or all of a shorter life.
const timelineSpan = () => Math.min(HOUR_MS, Math.max(60000, state.uptime_s * 1000 + (clock() - toldAt)));

function segments(timeline) {
  const now = serverNow();
  const from = now - timelineSpan();
  return timeline.map(([at, name], index) => {
    const end = timeline[index + 1]?.[0] ?? now;
    return { name, at, from: Math.max(at, from), to: end };
  }).filter((segment) => segment.to > from);
}

function drawTimeline(svg, timeline) {
  const whole = timelineSpan();
  const start = serverNow() - whole;
  const all = segments(timeline);
  const shapes = all.map(({ name, at, from, to }) => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    //  An outage of a second must be seen in an hour
    const width = Math.max((to - from) / whole * 1000, name === "live" ? 0.2 : 2.5);
    const x = (from - start) / whole * 1000;
    shape.setAttribute("class", `t-${name}`);
    shape.setAttribute("x", Math.min(x, 1000 - width));
    shape.setAttribute("width", width);
    shape.setAttribute("height", 24);
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = `${name} from ${time(at)} for ${span(to - at)}`;
    shape.append(title);
    return shape;
  });
  shapes.sort((one, other) => (other.getAttribute("class") === "t-live") - (one.getAttribute("class") === "t-live"));
  svg.replaceChildren(...shapes);
  const outages = all.filter(({ name }) => name !== "live").slice(-3).map(({ name, at, to }) => `${name} at ${time(at)} for ${span(to - at)}`);
  svg.setAttribute("aria-label", `The last hour: ${outages.length ? outages.join(", ") + ", else live" : "live"}`);
}

function rateOf(history, key, ms) {
  const last = history[history.length - 1];
  if (!last || serverNow() - last.at > ms) return 0;
  const first = history.find((told) => told.at >= last.at - ms);
  return last.at > first.at ? (last[key] - first[key]) / (last.at - first.at) * 1000 : 0;
}

function gatewayCard(name) {
  const card = make("div", "gateway");
  const line = make("div", "line");
  const parts = { root: card, pill: make("span", "pill"), why: make("span", "why"), facts: make("dl") };
  line.append(make("h3", "", name), parts.pill, parts.why);
  parts.line = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  parts.line.setAttribute("class", "timeline");
  parts.line.setAttribute("role", "img");
  parts.line.setAttribute("viewBox", "0 0 1000 24");
  parts.line.setAttribute("preserveAspectRatio", "none");
  const axis = make("p", "axis");
  parts.since = make("span");
  axis.append(parts.since, make("span", "", "now"));
  card.append(line, parts.facts, parts.line, axis);
  byId("gateways").append(card);
  return parts;
}

function showGateways() {
  for (const [name, gateway] of gateways) {
    gateway.card ??= gatewayCard(name);
    const { card, now } = gateway;
    put(card.pill, now.state);
    card.pill.className = `pill ${now.state}`;
    put(card.why, lastExit(now));
    const facts = {
      in: `${short(rateOf(gateway.history, "received", 5000))}/s`,
      out: `${short(rateOf(gateway.history, "published", 5000))}/s`,
      subscribers: numbers.format(now.subscribers), errors: numbers.format(now.error_count),
      reconnects: numbers.format(now.reconnects), queue: numbers.format(now.queue_size),
      in_: `${now.isolation} ${now.pid || "–"}`,
    };
    for (const [key, value] of Object.entries(facts)) {
      let pair = card.facts.querySelector(`[data-key=${key}]`);
      if (!pair) {
        pair = make("div");
        pair.dataset.key = key;
        pair.append(make("dt", "", key === "in_" ? "runs as" : key), make("dd"));
        card.facts.append(pair);
      }
      put(pair.lastChild, value);
    }
    put(card.since, timelineSpan() < HOUR_MS ? `${time(serverNow() - timelineSpan())}` : "an hour ago");
    drawTimeline(card.line, gateway.timeline);
  }
}

//  The two charts: all gateways together.

function path(className, points, top) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("class", className);
  const line = points.map(([x, y]) => `${x.toFixed(2)},${(97 - y / top * 92).toFixed(2)}`).join(" L");
  if (className === "area" && points.length) {
    shape.setAttribute("d", `M${points[0][0]},100 L${line} L${points[points.length - 1][0]},100 Z`);
  } else {
    shape.setAttribute("d", points.length ? `M${line}` : "");
  }
  return shape;
}

function series(key) {
  const sums = new Map();
  for (const { history } of gateways.values()) {
    for (let index = 1; index < history.length; index += 1) {
      const [before, after] = [history[index - 1], history[index]];
      const seconds = (after.at - before.at) / 1000;
      const at = Math.round(after.at / 1000);
      sums.set(at, (sums.get(at) ?? 0) + (after[key] - before[key]) / seconds);
    }
  }
  return [...sums];
}

function showRates() {
  const told = [series("received"), series("published")];
  const top = Math.max(1, ...told.flat().map(([, rate]) => rate));
  const [from, to] = [told[0][0]?.[0] ?? 0, told[0].at(-1)?.[0] ?? 1];
  const [received, published] = told.map((points) => points.map(([at, rate]) => [(at - from) / (to - from || 1) * 300, rate]));
  put(byId("rate-since"), `${span((to - from) * 1000)} ago`);
  byId("rate").replaceChildren(path("area", received, top), path("published", published, top), path("received", received, top));
  put(byId("rate-max"), `highest ${short(top)}`);
  for (const [id, key] of [["rate-in", "received"], ["rate-out", "published"]]) {
    const sum = [...gateways.values()].reduce((all, { history }) => all + rateOf(history, key, 5000), 0);
    put(byId(id), short(sum));
  }
}

function showLatency() {
  const { bounds_s: bounds } = state.gateways[0]?.process_latency ?? { bounds_s: [] };
  const counts = new Array(bounds.length + 1).fill(0);
  let isRecent = gateways.size > 0;
  for (const { latencies } of gateways.values()) {
    const [first, last] = [latencies[0], latencies.at(-1)];
    const isLong = last.at - first.at > LATENCY_MS / 2;
    isRecent = isRecent && isLong;
    last.counts.forEach((count, index) => { counts[index] += count - (isLong ? first.counts[index] : 0); });
  }
  const sum = counts.reduce((all, count) => all + count, 0);
  const below = (part) => {
    let seen = 0;
    const index = counts.findIndex((count) => (seen += count) >= sum * part);
    if (sum === 0) return "–";
    return index < bounds.length ? duration(bounds[index]) : `over ${duration(bounds[bounds.length - 1])}`;
  };
  put(byId("latency-50"), below(0.5));
  put(byId("latency-99"), below(0.99));
  put(byId("latency-span"), isRecent ? "the last minute" : "all so far");
  const box = byId("latency");
  while (box.children.length < counts.length) {
    const bar = make("div");
    const index = box.children.length;
    bar.append(make("i"), make("span", "", index < bounds.length ? duration(bounds[index]) : "more"));
    box.append(bar);
  }
  const top = Math.max(1, ...counts);
  counts.forEach((count, index) => {
    const bar = box.children[index];
    bar.firstChild.style.height = `${count / top * 82}%`;
    bar.title = `${index < bounds.length ? "up to " + duration(bounds[index]) : "more"}: ${numbers.format(count)}`;
  });
  box.setAttribute("aria-label", `Process latency: half below ${below(0.5)}, 99 in 100 below ${below(0.99)}`);
}

//  Topics.

function makeRow(topic) {
  const row = make("tr");
  const name = make("td", "topic");
  if (/\.depth\./.test(topic)) {
    const button = make("button", "", topic);
    button.type = "button";
    button.title = "Show this book";
    button.addEventListener("click", () => { byId("book").value = topic; choose(topic); });
    name.append(button);
  } else {
    name.textContent = topic;
  }
  const state = make("td");
  state.append(make("span", "pill"));
  row.append(name, state);
  for (const label of ["age", "a second", "seq", "gaps", "resyncs"]) {
    const cell = make("td", "number");
    cell.dataset.name = label;
    row.append(cell);
  }
  return row;
}

const ageOf = (told) => (told.last_event ? serverNow() - told.last_event : Infinity);

function fillRow(entry) {
  const { row, told, gateway } = entry;
  const isAlive = ["live", "connecting", "silent"].includes(gateway.now.state);
  entry.state = isAlive ? told.state : "stale";
  entry.age = ageOf(told);
  entry.rate = told.at < state.now - 3000 ? 0 : told.rate;
  const cells = row.children;
  const pill = cells[1].firstChild;
  if (pill.textContent !== entry.state) {
    pill.textContent = entry.state;
    pill.className = `pill ${entry.state}`;
  }
  put(cells[2], entry.age === Infinity ? "never" : entry.age < 2000 ? "now" : span(entry.age));
  put(cells[3], entry.rate ? short(entry.rate) : "0");
  put(cells[4], numbers.format(told.seq));
  put(cells[5], numbers.format(told.gaps));
  put(cells[6], numbers.format(told.resyncs));
  cells[5].classList.toggle("zero", told.gaps === 0);
  cells[6].classList.toggle("zero", told.resyncs === 0);
}

function valueOf(entry, key) {
  if (key === "topic") return entry.told.topic;
  return key in entry ? entry[key] : entry.told[key];
}

function order(one, other) {
  const [a, b] = [valueOf(one, sort.key), valueOf(other, sort.key)];
  if (a === b) return one.told.topic < other.told.topic ? -1 : 1;
  return a < b === sort.isDown ? 1 : -1;
}

//  Rows are put in order when somebody asks for it or their number changes, not while
//  they are read.
function arrange() {
  byId("topics").append(...[...rows.values()].sort(order).map(({ row }) => row));
}

function filterRows() {
  const words = byId("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = byId("states").value;
  let shown = 0;
  for (const [topic, entry] of rows) {
    const isState = !wanted || entry.state === wanted || (wanted === "!" && !FRESH.includes(entry.state));
    const isShown = isState && words.every((word) => topic.toLowerCase().includes(word));
    if (entry.row.hidden === isShown) entry.row.hidden = !isShown;
    shown += isShown;
  }
  byId("no-topics").hidden = shown > 0;
  const some = shown === rows.size ? "" : `${numbers.format(shown)} of `;
  put(byId("topics-count"), `${some}${numbers.format(rows.size)}`);
}

function showTopics() {
  let isNew = false;
  const seen = new Set();
  for (const gateway of gateways.values()) {
    for (const [topic, told] of gateway.topics) {
      seen.add(topic);
      if (!rows.has(topic)) {
        rows.set(topic, { row: makeRow(topic) });
        isNew = true;
      }
      Object.assign(rows.get(topic), { told, gateway });
    }
  }
  for (const [topic, entry] of rows) {
    if (seen.has(topic)) fillRow(entry);
    else {
      entry.row.remove();
      rows.delete(topic);
      isNew = true;
    }
  }
  if (isNew) {
    arrange();
    listBooks();
  }
  filterRows();
}

function listBooks() {
  const list = byId("book");
  const books = [...rows.keys()].filter((topic) => /\.depth\./.test(topic)).sort();
  const options = books.map((topic) => new Option(topic, topic));
  const chosen = list.value;
  list.replaceChildren(new Option("none – choose one", ""), ...options);
  list.value = books.includes(chosen) ? chosen : "";
}

//  Events.

function showEvents() {
  const list = byId("events");
  const items = events.slice().reverse().map((event) => {
    const { ts, level, event: name, ...fields } = event;
    const item = make("li", level);
    const text = make("span");
    const when = make("time", "", time(Date.parse(ts)));
    when.dateTime = ts;
    text.append(make("b", "", name.replace(/^bybit_connector_|^supervisor_/, "").replaceAll("_", " ")), " ");
    const said = Object.entries(fields).filter(([key]) => key !== "gateway_epoch").map(([key, value]) => `${key}=${value}`);
    text.append(make("span", "fields", said.join("  ")));
    item.append(when, text);
    return item;
  });
  list.replaceChildren(...items);
}

//  The book.

let book = null;
let bookSource = null;
let bookDirty = false;

function openBook() {
  bookSource?.close();
  bookSource = new EventSource(`/book?topic=${encodeURIComponent(book.topic)}`);
  bookSource.addEventListener("book", (event) => hearBook(book.topic, JSON.parse(event.data)));
  //  One that was refused, as by a daemon that does not know its topics yet, would not come again
  bookSource.addEventListener("error", (event) => {
    event.target.close();
    setTimeout(() => { if (book && bookSource === event.target) openBook(); }, AGAIN_MS);
  });
}

function hearBook(topic, message) {
  if (!book) return;
  const { tells, resubscribe } = book.on(clock(), topic, message);
  if (tells.length) book.said = tells[tells.length - 1];
  if (resubscribe) openBook();
  bookDirty = true;
}

function choose(topic) {
  bookSource?.close();
  bookSource = null;
  book = topic ? new Book(topic, true) : null;
  if (book) {
    book.heartbeatAt = clock();
    openBook();
  }
  for (const [name, { row }] of rows) row.classList.toggle("chosen", name === topic);
  bookDirty = true;
  showBook();
}

//  Numbers that stand under one another have as many places; texts stay as they came.
const placesOf = (value) => (String(value).split(".")[1] ?? "").length;
const even = (value, places) => (typeof value === "number" ? value.toFixed(places) : value);

function showSide(body, levels, places, top, isReversed) {
  while (body.children.length < LEVELS) {
    const row = make("tr");
    row.append(make("td", "number"), make("td", "number"), make("td", "number"));
    body.append(row);
  }
  let sum = 0;
  for (let index = 0; index < LEVELS; index += 1) {
    const row = body.children[isReversed ? LEVELS - 1 - index : index];
    const level = levels[index];
    sum += level ? Number(level[1]) : 0;
    put(row.children[0], level ? even(level[1], places[1]) : "\u00a0");
    put(row.children[1], level ? even(level[0], places[0]) : "");
    put(row.children[2], level ? sum.toFixed(places[1]) : "");
    row.style.setProperty("--part", level ? `${Math.min(100, sum / top * 80).toFixed(1)}%` : "0%");
  }
}

function showBook() {
  if (!bookDirty) return;
  bookDirty = false;
  const table = byId("ladder");
  table.hidden = !book;
  if (!book) {
    put(byId("book-state"), "Nothing is read from the data socket until you choose.");
    return;
  }
  table.className = book.valid ? "valid" : "waiting";
  const why = { hole: "messages were lost", gap: `the stream has a hole: ${book.said?.cause}`, restart: "the gateway was restarted", silence: "the daemon is silent" }[book.said?.kind];
  put(byId("book-state"), book.valid ? `Valid. Number ${numbers.format(book.seq)}, u ${book.u}.`
    : `Not valid: waiting for a snapshot${why ? "; " + why : ""}.`);
  const [bids, asks] = [book.best("bids", LEVELS), book.best("asks", LEVELS)];
  const depth = (levels) => levels.reduce((sum, [, size]) => sum + Number(size), 0);
  const top = Math.max(depth(bids), depth(asks), 1e-12);
  const places = [0, 1].map((part) => Math.min(12, Math.max(0, ...bids.concat(asks).map((level) => placesOf(level[part])))));
  showSide(byId("asks"), asks, places, top, true);
  showSide(byId("bids"), bids, places, top, false);
  const spread = bids.length && asks.length ? Number(asks[0][0]) - Number(bids[0][0]) : null;
  put(byId("spread").querySelector("td"), spread === null ? "–" : `spread ${+spread.toPrecision(6)}`);
}

//  Everything, once a second and whenever something is told.

function show() {
  showVerdict();
  if (!state || isGone()) return;
  showGateways();
  showRates();
  showLatency();
  showTopics();
}

//  The state is a heartbeat to the book, and tells its last number.
function tellBook(told) {
  if (!book) return;
  if (told.live) hearBook("supervisor.heartbeat.", { v: 1, type: "heartbeat", gateways: told.gateways });
  for (const gateway of told.gateways) {
    const topic = gateway.topics.find((one) => one.topic === book.topic);
    if (topic) {
      hearBook("bybit.status.", { v: 1, type: "status", epoch: gateway.epoch, topics: { [topic.topic]: topic } });
    }
  }
}

function connect() {
  source = new EventSource("/events");
  triedAt = clock();
  source.addEventListener("state", (event) => {
    const told = JSON.parse(event.data);
    take(told);
    tellBook(told);
    if (told.whole || told.event_log.length) showEvents();
    show();
  });
  source.addEventListener("error", (event) => {
    event.target.close();
    setTimeout(() => { if (source === event.target) connect(); }, AGAIN_MS);
  });
}

//  A browser does not notice that the other end went without a word.
function look() {
  if (clock() - Math.max(toldAt, triedAt) > LOST_MS) {
    source.close();
    connect();
  }
}

function sortBy(head) {
  const { key } = head.dataset;
  const isDown = sort.key === key ? !sort.isDown : !["topic", "state"].includes(key);
  sort = { key, isDown };
  for (const other of document.querySelectorAll("th[data-key]")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
  arrange();
}

for (const head of document.querySelectorAll("th[data-key]")) {
  head.firstChild.addEventListener("click", () => sortBy(head));
}
byId("filter").addEventListener("input", filterRows);
byId("states").addEventListener("change", filterRows);
byId("book").addEventListener("change", () => choose(byId("book").value));
document.addEventListener("keydown", (event) => {
  const isTyping = /^(INPUT|SELECT)$/.test(document.activeElement?.tagName);
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    byId("filter").focus();
  } else if (event.key === "Escape" && document.activeElement === byId("filter")) {
    byId("filter").value = "";
    filterRows();
  }
});
setInterval(() => {
  if (book) hearBook("", null);
  look();
  show();
}, 1000);
const draw = () => {
  showBook();
  requestAnimationFrame(draw);
};
requestAnimationFrame(draw);
connect();
