// An offer stands in the middle, where nothing is being typed there; else in a line over the screen.

import { onAppear } from "../appear.js";
import { isTyping } from "../keys.js";
import { htmx } from "../requests.js";
import { say } from "../toast.js";

const desk = () => document.getElementById("desk");

function isBusy() {
  if (isTyping() || document.querySelector("dialog:modal, #wrapup")) return true;
  return [...document.querySelectorAll("#centre textarea")].some(({ value }) => value.trim());
}

function place(where) {
  if (!desk()) return;
  if (where) desk().dataset.offer = where;
  else delete desk().dataset.offer;
}

/** Beside the card stands who is held out, unless a conversation has the right pane. */
function showContext(line) {
  const right = document.getElementById("p-right");
  if (!right || document.querySelector("#centre[data-contact]")) return;
  htmx.ajax("GET", line.dataset.context, { source: right, target: right, swap: "outerHTML" });
}

/** With the offer gone the right pane is as empty as the middle. */
function clearContext() {
  const centre = document.getElementById("centre");
  if (!centre || centre.dataset.contact || !document.querySelector("#p-right [role='tablist']")) return;
  // Accepted meanwhile: that answer has filled the panes, and this one would empty the right one again.
  centre.addEventListener("htmx:beforeSwap", (event) => {
    const isOwn = event.detail.requestConfig?.path === "/";
    if (isOwn && (!centre.isConnected || centre.dataset.contact)) event.preventDefault();
  });
  htmx.ajax("GET", "/", { source: centre, target: centre, swap: "outerHTML" });
}

function meet(line) {
  place(isBusy() ? "bar" : "card");
  showContext(line);
  if (desk()?.dataset.offer === "card") document.querySelector("#offer-card .btn-go")?.focus();
}

/** What came without being asked about opens by itself, where nothing is being done; elsewhere a sentence tells of it. */
function open(mark) {
  say(mark.dataset.said);
  if (isBusy() || !document.getElementById("centre") || document.querySelector("#centre[data-contact]")) return;
  // The list of own contacts comes in the same frame, perhaps a moment later.
  requestAnimationFrame(() => document.getElementById(`own-${mark.dataset.opened}`)?.click());
}

/** Why the offer is gone, once. */
function tellEnd() {
  const bar = document.getElementById("offer-bar");
  if (!bar) return;
  if (bar.hidden && desk()?.dataset.offer) {
    place(null);
    clearContext();
  }
  if (!bar.dataset.said || bar.dataset.toldOf === bar.dataset.saidOf) return;
  bar.dataset.toldOf = bar.dataset.saidOf;
  say(bar.dataset.said);
}

export function startOffers() {
  onAppear("[data-offer]:not(#desk)", meet);
  onAppear("[data-opened]", open);
  document.addEventListener("live:applied", tellEnd);
  document.addEventListener("htmx:afterSettle", tellEnd);
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Escape" || event.defaultPrevented || document.querySelector("dialog:modal")) return;
    if (desk()?.dataset.offer === "card") place("bar");
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-offer]:not(#desk)") && desk()) place("card");
  });
}
