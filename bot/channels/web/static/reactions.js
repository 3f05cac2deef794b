// What people put under a line: each emoji with its count. A press adds mine or takes it away.

import { html } from "./vendor/preact.js";
import { state } from "./store.js";
import { react } from "./wire.js";
import { say } from "./words.js";

export function Reactions({ post, room }) {
  return post.reactions?.length > 0 && html`
    <div class="reactions" role="group" aria-label=${say("reactions")}>${post.reactions.map(([emoji, n, names, mine]) => {
      const who = names.map((name) => name || state.bot).join(say("and")) + (n > names.length ? "…" : "");
      return html`<button key=${emoji} class=${`reaction ${mine ? "is-mine" : ""}`} tabindex="-1" aria-pressed=${mine} aria-label=${`${emoji} ${n}${say("and")}${who}`} title=${who} onClick=${() => react(room, post.seq, emoji, !mine)}>${emoji}<span class="figures">${n}</span></button>`;
    })}</div>`;
}

// The set to choose from, in the place of what else can be done with the line.
export const Choose = ({ post, room, done }) => state.reacts.map((emoji) => {
  const mine = Boolean(post.reactions?.some(([one, , , is]) => one === emoji && is));
  return html`<button class="round" aria-label=${emoji} aria-pressed=${mine} onClick=${() => { react(room, post.seq, emoji, !mine); done(); }}>${emoji}</button>`;
});
