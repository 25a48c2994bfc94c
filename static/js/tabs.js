// Tabs of a pane: a click, arrow keys, the last one chosen comes back; a panel hears `tab:shown` when it opens.

import { onAppear } from "./appear.js";

const tabsOf = (list) => [...list.querySelectorAll('[role="tab"]')];

export function showTab(tab) {
  const list = tab.closest('[role="tablist"]');
  for (const other of tabsOf(list)) {
    const on = other === tab;
    other.setAttribute("aria-selected", String(on));
    other.tabIndex = on ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (!panel) continue;
    panel.hidden = !on;
    if (on) panel.dispatchEvent(new CustomEvent("tab:shown", { bubbles: true }));
  }
  tab.scrollIntoView?.({ block: "nearest", inline: "nearest" });
  if (list.dataset.remember) sessionStorage.setItem(`tab:${list.dataset.remember}`, tab.id);
}

/** The tab that an arrow key, Home or End leads to; undefined for any other key. */
export function tabAfter(tabs, current, key) {
  const index = tabs.indexOf(current);
  const last = tabs.length - 1;
  const to = { ArrowLeft: index ? index - 1 : last, ArrowRight: index < last ? index + 1 : 0, Home: 0, End: last }[key];
  return tabs[to];
}

export function startTabs() {
  onAppear('[role="tablist"]', (list) => {
    const kept = list.dataset.remember && sessionStorage.getItem(`tab:${list.dataset.remember}`);
    const tab = tabsOf(list).find(({ id }) => id === kept) ?? list.querySelector('[aria-selected="true"]');
    if (tab) showTab(tab);
  });
  document.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) showTab(tab);
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.('[role="tab"]');
    if (!tab || event.altKey || event.ctrlKey) return;
    const to = tabAfter(tabsOf(tab.closest('[role="tablist"]')), tab, event.key);
    if (!to) return;
    event.preventDefault();
    showTab(to);
    to.focus();
  });
}
