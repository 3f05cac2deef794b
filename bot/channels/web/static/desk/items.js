// A list of items, each a line of the sentence: added, moved, taken out, of the kinds there are.

import { Component, html } from "../vendor/preact.js";
import { Icon } from "../icons.js";
import { newId } from "../store.js";
import { say } from "../words.js";

const item = (kind = 0) => ({ id: newId(), kind, words: "", options: "" });

export const fresh = ({ least }) => Array.from({ length: Math.max(1, least) }, () => item());

const isWhole = (kinds, { kind, words, options }) => words.trim() && (!kinds[kind][2] || options.trim());

export const isReady = ({ kinds, least }, list) => list.filter((one) => isWhole(kinds, one)).length >= least && list.every((one) => !one.words.trim() || isWhole(kinds, one));

export const lines = ({ kinds }, list) => list.filter(({ words }) => words.trim()).map(({ kind, words, options }) => [words.trim(), kinds[kind][0], kinds[kind][2] ? options.trim() : ""].filter(Boolean).join(" ")).join("\n");

export class Items extends Component {
  componentDidUpdate() {
    const wanted = this.wanted && document.getElementById(this.wanted);
    if (wanted) wanted.focus();
    this.wanted = null;
  }

  change(at, what) { this.props.onInput(this.props.value.map((one, place) => (place === at ? { ...one, ...what } : one))); }
  add = (at = this.props.value.length) => {
    const { value, blank, id, onInput } = this.props;
    if (value.length >= blank.most) return;
    const one = item(value[at - 1]?.kind ?? 0);
    this.wanted = `${id}-${one.id}`;
    onInput([...value.slice(0, at), one, ...value.slice(at)]);
  };
  remove(at) {
    const { value, id, onInput } = this.props;
    const near = value[at + 1] ?? value[at - 1];
    this.wanted = near && `${id}-${near.id}`;
    onInput(value.filter((_, place) => place !== at));
  }
  move(at, by) {
    const list = [...this.props.value];
    const [one] = list.splice(at, 1);
    list.splice(at + by, 0, one);
    this.wanted = `${this.props.id}-${one.id}-${by < 0 ? "up" : "down"}`;
    this.props.onInput(list);
  }

  render({ blank: { title, kinds, least, most }, value, id }) {
    return html`
      <fieldset class=${`items ${kinds.length > 1 ? "is-mixed" : ""}`}><legend>${title}</legend>
        <ol>${value.map((one, at) => {
          const name = say("itemNth", { title, n: at + 1 });
          const [, , hasOptions] = kinds[one.kind];
          return html`
            <li key=${one.id}>
              <div class="item-words">
                <input id=${`${id}-${one.id}`} aria-label=${name} value=${one.words} autocomplete="off" onInput=${({ target }) => this.change(at, { words: target.value })}
                  onKeyDown=${(event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); this.add(at + 1); } }} />
                ${kinds.length > 1 && html`<select aria-label=${say("itemKind", { name })} value=${String(one.kind)} onChange=${({ target }) => this.change(at, { kind: Number(target.value) })}>${kinds.map(([, called], place) => html`<option value=${String(place)} selected=${place === one.kind}>${called}</option>`)}</select>`}
                ${hasOptions && html`<input class="item-options" aria-label=${say("itemOptions", { name })} placeholder=${say("optionsHint")} value=${one.options} autocomplete="off" onInput=${({ target }) => this.change(at, { options: target.value })} />`}
              </div>
              <div class="item-does">
                <button type="button" class="round" id=${`${id}-${one.id}-up`} aria-label=${say("moveUp", { name })} disabled=${at === 0} onClick=${() => this.move(at, -1)}><${Icon} name="up" /></button>
                <button type="button" class="round" id=${`${id}-${one.id}-down`} aria-label=${say("moveDown", { name })} disabled=${at === value.length - 1} onClick=${() => this.move(at, 1)}><${Icon} name="down" /></button>
                <button type="button" class="round" aria-label=${say("takeOut", { name })} disabled=${value.length <= least} onClick=${() => this.remove(at)}><${Icon} name="close" /></button>
              </div>
            </li>`;
        })}</ol>
        ${value.length < most && html`<button type="button" class="plain" onClick=${() => this.add()}>${say("addItem")}</button>`}
      </fieldset>`;
  }
}
