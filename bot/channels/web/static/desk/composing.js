// A sentence composed on the page: its blanks on one side, what people will get beside them. It goes to the bot, or first to oneself.

import { Component, html } from "../vendor/preact.js";
import { keep, kept } from "../kept.js";
import { say } from "../words.js";
import { Live } from "./preview.js";
import { beginning, Field, isFilled, send, sentence } from "./saying.js";

export class Composer extends Component {
  state = { values: { ...beginning(this.props.block.doing.blanks), ...kept(this.key) }, stands: false };

  get key() { return `composing/${this.props.block.doing.says}`; }

  set(values) {
    keep(this.key, values);
    this.setState({ values });
  }
  send = (event) => {
    event.preventDefault();
    const { doing } = this.props.block;
    send([sentence(doing, {}, this.state.values)]);
    keep(this.key, null);
    this.setState({ values: beginning(doing.blanks) });
  };
  tryOut = () => {
    const { doing, trial } = this.props.block;
    send([sentence({ says: trial.says, blanks: doing.blanks }, {}, this.state.values)]);
  };

  render({ block: { title, doing, trial } }, { values, stands }) {
    const isReady = doing.blanks.every((blank) => isFilled(blank, values[blank.key]));
    const said = sentence(doing, {}, values);
    return html`
      <section class="block composing" aria-label=${title || doing.label}>
        <form onSubmit=${this.send}>
          ${doing.blanks.map((blank) => html`<${Field} key=${blank.key} blank=${blank} id=${`compose-${blank.key}`} value=${values[blank.key]} onInput=${(value) => this.set({ ...this.state.values, [blank.key]: value })} />`)}
          <p class="soft">${say("willSay")}</p>
          <ul class="sentences"><li><code>${said}</code></li></ul>
          <div class="doings-row"><button class="solid" disabled=${!isReady || !stands}>${doing.label}</button>
            <button type="button" class="plain" disabled=${!isReady || !stands} onClick=${this.tryOut}>${trial.label}</button></div>
        </form>
        <${Live} title=${say("asSeen")} said=${isReady ? [said] : []} onHeard=${(fine) => this.setState({ stands: fine })} />
      </section>`;
  }
}
