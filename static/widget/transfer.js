// Files to and from the server. The token goes in a header: an address would give it away.

export class TransferRefused extends Error {}

export class Transfer {
  #url;
  #language;
  #token;

  constructor({ url, language, token }) {
    this.#url = url;
    this.#language = language;
    this.#token = token;
  }

  /** Returns the message that carries the file; throws TransferRefused with a sentence. */
  async send(file, id) {
    const form = new FormData();
    form.set("id", id);
    form.set("file", file);
    const response = await fetch(`${this.#url}?lang=${this.#language}`, { method: "POST", body: form, headers: this.#headers() });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new TransferRefused(answer.message ?? "");
    return answer.message;
  }

  /** A local address of the file's content; give it back with URL.revokeObjectURL. */
  async fetch(file) {
    const response = await fetch(`${this.#url}${file.id}/`, { headers: this.#headers() });
    if (!response.ok) throw new TransferRefused("");
    return URL.createObjectURL(await response.blob());
  }

  #headers() {
    return { "X-Chat-Token": this.#token() };
  }
}
