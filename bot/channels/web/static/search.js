// Looking in one room: words anybody said there, or a day. Fetched when it is opened; the server looks, in rooms one sits in alone.

import { Component, html } from "./vendor/preact.js";
import { Page } from "./conversation.js";
import { Icon } from "./icons.js";
import * as store from "./store.js";
import { clockOf, dayName, dayOf, now, startOf } from "./time.js";
import { ask, listen } from "./wire.js";
import { say, spoken } from "./words.js";

const BEFORE = 24; // characters shown before the first hit
const SHOWN = 120;
const NO_DAYS = {};

export class Search extends Component {
  state = { words: "", asked: null, posts: [], earlier: null, busy: false, stretch: null, open: true, day: "" };

  componentDidMount() {
    this.dialog.showModal();
    this.input.focus();
    listen((frame) => frame.room === this.props.room && (frame.t === "found" ? this.found(frame) : this.stretched(frame)));
  }

  componentWillUnmount() { listen(null); }

  componentDidUpdate(_, before) {
    const { stretch } = this.state;
    if (!stretch || stretch === before.stretch || !stretch.fresh) return;
    const there = this.list.querySelector(`[data-seq="${stretch.seq}"]`) || this.list.querySelector(".message");
    there?.scrollIntoView({ block: "center" });
    there?.focus({ preventScroll: true });
  }

  look = (event) => {
    event.preventDefault();
    const words = this.input.value.trim();
    if (!words) return;
    this.setState({ asked: words, posts: [], earlier: null, busy: true, stretch: null });
    ask({ t: "search", room: this.props.room, words });
  };

  further = () => {
    this.setState({ busy: true });
    ask({ t: "search", room: this.props.room, words: this.state.asked, before: this.state.earlier });
  };

  found(frame) {
    if (frame.words !== this.state.asked) return;
    const posts = this.dressed(frame.posts);
    this.setState(({ posts: before }) => ({ posts: frame.before === null ? posts : [...before, ...posts], earlier: frame.earlier, busy: false }));
  }

  dressed = (posts) => posts.map((post) => store.dressed(store.state.rooms.get(this.props.room), post));

  stretched(frame) {
    const posts = this.dressed(frame.posts);
    this.setState(({ stretch: before }) => {
      if (frame.way === 0 || !before) return { busy: false, stretch: { posts, seq: frame.seq ?? this.firstOf(posts), earlier: frame.earlier, later: frame.later, fresh: true } };
      if (frame.way < 0) return { busy: false, stretch: { ...before, posts: [...posts, ...before.posts], earlier: frame.earlier, fresh: false } };
      return { busy: false, stretch: { ...before, posts: [...before.posts, ...posts], later: frame.later, fresh: false } };
    });
  }

  firstOf = (posts) => (posts.find((post) => post.day >= this.state.day) || posts.at(-1))?.seq ?? 0;

  go = (given) => {
    this.setState({ busy: true });
    ask({ t: "stretch", room: this.props.room, way: 0, ...given });
  };

  toDay = (event) => {
    const day = event.target.value;
    if (!day) return;
    this.setState({ day });
    this.go({ at: startOf(day) });
  };

  back = () => this.setState({ stretch: null }, () => this.input.focus());

  render({ room }, { asked, posts, earlier, busy, stretch }) {
    return html`
      <dialog class="search" ref=${(node) => { this.dialog = node; }} aria-label=${say("searchIn", { room: store.title(store.state.rooms.get(room)) })} onClose=${close} aria-busy=${busy}>
        <form class="bar" onSubmit=${this.look}>
          <button type="button" class="round" aria-label=${say(stretch && asked ? "toResults" : "close")} onClick=${() => (stretch && asked ? this.back() : this.dialog.close())}><${Icon} name=${stretch && asked ? "back" : "close"} /></button>
          <input type="search" ref=${(node) => { this.input = node; }} aria-label=${say("searchWords")} placeholder=${say("searchWords")} maxlength="100" enterkeyhint="search" autocomplete="off" />
          <button class="round" aria-label=${say("search")}><${Icon} name="search" /></button>
          <input type="date" aria-label=${say("toDay")} title=${say("toDay")} max=${dayOf(now())} onChange=${this.toDay} />
        </form>
        <p class="unseen" role="status">${asked && !busy && !stretch ? say("foundCount", { n: posts.length }) : ""}</p>
        <div class="found" tabindex="0" role="group" aria-label=${say(stretch ? "messages" : "results")} ref=${(node) => { this.list = node; }}>
          ${stretch ? html`<${Stretch} key="stretch" room=${room} stretch=${stretch} go=${this.go} />` : html`<${Results} key="results" posts=${posts} asked=${asked} busy=${busy} earlier=${earlier} further=${this.further} go=${this.go} />`}
        </div>
      </dialog>`;
  }
}

function close() {
  store.state.search = null;
  store.changed();
}

function Results({ posts, asked, busy, earlier, further, go }) {
  return html`
    ${!asked && html`<p class="hint">${say("searchHint")}</p>`}
    ${asked && !posts.length && !busy && html`<p class="hint">${say(earlier ? "foundNoneYet" : "foundNone", { words: asked })}</p>`}
    <ul class="hits">${posts.map((post) => html`
      <li key=${post.seq}><button class="hit" onClick=${() => go({ seq: post.seq })}>
        <span class="soft">${post.kind === "bot" ? store.state.bot : post.name} · ${dayName(post.at)} ${post.clock}</span>
        <span>${marked(store.preview(post), asked)}</span></button></li>`)}</ul>
    ${earlier && html`<button class="button" disabled=${busy} onClick=${further}>${say("lookFurther")}</button>`}`;
}

const Stretch = ({ room, stretch: { posts, earlier, later }, go }) => html`
  ${posts.length === 0 && html`<p class="hint">${say("start")}</p>`}
  ${earlier && html`<button class="button" onClick=${() => go({ seq: posts[0].seq, way: -1 })}>${say("earlierOnes")}</button>`}
  <${Page} page=${{ posts }} before=${null} room=${room} newAt=${null} calendar=${NO_DAYS} today=${dayOf(now())} language=${spoken()} />
  ${later && html`<button class="button" onClick=${() => go({ seq: posts.at(-1).seq, way: 1 })}>${say("laterOnes")}</button>`}`;

// A line around its first hit, every hit marked: as words, never as markup.
function marked(line, asked) {
  const terms = asked.toLowerCase().split(/\s+/);
  const first = Math.max(0, Math.min(...terms.map((term) => line.toLowerCase().indexOf(term)).filter((at) => at >= 0), line.length) - BEFORE);
  const shown = (first ? "…" : "") + line.slice(first, first + SHOWN);
  const pieces = [];
  let at = 0;
  while (at < shown.length) {
    const [start, term] = terms.map((one) => [shown.toLowerCase().indexOf(one, at), one]).filter(([found]) => found >= 0).sort((a, b) => a[0] - b[0])[0] || [shown.length, ""];
    pieces.push(shown.slice(at, start));
    if (term) pieces.push(html`<mark>${shown.slice(start, start + term.length)}</mark>`);
    at = start + term.length;
    if (!term) break;
  }
  return pieces;
}
