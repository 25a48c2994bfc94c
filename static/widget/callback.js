// Being called back: the moments that the server offers, by the clock of the zone that the visitor has chosen.

import { make } from "./view.js";

export function ownZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

/** The two lists of the form. `ask` sends for the moments of a zone. */
export class Moments {
  #moment;
  #zone;
  #words;
  #ask;
  #asked = "";

  constructor({ moment, zone, words, zones, ask }) {
    this.#moment = moment;
    this.#zone = zone;
    this.#words = words;
    this.#ask = ask;
    const own = ownZone();
    const names = own && !(own in zones) ? { [own]: own.split("/").at(-1).replaceAll("_", " "), ...zones } : zones;
    zone.replaceChildren(...Object.entries(names).map(([name, label]) => this.#option(name, words.zone(label, name))));
    zone.value = own in names ? own : Object.keys(names)[0];
    zone.addEventListener("change", () => this.load());
  }

  /** Fresh moments for the zone; once a minute is often enough. */
  load() {
    const wanted = `${this.#zone.value} ${Math.floor(Date.now() / 60000)}`;
    if (wanted !== this.#asked && this.#ask(this.#zone.value)) this.#asked = wanted;
  }

  show({ zone, slots }) {
    if (zone !== this.#zone.value) return;
    const chosen = this.#moment.value;
    const days = Map.groupBy ? Map.groupBy(slots, (slot) => this.#words.dayIn(slot, zone)) : this.#grouped(slots, zone);
    const groups = [...days].map(([day, moments]) =>
      make("optgroup", { label: day }, ...moments.map((moment) => this.#option(moment, this.#words.timeIn(moment, zone)))));
    this.#moment.replaceChildren(this.#moment.options[0], ...groups);
    this.#moment.value = slots.includes(chosen) ? chosen : "";
  }

  #grouped(slots, zone) {
    const days = new Map();
    for (const slot of slots) {
      const day = this.#words.dayIn(slot, zone);
      days.set(day, [...(days.get(day) ?? []), slot]);
    }
    return days;
  }

  #option(value, text) {
    return make("option", { value }, text);
  }
}
