// On the customer's page: the launcher, and the frame that it opens. The server wraps this file in a function of `config`.
// Styles live in a shadow root and are set through CSSOM, so the page's styles and its policy do not matter;
// the page's policy has to allow this script and the frame, nothing else.

const NAME = "contactcenter-chat";
const LARGEST = 2147483647;
const STYLE = `
  :host { all: initial; position: fixed; z-index: ${LARGEST}; right: 20px; bottom: 20px; color-scheme: light dark; }
  button {
    all: unset; box-sizing: border-box; display: grid; place-items: center; width: 56px; height: 56px; cursor: pointer;
    border-radius: 50%; color: light-dark(#fff, #07182c); background: light-dark(#0a62c4, #5ea8ff);
    box-shadow: 0 6px 20px -4px rgb(16 24 40 / .35); transition: transform .15s, background-color .15s;
  }
  button:hover { background: light-dark(#084f9e, #86bfff); }
  button:active { transform: scale(.96); }
  button:focus-visible { outline: 3px solid light-dark(#0a62c4, #5ea8ff); outline-offset: 3px; }
  svg { width: 26px; height: 26px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
  .count {
    position: absolute; top: -4px; right: -4px; box-sizing: border-box; min-width: 22px; padding: 0 6px;
    border-radius: 11px; font: 600 12px/22px system-ui, sans-serif; text-align: center; color: #fff; background: #b9212a;
  }
  .count[hidden], iframe[hidden], svg[hidden] { display: none; }
  iframe {
    position: absolute; right: 0; bottom: 72px; width: min(388px, calc(100vw - 40px)); height: min(620px, calc(100vh - 112px));
    border: 0; border-radius: 12px; background: light-dark(#fff, #161c24); color-scheme: light dark;
    box-shadow: 0 16px 48px -12px rgb(16 24 40 / .4), 0 0 0 1px light-dark(rgb(16 24 40 / .08), rgb(255 255 255 / .1));
    animation: rise .18s ease-out;
  }
  @keyframes rise { from { opacity: 0; transform: translateY(12px); } }
  @media (max-width: 480px) {
    :host([data-open]) { inset: 0; }
    :host([data-open]) button { display: none; }
    iframe { inset: 0; width: 100%; height: 100%; border-radius: 0; }
  }
  @media (prefers-reduced-motion: reduce) { iframe, button { animation: none; transition: none; } }
`;
const BUBBLE = "M4 5.5h16a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1 -1.5 1.5h-8l-4.5 4v-4h-3.5a1.5 1.5 0 0 1 -1.5 -1.5v-9a1.5 1.5 0 0 1 1.5 -1.5zM8 10h8M8 13.5h5";
const CROSS = "M6 6l12 12M18 6l-12 12";

const pageLanguage = (document.documentElement.lang || "").slice(0, 2).toLowerCase();
const language = config.texts[pageLanguage] ? pageLanguage : config.language;
const texts = config.texts[language];
const frameOrigin = new URL(config.frame).origin;
const memory = `${NAME}:${config.key}`;

/** A page may be denied its storage; then the conversation is found again at the first click. */
function remember(running) {
  try {
    if (running) localStorage.setItem(memory, "1");
    else localStorage.removeItem(memory);
  } catch { /* no storage */ }
}

function remembers() {
  try {
    return localStorage.getItem(memory) === "1";
  } catch {
    return false;
  }
}

/** Open stays open from page to page, in this tab. */
function keepOpen(open) {
  try {
    sessionStorage.setItem(memory, open ? "open" : "");
  } catch { /* no storage */ }
}

function wasOpen() {
  try {
    return sessionStorage.getItem(memory) === "open";
  } catch {
    return false;
  }
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

class Launcher {
  #host = document.createElement(NAME);
  #button = document.createElement("button");
  #count = document.createElement("span");
  #icons = [icon(BUBBLE), icon(CROSS)];
  #frame = null;
  #ready = false;

  start() {
    const root = this.#host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.#count.className = "count";
    this.#button.type = "button";
    this.#button.append(...this.#icons);
    this.#button.addEventListener("click", () => this.show(!this.isOpen));
    root.append(this.#button, this.#count);
    this.root = root;
    this.unread(0);
    this.#draw();
    window.addEventListener("message", (event) => this.#hear(event));
    document.body.append(this.#host);
    if (wasOpen()) this.show(true, { focus: false });
    else if (remembers()) this.#load();
  }

  get isOpen() {
    return this.#host.hasAttribute("data-open");
  }

  show(open, { focus = true } = {}) {
    keepOpen(open);
    if (open) this.#load();
    this.#host.toggleAttribute("data-open", open);
    this.#draw();
    this.#tell();
    if (!focus) return;
    if (open) this.#frame.focus();
    else this.#button.focus();
  }

  unread(count) {
    this.#count.hidden = !count;
    this.#count.textContent = count > 9 ? "9+" : String(count);
    this.#count.setAttribute("aria-label", `${texts.unread} ${count}`);
  }

  #draw() {
    this.#button.setAttribute("aria-label", this.isOpen ? texts.close : texts.open);
    this.#button.setAttribute("aria-expanded", String(this.isOpen));
    this.#icons[0].toggleAttribute("hidden", this.isOpen);
    this.#icons[1].toggleAttribute("hidden", !this.isOpen);
    if (this.#frame) this.#frame.hidden = !this.isOpen;
  }

  #load() {
    if (this.#frame) return;
    const frame = document.createElement("iframe");
    frame.title = texts.title;
    frame.hidden = true;
    // The frame is told whose page shows it, whatever this page tells others; only the origin, not the address.
    frame.referrerPolicy = "origin";
    frame.src = `${config.frame}?lang=${language}`;
    this.#frame = frame;
    this.root.prepend(frame);
  }

  #tell() {
    if (this.#ready) this.#frame.contentWindow.postMessage({ from: NAME, open: this.isOpen }, frameOrigin);
  }

  #hear({ origin, source, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== frameOrigin || data?.from !== NAME) return;
    if (data.kind === "ready") {
      this.#ready = true;
      this.#tell();
    } else if (data.kind === "close") this.show(false);
    else if (data.kind === "unread") this.unread(Number(data.count) || 0);
    else if (data.kind === "running") remember(data.running === true);
  }
}

if (!document.querySelector(NAME)) {
  const launcher = new Launcher();
  if (document.body) launcher.start();
  else document.addEventListener("DOMContentLoaded", () => launcher.start(), { once: true });
}
