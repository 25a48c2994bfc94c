// The three panes: which contact is open, what may be taken, when the middle must be loaded anew, what has been read.

import { onAppear } from "../appear.js";
import { htmx } from "../requests.js";

const centre = () => document.getElementById("centre");

/** The list of own contacts is the same on all screens of an operator: only this page knows what it shows. */
function markCurrent() {
  const open = centre()?.dataset.contact;
  for (const link of document.querySelectorAll("#own-contacts [data-step-item]")) {
    if (link.id === `own-${open}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** A row of the queue is the same for everybody: who does not serve the queue has no button. */
function showTakeButtons() {
  for (const list of document.querySelectorAll("[data-queue-list][data-served]")) {
    const served = list.dataset.served.split(" ");
    for (const row of list.querySelectorAll("li[data-queue]")) {
      row.querySelector(".qi-take").hidden = !served.includes(row.dataset.queue);
    }
  }
}

function reload(region, url = region.dataset.liveRefresh) {
  htmx.ajax("GET", url, { source: region, target: region, swap: "morph" });
}

/** The words of the client are before the operator's eyes. */
function tellReading(signal) {
  const mine = signal.dataset.holder === document.getElementById("desk")?.dataset.operator;
  if (!mine || document.hidden || signal.dataset.unread === "0" || signal.dataset.told === signal.dataset.unread) return;
  signal.dataset.told = signal.dataset.unread;
  const id = signal.id.replace("signal-", "");
  htmx.ajax("POST", `/contacts/${id}/reading/`, { source: signal, swap: "none" });
}

const tellAllReading = () => document.querySelectorAll("#centre [data-signal]").forEach(tellReading);

/** The server says in data attributes what state a contact or a case is in; what differs from the page is loaded anew. */
function onSignal(signal, attribute, before) {
  const now = signal.getAttribute(attribute);
  if (before === null || before === now) return;
  if (attribute === "data-cases") {
    for (const panel of document.querySelectorAll("#panel-case, [data-panel]:has([data-follows-cases])")) {
      reload(panel, panel.dataset.panel);
    }
  } else if (attribute !== "data-unread") reload(signal.closest("[data-live-refresh]"));
}

function watchSignal(signal) {
  tellReading(signal);
  const observer = new MutationObserver((changes) => {
    const seen = new Set();
    for (const { attributeName, oldValue } of changes) {
      if (seen.has(attributeName)) continue;
      seen.add(attributeName);
      onSignal(signal, attributeName, oldValue);
    }
    tellReading(signal);
  });
  const attributeFilter = ["data-state", "data-holder", "data-unread", "data-cases", "data-version", "data-people"];
  observer.observe(signal, { attributes: true, attributeOldValue: true, attributeFilter });
}

function settle() {
  markCurrent();
  showTakeButtons();
}

export function startDesk() {
  onAppear("[data-signal]", watchSignal);
  settle();
  document.addEventListener("live:applied", settle);
  document.addEventListener("htmx:afterSettle", settle);
  document.addEventListener("visibilitychange", tellAllReading);
  // The centre shows the contact of the address, so a step back in the history is a new page.
  window.addEventListener("popstate", () => centre() && location.reload());
}
