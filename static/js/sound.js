// Tones for an offer, a whisper, an incident and a breach, made here; each can be turned off, and that is remembered.

import { onAppear } from "./appear.js";

// [hertz, start, length] in seconds
const TONES = {
  offer: [[660, 0, 0.16], [880, 0.18, 0.24]],
  whisper: [[523, 0, 0.1], [659, 0.12, 0.14]],
  incident: [[740, 0, 0.12], [740, 0.18, 0.12], [988, 0.36, 0.3]],
  breach: [[440, 0, 0.2], [330, 0.24, 0.36]],
};
const VOLUME = 0.14;

let context = null;

const storageKey = (kind) => `sound:${document.body.dataset.user ?? ""}:${kind}`;

export function isOn(kind) {
  return localStorage.getItem(storageKey(kind)) !== "off";
}

function tone([hertz, start, length]) {
  const from = context.currentTime + start;
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(VOLUME, from + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, from + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(from + length);
}

export function play(kind) {
  // Before the first key or click a browser allows no sound; the title and the notification still tell.
  if (!isOn(kind) || context?.state !== "running") return;
  TONES[kind]?.forEach(tone);
}

/** Plays as long as the element stands in the page, every data-sound-every seconds if it says so. */
function announce(element) {
  const { soundOn, soundEvery } = element.dataset;
  play(soundOn);
  if (!soundEvery) return;
  const timer = setInterval(() => {
    if (element.isConnected) play(soundOn);
    else clearInterval(timer);
  }, soundEvery * 1000);
}

function unlock() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}

export function startSounds() {
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, unlock, { capture: true });
  onAppear("[data-sound-on]", announce);
  onAppear("input[data-sound]", (input) => {
    input.checked = isOn(input.dataset.sound);
  });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("input[data-sound]")) return;
    localStorage.setItem(storageKey(target.dataset.sound), target.checked ? "on" : "off");
    if (target.checked) play(target.dataset.sound);
  });
}
