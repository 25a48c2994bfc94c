// The two forms of the window: the composer, and the message that is left outside working hours.

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID(); // only on secure pages
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** One form: shows its refusals at the field, its consent when there is one to give. Says `send` with the words. */
export class Form extends EventTarget {
  #form;
  #words;
  #consent = null;
  #needsText;

  constructor(form, words, { needsText = true } = {}) {
    super();
    this.#needsText = needsText;
    this.#form = form;
    this.#words = words;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    form.addEventListener("input", () => this.complain(""));
  }

  set hidden(value) {
    this.#form.hidden = value;
  }

  get elements() {
    return this.#form.elements;
  }

  get field() {
    return this.#form.elements.text;
  }

  /** The text to agree to, or null. The box is never ticked for the visitor. */
  ask(consent) {
    const part = this.#form.querySelector("[data-consent]");
    part.hidden = !consent;
    if (consent?.id !== this.#consent?.id) {
      this.#form.elements.consent.checked = false;
      part.querySelector("[data-consent-text]").textContent = consent?.text ?? "";
    }
    this.#consent = consent;
  }

  complain(sentence, field = null) {
    const place = this.#form.querySelector("[data-error]");
    place.hidden = !sentence;
    place.textContent = sentence;
    for (const element of this.#form.elements) element.removeAttribute("aria-invalid");
    if (!field) return;
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }

  clear() {
    this.#form.reset();
  }

  #submit() {
    const { name, reach, phone, moment, zone, text, consent } = this.#form.elements;
    if (this.#needsText && !text.value.trim()) this.complain(this.#words.say("needText"), text);
    else if (phone && !phone.value.trim()) this.complain(this.#words.say("needPhone"), phone);
    else if (reach && !reach.value.trim()) this.complain(this.#words.say("needReach"), reach);
    else if (this.#consent && !consent.checked) this.complain(this.#words.say("needConsent"), consent);
    else {
      const given = { id: newId(), text: text.value, name: name.value, reach: reach?.value, consent: this.#consent?.id ?? null };
      if (phone) Object.assign(given, { phone: phone.value, moment: moment.value, zone: zone.value });
      this.dispatchEvent(new CustomEvent("send", { detail: { ...given, at: new Date().toISOString() } }));
    }
  }
}

/** Grows with what is written, up to a limit that CSS sets. */
export function growing(field) {
  const fit = () => {
    field.style.height = "auto";
    // A field that is not shown has no height to ask for.
    if (field.scrollHeight) field.style.height = `${field.scrollHeight}px`;
  };
  field.addEventListener("input", fit);
  return fit;
}
