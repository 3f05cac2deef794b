// Coming in, as it is seen: an invitation asks for a name, and who sits in this browser is chosen by tab.

import { Component, html } from "./vendor/preact.js";
import * as accounts from "./accounts.js";
import * as coming from "./coming.js";
import { takeAnswer } from "./early.js";
import { Avatar, Mark } from "./icons.js";
import { changed, state } from "./store.js";
import { say } from "./words.js";

const PAUSES = [1000, 2000, 4000, 8000, 15000];
const LONGEST = 40;

let tries = 0;
let enter = () => {};

// Calls `ready` once this tab has a session to speak by, with the first frame where that came with it.
export async function begin(ready) {
  enter = ready;
  const first = takeAnswer();
  if (first || coming.asked()) return ask({}, first);
  if (accounts.chosen()) return ready();
  if (accounts.names().length) show("choosing", {});
  else show("gone", { title: say("noLinkTitle"), says: say("noLink") });
}

function show(phase, shown) {
  Object.assign(state, { phase, [phase]: shown });
  changed();
}

async function ask(more, first = null) {
  let told;
  try {
    told = await (first || coming.ask(more));
    if (told.problem) throw told.problem;
  } catch {
    state.offline = true;
    changed();
    setTimeout(() => ask(more), PAUSES[Math.min(tries++, PAUSES.length - 1)]);
    return;
  }
  const { came, said, sentAt } = told;
  state.offline = false;
  tries = 0;
  if (said.asks) return show("asking", { room: said.room, camp: said.camp, problem: "", busy: false });
  if (came) return come(said, sentAt);
  if (said.why === "name") return show("asking", { ...state.asking, problem: said.says, busy: false });
  const mine = said.name && accounts.has(said.name); // their own link once more, from a bookmark or a chat
  if (said.why !== "tries") coming.wait(null);
  if (!mine) return show("gone", { title: say(said.why === "tries" ? "triesTitle" : "goneTitle"), says: said.says });
  accounts.choose(said.name);
  enter();
}

function come(said, sentAt) {
  state.wanted = said.room || null;
  state.phase = "starting";
  changed();
  enter(said.welcome, sentAt);
}

const isNewer = (was) => accounts.has(was.name) && accounts.of(was.name).session !== was.session;

// The session this tab spoke by has ended: another tab of the browser may have a newer one for the same person, or be about to.
export function ended(was, frame) {
  if (frame.why === "ended") {
    if (isNewer(was)) return enter();
    accounts.remove(was.name);
    addEventListener("storage", function look() {
      if (!isNewer(was)) return;
      removeEventListener("storage", look);
      show("starting", {});
      enter();
    });
  }
  show("gone", { title: say({ crowded: "crowdedTitle", old: "oldTitle" }[frame.why] || "endedTitle"), says: frame.says });
}

export async function signOut() {
  const { name, session, nonce } = accounts.chosen();
  await fetch("web/session/end", { method: "POST", headers: { Authorization: `Bearer ${session}.${nonce}` } }).catch(() => {});
  accounts.remove(name);
  location.reload();
}

export function turnTo(name) {
  accounts.choose(name);
  location.reload();
}

// ── what is seen of it ──

const Account = ({ name, words, onClick }) => html`
  <li><button class="account" onClick=${onClick}><${Avatar} name=${name} /><span>${words}</span></button></li>`;

const Others = () => accounts.names().length > 0 && html`
  <ul class="accounts" aria-label=${say("here")}>${accounts.names().map((name) => html`<${Account} key=${name} name=${name} words=${say("goOnAs", { name })} onClick=${() => turnTo(name)} />`)}</ul>`;

// On the bot's own computer sits who runs it, and has a shell; nobody else is told of one.
const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);

export const Gone = () => html`
  <main class="door"><${Mark} size=${64} /><h1>${state.gone.title}</h1><p>${state.gone.says}</p>
    <${Others} />
    ${isHere && html`<p class="soft">${say("goneHow")}<br /><code>.venv/bin/python -m bot link --room … --as …</code></p>`}</main>`;

export const Choosing = () => html`
  <main class="door"><${Mark} size=${64} /><h1>${say("whoTitle")}</h1><p>${say("who")}</p><${Others} /></main>`;

export class Asking extends Component {
  componentDidMount() { this.input.focus(); }

  componentDidUpdate() { if (state.asking.problem) this.input.focus(); }

  send = (event) => {
    event.preventDefault();
    show("asking", { ...state.asking, busy: true, problem: "" });
    ask({ name: this.input.value });
  };

  join(name) {
    const { session, nonce } = accounts.of(name);
    ask({ session, proof: nonce });
  }

  render() {
    const { room, camp, problem, busy } = state.asking;
    return html`
      <main class="door"><${Mark} size=${64} />
        <h1>${say("invited", { room })}</h1><p>${say("invitedTo", { camp })}</p>
        ${accounts.names().length > 0 && html`
          <ul class="accounts" aria-label=${say("here")}>${accounts.names().map((name) => html`<${Account} key=${name} name=${name} words=${say("comeAs", { name })} onClick=${() => this.join(name)} />`)}</ul>
          <p class="soft">${say("orNew")}</p>`}
        <form class="naming" onSubmit=${this.send}>
          <label for="name">${say("yourName")}</label>
          <input id="name" ref=${(node) => { this.input = node; }} autocomplete="name" maxlength=${LONGEST + 20} placeholder=${say("nameExample")} aria-describedby="problem" aria-invalid=${Boolean(problem)} enterkeyhint="go" />
          <p id="problem" class="problem" role="alert">${problem}</p>
          <button class="wide" disabled=${busy}>${say("comeIn")}</button>
        </form>
        <p class="soft">${say("seenByAll")}</p></main>`;
  }
}
