// Every time[data-since] and time[data-until] of the page counts by the server's clock, all by one timer.

import { formatClock, formatWords, levelOf, ServerClock } from "./time.js";

export const clock = new ServerClock();

const listeners = new Set();
let timer = null;

/** Calls `listener(now)` at once, and on each full second while the page is seen. */
export function everySecond(listener) {
  listeners.add(listener);
  listener(clock.now());
}

function bound(element, name) {
  const value = element.dataset[name];
  return value === undefined || value === "" ? null : Number(value);
}

function show(element, now) {
  const down = element.dataset.until !== undefined;
  const moment = Date.parse(down ? element.dataset.until : element.dataset.since);
  if (Number.isNaN(moment)) return;
  const seconds = down ? Math.ceil((moment - now) / 1000) : Math.max(0, Math.floor((now - moment) / 1000));
  const words = element.dataset.format === "words" ? formatWords(seconds, document.documentElement.lang) : formatClock(seconds);
  if (element.textContent !== words) element.textContent = words;

  const [warn, crit] = [bound(element, "warn"), bound(element, "crit")];
  if (warn === null && crit === null) return;
  const level = levelOf({ seconds, warn, crit, down });
  const mark = element.closest(".sla") ?? element;
  if (mark.dataset.level !== level) mark.dataset.level = level;
}

function tick() {
  const now = clock.now();
  for (const listener of listeners) listener(now);
  timer = setTimeout(tick, 1000 - (clock.now() % 1000));
}

export function startClock() {
  const printed = document.querySelector('meta[name="server-time"]')?.content;
  // The page was on its way for a while: this sample is late by that, and the socket soon brings better ones.
  if (printed) clock.sample(Date.parse(printed), Date.now());
  everySecond((now) => {
    for (const element of document.querySelectorAll("time[data-since], time[data-until]")) show(element, now);
  });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden) tick();
  });
  // What a request brings shows its time with it, not a second later.
  for (const name of ["htmx:afterSwap", "htmx:load"]) document.addEventListener(name, refreshClock);
  if (!document.hidden) tick();
}

/** Shows new elements at once instead of at the next second. */
export function refreshClock() {
  const now = clock.now();
  for (const listener of listeners) listener(now);
}
