// Draws the conversation. Texts go in as text, never as markup.

const OWN_MARKS = { sending: "sending", sent: "sent", delivered: "read", read: "read", failed: "failed" };

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** The list of messages: what has not changed keeps its element, so that a reader hears only what is new. */
export class LogView {
  #list;
  #words;
  #deeds;
  #drawn = new Map();

  /** `deeds`: resend(id), discard(id), download(file), preview(file) -> promise of an address. */
  constructor(list, { words, deeds }) {
    this.#list = list;
    this.#words = words;
    this.#deeds = deeds;
  }

  draw(conversation) {
    const kept = new Map();
    let day = "";
    const items = [];
    for (const message of conversation.all) {
      const ofDay = this.#words.day(message.at);
      if (ofDay !== day) items.push(this.#keep(kept, `day ${ofDay}`, () => make("li", { class: "day" }, ofDay)));
      day = ofDay;
      items.push(this.#message(kept, message, conversation.mark(message)));
    }
    this.#drawn = kept;
    // Moving an element that is in its place already would announce it again.
    items.forEach((item, index) => this.#list.children[index] !== item && this.#list.insertBefore(item, this.#list.children[index] ?? null));
    while (this.#list.children.length > items.length) this.#list.lastChild.remove();
  }

  #message(kept, message, mark) {
    const name = message.key || `${message.id}`;
    const item = this.#keep(kept, name, () => this.#body(message));
    item.dataset.mark = message.own ? mark : "";
    const line = [message.id, mark, message.failed ?? ""].join(" ");
    if (item.dataset.line !== line) {
      item.dataset.line = line;
      item.querySelector(".meta").replaceChildren(...this.#meta(message, mark));
    }
    return item;
  }

  #keep(kept, name, build) {
    const item = this.#drawn.get(name) ?? build();
    kept.set(name, item);
    return item;
  }

  #body(message) {
    const who = message.own ? this.#words.say("you") : message.name || this.#words.say("operator");
    return make(
      "li",
      { class: message.own ? "msg own" : "msg" },
      make("span", { class: "unseen" }, `${who}: `),
      message.text ? make("p", { class: "bubble", dir: "auto" }, message.text) : null,
      ...message.files.map((file) => this.#file(file)),
      make("p", { class: "meta" }),
    );
  }

  #meta(message, mark) {
    const time = make("time", { datetime: message.at }, this.#words.time(message.at));
    if (!message.own) return [...(message.name ? [`${message.name}, `] : []), time];
    const sign = make("span", { class: "sign", role: "img", "aria-label": this.#words.say(mark), title: this.#words.say(mark) }, icon(OWN_MARKS[mark]));
    if (mark !== "failed") return [time, sign];
    const button = (deed, text) => {
      const element = make("button", { type: "button", class: "link" }, this.#words.say(text));
      element.addEventListener("click", () => this.#deeds[deed](message.key));
      return element;
    };
    return [sign, make("span", {}, message.failed), button("resend", "again"), button("discard", "discard")];
  }

  #file(file) {
    const label = this.#words.say("download", file.name);
    const button = make(
      "button",
      { type: "button", class: "file", "aria-label": label },
      file.image ? make("img", { alt: "", width: 48, height: 48 }) : icon("file"),
      make("span", { class: "file-text" }, make("b", {}, file.name), make("span", {}, this.#words.size(file.size))),
      icon("get"),
    );
    button.addEventListener("click", () => this.#deeds.download(file));
    if (file.image) this.#deeds.preview(file).then((address) => { button.querySelector("img").src = address; }, () => {});
    return button;
  }
}
