// A button with data-post="URL" does something that may take the button itself off the screen before the answer comes:
// the request is sent from an element that stays, so that the answer still finds its place.

import { htmx } from "../requests.js";

async function post(button) {
  const door = document.createElement("div");
  door.hidden = true;
  document.body.append(door);
  button.disabled = true;
  try {
    const values = JSON.parse(button.dataset.values ?? "{}");
    await htmx.ajax("POST", button.dataset.post, { source: door, target: door, swap: "none", values });
  } finally {
    button.disabled = false;
    door.remove();
  }
}

export function startPosts() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-post]");
    if (button && !button.disabled) post(button);
  });
}
