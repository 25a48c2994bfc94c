// An element with data-key="Alt+E" is reached by that key; F1 shows all keys of the screen.

import { onAppear } from "./appear.js";
import { captions, matchesKey, parseKeys, writes } from "./keyspec.js";

const FIELDS = 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"]), textarea, select';

/** While a dialog is open only its own keys work. */
function scope() {
  return [...document.querySelectorAll("dialog:modal")].at(-1) ?? document;
}

function reachable(element) {
  return element.checkVisibility({ visibilityProperty: true }) && !element.closest(":disabled, [aria-disabled='true'], [inert]");
}

export function isTyping() {
  const active = document.activeElement;
  return Boolean(active?.isContentEditable || active?.matches(FIELDS));
}

/** A field is entered, a form is sent, a group is entered at its choice, anything else is clicked. */
function press(element) {
  if (element.matches("form")) element.requestSubmit();
  else if (element.matches(FIELDS)) element.focus();
  else if (element.matches('[role="radiogroup"]')) element.querySelector('[tabindex="0"], [role="radio"]')?.focus();
  else {
    if (element.matches("input")) element.focus();
    element.click();
  }
}

/** In a group with data-digits a bare digit picks the choice of that number while the group has the focus. */
function digitTarget(event) {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (!digit || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping()) return null;
  const group = document.activeElement?.closest("[data-digits]");
  return group?.querySelectorAll("button, a, input")[digit[1] - 1] ?? null;
}

function keyTarget(event) {
  const typing = isTyping();
  return [...scope().querySelectorAll("[data-key]")].find(
    (element) =>
      parseKeys(element.dataset.key).some((key) => matchesKey(event, key) && !(typing && writes(key))) && reachable(element),
  );
}

function onKey(event) {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const element = digitTarget(event) ?? keyTarget(event);
  if (!element) return;
  event.preventDefault();
  press(element);
}

function nameOf(element) {
  const { keyLabel } = element.dataset;
  if (keyLabel) return keyLabel;
  const labelled = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.title;
  if (labelled) return labelled.trim();
  const copy = element.cloneNode(true);
  for (const part of copy.querySelectorAll("kbd, .count, time")) part.remove();
  return copy.textContent.trim().replace(/\s+/g, " ");
}

export function listKeys(root) {
  return [...root.querySelectorAll("[data-key]")]
    .filter(reachable)
    .map((element) => ({ keys: captions(element.dataset.key), name: nameOf(element) }))
    .filter(({ name }) => name);
}

function row({ keys, name }) {
  const line = document.createElement("li");
  const label = document.createElement("span");
  label.textContent = name;
  const caps = document.createElement("span");
  caps.className = "rowx gap-4px nw";
  for (const key of keys) caps.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  line.append(label, caps);
  return line;
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  onAppear("dialog[data-keys-dialog]", (dialog) => {
    dialog.addEventListener("dialog:open", () => {
      dialog.querySelector("[data-keys-list]").replaceChildren(...listKeys(document).map(row));
    });
  });
}
