// What today asks, pinned over the talk: one line that opens into rows, each with the words that do it.

import { html } from "./vendor/preact.js";
import { state } from "./store.js";
import { press } from "./wire.js";
import { say } from "./words.js";

export function Today({ room }) {
  const rows = state.panels.get(room.room)?.cards?.today || [];
  if (!rows.length) return null;
  const does = (event, says) => {
    const card = event.currentTarget.closest("details");
    press(room.room, null, says);
    card.open = false;
    card.firstElementChild.focus();
  };
  return html`
    <details class="today">
      <summary><b>${say("today")}</b><span>${rows.map(([, label, value, , done]) => html`<span class=${done ? "soft" : ""}>${done && "✓ "}${label} ${value}</span>`)}</span></summary>
      <ul>${rows.map(([, label, value, says, done]) => html`
        <li class=${done ? "soft" : ""}><b>${label}</b><span>${done && "✓ "}${value}</span>${says && html`<button class="today-do" aria-label=${`${label} ${value}`} onClick=${(event) => does(event, says)}>${say(done ? "again" : "now")}</button>`}</li>`)}</ul>
    </details>`;
}
