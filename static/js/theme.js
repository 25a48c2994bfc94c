// Light, dark or as the computer: each user's choice is kept here, and a cookie tells the server what to draw first.

const CHOICES = ["light", "dark", "auto"];
const ICONS = { light: "ti-sun", dark: "ti-moon", auto: "ti-contrast-2" };
const YEAR = 31536000;

const dark = () => matchMedia("(prefers-color-scheme: dark)");
const storageKey = () => `theme:${document.body.dataset.user ?? ""}`;

export function nextChoice(choice) {
  return CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length];
}

/** The cookie says the choice and, for "auto", what it came to last time: the server cannot see the computer. */
export function cookieOf(choice, theme) {
  return choice === "auto" ? `auto.${theme}` : choice;
}

function chosen() {
  const stored = localStorage.getItem(storageKey());
  if (CHOICES.includes(stored)) return stored;
  const cookie = /(?:^|; )theme=(light|dark|auto)/.exec(document.cookie);
  return cookie ? cookie[1] : "auto";
}

function apply(choice) {
  const theme = choice === "auto" ? (dark().matches ? "dark" : "light") : choice;
  document.documentElement.dataset.bsTheme = theme;
  document.cookie = `theme=${cookieOf(choice, theme)}; path=/; max-age=${YEAR}; samesite=lax`;
  for (const button of document.querySelectorAll("[data-theme-toggle]")) show(button, choice);
}

function show(button, choice) {
  const icon = button.querySelector(".ti");
  if (icon) icon.className = `ti ${ICONS[choice]}`;
  const label = button.dataset[`label${choice[0].toUpperCase()}${choice.slice(1)}`];
  if (label) {
    button.setAttribute("aria-label", label);
    button.title = label;
  }
}

export function startTheme() {
  apply(chosen());
  dark().addEventListener("change", () => apply(chosen()));
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const choice = nextChoice(chosen());
    localStorage.setItem(storageKey(), choice);
    apply(choice);
  });
}
