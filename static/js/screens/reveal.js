// Hidden data that was shown is hidden again at its moment.

import { clock, everySecond } from "../clock.js";
import { htmx } from "../requests.js";

function hide(shown) {
  const masked = shown.querySelector("template").content.firstElementChild.cloneNode(true);
  shown.replaceWith(masked);
  htmx.process(masked);
}

export function startReveal() {
  everySecond(() => {
    for (const shown of document.querySelectorAll("[data-revealed]")) {
      if (Date.parse(shown.dataset.until) <= clock.now()) hide(shown);
    }
  });
}
