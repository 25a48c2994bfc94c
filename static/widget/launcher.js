// What the window and the launcher on the customer's page tell one another: nothing of what is said.

const NAME = "contactcenter-chat";

/** Says `open` {open}. Without a launcher around it, the window counts as open. */
export class LauncherLink extends EventTarget {
  #page;
  isOpen = window.parent === window;

  /** `page`: origin of the page around us as the server saw it; empty where the browser did not say. */
  constructor(page) {
    super();
    this.#page = page || "*";
    window.addEventListener("message", ({ source, data }) => {
      if (source !== window.parent || data?.from !== NAME) return;
      this.isOpen = data.open === true;
      this.dispatchEvent(new CustomEvent("open", { detail: this.isOpen }));
    });
  }

  tell(kind, facts = {}) {
    if (window.parent !== window) window.parent.postMessage({ from: NAME, kind, ...facts }, this.#page);
  }
}
