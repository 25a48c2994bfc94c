// What arrives, as an offer, takes the focus only when nothing is being typed: [data-take-focus].

import { onAppear } from "./appear.js";
import { isTyping } from "./keys.js";

export function startFocus() {
  onAppear("[data-take-focus]", (element) => {
    if (!isTyping() && !document.querySelector("dialog:modal")) element.focus();
  });
}
