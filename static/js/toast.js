// Says a sentence in the corner, to the eye and to a screen reader; errors are said at once.

const SECONDS = { info: 6, error: 12 };

/** `kind` is "info" or "error"; the note leaves by itself, sooner by its button. */
export function say(sentence, { kind = "info" } = {}) {
  const note = document.getElementById("toast")?.content.firstElementChild.cloneNode(true);
  if (!note || !sentence) return;
  note.classList.toggle("toast-error", kind === "error");
  note.querySelector("[data-sentence]").textContent = sentence;
  const region = document.querySelector(`#toasts > [role="${kind === "error" ? "alert" : "status"}"]`);
  // The same sentence twice is one note that stays longer.
  for (const other of region.children) if (other.textContent === note.textContent) other.remove();
  region.append(note);
  setTimeout(() => note.remove(), SECONDS[kind] * 1000);
}

export function startToasts() {
  document.addEventListener("click", (event) => {
    if (event.target.closest(".toast-note button")) event.target.closest(".toast-note").remove();
  });
  // The server says: HX-Trigger: {"say": {"text": "…", "kind": "error"}}
  document.addEventListener("say", ({ detail }) => say(detail.text ?? detail.value, { kind: detail.kind ?? "info" }));
}
