// Sentences: whatever the desk does is said in the talk with the bot, in one's own name. What has blanks or changes more than one thing is shown first.

import { Component, html } from "../vendor/preact.js";
import { changed, state } from "../store.js";
import { speakUp } from "../wire.js";
import { say } from "../words.js";
import { fresh, isReady, Items, lines } from "./items.js";

const SHOWN = 8; // sentences that are read before they are sent; the rest is counted

state.saying = null; // {label, says, blanks, rows: [names]}
state.dock = false;

const filled = (says, names) => says.replace(/\{(\w+)\}/g, (_, key) => names[key] ?? "").replace(/[ \t]+/g, " ").trim();

// What is filled in at first, whether enough is, and how it stands in the sentence.
export const beginning = (blanks) => Object.fromEntries(blanks.map((blank) => [blank.key, blank.kinds.length ? fresh(blank) : blank.given]));

export const isFilled = (blank, value) => (blank.kinds.length ? isReady(blank, value) : blank.free || value.trim() !== "");

function worded(blank, value) {
  const words = blank.kinds.length ? lines(blank, value) : value;
  return blank.stands && words.trim() ? blank.stands.replace("{}", words.trim()) : words;
}

export const sentence = ({ says, blanks }, names, values) => filled(says, { ...names, ...Object.fromEntries(blanks.map((blank) => [blank.key, worded(blank, values[blank.key])])) });

const room = () => [...state.rooms.values()].find((one) => one.direct);

export function send(sentences) {
  for (const words of sentences) speakUp(room().room, words, [], null);
  state.dock = true;
  changed();
}

// `rows` are the words of each row the sentence is about; one without any for what is about no row.
export function act({ label, says, blanks, shown }, rows = [{}]) {
  if (!blanks.length && !shown && rows.length === 1) return send([sentence({ says, blanks }, rows[0], {})]);
  state.saying = { label, says, blanks, rows };
  changed();
}

export function showFirst(label, says, rows) {
  state.saying = { label, says, blanks: [], rows };
  changed();
}

export const Field = ({ blank, value, id, onInput }) => {
  if (blank.kinds.length) return html`<${Items} blank=${blank} value=${value} id=${id} onInput=${onInput} />`;
  const help = blank.help ? `${id}-help` : undefined;
  const shared = { id, "aria-describedby": help, onInput: (event) => onInput(event.target.value) };
  return html`
    <div class="field">
      <label for=${id}>${blank.title}</label>
      ${blank.choices.length
        ? html`<select ...${shared} value=${value}>${!blank.given && html`<option value="">—</option>`}${blank.choices.map(([one, words]) => html`<option value=${one} selected=${one === value}>${words}</option>`)}</select>`
        : blank.long ? html`<textarea ...${shared} rows="4" value=${value}></textarea>` : html`<input ...${shared} value=${value} autocomplete="off" />`}
      ${blank.help && html`<small class="soft" id=${help}>${blank.help}</small>`}
    </div>`;
};

export class Saying extends Component {
  state = { names: beginning(this.props.saying.blanks) };

  componentDidMount() { this.dialog.showModal(); }

  close = () => {
    state.saying = null;
    changed();
  };
  send = (event) => {
    event.preventDefault();
    send(this.sentences());
    this.close();
  };
  sentences() {
    const { saying } = this.props;
    return saying.rows.map((names) => sentence(saying, names, this.state.names));
  }

  render({ saying: { label, blanks } }, { names }) {
    const sentences = this.sentences();
    const isWhole = blanks.every((blank) => isFilled(blank, names[blank.key]));
    return html`
      <dialog class="saying" ref=${(node) => { this.dialog = node; }} aria-label=${label} onClose=${this.close} onClick=${(event) => event.target === this.dialog && this.dialog.close()}>
        <form onSubmit=${this.send}>
          <h2>${label}</h2>
          ${blanks.map((blank) => html`<${Field} key=${blank.key} blank=${blank} id=${`blank-${blank.key}`} value=${names[blank.key]} onInput=${(value) => this.setState({ names: { ...names, [blank.key]: value } })} />`)}
          <p class="soft">${sentences.length > 1 ? say("willSayMany", { n: sentences.length }) : say("willSay")}</p>
          <ul class="sentences">${sentences.slice(0, SHOWN).map((words) => html`<li><code>${words}</code></li>`)}${sentences.length > SHOWN && html`<li class="soft">${say("andMore", { n: sentences.length - SHOWN })}</li>`}</ul>
          <div class="saying-foot"><button type="button" class="plain" onClick=${() => this.dialog.close()}>${say("leaveIt")}</button><button class="solid" disabled=${!isWhole}>${say("sendIt")}</button></div>
        </form>
      </dialog>`;
  }
}
