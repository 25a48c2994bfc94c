// The merged queue: rows of many queues in one list, by priority, then by age; rows rest while the pointer is on them.

import { morph } from "./morph.js";
import { fill } from "./texts.js";

/** What comes first: the higher priority, then the earlier arrival; the id keeps equal ones in place. */
export function compareRows(a, b) {
  return (
    Number(b.priority) - Number(a.priority) ||
    Date.parse(a.arrived) - Date.parse(b.arrived) ||
    a.id.localeCompare(b.id, "en", { numeric: true })
  );
}

const LIMIT = 50;

const placeOf = (row) => ({ id: row.id, priority: row.dataset.priority ?? 0, arrived: row.dataset.arrived });
// The HTML a row was drawn from: most rows of a frame are those of the frame before.
const drawn = new WeakMap();
const rowsOf = (list) => [...list.querySelectorAll(":scope > li[data-queue]")];

/** Moves only what stands in the wrong place, so that the focus and the rest of the list stay. */
function sort(list) {
  const sorted = rowsOf(list).sort((a, b) => compareRows(placeOf(a), placeOf(b)));
  let next = list.querySelector(":scope > li[data-queue]");
  for (const row of sorted) {
    if (row === next) next = next.nextElementSibling;
    else list.insertBefore(row, next);
  }
}

function isShown(list, row) {
  const mine = list.dataset.show === "mine" ? list.dataset.mine?.split(" ") : null;
  return !mine || mine.includes(row.dataset.queue);
}

/** As many as the counters of the queues say; a list may hold only the first of a long queue. */
function countOf(list, wanted) {
  const counters = [...document.querySelectorAll("[data-queue-waiting]")].filter((counter) => isShown(list, counter));
  return Math.max(wanted.length, counters.reduce((sum, { dataset }) => sum + Number(dataset.queueWaiting), 0));
}

/** Hides what the filter and the limit leave out, marks the next one, counts. */
function present(list) {
  const limit = Number(list.dataset.limit ?? LIMIT);
  const rows = rowsOf(list).filter((row) => !row.hasAttribute("data-gone"));
  const wanted = rows.filter((row) => isShown(list, row));
  const shown = new Set(wanted.slice(0, limit));
  for (const row of rows) {
    row.hidden = !shown.has(row);
    row.classList.toggle("qi-next", row === wanted[0]);
  }
  const count = countOf(list, wanted);
  for (const badge of document.querySelectorAll(`[data-queue-count="${list.id}"]`)) badge.textContent = count;
  for (const more of document.querySelectorAll(`[data-queue-more="${list.id}"]`)) {
    const rest = count - shown.size;
    more.hidden = rest <= 0;
    more.textContent = fill(more.dataset.label ?? "", { n: rest });
  }
  for (const empty of document.querySelectorAll(`[data-queue-empty="${list.id}"]`)) empty.hidden = wanted.length > 0;
}

function settle(list) {
  for (const row of list.querySelectorAll(":scope > [data-gone]")) row.remove();
  sort(list);
  present(list);
}

/** Puts the rows of one queue into the list in place of those it had. */
export function replaceRows(list, queue, fresh) {
  const resting = list.matches(":hover");
  const old = new Map(rowsOf(list).map((row) => [row.id, row]));
  for (const row of fresh) {
    // A transferred one may still stand here as a row of the queue it came from.
    const [known, html] = [old.get(row.id), row.outerHTML];
    if (!known) list.append(row);
    else if (drawn.get(known) !== html) morph(known, row);
    drawn.set(known ?? row, html);
    known?.removeAttribute("data-gone");
    old.delete(row.id);
  }
  for (const row of old.values()) {
    if (row.dataset.queue !== queue) continue;
    if (resting) row.toggleAttribute("data-gone", true);
    else row.remove();
  }
  if (resting) present(list);
  else settle(list);
}

/** A frame of topic queue:ID carries all rows of that queue, and maybe other elements, which are returned. */
export function applyQueue(queue, parts) {
  const isRow = (part) => part.matches("li[data-queue]");
  for (const list of document.querySelectorAll("[data-queue-list]")) {
    replaceRows(list, queue, parts.filter(isRow).map((row) => document.importNode(row, true)));
  }
  return parts.filter((part) => !isRow(part));
}

function show(button) {
  const list = document.getElementById(button.dataset.queueFilter);
  list.dataset.show = button.value;
  for (const other of document.querySelectorAll(`[data-queue-filter="${list.id}"]`)) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  present(list);
}

/** Rows that are here unfold; where there are none the link leads on. */
function showMore(event, list) {
  if (!list.querySelector(":scope > li[data-queue][hidden]")) return;
  event.preventDefault();
  list.dataset.limit = Number(list.dataset.limit ?? LIMIT) + LIMIT;
  present(list);
}

export function startQueues() {
  const tidy = () => {
    for (const list of document.querySelectorAll("[data-queue-list]")) {
      if (list.matches(":hover")) present(list);
      else settle(list);
    }
  };
  tidy();
  for (const name of ["live:applied", "htmx:afterSettle"]) document.addEventListener(name, tidy);
  document.addEventListener("pointerout", ({ target, relatedTarget }) => {
    const list = target.closest?.("[data-queue-list]");
    if (list && !list.contains(relatedTarget)) settle(list);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-queue-filter]");
    const more = event.target.closest("[data-queue-more]");
    if (button) show(button);
    if (more) showMore(event, document.getElementById(more.dataset.queueMore));
  });
}
