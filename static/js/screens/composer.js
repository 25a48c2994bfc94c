// The composer: answer or note, prepared texts by a slash, files by button, drop or paste; and what is sent appears at once.

import { forget } from "../drafts.js";
import { apply, parse } from "../morph.js";
import { htmx } from "../requests.js";

const composerOf = (element) => element.closest?.("[data-composer]");
const areaOf = (composer) => composer.querySelector("textarea");
const cannedOf = (composer) => composer.querySelector(".canned");
// A slash at the beginning or after a space, up to where one types.
const CALL = /(?:^|\s)\/([^\s/]*)$/;

const kindsOf = (composer) => [...composer.querySelectorAll("[data-kind]:not([data-kind='toggle'])")];

/** Makes the composer look like what it would send; a kind that is not offered any more becomes the first one. */
function showKind(composer) {
  const kinds = kindsOf(composer);
  const input = composer.elements.kind;
  const chosen = kinds.find(({ dataset }) => dataset.kind === input.value) ?? kinds[0];
  input.value = chosen.dataset.kind;
  const isInternal = input.value !== "reply";
  const area = areaOf(composer);
  composer.classList.toggle("composer-note", isInternal);
  area.placeholder = chosen.dataset.placeholder;
  for (const button of kinds) button.setAttribute("aria-pressed", String(button === chosen));
  composer.querySelector("[data-attach]").disabled = isInternal;
  // The client is told that an answer is being written, never that a note is; colleagues are told either.
  delete area.dataset[isInternal ? "typingContact" : "notingContact"];
  area.dataset[isInternal ? "notingContact" : "typingContact"] = composer.dataset.contact;
}

function switchKind(composer, kind) {
  const input = composer.elements.kind;
  unname(composer);
  input.value = kind === "toggle" ? (input.value === "note" ? "reply" : "note") : kind;
  showKind(composer);
  areaOf(composer).focus();
}

/** What follows the slash before the caret; null where nothing is called. */
export function calledBy(text, caret) {
  return CALL.exec(text.slice(0, caret))?.[1] ?? null;
}

/** The text with the call before the caret replaced, and where the caret goes. */
export function insertAt(text, caret, body) {
  const start = text.slice(0, caret).lastIndexOf("/");
  return { text: text.slice(0, start) + body + text.slice(caret), caret: start + body.length };
}

function closeCanned(composer) {
  cannedOf(composer).hidden = true;
  areaOf(composer).removeAttribute("aria-activedescendant");
}

async function openCanned(composer) {
  const area = areaOf(composer);
  const called = calledBy(area.value, area.selectionStart);
  if (called === null) {
    closeCanned(composer);
    return;
  }
  const canned = cannedOf(composer);
  await htmx.ajax("GET", `${composer.dataset.canned}?start=${encodeURIComponent(called)}`, {
    source: canned,
    target: canned,
    swap: "innerHTML",
  });
  canned.hidden = calledBy(area.value, area.selectionStart) === null;
  tellChosen(composer);
}

const chosenIn = (canned) => canned.querySelector('[aria-selected="true"]');

function tellChosen(composer) {
  const chosen = chosenIn(cannedOf(composer));
  if (chosen) areaOf(composer).setAttribute("aria-activedescendant", chosen.id);
}

function step(composer, direction) {
  const options = [...cannedOf(composer).querySelectorAll('[role="option"]')];
  const index = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = options[Math.min(options.length - 1, Math.max(0, index + direction))];
  for (const option of options) option.setAttribute("aria-selected", String(option === next));
  next?.scrollIntoView({ block: "nearest" });
  tellChosen(composer);
}

function insert(composer, option) {
  const area = areaOf(composer);
  const { text, caret } = insertAt(area.value, area.selectionStart, option.dataset.body);
  area.value = text;
  area.setSelectionRange(caret, caret);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  closeCanned(composer);
  area.focus();
}

function onKey(event) {
  const composer = event.target.matches?.("textarea") && composerOf(event.target);
  if (!composer || cannedOf(composer).hidden) return;
  const chosen = chosenIn(cannedOf(composer));
  const plain = !event.ctrlKey && !event.altKey && !event.shiftKey;
  if (event.key === "Escape") closeCanned(composer);
  else if (plain && event.key === "ArrowDown") step(composer, 1);
  else if (plain && event.key === "ArrowUp") step(composer, -1);
  else if (plain && (event.key === "Enter" || event.key === "Tab") && chosen) insert(composer, chosen);
  else return;
  event.preventDefault();
}

function showFiles(composer) {
  const list = composer.querySelector("[data-files]");
  const files = [...composer.querySelector("[data-file-input]").files];
  list.hidden = !files.length;
  list.replaceChildren(
    ...files.map((file, index) => {
      const item = document.createElement("li");
      item.className = "pill";
      item.textContent = file.name;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ib ib-sm";
      button.dataset.dropFile = index;
      button.setAttribute("aria-label", `× ${file.name}`);
      button.innerHTML = '<i class="ti ti-x" aria-hidden="true"></i>';
      item.append(button);
      return item;
    }),
  );
}

function setFiles(composer, files) {
  unname(composer);
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  composer.querySelector("[data-file-input]").files = transfer.files;
  showFiles(composer);
}

function addFiles(composer, files) {
  if (!files.length || composer.elements.kind.value !== "reply") return false;
  setFiles(composer, [...composer.querySelector("[data-file-input]").files, ...files]);
  return true;
}

function onClick({ target }) {
  const composer = composerOf(target);
  if (!composer) return;
  const kind = target.closest("[data-kind]");
  const option = target.closest('.canned [role="option"]');
  const dropped = target.closest("[data-drop-file]");
  if (kind) switchKind(composer, kind.dataset.kind);
  else if (option) insert(composer, option);
  else if (target.closest("[data-attach]")) composer.querySelector("[data-file-input]").click();
  else if (dropped) {
    const files = [...composer.querySelector("[data-file-input]").files];
    files.splice(Number(dropped.dataset.dropFile), 1);
    setFiles(composer, files);
  } else if (target.closest("[data-slash]")) {
    const area = areaOf(composer);
    area.focus();
    area.setRangeText(calledBy(area.value, area.selectionStart) === "" ? "" : "/", area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Sent again after an answer that got lost, a message has the same name and is the same one; changed, it is another. */
function nameIt(composer) {
  composer.elements.key.value ||= newName();
}

function newName() {
  if (crypto.randomUUID) return crypto.randomUUID(); // only on secure pages
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function unname(composer) {
  composer.elements.key.value = "";
}

function onSent({ target, detail }) {
  const composer = target.matches?.("[data-composer]") && target;
  if (!composer || !detail.successful) return;
  unname(composer);
  parse(detail.xhr.responseText).forEach(apply);
  areaOf(composer).value = "";
  forget(areaOf(composer));
  setFiles(composer, []);
  grow(areaOf(composer));
  switchKind(composer, kindsOf(composer)[0].dataset.kind);
}

/** As many rows as the text has, up to ten. */
function grow(area) {
  area.rows = 2;
  while (area.scrollHeight > area.clientHeight && area.rows < 10) area.rows += 1;
}

/** What a pane offers goes into the answer that is being written, on a line of its own. */
function onInsert({ target }) {
  const button = target.closest("[data-insert]");
  const area = button && document.getElementById(button.dataset.insertInto);
  if (!area) return;
  const written = area.value.trimEnd();
  area.value = written ? `${written}\n${button.dataset.insert}` : button.dataset.insert;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
}

export function startComposer() {
  document.addEventListener("click", onClick);
  document.addEventListener("click", onInsert);
  document.addEventListener("keydown", onKey, { capture: true });
  document.addEventListener("htmx:configRequest", ({ target, detail }) => {
    if (!target.matches?.("[data-composer]")) return;
    nameIt(target);
    detail.parameters.key = target.elements.key.value;
  });
  document.addEventListener("htmx:afterRequest", onSent);
  // A region that was loaded anew keeps what its user chose (data-keep), and must look like it.
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-composer]").forEach(showKind));
  document.addEventListener("input", ({ target }) => {
    const composer = target.matches?.("textarea") && composerOf(target);
    if (!composer) return;
    unname(composer);
    grow(target);
    openCanned(composer);
  });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("[data-file-input]")) return;
    unname(composerOf(target));
    showFiles(composerOf(target));
  });
  document.addEventListener("paste", (event) => {
    const composer = composerOf(event.target);
    if (composer && addFiles(composer, [...event.clipboardData.files])) event.preventDefault();
  });
  const zone = (event) => event.target.closest?.("#p-center")?.querySelector("[data-composer]");
  document.addEventListener("dragover", (event) => zone(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    const composer = zone(event);
    if (!composer) return;
    event.preventDefault();
    addFiles(composer, [...event.dataTransfer.files]);
  });
}
