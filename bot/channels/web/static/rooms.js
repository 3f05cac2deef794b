// The list of chats: newest first, with what is unread.

import { html } from "./vendor/preact.js";
import { AccountMenu } from "./account_menu.js";
import { Avatar, Mark } from "./icons.js";
import * as store from "./store.js";
import { shortTime } from "./time.js";
import { press } from "./wire.js";
import { say } from "./words.js";

const { state } = store;

// `main`: a phone shows nothing else. What is shown large has the page's one first heading.
export function Rooms({ go, main }) {
  const rooms = [...state.rooms.values()].sort((a, b) => (store.lastPost(b)?.at ?? 0) - (store.lastPost(a)?.at ?? 0));
  return html`
    <div class="rooms" role=${main ? "main" : undefined}>
      <div class="bar" role=${main ? undefined : "banner"}><${store.activeRoom() ? "h2" : "h1"} tabindex="-1">${say("rooms")}<//><${AccountMenu} devices=${() => devices(go)} /></div>
      ${rooms.length === 0 && html`<p class="hint">${say("emptyRooms")}</p>`}
      <nav aria-label=${say("rooms")}><ul>${rooms.map((room) => html`<li key=${room.room}><${Row} room=${room} go=${go} /></li>`)}</ul></nav>
    </div>`;
}

// Where I am signed in stands in what the bot says of me, alone with it.
function devices(go) {
  const alone = [...state.rooms.values()].find((room) => room.direct);
  go(alone.room);
  press(alone.room, null, "我的");
}

function Row({ room, go }) {
  const last = store.lastPost(room);
  const active = room.room === state.active;
  const draft = !active && store.draft(room.room);
  return html`
    <button class=${`room ${active ? "is-active" : ""}`} aria-current=${active ? "page" : undefined} onClick=${() => go(room.room)}>
      ${room.direct ? html`<${Mark} size=${44} />` : html`<${Avatar} name=${room.room} group size="room" />`}
      <span class="room-words">
        <span class="room-title"><b>${store.title(room)}</b>${last && html`<time>${shortTime(last.at)}</time>`}</span>
        <span class="room-last"><span>${draft ? `✎ ${draft}` : line(room, last)}</span>
          ${room.unread > 0 && html`<span class="badge"><span aria-hidden="true">${room.unread > 99 ? "99+" : room.unread}</span><span class="unseen">${say("unreadRoom", { n: room.unread })}</span></span>`}</span>
      </span>
    </button>`;
}

function line(room, last) {
  if (!last) return room.direct ? say("private", { bot: state.bot }) : "";
  const words = store.preview(last);
  if (last.kind === "note" || room.direct) return words;
  if (last.by === state.me.id) return say("youSaid", { words });
  return `${last.kind === "bot" ? state.bot : last.name}：${words}`;
}
