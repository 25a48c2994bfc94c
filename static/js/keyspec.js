// Reads "Alt+E", "Ctrl+Enter", "Shift+F4", "Alt+Up", "/" and finds them in a keyboard event, by physical key.

const CODES = {
  up: "ArrowUp",
  down: "ArrowDown",
  left: "ArrowLeft",
  right: "ArrowRight",
  esc: "Escape",
  enter: "Enter",
  space: "Space",
  tab: "Tab",
  "/": "Slash",
  "+": "Equal",
  "-": "Minus",
};
const MODIFIERS = ["ctrl", "alt", "shift"];
const SHOWN = { up: "↑", down: "↓", left: "←", right: "→" };

function codeOf(name) {
  if (/^[a-z]$/i.test(name)) return `Key${name.toUpperCase()}`;
  if (/^[0-9]$/.test(name)) return `Digit${name}`;
  if (/^f([1-9]|1[0-2])$/i.test(name)) return name.toUpperCase();
  return CODES[name.toLowerCase()];
}

/** {code, ctrl, alt, shift}; null where the words make no key. */
export function parseKey(words) {
  const parts = words.split("+").map((part) => part.trim());
  const code = codeOf(parts.pop() || "+");
  const held = parts.filter(Boolean).map((part) => part.toLowerCase());
  if (!code || held.some((part) => !MODIFIERS.includes(part))) return null;
  return { code, ctrl: held.includes("ctrl"), alt: held.includes("alt"), shift: held.includes("shift") };
}

/** Several keys may do the same: "Ctrl+Enter F9". */
export function parseKeys(words) {
  return words.split(/\s+/).filter(Boolean).map(parseKey).filter(Boolean);
}

/** The number pad means what the main block means. */
function blockCode(code) {
  return code === "NumpadEnter" ? "Enter" : code.replace(/^Numpad(?=\d$)/, "Digit");
}

export function matchesKey(event, key) {
  // AltGr arrives as Ctrl+Alt and writes a character.
  if (event.getModifierState?.("AltGraph")) return false;
  return (
    blockCode(event.code) === key.code &&
    event.altKey === key.alt &&
    event.shiftKey === key.shift &&
    (event.ctrlKey || event.metaKey) === key.ctrl
  );
}

/** A key that writes a character must leave a text field alone. */
export function writes(key) {
  return !key.ctrl && !key.alt && !/^(F\d+|Escape)$/.test(key.code);
}

/** "Alt+Up" -> ["Alt+↑"], as it stands on a key cap. */
export function captions(words) {
  return words
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.split("+").map((part) => SHOWN[part.toLowerCase()] ?? part).join("+"));
}
