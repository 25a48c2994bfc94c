// Says how the live connection is: [data-live-status] in a word, [data-live-lost] in a sentence while it is lost.

import { fill } from "./texts.js";

// A loss that mends itself at once is not worth a line over the screen.
const PATIENCE = 2000;

let timer = null;

function hourAndMinute(milliseconds) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(milliseconds);
}

function line(hidden, sentence = "") {
  for (const element of document.querySelectorAll("[data-live-lost]")) {
    element.hidden = hidden;
    if (sentence) element.querySelector("[data-sentence]").textContent = sentence;
  }
}

function banner(state, since) {
  const sentence = document.querySelector("[data-live-lost]")?.dataset[state] ?? "";
  line(false, fill(sentence, { since: hourAndMinute(since) }));
}

/** `state` is "online", "lost" or "refused"; `ms` the way there and back, `since` the local moment of the loss. */
export function showState(state, { ms, since = Date.now() } = {}) {
  for (const status of document.querySelectorAll("[data-live-status]")) {
    status.dataset.state = state === "refused" ? "lost" : state;
    const words = state === "online" ? (ms === undefined ? status.dataset.online : status.dataset.onlineMs) : status.dataset.lost;
    status.querySelector("[data-words]").textContent = fill(words ?? "", { ms });
  }
  if (state === "online") {
    clearTimeout(timer);
    timer = null;
    line(true);
  } else if (state === "refused") banner(state, since);
  else timer ??= setTimeout(() => banner(state, since), PATIENCE);
}
