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

  timeIn(iso, zone) {
    return new Date(iso).toLocaleTimeString(this.#language, { hour: "2-digit", minute: "2-digit", timeZone: zone });
  }

  dayIn(iso, zone) {
    return new Date(iso).toLocaleDateString(this.#language, { weekday: "long", day: "numeric", month: "long", timeZone: zone });
  }

  momentIn(iso, zone) {
    const options = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: zone };
    return new Date(iso).toLocaleString(this.#language, options);
  }

  /** “Omsk, UTC+6”. */
  zone(label, name) {
    const parts = new Intl.DateTimeFormat("en", { timeZone: name, timeZoneName: "shortOffset" }).formatToParts(new Date());
    return `${label}, ${(parts.find(({ type }) => type === "timeZoneName")?.value ?? "").replace("GMT", "UTC")}`;
  }

  /** How long, as one says it; empty where nobody can say. */
  wait(minutes) {
    if (!minutes) return "";
    if (minutes === 1) return this.say("waitMinute");
    return minutes > 60 ? this.say("waitLong") : this.say("waitMinutes", minutes);
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
