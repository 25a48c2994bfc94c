// The arithmetic of time: how it is written, when it becomes urgent, what the server's clock says.

const two = (number) => String(number).padStart(2, "0");

/** 38 -> "0:38", 760 -> "12:40", 4360 -> "1:12:40", -12 -> "−0:12". */
export function formatClock(seconds) {
  const whole = Math.trunc(seconds);
  const left = Math.abs(whole);
  const [hours, minutes] = [Math.floor(left / 3600), Math.floor((left % 3600) / 60)];
  const clock = hours ? `${hours}:${two(minutes)}:${two(left % 60)}` : `${minutes}:${two(left % 60)}`;
  return whole < 0 ? `−${clock}` : clock;
}

/** The two largest units in the language of the page: 7980 -> "2 ч 13 мин", 1468800 -> "17 дн.". */
export function formatWords(seconds, language) {
  const left = Math.abs(Math.trunc(seconds));
  const parts = [
    ["day", Math.floor(left / 86400)],
    ["hour", Math.floor((left % 86400) / 3600)],
    ["minute", Math.floor((left % 3600) / 60)],
  ];
  const first = parts.findIndex(([, amount]) => amount > 0);
  const shown = first < 0 ? [["minute", 0]] : parts.slice(first, first + 2).filter(([, amount]) => amount > 0);
  const words = shown.map(([unit, amount]) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(amount),
  );
  return (seconds <= -60 ? "−" : "") + words.join(" ");
}

/** How urgent: `warn` and `crit` are seconds gone by when counting up, seconds left when counting down. */
export function levelOf({ seconds, warn, crit, down }) {
  const reached = (bound) => bound !== null && (down ? seconds <= bound : seconds >= bound);
  if (reached(crit)) return "crit";
  return reached(warn) ? "warn" : "ok";
}

/** What the server's clock says now. A message can only be late, so the sample that is furthest ahead is the best. */
export class ServerClock {
  #offset = null;

  sample(serverMilliseconds, receivedAt) {
    const offset = serverMilliseconds - receivedAt;
    this.#offset = this.#offset === null ? offset : Math.max(this.#offset, offset);
  }

  /** After a sleep or a change of the computer's clock the old samples mean nothing. */
  forget() {
    this.#offset = null;
  }

  now(local = Date.now()) {
    return local + (this.#offset ?? 0);
  }
}
