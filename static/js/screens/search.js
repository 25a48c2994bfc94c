// The search box: arrows walk what was found, Enter opens it.

const hits = () => [...document.querySelectorAll("#search-results [role='option']")];

function choose(input, hit) {
  for (const other of hits()) other.setAttribute("aria-selected", String(other === hit));
  if (hit) input.setAttribute("aria-activedescendant", hit.id);
  else input.removeAttribute("aria-activedescendant");
  hit?.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  if (!event.target.matches?.("[data-search-input]")) return;
  const all = hits();
  const index = all.findIndex((hit) => hit.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(event.target, all[Math.min(all.length - 1, index + 1)]);
  else if (event.key === "ArrowUp") choose(event.target, all[Math.max(0, index - 1)]);
  else if (event.key === "Enter") (all[index] ?? all[0])?.click();
  else return;
  event.preventDefault();
}

export function startSearch() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    const input = document.querySelector("[data-search-input]");
    if (input && document.getElementById("search-results")?.parentElement.contains(target)) choose(input, hits()[0]);
  });
}
