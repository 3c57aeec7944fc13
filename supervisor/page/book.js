//  book - one topic's book by the reader's rule of proto/PROTOCOL.md: right whenever it is valid

class Book {
  constructor(topic, watchesHeartbeat) {
    Object.assign(this, { topic, watchesHeartbeat, epoch: 0, seq: 0, u: 0, valid: false });
    Object.assign(this, { bids: new Map(), asks: new Map(), heartbeatAt: 0, silent: false });
    this.over = false;  //  The incarnation of its epoch
    Object.assign(this, { olderAt: null, status: null });
  }

  //  Time goes by, and a message may come; returns what to tell and whether to resubscribe.
  on(at, topic, message) {
    this.tells = [];
    this.resubscribe = false;
    this.look(at);
    if (message && message.v === 1) {
      if (topic === this.topic && ["snapshot", "delta", "gap"].includes(message.type)) {
        this.take(at, message);
      } else if (topic === "bybit.status." && message.type === "status") {
        this.onStatus(at, message);
      } else if (topic === "supervisor.heartbeat." && message.type === "heartbeat") {
        this.onHeartbeat(at, message);
      }
    }
    return { tells: this.tells, resubscribe: this.resubscribe };
  }

  look(at) {
    if (this.status && at - this.status.at >= 2000) {
      this.tellHole(this.seq + 1, this.status.seq);
      this.seq = this.status.seq;
      this.wait(true);
    }
    if (this.watchesHeartbeat && !this.silent && at - this.heartbeatAt >= 3000) {
      this.silent = true;
      this.tellSilence();
    }
  }

  onHeartbeat(at, message) {
    this.heartbeatAt = at;
    this.resubscribe = this.resubscribe || this.silent;
    this.silent = false;
    const own = message.gateways.filter(({ epoch }) => epoch === this.epoch && epoch !== 0);
    const isOver = own.length > 0 && own.every(({ state }) => ["backoff", "failed"].includes(state));
    if (this.watchesHeartbeat && isOver && !this.over) {
      this.over = true;
      this.tellSilence();
    }
  }

  tellSilence() {
    this.tells.push({ kind: "silence" });
    this.wait(false);
  }

  wait(resubscribes) {
    this.resubscribe = this.resubscribe || (resubscribes && this.valid);
    this.valid = false;
    this.status = null;
  }

  tellHole(from, to) {
    if (to >= from) this.tells.push({ kind: "hole", from, to });
  }

  //  An older epoch counts as newer where nothing else came for 5 s.
  isOld(at, epoch) {
    if (epoch >= this.epoch) {
      this.olderAt = null;
      return false;
    }
    if (this.olderAt === null) this.olderAt = at;
    return at - this.olderAt < 5000;
  }

  take(at, message) {
    if (this.isOld(at, message.epoch)) return;
    if (message.epoch !== this.epoch) {
      if (this.epoch !== 0) {
        this.tells.push({ kind: "restart", epoch: message.epoch });
        this.wait(message.type !== "snapshot");
      }
      this.epoch = message.epoch;
      this.seq = 0;
      this.valid = this.over = false;
      this.status = null;
      this.olderAt = null;
    }
    if (message.type === "snapshot") this.onSnapshot(message);
    else if (message.type === "delta") this.onDelta(message);
    else this.onGap(message);
    if (this.status && this.seq >= this.status.seq) this.status = null;
  }

  onSnapshot(message) {
    if (this.silent || this.over || (this.valid && message.seq <= this.seq)) return;
    const isNews = message.cause === "exchange" || message.cause === "resync";
    if (this.valid) this.tellHole(this.seq + 1, isNews ? message.seq - 1 : message.seq);
    this.bids.clear();
    this.asks.clear();
    this.valid = true;
    this.change(message);
  }

  onDelta(message) {
    if (!this.valid || message.seq <= this.seq) return;
    if (message.seq > this.seq + 1) {
      this.tellHole(this.seq + 1, message.seq - 1);
      this.wait(true);
      return;
    }
    this.change(message);
  }

  onGap(message) {
    if (message.seq <= this.seq) return;
    if (this.valid) this.tellHole(this.seq + 1, message.seq - 1);
    this.tells.push({ kind: "gap", cause: message.cause });
    this.seq = message.seq;
    this.wait(false);
  }

  onStatus(at, message) {
    const told = message.topics[this.topic];
    const isMine = told && message.epoch === this.epoch && this.valid;
    if (isMine && told.seq > this.seq && !this.status) this.status = { at, seq: told.seq };
  }

  change(message) {
    this.seq = message.seq;
    this.u = message.u;
    for (const [side, levels] of [[this.bids, message.bids], [this.asks, message.asks]]) {
      for (const [price, size] of levels) {
        const key = Book.key(price);
        if (Number(size) === 0) side.delete(key);
        else side.set(key, [price, size]);
      }
    }
  }

  //  A price by its value, exact to the last digit: "100.50" is "100.5".
  static key(price) {
    const text = String(price);
    return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
  }

  //  The best levels of a side, as they came. Equal doubles may still be two prices.
  best(side, count) {
    const sign = side === "bids" ? -1 : 1;
    const order = (one, other) => sign * (one - other || (one < other ? -1 : 1));
    const prices = [...this[side].keys()].sort(order);
    return prices.slice(0, count).map((price) => this[side].get(price));
  }
}
