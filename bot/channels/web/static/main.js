// The page put together: chats, the conversation and the camp beside it; on a phone one at a time.

import { Component, html, render } from "./vendor/preact.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import * as files from "./files.js";
import { keepFocus } from "./focus.js";
import { Avatar, Icon, Mark } from "./icons.js";
import "./install.js";
import { Panel } from "./panel.js";
import { Rooms } from "./rooms.js";
import { Asking, Choosing, Gone } from "./sign_in.js";
import * as store from "./store.js";
import { Today } from "./today.js";
import { Toasts } from "./toasts.js";
import { look, start } from "./wire.js";
import { say } from "./words.js";

const { state } = store;
const narrow = matchMedia("(max-width: 767.9px)");

class Chat extends Component {
  componentDidMount() {
    store.onChange(() => this.setState({}));
    narrow.addEventListener("change", store.changed);
    addEventListener("popstate", () => { if (narrow.matches && state.active) store.open(null); });
    start();
  }

  componentDidUpdate() {
    const unread = store.totalUnread();
    const room = store.activeRoom();
    document.title = `${unread ? `(${unread > 99 ? "99+" : unread}) ` : ""}${room ? `${store.title(room)} · ` : ""}群学`;
  }

  render() {
    if (state.phase === "gone") return html`<${Gone} />`;
    if (state.phase === "asking") return html`<${Asking} />`;
    if (state.phase === "choosing") return html`<${Choosing} />`;
    if (state.phase === "starting") return html`<${Ghost} offline=${state.offline} />`;
    const room = store.activeRoom();
    return html`
      <div class=${`frame ${room ? "has-room" : ""}`}>
        <${Rooms} go=${go} main=${narrow.matches && !room} />
        <main class="talk" aria-label=${say("conversation")}>
          ${room ? html`<${Talk} key=${room.room} room=${room} />` : html`<p class="hint">${say("choose")}</p>`}
        </main>
        <${Panel} />
      </div>
      ${!room && html`<${Toasts} />`}
      <div class="unseen" aria-live="polite" aria-atomic="true">${state.announced}</div>
      ${Search && state.search && state.search === room?.room && html`<${Search} key=${state.search} room=${state.search} />`}
      ${state.picture && html`<${Large} picture=${state.picture} />`}`;
  }
}

function go(name) {
  if (narrow.matches && !state.active) history.pushState({ room: name }, "");
  store.open(name);
  look(name);
}

function back() {
  if (history.state?.room) history.back();
  else store.open(null);
}

let Search = null;

async function search(room) {
  try {
    ({ Search } = await import("./search.js"));
    state.search = room.room;
    store.changed();
  } catch {
    store.toast(say("offline"), "warning");
  }
}

class Talk extends Component {
  toEnd = () => this.conversation.toEnd();

  render({ room }) {
    return html`
      <header class="bar">
        <button class="round back" aria-label=${say("back")} onClick=${back}><${Icon} name="back" size=${24} /></button>
        ${room.direct ? html`<${Mark} size=${36} />` : html`<${Avatar} name=${room.room} group />`}
        <div class="bar-words"><h1 tabindex="-1">${store.title(room)}</h1><small class="soft">${under(room)}</small></div>
        <button class="round" aria-haspopup="dialog" aria-label=${say("search")} title=${say("search")} onClick=${() => search(room)}><${Icon} name="search" size=${22} /></button>
        <button class="round drawer-open" aria-haspopup="dialog" aria-label=${say("panel")} title=${say("panel")} onClick=${() => { state.drawer = true; store.changed(); }}><${Icon} name="camp" size=${22} /></button>
      </header>
      ${state.offline && html`<div class="offline" role="status">${say("offline")}</div>`}
      <${Today} room=${room} />
      <${Conversation} room=${room} ref=${(talk) => { this.conversation = talk; }} />
      <${Toasts} />
      <${Composer} room=${room} toEnd=${this.toEnd} />`;
  }
}

function under(room) {
  if (room.direct) return say("private", { bot: state.bot });
  const count = state.panels.get(room.room)?.count;
  return count ? say("onlineCount", { n: count }) : "";
}

const Ghost = ({ offline }) => html`
  <div class="frame is-starting" aria-busy="true">
    <nav class="rooms"><div class="ghost head"></div><div class="ghost room"></div><div class="ghost room"></div></nav>
    <main class="talk"><h1 class="unseen">群学</h1><div class="ghost head"></div>${offline && html`<div class="offline" role="status">${say("offline")}</div>`}<div class="ghost line a"></div><div class="ghost line b"></div><div class="ghost line c"></div><div class="ghost box"></div></main>
    <aside class="panel"><div class="ghost head"></div><div class="ghost card"></div><div class="ghost card"></div></aside>
  </div>`;

class Large extends Component {
  componentDidMount() { this.dialog.showModal(); }
  close = () => { state.picture = null; store.changed(); };

  render({ picture }) {
    return html`
      <dialog class="large" ref=${(node) => { this.dialog = node; }} aria-label=${picture.alt} onClose=${this.close} onClick=${() => this.dialog.close()}>
        <img src=${picture.url} alt=${picture.alt} />
        <div class="large-bar"><span>${picture.alt}</span>
          <button class="round" aria-label=${say("save")} onClick=${(event) => { event.stopPropagation(); files.save(picture.room, picture.file, /\.\w{3,4}$/.test(picture.alt) ? picture.alt : "picture.png"); }}><${Icon} name="save" /></button>
          <button class="round" aria-label=${say("close")}><${Icon} name="close" /></button></div>
      </dialog>`;
  }
}

// Where a phone's keyboard lies over the page instead of shrinking it, the page shrinks itself.
function fit() {
  const covered = innerHeight - visualViewport.height > 80 && visualViewport.scale === 1;
  document.documentElement.style.setProperty("--height", covered ? `${visualViewport.height}px` : "100dvh");
}
window.visualViewport?.addEventListener("resize", fit);

const root = document.getElementById("chat");
root.replaceChildren();
root.removeAttribute("class");
keepFocus(root);
render(html`<${Chat} />`, root);
