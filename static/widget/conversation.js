// The conversation as this window knows it: what the server has confirmed, and what is still on its way.

/** Messages by number, then the words that have none yet. Knows no page and no socket. */
export class Conversation {
  #messages = new Map();
  #memory;
  state = { stage: "new", place: 0, operator: "", delivered_up_to: 0, read_up_to: 0, seen_up_to: 0 };
  consent = null;

  constructor(memory) {
    this.#memory = memory;
  }

  /** Whole state replaces everything; words that arrived meanwhile are no longer pending. */
  welcome({ state, consent, messages }) {
    this.#messages.clear();
    this.state = state;
    this.consent = consent;
    this.add(messages);
  }

  add(messages) {
    for (const message of messages) this.#messages.set(message.id, message);
    const arrived = new Set(messages.map(({ key }) => key).filter(Boolean));
    this.#memory.pending = this.#memory.pending.filter(({ id }) => !arrived.has(id));
  }

  /** Everything in order: confirmed by number, then pending by age. */
  get all() {
    const confirmed = [...this.#messages.values()].sort((one, other) => one.id - other.id);
    const pending = this.#memory.pending.map((words) => ({
      id: null, own: true, key: words.id, name: "", text: words.text, at: words.at, files: [], failed: words.failed ?? "",
    }));
    return [...confirmed, ...pending];
  }

  get isEmpty() {
    return this.#messages.size === 0 && this.#memory.pending.length === 0;
  }

  get lastAnswer() {
    return Math.max(0, ...[...this.#messages.values()].filter(({ own }) => !own).map(({ id }) => id));
  }

  answersAfter(number) {
    return [...this.#messages.values()].filter(({ own, id }) => !own && id > number).length;
  }

  hold(words) {
    this.#memory.pending = [...this.#memory.pending, words];
  }

  /** Refused for good: it stays in sight with the reason until the visitor decides. */
  refuse(id, reason) {
    this.#memory.pending = this.#memory.pending.map((words) => (words.id === id ? { ...words, failed: reason } : words));
  }

  drop(id) {
    const words = this.#memory.pending.find((one) => one.id === id);
    this.#memory.pending = this.#memory.pending.filter((one) => one.id !== id);
    return words;
  }

  /** What is to be sent when the connection is there. */
  get unsent() {
    return this.#memory.pending.filter(({ failed }) => !failed);
  }

  /** "sending", "sent", "delivered", "read" or "failed" for a message of one's own. */
  mark(message) {
    if (message.failed) return "failed";
    if (message.id === null) return "sending";
    if (message.id <= this.state.read_up_to) return "read";
    return message.id <= this.state.delivered_up_to ? "delivered" : "sent";
  }
}
