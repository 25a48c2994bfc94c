// Who else of the staff has a conversation open, and who of them is writing. All of it is told in passing and stored nowhere:
// who comes says so, who is there answers, who leaves says so; a screen that died without a word is forgotten after a minute.

const SAY_AGAIN = 20_000;
const FORGET_AFTER = 60_000;
const SHOW_TYPING = 5000;

const screens = new Map(); // topic -> Map(screen -> { user, name, at })
const timers = new WeakMap();

/** Names of the others, each once, in the order of their coming. */
export function others(seen, me, now) {
  const names = new Map();
  for (const { user, name, at } of seen) if (user !== me && now - at < FORGET_AFTER) names.set(user, name);
  return [...names.values()];
}

function show(mark) {
  const seen = screens.get(mark.dataset.viewers)?.values() ?? [];
  const names = others(seen, Number(mark.dataset.me), Date.now());
  mark.hidden = !names.length;
  mark.querySelector("[data-names]").textContent = names.join(", ");
}

const showAll = () => document.querySelectorAll("[data-viewers]").forEach(show);

/** A frame {"t": "viewing", "topic": "desk:7", "step": "enter" | "here" | "gone", "screen", "user", "name"}. */
export function showViewing({ topic, step, screen, user, name }) {
  if (!screens.has(topic)) screens.set(topic, new Map());
  if (step === "gone") screens.get(topic).delete(screen);
  else screens.get(topic).set(screen, { user, name, at: Date.now() });
  showAll();
}

/** A colleague writes at this contact: `kind` is "answering" (to the client) or "noting" (to the staff). */
export function showColleague({ topic, user, name }, kind) {
  const mark = document.querySelector(`[data-colleague-typing="${topic.split(":")[1]}"]`);
  if (!mark || user === Number(mark.dataset.me)) return;
  mark.querySelector("span").textContent = mark.dataset[kind].replace("{name}", name);
  mark.hidden = false;
  clearTimeout(timers.get(mark));
  timers.set(mark, setTimeout(() => { mark.hidden = true; }, SHOW_TYPING));
}

export function startViewers(socket) {
  document.addEventListener("live:open", () => screens.clear());
  document.addEventListener("htmx:afterSettle", showAll);
  setInterval(() => {
    showAll();
    // Alone there is nobody to tell.
    if (document.querySelector("[data-viewers]:not([hidden])")) socket.send({ t: "here" });
  }, SAY_AGAIN);
}
