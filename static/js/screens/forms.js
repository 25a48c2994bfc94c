// Forms that show what belongs to a choice: the case of a disposition, the task of a tick, the list of a filter.

import { onAppear } from "../appear.js";

function showCasePart(form) {
  const chosen = form.querySelector('input[name="disposition"]:checked');
  const none = chosen?.dataset.leavesCase === "false";
  const more = form.querySelector("[data-one-more]");
  if (more) more.hidden = none;
  form.querySelector("[data-case-part]").hidden = none || (more !== null && !more.querySelector("input").checked);
}

function onChange({ target }) {
  const wrapup = target.closest?.("[data-wrapup]");
  if (wrapup && (target.name === "disposition" || target.matches("[data-case-switch]"))) showCasePart(wrapup);
  if (target.matches?.("[data-task-switch]")) target.form.querySelector("[data-task]").hidden = !target.checked;
  if (target.matches?.("[data-submit]")) target.form.requestSubmit();
}

function onClick({ target }) {
  target.closest?.("[data-unlink]")?.closest("li").remove();
  const pressed = target.closest?.("[data-pressed] button");
  if (!pressed) return;
  for (const button of pressed.parentElement.children) button.setAttribute("aria-pressed", String(button === pressed));
}

/** Enter in the field of a case's number links it instead of saving the whole form. */
function onEnter(event) {
  if (event.key !== "Enter" || event.ctrlKey || !event.target.matches?.("[data-link-number]")) return;
  event.preventDefault();
  event.target.form.querySelector("[data-link-case]").click();
}

/** A dialog begins at its first field, not at the button that closes it. */
function enter(dialog) {
  const field = dialog.querySelector("[autofocus], .pad input:not([type=hidden]), .pad select, .pad textarea");
  field?.focus();
}

export function startForms() {
  onAppear("dialog[data-open]", enter);
  onAppear("[data-wrapup]", (form) => {
    showCasePart(form);
    form.querySelector('[aria-invalid="true"], input[name="disposition"]')?.focus({ preventScroll: true });
  });
  document.addEventListener("change", onChange);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onEnter);
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (detail.successful && target.matches?.("[data-link-case]")) target.form.querySelector("[data-link-number]").value = "";
  });
}
