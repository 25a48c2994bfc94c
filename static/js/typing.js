// Who types: what the operator types is told to the client, and a client's typing shows for a few seconds.

const TELL_EVERY = 3000;
const SHOW_FOR = 5000;

const timers = new WeakMap();

/** A frame {"t": "typing", "topic": "contact:7"} shows every [data-typing="contact:7"]. */
export function showTyping(topic) {
  for (const mark of document.querySelectorAll("[data-typing]")) {
    if (mark.dataset.typing !== topic) continue;
    mark.hidden = false;
    clearTimeout(timers.get(mark));
    timers.set(mark, setTimeout(() => { mark.hidden = true; }, SHOW_FOR));
  }
}

/** The client's words have come, so he does not write them any more. */
export function endTyping(topic) {
  for (const mark of document.querySelectorAll("[data-typing]")) {
    if (mark.dataset.typing !== topic) continue;
    mark.hidden = true;
    clearTimeout(timers.get(mark));
  }
}

export function startTyping(socket) {
  let toldAt = 0;
  document.addEventListener("input", ({ target }) => {
    // Of a note the client learns nothing, not even that it is being written; colleagues at the same contact do.
    const { typingContact, notingContact } = target.dataset ?? {};
    const contact = typingContact ?? notingContact;
    if (!contact || !target.value || Date.now() - toldAt < TELL_EVERY) return;
    toldAt = Date.now();
    socket.send({ t: typingContact ? "typing" : "noting", contact: Number(contact) });
  });
}
