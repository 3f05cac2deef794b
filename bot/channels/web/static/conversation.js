// The conversation: posts in bubbles by day and by run, what is still being sent, and where reading stopped.

import { Component, html } from "./vendor/preact.js";
import { Avatar, Icon, Mark } from "./icons.js";
import { light, Parts } from "./parts.js";
import * as files from "./files.js";
import { goTo, keepPlace, note, placeIn } from "./place.js";
import { Choose, Reactions } from "./reactions.js";
import * as store from "./store.js";
import { clockOf, dayName, dayOf } from "./time.js";
import * as wire from "./wire.js";
import { say, spoken } from "./words.js";

const { state } = store;
const RUN = 5 * 60000; // posts of one person closer than this stand together
const NEAR = 60; // pixels from the end that still count as being there
const FIRST = 12; // posts that are drawn before all others: more than a phone shows at once
const AHEAD = 1200; // pixels before the beginning at which older posts are asked for
const SOON = 500; // milliseconds after which the other posts are drawn, whatever else there is to do

const whenIdle = (call) => (window.requestIdleCallback ? requestIdleCallback(call, { timeout: SOON }) : setTimeout(call, SOON / 5)); // Safari has none

// ── the scrolling part ──
// It is laid out from its end (column-reverse): the end stays in place when something grows, older posts push nothing about.

export class Conversation extends Component {
  state = { whole: false };

  componentDidMount() {
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.toStart();
    document.addEventListener("visibilitychange", this.seen = () => this.readIfHere());
    addEventListener("pagehide", this.left = () => note(this.scroller, this.props.room));
    whenIdle(() => this.scroller && this.setState({ whole: true }, () => this.scrolled()));
  }

  componentWillUnmount() {
    document.removeEventListener("visibilitychange", this.seen);
    removeEventListener("pagehide", this.left);
  }

  getSnapshotBeforeUpdate(before) {
    return { height: this.flow.offsetHeight, last: this.last, first: this.first, mine: this.mine };
  }

  componentDidUpdate(before, _, was) {
    const { room } = this.props;
    const last = store.lastPost(room)?.seq;
    const mine = store.waitingIn(room.room).length;
    if (mine > (was.mine ?? 0)) this.toEnd();
    else if (last !== was.last && room.below && store.firstSeq(room) === was.first) this.scroller.scrollTop -= this.flow.offsetHeight - was.height;
    this.remember();
    if (!this.opened && room.loaded) this.toStart();
    this.seek();
    this.readIfHere();
  }

  remember() {
    const { room } = this.props;
    Object.assign(this, { last: store.lastPost(room)?.seq, first: store.firstSeq(room), mine: store.waitingIn(room.room).length });
  }

  // A room opens where its reader had scrolled to, else at its first new post, else at its end.
  toStart() {
    const { room } = this.props;
    this.remember();
    if (!room.loaded) return;
    this.opened = true;
    this.scroller.scrollTop = 0;
    const place = this.seeking = placeIn(room.room);
    this.seek();
    const divider = !place && this.flow.querySelector(".new-divider");
    if (divider && divider.getBoundingClientRect().top < this.scroller.getBoundingClientRect().top) divider.scrollIntoView({ block: "start" });
    this.scrolled();
  }

  seek() {
    const { room } = this.props;
    if (!this.seeking || room.loading) return;
    if (goTo(this.scroller, this.seeking, room)) wire.older(room);
    else this.seeking = null;
  }

  toEnd = () => {
    this.seeking = null;
    this.scroller.scrollTop = 0;
    this.scrolled();
  };

  scrolled() {
    const { room } = this.props;
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const below = -scrollTop < NEAR ? 0 : -scrollTop;
    const moved = (below === 0) !== (room.below === 0);
    room.below = below;
    if (!this.seeking) keepPlace(this.scroller, room);
    if (this.state.whole && scrollHeight - clientHeight + scrollTop < AHEAD) wire.older(room);
    this.readIfHere();
    if (moved) store.changed();
  }

  readIfHere() {
    const { room } = this.props;
    if (room.loaded && room.below === 0 && !document.hidden && room.unread) wire.read(room);
  }

  // What is seen first comes first. Whoever opens a room where they had stopped sees other posts than its newest, and waits for all.
  pages({ room }, newAt) {
    const last = room.pages.at(-1);
    if (this.state.whole || !last || newAt !== null || placeIn(room.room)) return room.pages;
    return [{ ...last, posts: last.posts.slice(-FIRST) }];
  }

  render({ room }) {
    const waiting = store.waitingIn(room.room);
    const calendar = state.panels.get(room.room)?.cards?.calendar || [...state.panels.values()].find((panel) => panel.cards?.calendar)?.cards.calendar || NO_DAYS;
    const today = dayOf(Date.now());
    const newAt = store.firstNew(room);
    let before = null;
    return html`
      <div class="scroller" role="log" aria-live="off" aria-label=${say("messages")} tabindex="0" ref=${(node) => { this.scroller = node; }} onKeyDown=${arrows}>
        <div class="flow" ref=${(node) => { this.flow = node; }}>
          ${room.loaded && room.pages.length > 0 && html`<p class="beginning">${say(room.more ? "older" : "start")}</p>`}
          ${this.pages({ room }, newAt).map((page) => {
            const drawn = html`<${Page} key=${page.key} page=${page} before=${before} room=${room.room} newAt=${newAt} calendar=${calendar} today=${today} language=${spoken()} />`;
            before = page.posts.at(-1);
            return drawn;
          })}
          ${waiting.map((item, index) => html`<${Outgoing} key=${item.id} item=${item} first=${index === 0 && !(before?.kind === "person" && before.by === state.me.id && item.at - before.at < RUN)} />`)}
          ${room.loaded && !room.pages.length && !waiting.length && html`<${Empty} room=${room} />`}
        </div>
      </div>`;
  }
}

const NO_DAYS = {};

const Empty = ({ room }) => html`
  <div class="empty">
    ${room.direct ? html`<${Mark} size=${56} />` : html`<${Avatar} name=${room.room} group size="big" />`}
    <p>${say(room.direct ? "emptyPrivate" : "emptyRoom", { bot: state.bot })}</p>
  </div>`;

// Arrow keys go from message to message; Tab then goes to what can be pressed in it. From the list itself one comes to the newest in sight.
function arrows(event) {
  const step = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
  const scroller = event.currentTarget;
  const here = event.target.closest(".message");
  if (!step || event.target.matches(".player") || (!here && event.target !== scroller) || event.altKey || event.ctrlKey || event.metaKey) return;
  const all = [...scroller.querySelectorAll(".message")];
  const end = scroller.getBoundingClientRect().bottom;
  const next = here ? all[Math.min(all.length - 1, Math.max(0, all.indexOf(here) + step))] : all.findLast((one) => one.getBoundingClientRect().top < end);
  if (!next) return;
  event.preventDefault();
  next.focus();
}

// What can be done with a message is shown while it is chosen itself. That is a class: while the focus goes from the message to a button
// nothing has it, and what is hidden for that moment cannot take it.
function focused(event) {
  const message = event.currentTarget;
  message.classList.toggle("is-chosen", event.target === message || Boolean(event.target.closest(".actions")));
  const scroller = message.closest(".scroller, .found");
  scroller.querySelectorAll('.message[tabindex="0"]').forEach((other) => other !== message && (other.tabIndex = -1));
  message.tabIndex = 0;
  message.querySelectorAll("button").forEach((button) => { button.tabIndex = 0; });
}

function blurred(event) {
  const message = event.currentTarget;
  if (message.contains(event.relatedTarget)) return;
  message.classList.remove("is-chosen", "is-quiet");
  message.querySelectorAll("button").forEach((button) => { button.tabIndex = -1; });
}

// ── fifty posts ──

export class Page extends Component {
  shouldComponentUpdate(next) {
    const { page, before, newAt, calendar, today, language } = this.props;
    return page !== next.page || before?.seq !== next.before?.seq || newAt !== next.newAt || language !== next.language || today !== next.today || calendar !== next.calendar;
  }

  render({ page, before, room, newAt, calendar, language }) {
    const drawn = [];
    let last = before;
    for (const post of page.posts) {
      if (post.day !== last?.day) drawn.push(html`<${Day} key=${post.day} at=${post.at} kind=${calendar[post.day]} />`);
      const starts = post.seq === newAt;
      if (starts) drawn.push(html`<div class="new-divider" key="new" role="separator" aria-label=${say("newBelow")}><span>${say("newBelow")}</span></div>`);
      drawn.push(html`<${Message} key=${post.seq} post=${post} room=${room} first=${starts || !joins(last, post)} quote=${post.quote && !(post.kind === "bot" && post.quote.seq === last?.seq) ? post.quote : null} language=${language} />`);
      last = post;
    }
    return html`<div class="page">${drawn}</div>`;
  }
}

const joins = (last, post) => last && last.kind === post.kind && last.by === post.by && post.kind !== "note" && last.day === post.day && post.at - last.at < RUN;

const Day = ({ at, kind }) => html`
  <h2 class="day"><span>${dayName(at)}${kind && html`<b class=${kind === "休" ? "is-rest" : "is-work"}>${say(kind === "休" ? "rest" : "work")}</b>`}</span></h2>`;

// ── one post ──

class Message extends Component {
  shouldComponentUpdate(next) {
    return ["post", "first", "quote", "language"].some((name) => this.props[name] !== next[name]);
  }

  render({ post, room, first, quote }) {
    if (post.kind === "note") return html`<p class="note"><${Parts} post=${post} room=${room} /></p>`;
    const mine = post.by === state.me.id;
    const bot = post.kind === "bot";
    const name = bot ? state.bot : post.name;
    const label = `${mine ? say("you") : name}，${post.clock}，${store.preview(post)}`;
    const bare = post.parts.every(([kind]) => kind === "picture");
    return html`
      <div class=${`message ${mine ? "mine" : bot ? "bot" : "theirs"} ${first ? "first" : ""}`} role="article" tabindex="-1" data-seq=${post.seq} aria-label=${label} onfocusin=${focused} onfocusout=${blurred} onKeyDown=${(event) => shortcut(event, room, post)}>
        ${!mine && html`<div class="face">${first && (bot ? html`<${Mark} />` : html`<${Avatar} name=${name} />`)}</div>`}
        <div class="body">
          ${first && html`<div class="head">${!mine && html`<span class="name">${name}</span>`}${bot && html`<span class="tag">${say("bot")}</span>`}<time datetime=${new Date(post.at).toISOString()}>${post.clock}</time></div>`}
          <div class=${`bubble ${bare ? "is-bare" : ""}`} title=${first ? "" : post.clock}>
            ${quote && html`<${Quote} quote=${quote} />`}
            <${Parts} post=${post} room=${room} />
            ${post.edited && html`<span class="edited" title=${say("editedAt", { at: clockOf(post.edited) })}>${say("edited")}</span>`}
          </div>
          <${Reactions} post=${post} room=${room} />
          ${mine && html`<div class="fate"><span class="quiet" role="img" aria-label=${say("sent")}><${Icon} name="check" size=${14} /></span></div>`}
          <${Actions} post=${post} room=${room} />
        </div>
      </div>`;
  }
}

const Quote = ({ quote }) => html`
  <div class="quote"><b>${quote.kind === "bot" ? state.bot : quote.name}</b><span>${quote.words}</span></div>`;

class Actions extends Component {
  state = { choosing: false };

  // The message keeps the focus while what had it gives way.
  choose = () => {
    this.base.closest(".message").focus();
    this.setState({ choosing: true }, () => this.base.querySelector("button").focus());
  };
  done = () => {
    this.setState({ choosing: false });
    this.base.closest(".message").focus();
  };
  leave = ({ relatedTarget }) => relatedTarget && !this.base.contains(relatedTarget) && this.setState({ choosing: false }); // without one the button itself went
  key = (event) => {
    if (event.key !== "Escape" || !this.state.choosing) return;
    event.preventDefault();
    event.stopPropagation();
    this.done();
  };

  render({ post, room }, { choosing }) {
    if (choosing) return html`<div class="actions is-choosing" role="group" aria-label=${say("react")} onfocusout=${this.leave} onKeyDown=${this.key}><${Choose} post=${post} room=${room} done=${this.done} /></div>`;
    return html`
  <div class="actions">
    <button class="round react" tabindex="-1" aria-label=${say("react")} title=${say("react")} onClick=${this.choose}><${Icon} name="smile" size=${18} /></button>
    <button class="round" tabindex="-1" aria-label=${say("reply")} title=${say("reply")} onClick=${() => answer(room, post)}><${Icon} name="reply" size=${18} /></button>
    <button class="round" tabindex="-1" aria-label=${say("copy")} title=${say("copy")} onClick=${() => copy(post)}><${Icon} name="copy" size=${18} /></button>
  </div>`;
  }
}

function answer(room, post) {
  state.rooms.get(room).reply = post;
  state.search = null;
  store.changed();
  document.querySelector(".composer textarea")?.focus();
}

function copy(post) {
  clipboard(store.plain(post)).then(() => store.toast(say("copied")), () => store.toast(say("copiedNot"), "warning"));
}

// Without https there is no clipboard to write to, but copying what is selected works.
async function clipboard(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  const hold = (event) => { event.preventDefault(); event.clipboardData.setData("text/plain", words); };
  document.addEventListener("copy", hold, { once: true });
  if (!document.execCommand("copy")) { document.removeEventListener("copy", hold); throw new Error("not allowed"); }
}

function shortcut(event, room, post) {
  if (event.target !== event.currentTarget || event.altKey) return;
  const copies = event.key.toLowerCase() === "c";
  if (event.ctrlKey || event.metaKey ? copies && getSelection().isCollapsed : copies) {
    event.preventDefault();
    return copy(post);
  }
  if (event.ctrlKey || event.metaKey) return;
  if (event.key === "Enter" || event.key === "r") {
    event.preventDefault();
    answer(room, post);
  }
}

// ── what is on its way ──

function Outgoing({ item, first }) {
  const failed = item.state === "failed" || item.late;
  return html`
    <div class=${`message mine outgoing ${first ? "first" : ""} ${failed ? "is-failed" : ""}`} role="article" tabindex="-1" aria-label=${`${say("you")}，${say(failed ? "failed" : "sending")}`} onfocusin=${focused}>
      <div class="body">
        ${first && html`<div class="head"><time>${clockOf(item.at)}</time></div>`}
        <div class="bubble">
          ${item.quote && html`<${Quote} quote=${item.quote} />`}
          ${item.text && html`<div class="words clamped" dir="auto">${light(item.text)}</div>`}
          ${item.files.map((file) => html`<div class="file"><span class="file-mark"><${Icon} name="file" size=${24} /></span><span class="file-words"><span class="file-name">${file.name}</span><span class="soft">${files.size(file.size)}</span></span></div>`)}
        </div>
        <div class="fate">
          ${failed
            ? html`<span>${item.why || say("failed")}</span><button onClick=${() => wire.retry(item.id)}>${say("retry")}</button><button onClick=${() => store.forget(item.id)}>${say("discard")}</button>`
            : html`<span class="quiet" role="img" aria-label=${say("sending")}><${Icon} name="clock" size=${14} /></span>`}
        </div>
      </div>
    </div>`;
}
