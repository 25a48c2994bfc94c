// Keys walk a list: data-step="Alt+Up Alt+Down" on it, [data-step-item] in it; the next one after the current is clicked.

import { matchesKey, parseKeys, writes } from "./keyspec.js";

/** The item one step on; the first when none is current; the list does not go round. */
export function stepFrom(items, current, direction) {
  const index = items.indexOf(current);
  if (index < 0) return items[direction > 0 ? 0 : items.length - 1];
  return items[index + direction];
}

function directionOf(event, list) {
  const [back, on] = parseKeys(list.dataset.step);
  const typing = document.activeElement?.matches("input, textarea, select");
  for (const [key, direction] of [[back, -1], [on, 1]]) {
    if (key && matchesKey(event, key) && !(typing && writes(key))) return direction;
  }
  return 0;
}

export function startSteps() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog:modal")) return;
    for (const list of document.querySelectorAll("[data-step]")) {
      const direction = directionOf(event, list);
      if (!direction) continue;
      event.preventDefault();
      const items = [...list.querySelectorAll("[data-step-item]")].filter((item) => item.checkVisibility());
      const current = items.find((item) => item.matches("[aria-current], [aria-selected='true']"));
      stepFrom(items, current, direction)?.click();
      return;
    }
  });
}
