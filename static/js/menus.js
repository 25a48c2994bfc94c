// A button with data-menu="ID" opens the menu of that id; Escape, a choice or a click elsewhere closes it.

const menuOf = (button) => document.getElementById(button.dataset.menu);
const openButtons = () => [...document.querySelectorAll("[data-menu]")].filter((button) => menuOf(button)?.hidden === false);

function setOpen(button, open) {
  const menu = menuOf(button);
  menu.hidden = !open;
  // Not every role may have it: a radio button opens a menu without.
  if (button.hasAttribute("aria-expanded")) button.setAttribute("aria-expanded", String(open));
  if (open) menu.querySelector("button, a, input")?.focus();
}

function walk(event) {
  const menu = event.target.closest?.(".menu");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !step) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("button, a, input")];
  items[(items.indexOf(event.target) + step + items.length) % items.length].focus();
}

function closeByKey(event) {
  if (event.key !== "Escape") return;
  for (const button of openButtons()) {
    event.preventDefault();
    setOpen(button, false);
    button.focus();
  }
  for (const pop of document.querySelectorAll("details.pop[open]")) pop.open = false;
}

export function startMenus() {
  document.addEventListener("click", ({ target }) => {
    const pressed = target.closest("[data-menu]");
    for (const button of openButtons()) {
      const inside = menuOf(button).contains(target);
      // A switch in a menu is tried several times over; a command is given once.
      if (button !== pressed && !(inside && target.closest("label, [data-stay]"))) setOpen(button, false);
    }
    if (pressed) setOpen(pressed, menuOf(pressed).hidden);
    for (const pop of document.querySelectorAll("details.pop[open]")) if (!pop.contains(target)) pop.open = false;
    // A reason that has been read.
    for (const passing of document.querySelectorAll("[data-passing]")) passing.remove();
  });
  document.addEventListener("keydown", (event) => {
    walk(event);
    closeByKey(event);
  });
}
