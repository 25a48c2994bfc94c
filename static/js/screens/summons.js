// A colleague who calls, a supervisor who whispers: a card over the screen until it is opened, put away, or old.

import { onAppear } from "../appear.js";

const SECONDS = 60;

export function startSummons() {
  onAppear("[data-summon]", (card) => setTimeout(() => card.remove(), SECONDS * 1000));
  document.addEventListener("click", ({ target }) => target.closest("[data-dismiss]")?.closest("[data-summon]")?.remove());
}
