// An offer stands in the middle, where nothing is being typed there; else in a line over the screen.

import { onAppear } from "../appear.js";
import { isTyping } from "../keys.js";
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

function meet() {
  place(isBusy() ? "bar" : "card");
  if (desk()?.dataset.offer === "card") document.querySelector("#offer-card .btn-go")?.focus();
}

/** Why the offer is gone, once. */
function tellEnd() {
  const bar = document.getElementById("offer-bar");
  if (!bar) return;
  if (bar.hidden) place(null);
  if (!bar.dataset.said || bar.dataset.toldOf === bar.dataset.saidOf) return;
  bar.dataset.toldOf = bar.dataset.saidOf;
  say(bar.dataset.said);
}

export function startOffers() {
  onAppear("[data-offer]:not(#desk)", meet);
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
