// What the browser keeps for this visitor: his token, a draft, and words that have not arrived yet.
// The storage belongs to our origin inside the customer's page. Where it is denied, everything lasts as long as the page.

const fallback = new Map();

export class Memory {
  #prefix;

  constructor(key) {
    this.#prefix = `chat:${key}:`;
  }

  get token() {
    return this.#get("token") ?? "";
  }

  set token(value) {
    this.#set("token", value);
  }

  get draft() {
    return this.#get("draft") ?? "";
  }

  set draft(value) {
    this.#set("draft", value);
  }

  /** Words on their way, oldest first: {id, text, name, consent, at}. Each tab has its own, or both would send them. */
  get pending() {
    try {
      return JSON.parse(this.#get("pending", tabStorage()) ?? "[]");
    } catch {
      return [];
    }
  }

  set pending(list) {
    this.#set("pending", list.length ? JSON.stringify(list) : "", tabStorage());
  }

  get loadedAgainAt() {
    return Number(this.#get("loaded", tabStorage()) ?? 0);
  }

  set loadedAgainAt(value) {
    this.#set("loaded", String(value), tabStorage());
  }

  forget() {
    this.token = "";
    this.draft = "";
    this.pending = [];
  }

  #get(name, storage = ownStorage()) {
    const key = this.#prefix + name;
    return fallback.get(key) ?? storage?.getItem(key);
  }

  #set(name, value, storage = ownStorage()) {
    const key = this.#prefix + name;
    try {
      if (value) storage.setItem(key, value);
      else storage.removeItem(key);
      fallback.delete(key);
    } catch {
      fallback.set(key, value);
    }
  }
}

function ownStorage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

function tabStorage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
