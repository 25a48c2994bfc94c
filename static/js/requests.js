// htmx as this site uses it: swaps that morph, refusals said in a sentence, a lost session leads to the door.

import htmx from "../vendor/htmx/htmx.esm.min.js";
import { morph } from "./morph.js";
import { text } from "./texts.js";
import { say } from "./toast.js";

export { htmx };

/** The server's own sentence, if the answer holds one. */
export function sentenceOf(type, body) {
  if (type.startsWith("text/plain") && body.length < 300) return body.trim();
  if (/^application\/(problem\+)?json/.test(type)) return JSON.parse(body).detail ?? "";
  return "";
}

function onRefusal({ target, detail: { xhr } }) {
  // A region that could not refresh itself tries again; nobody has asked for anything.
  if (target.matches?.("[data-live-refresh]") && xhr.status >= 500) return;
  // What stands in the middle is no longer for these eyes: a consultation is over, a contact went to another team.
  if (target.matches?.("#centre[data-live-refresh]") && xhr.status === 404) return location.assign("/");
  // Said already, by its own header.
  if (xhr.getResponseHeader("HX-Trigger")?.includes('"say"')) return;
  say(sentenceOf(xhr.getResponseHeader("Content-Type") ?? "", xhr.responseText) || text("refused"), { kind: "error" });
}

/** Signed out: a redirect to the login page must not land in a corner of the screen. */
function guardSession(event) {
  const { login } = document.body.dataset;
  const { responseURL } = event.detail.xhr;
  if (!login || !responseURL || new URL(responseURL).pathname !== login) return;
  event.preventDefault();
  location.reload();
}

export function startRequests() {
  // By itself htmx wires up what it has put into the page 20 ms later: until then a key or a click would be lost.
  htmx.config.defaultSettleDelay = 0;
  htmx.defineExtension("morph", {
    isInlineSwap: (style) => style === "morph",
    handleSwap: (style, target, fragment) => (style === "morph" ? morph(target, [...fragment.children]) : false),
  });
  document.addEventListener("htmx:beforeSwap", guardSession);
  document.addEventListener("htmx:responseError", onRefusal);
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ target }) => {
      // A region that refreshes itself will do so again when the connection is back.
      if (!target.matches?.("[data-live-refresh]")) say(text("unreachable"), { kind: "error" });
    });
  }
}
