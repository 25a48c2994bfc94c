// Tells a module once about every element that fits its selector, now and whenever one comes into the page.

const watches = [];
let observer = null;

function meet({ selector, seen, met }, root) {
  const found = root.matches?.(selector) ? [root, ...root.querySelectorAll(selector)] : root.querySelectorAll(selector);
  for (const element of found) {
    if (seen.has(element)) continue;
    seen.add(element);
    met(element);
  }
}

function observe() {
  observer = new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType === Node.ELEMENT_NODE) for (const watch of watches) meet(watch, node);
      }
    }
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

export function onAppear(selector, met) {
  const watch = { selector, met, seen: new WeakSet() };
  watches.push(watch);
  meet(watch, document);
  if (!observer) observe();
}
