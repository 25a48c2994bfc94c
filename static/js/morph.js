// Puts HTML from the server into the page by ids, without disturbing what a person does there.

import Idiomorph from "../vendor/idiomorph/idiomorph.esm.min.js";

// What a person or a script has set here: the server does not know of it and must not undo it.
const OWN = {
  style: "*",
  open: "details, dialog",
  hidden: '[role="tabpanel"], .menu',
  tabindex: '[role="tab"], [role="radio"]',
  "aria-selected": '[role="tab"]',
  "aria-expanded": "[data-menu]",
};

const OPTIONS = {
  callbacks: {
    beforeNodeMorphed: (old) => !(old instanceof Element && old.hasAttribute("data-keep")),
    beforeAttributeUpdated: (name, element) => !(name in OWN && element.matches(OWN[name])),
  },
};

export function morph(target, content, morphStyle = "outerHTML") {
  // A field that is being typed in keeps its words; a button that has the focus must still change what it says.
  const ignoreActiveValue = Boolean(document.activeElement?.matches("input, textarea, select"));
  return Idiomorph.morph(target, content, { ...OPTIONS, morphStyle, ignoreActiveValue });
}

export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

function append(part) {
  const into = part.dataset.into && document.getElementById(part.dataset.into);
  const [parent, children] = into ? [into, [part]] : [document.getElementById(part.id), [...part.children]];
  if (!parent) return [];
  const fresh = children.filter(({ id }) => !id || !document.getElementById(id));
  parent.append(...fresh);
  return fresh;
}

/** Applies one element by its data-swap: outer (also without one), inner, append, remove. Returns what is to be processed. */
export function apply(part) {
  if (part.dataset.swap === "append") return append(part);
  const old = document.getElementById(part.id);
  if (!old) return [];
  if (part.dataset.swap === "remove") {
    old.remove();
    return [];
  }
  const inner = part.dataset.swap === "inner";
  return [morph(old, inner ? part.innerHTML : part, inner ? "innerHTML" : "outerHTML") ?? []].flat();
}
