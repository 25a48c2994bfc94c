// The ring of an offer runs down from the server's moment of expiry, and says `ring:over` once.

import { everySecond } from "./clock.js";
import { fill } from "./texts.js";

/** Whole seconds left, and the part of the ring that they are, 0 to 1. */
export function ringLeft({ since, until, now }) {
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  const total = Math.max(1, Math.round((until - since) / 1000));
  return { left, total, share: Math.min(1, left / total) };
}

function show(ring, now) {
  const { left, total, share } = ringLeft({
    since: Date.parse(ring.dataset.since),
    until: Date.parse(ring.dataset.until),
    now,
  });
  if (ring.dataset.left === String(left)) return;
  ring.dataset.left = left;
  ring.querySelector("b").textContent = left;
  // The circle has pathLength="100": the offset is a percentage, and an attribute needs no style.
  ring.querySelector(".ring-left").setAttribute("stroke-dashoffset", (100 * (1 - share)).toFixed(2));
  ring.dataset.level = left <= 5 ? "crit" : "ok";
  if (ring.dataset.label) ring.setAttribute("aria-label", fill(ring.dataset.label, { left, total }));
  if (left === 0) ring.dispatchEvent(new CustomEvent("ring:over", { bubbles: true }));
}

export function startRings() {
  everySecond((now) => {
    for (const ring of document.querySelectorAll(".ring[data-until]")) show(ring, now);
  });
}
