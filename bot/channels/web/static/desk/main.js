// The desk put together: its pages on one side, the page in the middle, the talk with the bot beside it. On a phone the talk lies over the page.

import "./words.js";
import { Component, html, render } from "../vendor/preact.js";
import { Composer } from "../composer.js";
import { Conversation } from "../conversation.js";
import { keepFocus } from "../focus.js";
import { Icon, Mark } from "../icons.js";
import * as signing from "../sign_in.js";
import * as store from "../store.js";
import { clockOf } from "../time.js";
import { Toasts } from "../toasts.js";
import { start } from "../wire.js";
import { say } from "../words.js";
import { Block } from "./blocks.js";
import { current, isBehind } from "./looks.js";
import { Saying } from "./saying.js";
import { To } from "./table.js";

const { state } = store;
const { Choosing, Gone } = signing;

class Desk extends Component {
  componentDidMount() {
    store.onChange(() => this.setState({}));
    addEventListener("keydown", find);
    addEventListener("dragenter", takeFiles);
    start();
  }

  componentDidUpdate() {
    const unread = store.totalUnread();
    const spot = state.view?.key.split("?")[0];
    if (spot !== this.spot) {
      document.querySelector(".desk-page")?.scrollTo(0, 0); // another page begins at its top
      document.querySelector(".desk-nav .is-here")?.scrollIntoView({ block: "nearest", inline: "center" });
    }
    this.spot = spot;
    document.title = `${unread ? `(${unread}) ` : ""}${state.view?.title ? `${state.view.title} · ` : ""}${say("desk")}`;
  }

  render() {
    if (state.phase === "gone") return html`<${Gone} />`;
    if (state.phase === "choosing") return html`<${Choosing} />`;
    if (state.phase !== "ready" || !state.desk) return html`<${Ghost} />`;
    const { page } = current();
    return html`
      <div class=${`desk ${state.dock ? "has-dock" : ""}`}>
        <${Nav} page=${page} />
        <main class="desk-page" tabindex="-1" aria-busy=${isBehind()}><${View} view=${state.view} /></main>
        <${Dock} room=${store.activeRoom()} />
      </div>
      <div class="unseen" aria-live="polite" aria-atomic="true">${state.announced}</div>
      ${state.saying && html`<${Saying} key=${state.saying.says} saying=${state.saying} />`}
      ${state.picture && html`<${Large} picture=${state.picture} />`}`;
  }
}

const Nav = ({ page }) => html`
  <header class="desk-nav">
    <div class="desk-camp"><${Mark} size=${32} /><span><b>${state.desk.camp}</b><small class="soft">${say("until", { at: clockOf(state.desk.until) })}</small></span></div>
    <nav aria-label=${say("pages")}><ul>${state.desk.pages.map(([name, title]) => html`
      <li key=${name} class=${name === page ? "is-here" : ""}><${To} to=${name}>${name === page ? html`<span aria-current="page">${title}</span>` : title}<//></li>`)}</ul></nav>
  </header>`;

function View({ view }) {
  if (!view) return html`<h1>${say("desk")}</h1><p class="hint">${say("loading")}</p>`;
  if (view.says) return html`<h1>${view.title || say("desk")}</h1><p class="hint" role="alert">${view.says}</p>`;
  return html`
    <div class="page-head">${view.back && html`<p class="way-back"><${To} to=${view.back}>← ${view.of || say("back_")}<//></p>`}<h1 tabindex="-1">${view.title}</h1>
      <button class="plain print" onClick=${() => print()}>${say("print")}</button></div>
    ${state.offline && html`<div class="offline" role="status">${say("offline")}</div>`}
    <div class="blocks">${view.blocks.map((block, index) => html`<${Block} key=${`${view.page}/${block.kind}/${block.name || index}`} block=${block} />`)}</div>`;
}

const wide = matchMedia("(min-width: 1440px)");

// Where there is room it always stands there; else it is opened, and what is new in it is counted meanwhile.
class Dock extends Component {
  componentDidMount() { wide.addEventListener("change", store.changed); }

  toggle = () => {
    state.dock = !state.dock;
    store.changed();
  };
  toEnd = () => this.talk.toEnd();

  render({ room }) {
    const unread = room?.unread ?? 0;
    return html`
      ${!wide.matches && html`<button class="dock-open" aria-expanded=${state.dock} aria-label=${say(state.dock ? "dockClose" : "dockOpen")} onClick=${this.toggle}><${Mark} size=${40} />${unread > 0 && html`<span class="badge">${unread}</span>`}</button>`}
      ${(wide.matches || state.dock) && html`
        <aside class="talk dock" aria-label=${say("dock")}>
          <header class="bar"><${Mark} size=${32} /><h2>${state.bot}</h2>${!wide.matches && html`<button class="round dock-close" aria-label=${say("dockClose")} onClick=${this.toggle}><${Icon} name="close" /></button>`}</header>
          ${room && html`<${Conversation} room=${room} ref=${(talk) => { this.talk = talk; }} /><${Toasts} /><${Composer} room=${room} toEnd=${this.toEnd} quiet />`}
        </aside>`}`;
  }
}

class Large extends Component {
  componentDidMount() { this.dialog.showModal(); }
  close = () => { state.picture = null; store.changed(); };

  render({ picture }) {
    return html`<dialog class="large" ref=${(node) => { this.dialog = node; }} aria-label=${picture.alt} onClose=${this.close} onClick=${() => this.dialog.close()}><img src=${picture.url} alt=${picture.alt} /><div class="large-bar"><span>${picture.alt}</span><button class="round" aria-label=${say("close")}><${Icon} name="close" /></button></div></dialog>`;
  }
}

const Ghost = () => html`
  <div class="desk is-starting" aria-busy="true"><nav class="desk-nav" aria-label=${say("desk")}><div class="ghost head"></div></nav>
    <main class="desk-page"><h1 class="unseen">${say("desk")}</h1>${state.offline && html`<div class="offline" role="status">${say("offline")}</div>`}<div class="ghost card"></div><div class="ghost card"></div></main></div>`;

// A file that is dropped goes to the bot: the talk is opened to take it.
function takeFiles({ dataTransfer }) {
  if (state.dock || !dataTransfer?.types.includes("Files")) return;
  state.dock = true;
  store.changed();
}

// A slash finds, wherever one is and is not writing.
function find(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, dialog")) return;
  const box = document.querySelector('.desk-page [type="search"]');
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
}

const root = document.getElementById("desk");
root.replaceChildren();
root.removeAttribute("class");
keepFocus(root);
render(html`<${Desk} />`, root);
