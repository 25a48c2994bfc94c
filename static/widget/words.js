// Texts and numbers as the visitor reads them.

export class Words {
  #texts;
  #language;

  constructor(texts, language) {
    this.#texts = texts;
    this.#language = language;
  }

  say(name, ...values) {
    return values.reduce((text, value, index) => text.replace(`{${index}}`, value), this.#texts[name] ?? name);
  }

  time(iso) {
    return new Date(iso).toLocaleTimeString(this.#language, { hour: "2-digit", minute: "2-digit" });
  }

  day(iso) {
    const day = new Date(iso);
    if (day.toDateString() === new Date().toDateString()) return this.say("today");
    return day.toLocaleDateString(this.#language, { day: "numeric", month: "long" });
  }

  moment(iso) {
    const options = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
    return new Date(iso).toLocaleString(this.#language, options);
  }

  size(bytes) {
    const megabytes = bytes / 1024 / 1024;
    const short = (number, digits) => number.toLocaleString(this.#language, { maximumFractionDigits: digits });
    return megabytes >= 1 ? this.say("megabytes", short(megabytes, 1)) : this.say("kilobytes", short(Math.max(1, bytes / 1024), 0));
  }
}
