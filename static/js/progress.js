// Every progress[data-since][data-until] fills between two moments, and turns amber and red on its way.

import { everySecond } from "./clock.js";

/** The part gone by, 0 to 1. */
export function goneBy({ since, until, now }) {
  if (until <= since) return 1;
  return Math.min(1, Math.max(0, (now - since) / (until - since)));
}

function show(bar, now) {
  const share = goneBy({ since: Date.parse(bar.dataset.since), until: Date.parse(bar.dataset.until), now });
  const value = Math.round(share * 1000) / 10;
  if (bar.value !== value) bar.value = value;
  const level = share >= 1 ? "crit" : share >= Number(bar.dataset.warn ?? 0.75) ? "warn" : "ok";
  if (bar.dataset.level !== level) bar.dataset.level = level;
}

export function startBars() {
  everySecond((now) => {
    for (const bar of document.querySelectorAll("progress[data-since][data-until]")) show(bar, now);
  });
}
