// What was typed in textarea[data-draft="contact:7"] outlives a reload and a lost connection, until it is sent.

import { onAppear } from "./appear.js";

const KEEP_DAYS = 14;
const prefix = () => `draft:${document.body.dataset.user ?? ""}:`;
const keyOf = (area) => prefix() + area.dataset.draft;

function showKept(area, kept) {
  for (const status of document.querySelectorAll("[data-draft-status]")) {
    if (status.dataset.draftStatus === area.dataset.draft) status.hidden = !kept;
  }
}

export function keep(area, at = Date.now()) {
  if (area.value.trim()) localStorage.setItem(keyOf(area), JSON.stringify({ text: area.value, at }));
  else localStorage.removeItem(keyOf(area));
  showKept(area, Boolean(area.value.trim()));
}

export function forget(area) {
  localStorage.removeItem(keyOf(area));
  showKept(area, false);
}

function restore(area) {
  const kept = localStorage.getItem(keyOf(area));
  if (!kept || area.value) return;
  area.value = JSON.parse(kept).text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function forgetWhere(unwanted) {
  for (const key of Object.keys(localStorage)) if (unwanted(key)) localStorage.removeItem(key);
}

function isOld(key) {
  return key.startsWith("draft:") && Date.now() - JSON.parse(localStorage.getItem(key)).at > KEEP_DAYS * 86400000;
}

export function startDrafts() {
  forgetWhere(isOld);
  onAppear("textarea[data-draft]", restore);
  document.addEventListener("input", ({ target }) => {
    if (target.matches("textarea[data-draft]")) keep(target);
  });
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (!detail.successful || !target.matches?.("form")) return;
    for (const area of target.querySelectorAll("textarea[data-draft]")) forget(area);
  });
  // Drafts hold what clients said: they do not stay on a shared computer after signing out.
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("form[data-sign-out]")) forgetWhere((key) => key.startsWith(prefix()));
  });
}
