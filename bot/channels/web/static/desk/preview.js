// Messages as their readers see them; live while the sentences that make them are typed.

import { Component, html } from "../vendor/preact.js";
import { Parts } from "../parts.js";
import { state } from "../store.js";
import { say } from "../words.js";
import { draft } from "./drafts.js";

const PAUSE = 200; // milliseconds after a letter until the server is asked

export const drawn = (parts) => html`<${Parts} post=${{ seq: null, kind: "bot", parts }} room=${state.active} />`;

// `seen` is what stands there while nothing is typed.
export class Live extends Component {
  state = { messages: null, says: "" };

  componentDidMount() { this.ask(); }
  componentDidUpdate(before) { if (before.said.join("\0") !== this.props.said.join("\0")) this.ask(); }
  componentWillUnmount() { this.gone = true; clearTimeout(this.timer); }

  ask() {
    clearTimeout(this.timer);
    if (!this.props.said.length) return this.setState({ messages: null, says: "" });
    this.timer = setTimeout(() => draft(this.props.said, this.tell), PAUSE);
  }
  tell = ({ messages, says }) => {
    if (this.gone) return;
    this.setState(says ? { says } : { messages, says: "" });
    this.props.onHeard?.(!says);
  };

  render({ seen, title }, { messages, says }) {
    const shown = messages ?? (seen ? [seen] : []);
    return html`
      <section class="live" tabindex="0" aria-label=${title}><h2>${title}</h2>
        <p class="hint fault" role="status" hidden=${!says}>${says}</p>
        ${shown.length === 0 && !says && html`<p class="hint">${say("nothingYet")}</p>`}
        <div class=${`seen ${says ? "is-old" : ""}`}>${shown.map((parts) => html`<div class="preview">${drawn(parts)}</div>`)}</div>
      </section>`;
  }
}
