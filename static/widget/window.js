// The chat window: joins the connection, the conversation and the page.

import { Connection } from "./connection.js";
import { Conversation } from "./conversation.js";
import { Moments } from "./callback.js";
import { Form, growing, newId } from "./forms.js";
import { LauncherLink } from "./launcher.js";
import { Memory } from "./memory.js";
import { Transfer, TransferRefused } from "./transfer.js";
import { LogView } from "./view.js";
import { Words } from "./words.js";

const TYPING_EVERY = 2500;
const TYPING_SHOWS = 5000;
const RETRY_AFTER = 3000;
// Refusals that another attempt may turn into success; all others wait for the visitor.
const PASSING = ["unavailable", "too_fast", "bus_lost"];
// Refusals after which the words go back into the field: something has to be done there first.
const RETURNING = ["consent_needed", "closed", "full", "switched_off", "empty", "too_long"];

const config = JSON.parse(document.getElementById("config").textContent);
const find = (name) => document.querySelector(`[data-${name}]`);
const words = new Words(config.texts, config.language);
const memory = new Memory(config.key);
const conversation = new Conversation(memory);
const launcher = new LauncherLink(config.page);
const compose = new Form(find("compose"), words);
const leave = new Form(find("leave"), words);
const callMe = new Form(find("call"), words, { needsText: false });
const transfer = new Transfer({ url: config.files, language: config.language, token: () => memory.token });
const connection = new Connection(config.socket, () => ({ t: "hello", pass: config.pass, token: memory.token }));
const log = new LogView(find("log"), { words, deeds: { resend, discard, download, preview: (file) => transfer.fetch(file) } });
const fit = growing(compose.field);
const moments = new Moments({
  moment: callMe.elements.moment,
  zone: callMe.elements.zone,
  words,
  zones: config.zones,
  ask: (zone) => connection.send({ t: "slots", zone }),
});
let way = "write";
let readUpTo = 0;
let typedAt = 0;
let typingTimer = null;
let focusDue = false;

// What the page shows

function draw() {
  const { stage, operator } = conversation.state;
  const running = stage === "waiting" || stage === "talking";
  const scroll = find("scroll");
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
  document.body.dataset.stage = stage;
  find("status").textContent = status();
  find("face").dataset.letter = operator.slice(0, 1);
  find("end").hidden = !running;
  find("attach").hidden = !running;
  find("name-field").hidden = !conversation.isEmpty;
  find("over").hidden = stage !== "ended" && !(stage === "closed" && !conversation.isEmpty);
  find("left").hidden = stage !== "closed" || !conversation.state.left_message_at;
  find("left").textContent = words.say("left", words.moment(conversation.state.left_message_at || Date.now()));
  drawWays();
  drawHope();
  compose.ask(conversation.consent);
  leave.ask(conversation.consent);
  callMe.ask(conversation.consent);
  log.draw(conversation);
  if (atEnd) scroll.scrollTop = scroll.scrollHeight;
  launcher.tell("running", { running: running || memory.pending.length > 0 });
}

/** Writing, leaving a message, or being called: what is possible now, and what the visitor has chosen. */
function drawWays() {
  const { stage, callbacks, callback_at: promised } = conversation.state;
  const mayAsk = Boolean(callbacks) && !promised && (stage === "closed" || stage === "waiting");
  if (!mayAsk) way = "write";
  const calls = way === "call";
  find("choice").hidden = !mayAsk;
  for (const button of find("choice").children) {
    button.setAttribute("aria-pressed", String(button.dataset.way === way));
    if (button.dataset.way === "write") button.textContent = words.say(stage === "closed" ? "wayLeave" : "wayWrite");
  }
  compose.hidden = stage === "closed" || stage === "off" || calls;
  leave.hidden = stage !== "closed" || calls;
  callMe.hidden = !calls;
  if (calls) moments.load();
}

/** What to expect: how long, where one was sent on to, that words are kept, when the call comes. */
function drawHope() {
  const { stage, kept, trouble, sent_to: elsewhere, callback_at: promised, callback_zone: zone } = conversation.state;
  const sentences = [];
  if (stage === "waiting" && kept) sentences.push(words.say("kept"));
  if (stage === "closed" && trouble === "full") sentences.push(words.say("fullHope"));
  if ((stage === "new" || stage === "ended") && elsewhere) sentences.push(words.say("sentTo", elsewhere));
  find("hope").hidden = sentences.length === 0;
  find("hope").textContent = sentences.join(" ");
  find("promise").hidden = !promised;
  if (!promised) return;
  const due = Date.parse(promised) <= Date.now();
  find("promise-text").textContent = due ? words.say("promisedNow") : words.say("promised", words.momentIn(promised, zone));
}

function inLine(place, minutes) {
  return [place > 1 ? words.say("waiting", place) : words.say("next"), words.wait(minutes)].filter(Boolean).join(", ");
}

function status() {
  const { stage, place, operator, trouble, kept, opens_at: opens, wait_minutes: minutes } = conversation.state;
  if (stage === "waiting") return kept ? words.say("keptStatus") : inLine(place, minutes);
  if (stage === "closed" && trouble === "full") return words.say("full");
  if (stage === "ended" && conversation.state.callback_at) return words.say("promisedStatus");
  if (stage === "new" && minutes) return `${words.say("newWait")} ${words.wait(minutes)}`;
  if (stage === "talking") return words.say("talking", operator);
  if (stage === "closed" && opens) return words.say("opens", words.moment(opens));
  return words.say(stage);
}

function alarm(sentence) {
  find("alert").hidden = !sentence;
  find("alert").textContent = sentence;
}

function showTyping() {
  find("typing").hidden = false;
  find("typing-name").textContent = words.say("typing", conversation.state.operator || words.say("operator"));
  clearTimeout(typingTimer);
  typingTimer = setTimeout(hideTyping, TYPING_SHOWS);
}

function hideTyping() {
  find("typing").hidden = true;
}

/** The field takes the focus when the visitor has opened the window, as soon as there is a field. */
function takeFocus() {
  const field = find("leave").hidden ? compose.field : find("leave").elements.name;
  if (!focusDue || field.form.hidden) return;
  focusDue = false;
  field.focus();
}

/** Tells the server what has arrived, and what is before the visitor's eyes. */
function confirmShown() {
  const last = conversation.lastAnswer;
  const seen = launcher.isOpen && !document.hidden;
  if (seen) readUpTo = Math.max(readUpTo, last);
  const known = Math.max(readUpTo, conversation.state.seen_up_to);
  launcher.tell("unread", { count: seen ? 0 : conversation.answersAfter(known) });
  if (last) connection.send({ t: "shown", up_to: last, seen });
}

// What the visitor does

function send(given) {
  connection.send({ t: "say", id: given.id, text: given.text, name: given.name, consent: given.consent });
}

function resend(id) {
  const given = conversation.drop(id);
  conversation.hold({ ...given, failed: "" });
  send(given);
  draw();
}

function discard(id) {
  const given = conversation.drop(id);
  if (!compose.field.value) compose.field.value = given.text;
  draw();
}

async function upload(file) {
  if (file.size > config.fileBytes) {
    alarm(words.say("tooLarge", Math.floor(config.fileBytes / 1024 / 1024)));
    return;
  }
  alarm(words.say("uploading", file.name));
  try {
    conversation.add([await transfer.send(file, newId())]);
    alarm("");
  } catch (error) {
    alarm((error instanceof TransferRefused && error.message) || words.say("uploadFailed"));
  }
  draw();
}

async function download(file) {
  try {
    const link = document.createElement("a");
    link.href = await transfer.fetch(file);
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  } catch {
    alarm(words.say("downloadFailed"));
  }
}

compose.addEventListener("send", ({ detail }) => {
  conversation.hold(detail);
  send(detail);
  compose.clear();
  memory.draft = "";
  fit();
  draw();
  find("scroll").scrollTop = find("scroll").scrollHeight;
});
leave.addEventListener("send", ({ detail }) => {
  if (!connection.send({ ...detail, t: "leave" })) leave.complain(words.say("offline"));
});
callMe.addEventListener("send", ({ detail }) => {
  if (!connection.send({ ...detail, t: "call_me" })) callMe.complain(words.say("offline"));
});
find("choice").addEventListener("click", ({ target }) => {
  way = target.closest("[data-way]")?.dataset.way ?? way;
  draw();
  if (way === "call") callMe.elements.phone.focus();
});
find("unpromise").addEventListener("click", () => connection.send({ t: "dont_call" }));
compose.field.addEventListener("input", () => {
  memory.draft = compose.field.value;
  if (Date.now() - typedAt < TYPING_EVERY || !compose.field.value) return;
  typedAt = Date.now();
  connection.send({ t: "typing" });
});
compose.field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  compose.field.form.requestSubmit();
});
find("attach").addEventListener("click", () => find("file").click());
find("file").addEventListener("change", ({ target }) => {
  if (target.files[0]) upload(target.files[0]);
  target.value = "";
});
find("end").addEventListener("click", () => {
  find("ask").showModal();
  find("ask").querySelector("[value=stay]").focus();
});
find("ask").addEventListener("close", ({ target }) => target.returnValue === "end" && connection.send({ t: "end" }));
find("forget").addEventListener("click", () => {
  memory.forget();
  launcher.tell("running", { running: false });
  location.reload();
});
find("close").addEventListener("click", () => launcher.tell("close"));
document.addEventListener("keydown", ({ key }) => key === "Escape" && !find("ask").open && launcher.tell("close"));
document.addEventListener("visibilitychange", confirmShown);
launcher.addEventListener("open", ({ detail }) => {
  confirmShown();
  if (!detail) return;
  if (!connection.isOpen) connection.hurry();
  focusDue = true;
  takeFocus();
});

// What the server says

/** The frame brings a new pass; once a minute at most, should that not help. */
function loadAgain() {
  if (Date.now() - memory.loadedAgainAt < 60000) return;
  memory.loadedAgainAt = Date.now();
  location.reload();
}

function giveBack(id, reason) {
  const given = conversation.drop(id);
  if (!compose.field.value) compose.field.value = given.text;
  if (!find("leave").hidden && !leave.field.value) leave.field.value = given.text;
  fit();
  compose.complain(reason);
}

function refuse({ code, message, id }) {
  const isPending = conversation.unsent.some((given) => given.id === id);
  if (code === "bad_pass") loadAgain();
  else if (PASSING.includes(code)) setTimeout(() => conversation.unsent.forEach(send), RETRY_AFTER);
  else if (isPending && RETURNING.includes(code)) giveBack(id, message);
  else if (isPending) conversation.refuse(id, message);
  else if (!find("call").hidden) callMe.complain(message);
  else if (!find("leave").hidden) leave.complain(message);
  else alarm(message);
  draw();
}

const frames = {
  welcome(frame) {
    memory.token = frame.token;
    conversation.welcome(frame);
    alarm("");
    conversation.unsent.forEach(send);
    setTimeout(takeFocus);
  },
  messages({ messages }) {
    conversation.add(messages);
    if (messages.some(({ own }) => !own)) hideTyping();
  },
  said: ({ message }) => conversation.add([message]),
  left: () => leave.clear(),
  slots: (frame) => moments.show(frame),
  promised() {
    callMe.clear();
    way = "write";
  },
  state({ state, consent }) {
    conversation.state = state;
    conversation.consent = consent;
  },
  typing: showTyping,
  error: refuse,
};

connection.addEventListener("frame", ({ detail }) => {
  if (!(detail.t in frames)) return;
  frames[detail.t](detail);
  draw();
  if (detail.t === "welcome" || detail.t === "messages") confirmShown();
});
connection.addEventListener("lost", () => alarm(words.say("offline")));
connection.addEventListener("refused", () => alarm(words.say("off")));

compose.field.value = memory.draft;
fit();
connection.connect();
launcher.tell("ready");
