// Joins the live connection to the page: applies frames, loads whole state after a loss, says how the connection is.

import { clock, refreshClock } from "./clock.js";
import { apply, parse } from "./morph.js";
import { applyQueue } from "./queue.js";
import { htmx } from "./requests.js";
import { Sequences } from "./sequence.js";
import { LiveSocket } from "./socket.js";
import { showState } from "./status.js";
import { say } from "./toast.js";
import { endTyping, showTyping, startTyping } from "./typing.js";
import { showColleague, showViewing, startViewers } from "./viewers.js";

const HOLD_LIMIT = 3000;
const REFRESH_AGAIN = 1500;
const CLIENTS_WORDS = ".msg:not(.msg-out, .msg-note)";

/** Frames that come while whole state is on its way wait for it: applied before it, they would be undone by it. */
class Hold {
  #frames = [];
  #awaited = new Set();
  #timer = null;
  #release;

  constructor(release) {
    this.#release = release;
  }

  /** True where the frame was kept back. */
  take(frame) {
    if (this.#awaited.size) this.#frames.push(frame);
    return this.#awaited.size > 0;
  }

  until(promise) {
    this.#awaited.add(promise);
    promise.catch(() => {}).finally(() => {
      this.#awaited.delete(promise);
      if (!this.#awaited.size) this.#open();
    });
    this.#timer ??= setTimeout(() => this.#open(), HOLD_LIMIT);
  }

  #open() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#awaited.clear();
    for (const frame of this.#frames.splice(0)) this.#release(frame);
  }
}

const sequences = new Sequences();
const hold = new Hold(applyFrame);
let watched = new Set();

function applyFrame({ topic, html }) {
  const parts = parse(html);
  const [kind, id] = topic.split(":");
  const rest = kind === "queue" ? applyQueue(id, parts) : parts;
  const changed = rest.flatMap(apply);
  const elements = changed.filter((node) => node instanceof Element);
  elements.forEach((element) => htmx.process(element));
  if (elements.some((element) => element.matches(CLIENTS_WORDS))) endTyping(topic);
  if (kind === "queue" && html.includes("hx-")) document.querySelectorAll("[data-queue-list]").forEach((list) => htmx.process(list));
  refreshClock();
  document.dispatchEvent(new CustomEvent("live:applied", { detail: { topic } }));
}

function refresh(region) {
  const url = region.dataset.liveRefresh;
  hold.until(htmx.ajax("GET", url, { source: region, target: region, swap: "morph" }));
}

/** Whole state that could not be loaded is asked for again: the socket may live on while the pages are away. */
function refreshAgain({ target, detail }) {
  const status = detail.xhr?.status ?? 0;
  if (!target.matches?.("[data-live-refresh]") || (status > 0 && status < 500)) return;
  setTimeout(() => target.isConnected && refresh(target), REFRESH_AGAIN * (0.5 + Math.random()));
}

/** The server knows that something may have been missed, and not what. */
function refreshAll() {
  document.querySelectorAll("[data-live-refresh]").forEach(refresh);
}

/** After a missing frame: the regions that show this topic, or all where none says so, are loaded again. */
export function resync(topic) {
  const regions = [...document.querySelectorAll("[data-live-refresh]")];
  const names = [topic, topic.split(":")[0]];
  const shows = ({ dataset }) => (dataset.liveTopic ?? "").split(" ").some((name) => names.includes(name));
  const own = regions.filter(shows);
  (own.length ? own : regions).forEach(refresh);
}

function onHtml(frame) {
  const step = sequences.see(frame.topic, frame.seq);
  if (step === "repeat") return;
  if (step === "gap") resync(frame.topic);
  if (!hold.take(frame)) applyFrame(frame);
}

const TAKEN = {
  html: onHtml,
  typing: ({ topic }) => showTyping(topic),
  answering: (frame) => showColleague({ ...frame, user: frame.operator }, "answering"),
  noting: (frame) => showColleague(frame, "noting"),
  viewing: showViewing,
  resync: refreshAll,
  error: ({ message }) => say(message, { kind: "error" }),
};

function onFrame(frame) {
  if (frame.at) clock.sample(Date.parse(frame.at), Date.now());
  TAKEN[frame.t]?.(frame);
}

/** Tells the server what this page shows beyond what is its user's anyway: every [data-watch="contact:7"]. */
function watch(socket, again = false) {
  const wanted = new Set([...document.querySelectorAll("[data-watch]")].flatMap(({ dataset }) => dataset.watch.split(" ")));
  const added = [...wanted].filter((topic) => again || !watched.has(topic));
  const gone = again ? [] : [...watched].filter((topic) => !wanted.has(topic));
  if (added.length) socket.send({ t: "watch", topics: added });
  if (gone.length) socket.send({ t: "unwatch", topics: gone });
  watched = wanted;
}

function onOpen(socket) {
  sequences.clear();
  clock.forget();
  watch(socket, true);
  showState("online");
  refreshAll();
  document.dispatchEvent(new CustomEvent("live:open"));
}

/** `path` as in data-live on the body. */
export function startLive(path) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new LiveSocket(url);
  socket.addEventListener("open", () => onOpen(socket));
  socket.addEventListener("frame", ({ detail }) => onFrame(detail.frame));
  socket.addEventListener("latency", ({ detail }) => showState("online", detail));
  socket.addEventListener("lost", ({ detail }) => showState("lost", detail));
  socket.addEventListener("refused", () => showState("refused"));
  document.addEventListener("htmx:afterSettle", () => watch(socket));
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, refreshAgain);
  // An answer that has changed more than it brings: HX-Trigger {"topic:changed": {"topic": "case:7"}}.
  document.addEventListener("topic:changed", ({ detail }) => resync(detail.topic));
  window.addEventListener("online", () => socket.hurry());
  document.addEventListener("visibilitychange", () => document.hidden || socket.hurry());
  window.addEventListener("pagehide", () => socket.close());
  window.addEventListener("pageshow", ({ persisted }) => persisted && socket.connect());
  startTyping(socket);
  startViewers(socket);
  socket.connect();
  return socket;
}
