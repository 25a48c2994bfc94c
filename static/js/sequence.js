// Counts the frames of each topic: one that is missing must be fetched, one that comes again is dropped.

export class Sequences {
  #last = new Map();

  /** "next", "gap" or "repeat". The first frame of a topic sets where its count begins. */
  see(topic, number) {
    const last = this.#last.get(topic);
    if (last !== undefined && number <= last) return "repeat";
    this.#last.set(topic, number);
    return last === undefined || number === last + 1 ? "next" : "gap";
  }

  /** A new connection counts anew. */
  clear() {
    this.#last.clear();
  }
}
