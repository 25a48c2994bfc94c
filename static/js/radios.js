// A radiogroup made of buttons: arrow keys move in it, and a change shows before the server has confirmed it.

import { onAppear } from "./appear.js";

const radiosOf = (group) => [...group.querySelectorAll('[role="radio"]')];

function rove(group) {
  const radios = radiosOf(group);
  const entry = radios.find((radio) => radio.getAttribute("aria-checked") === "true") ?? radios[0];
  for (const radio of radios) radio.tabIndex = radio === entry ? 0 : -1;
}

export function check(radio) {
  const group = radio.closest('[role="radiogroup"]');
  for (const other of radiosOf(group)) other.setAttribute("aria-checked", String(other === radio));
  rove(group);
}

function onArrow(event) {
  const radio = event.target.closest?.('[role="radio"]');
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
  if (!radio || !step || event.altKey || event.ctrlKey) return;
  event.preventDefault();
  const radios = radiosOf(radio.closest('[role="radiogroup"]'));
  radios[(radios.indexOf(radio) + step + radios.length) % radios.length].focus();
}

export function startRadios() {
  onAppear('[role="radiogroup"]', rove);
  document.addEventListener("keydown", onArrow);
  const before = new WeakMap();
  document.addEventListener("htmx:beforeRequest", ({ target }) => {
    if (!target.matches?.('[role="radio"]')) return;
    before.set(target, target.closest('[role="radiogroup"]').querySelector('[aria-checked="true"]'));
    check(target);
  });
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    const radio = before.get(target);
    if (radio && !detail.successful) check(radio);
    before.delete(target);
  });
}
