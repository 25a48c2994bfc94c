// Sentences for people: they stand in <template id="texts"> of the page, where gettext sees them.

export function fill(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? String(values[name]) : gap));
}

export function text(name, values) {
  const holder = document.getElementById("texts")?.content.querySelector(`[data-text="${name}"]`);
  return fill(holder?.textContent.trim().replace(/\s+/g, " ") ?? "", values);
}
