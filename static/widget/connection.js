// The socket of the chat: says hello, notices by the missing beat that it is dead, and comes back.

const BEAT_LIMIT = 10000;
const HELLO_LIMIT = 8000;
const FINAL = [4403];

function pause(attempt) {
  return Math.random() * Math.min(4000, 400 * 2 ** attempt);
}

/** Says `frame` {detail}, `open`, `lost`, `refused`. Open means welcomed. */
export class Connection extends EventTarget {
  #path;
  #hello;
  #socket = null;
  #timer = null;
  #attempt = 0;

  /** `hello` gives the first frame anew for each connection. */
  constructor(path, hello) {
    super();
    this.#path = path;
    this.#hello = hello;
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  isOpen = false;

  connect() {
    this.close();
    const url = new URL(this.#path, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.addEventListener("open", () => socket === this.#socket && socket.send(JSON.stringify(this.#hello())));
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => socket === this.#socket && this.#lose(code));
    this.#expect(HELLO_LIMIT);
  }

  close() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    this.isOpen = false;
    socket?.close();
  }

  /** False where the frame could not leave. */
  send(frame) {
    if (!this.isOpen || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** The network came back or the page is looked at again: do not wait for the timer. */
  hurry() {
    if (this.#socket === null && this.#timer !== null) this.connect();
  }

  #receive(frame) {
    this.#expect(BEAT_LIMIT);
    if (frame.t === "welcome" && !this.isOpen) {
      this.isOpen = true;
      this.#attempt = 0;
      this.dispatchEvent(new Event("open"));
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #expect(limit) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose(), limit);
  }

  #lose(code) {
    this.close();
    if (FINAL.includes(code)) {
      this.#timer = null;
      this.dispatchEvent(new Event("refused"));
      return;
    }
    this.dispatchEvent(new Event("lost"));
    this.#timer = setTimeout(() => this.connect(), pause(this.#attempt));
    this.#attempt += 1;
  }
}
