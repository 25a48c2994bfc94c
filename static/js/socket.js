// The live connection: connects, proves by a heartbeat that the bus delivers, comes back after a loss; knows no page.

// The server tells of a beat every 4 seconds; who has heard of none for so long comes back before he counts as gone.
export const BEAT_LIMIT = 9000;
const CONNECT_LIMIT = 5000;
const PING_EVERY = 15000;
// The server closes with these when trying again is of no use: signed out, not allowed.
const FINAL = [4401, 4403];

/** Full jitter: anything up to a bound that doubles, so that a thousand browsers do not return at once. */
export function backoff(attempt, random = Math.random()) {
  return random * Math.min(5000, 300 * 2 ** attempt);
}

/** Says `open`, `frame` {frame}, `latency` {ms}, `lost` {since}, `refused` {code}. */
export class LiveSocket extends EventTarget {
  #url;
  #socket = null;
  #attempt = 0;
  #timer = null;
  #beatAt = 0;
  #pingAt = -PING_EVERY;
  #lostAt = null;

  constructor(url) {
    super();
    this.#url = url;
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    this.#drop();
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    // A socket given up says its last word later; by then another one may stand here.
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => socket === this.#socket && this.#lose(code));
    this.#watch(CONNECT_LIMIT);
  }

  close() {
    this.#drop();
  }

  /** False where the frame could not leave. */
  send(frame) {
    if (!this.isOpen) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** The computer woke or the network returned: do not wait for the timer. */
  hurry() {
    if (this.#lostAt !== null) this.connect();
    else this.#check();
  }

  #say(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #drop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** A throttled timer may ring late, so the moment of the last beat decides, not the timer. */
  #watch(limit) {
    clearTimeout(this.#timer);
    this.#beatAt = Date.now();
    this.#timer = setTimeout(() => this.#check(limit), limit + 50);
  }

  #check(limit = BEAT_LIMIT) {
    if (this.#socket && Date.now() - this.#beatAt >= limit) this.#lose();
  }

  #lose(code) {
    this.#drop();
    this.#lostAt ??= Date.now();
    if (FINAL.includes(code)) {
      this.#say("refused", { code });
      return;
    }
    this.#say("lost", { since: this.#lostAt });
    this.#timer = setTimeout(() => this.connect(), backoff(this.#attempt));
    this.#attempt += 1;
  }

  #receive(frame) {
    if (frame.t === "hello") this.#greet();
    else if (frame.t === "beat") this.#feel();
    else if (frame.t === "pong") this.#answer();
    this.#say("frame", { frame });
  }

  #greet() {
    this.#lostAt = null;
    this.#watch(BEAT_LIMIT);
    this.#say("open");
    this.#ping();
  }

  #feel() {
    this.#attempt = 0;
    this.#watch(BEAT_LIMIT);
    // Hung on the beat and not on a timer: a hidden tab's timers are slowed, its messages are not.
    if (performance.now() - this.#pingAt >= PING_EVERY) this.#ping();
  }

  #ping() {
    if (this.send({ t: "ping" })) this.#pingAt = performance.now();
  }

  #answer() {
    this.#say("latency", { ms: Math.round(performance.now() - this.#pingAt) });
  }
}
