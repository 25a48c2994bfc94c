// Light or dark in the administration as in the workstation: its choice is in the cookie that theme.js writes, the
// admin theme keeps its own in the storage. Not a module, for it must run before the theme reads the storage.

(() => {
  const KEY = "adminTheme";
  const YEAR = 31536000;
  const choice = /(?:^|; )theme=(light|dark|auto)/.exec(document.cookie)?.[1];
  if (choice) localStorage.setItem(KEY, JSON.stringify(choice));
  const before = localStorage.getItem(KEY);

  addEventListener("pagehide", () => {
    // Only what was chosen on this page: another tab may have chosen something else meanwhile.
    const after = localStorage.getItem(KEY);
    if (after === before || (before === null && after === '"auto"')) return;
    const chosen = JSON.parse(after);
    if (!["light", "dark", "auto"].includes(chosen)) return;
    const shown = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    document.cookie = `theme=${chosen === "auto" ? `auto.${shown}` : chosen}; path=/; max-age=${YEAR}; samesite=lax`;
  });
})();
