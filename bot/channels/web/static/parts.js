// One message's parts, drawn: words as words only, never as markup.

import { Component, html } from "./vendor/preact.js";
import { Icon } from "./icons.js";
import * as files from "./files.js";
import { state, changed, toast } from "./store.js";
import { now } from "./time.js";
import { press } from "./wire.js";
import { say } from "./words.js";

const ADDRESS = /https?:\/\/[^\s<>"'“”‘’，。；！？、（）《》【】]+[^\s<>"'“”‘’，。；！？、（）《》【】.,;:!?)\]}]/g;
const FOLD_AFTER = 12; // lines
const FEW = 3; // lines not worth a press
const LAST_LINE = 90; // characters
const CARD = 800; // pixels: as wide as the bot draws
const SHORT_LABEL = 14; // characters that stay on one line

export function Parts({ post, room }) {
  const drawn = [];
  let line = [];
  const flush = () => {
    if (line.length) drawn.push(html`<${Words} key=${drawn.length} pieces=${line} by=${post.kind} />`);
    line = [];
  };
  for (const part of post.parts) {
    if (part[0] === "text" || part[0] === "mention") {
      line.push(part);
    } else {
      flush();
      drawn.push(html`<${BLOCKS[part[0]] || Unknown} key=${drawn.length} part=${part} post=${post} room=${room} />`);
    }
  }
  flush();
  return drawn;
}

const Unknown = () => null;

// ── words ──

// Long words fold where more than a few lines would be hidden; their last line, which says what to do, is never hidden.
class Words extends Component {
  state = { folds: false, open: false };

  componentDidMount() { this.measure(); }
  componentDidUpdate(before) { if (before.pieces !== this.props.pieces && !this.state.open) this.measure(); }

  measure() {
    const words = this.props.pieces.map((piece) => (piece[0] === "text" ? piece[1].map(text).join("") : "")).join("");
    const long = words.length > 160 || words.split("\n").length > FOLD_AFTER;
    const folds = long && (this.node.scrollHeight + (this.end?.scrollHeight ?? 0)) / parseFloat(getComputedStyle(this.node).lineHeight) > FOLD_AFTER + FEW + 0.5;
    if (folds !== this.state.folds) this.setState({ folds });
  }

  render({ pieces, by }, { folds, open }) {
    const inline = by === "person" ? typed : written;
    const [shown, end] = folds && !open ? parted(pieces) : [pieces, null];
    return html`
      <div class=${`words ${folds && !open ? "clamped" : ""}`} dir="auto" ref=${(node) => { this.node = node; }}>${shown.map(inline)}</div>
      ${folds && html`<button class="unfold" aria-expanded=${open} onClick=${() => this.setState({ open: !open })}>${say(open ? "fold" : "unfold")}</button>`}
      ${end && html`<div class="words" dir="auto" ref=${(node) => { this.end = node; }}>${inline(end)}</div>`}`;
  }
}

const text = (one) => (typeof one === "string" ? one : one[0]);

const written = (piece) => (piece[0] === "text" ? piece[1].map(run) : html`<span class=${`mention ${piece[3] && piece[3] === state.me.id ? "me" : ""}`}>@${piece[2]}</span>${" "}`);

// What people type may be strong, emphasised, code or a link, by the signs many know: made of words alone, never of markup.
const typed = (piece) => (piece[0] === "text" ? piece[1].map((one) => light(text(one))) : written(piece));

const host = (address) => address.split("/")[2].split("@").at(-1);

const SIGNS = /`([^`\n]+)`|(?<![\w*])\*\*([^*\s](?:[^*\n]*[^*\s])?)\*\*(?![\w*])|(?<![\w*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])|(?<!\w)_([^_\s](?:[^_\n]*[^_\s])?)_(?!\w)|\[([^\]\n]+)\]\((https?:\/\/[^\s()<>"']+)\)/g;

export function light(words) {
  const pieces = [];
  let at = 0;
  for (const found of words.matchAll(SIGNS)) {
    const [whole, code, strong, soft, underlined, label, address] = found;
    if (/:\/\/\S*$/.test(words.slice(at, found.index)) && !label) continue; // a sign within an address is a part of it
    pieces.push(linked(words.slice(at, found.index)));
    if (code) pieces.push(html`<code>${code}</code>`);
    else if (strong) pieces.push(html`<strong>${linked(strong)}</strong>`);
    else if (label) pieces.push(anchor(address, label), html`<span class="soft"> (${host(address)})</span>`); // where it goes is always seen
    else pieces.push(html`<em>${linked(soft || underlined)}</em>`);
    at = found.index + whole.length;
  }
  return [...pieces, linked(words.slice(at))];
}

// Without their last line, and that line; a last line as long as a paragraph folds with the rest.
function parted(pieces) {
  const last = pieces.at(-1);
  const words = last[0] === "text" && typeof last[1].at(-1) === "string" ? last[1].at(-1) : "";
  const at = words.trimEnd().lastIndexOf("\n");
  const line = words.slice(at + 1);
  if (at < 0 || line.length > LAST_LINE) return [pieces, null];
  return [[...pieces.slice(0, -1), ["text", [...last[1].slice(0, -1), words.slice(0, at)]]], ["text", [line]]];
}

function run(one) {
  const [words, mark, link] = typeof one === "string" ? [one] : one;
  const inner = link ? anchor(link, words) : linked(words);
  switch (mark) {
    case "strong": return html`<strong>${inner}</strong>`;
    case "soft": return html`<span class="soft">${inner}</span>`;
    case "code": return html`<code>${inner}</code>`;
    case "quote": return html`<q>${inner}</q>`;
    case "hit": return html`<mark>${inner}</mark>`;
    default: return inner;
  }
}

const anchor = (address, words) => (/^https?:\/\//i.test(address) ? html`<a href=${address} target="_blank" rel="noopener noreferrer nofollow">${words}</a>` : words);

function linked(words) {
  if (!words.includes("://")) return words;
  const pieces = [];
  let at = 0;
  for (const found of words.matchAll(ADDRESS)) {
    pieces.push(words.slice(at, found.index), anchor(found[0], found[0]));
    at = found.index + found[0].length;
  }
  return [...pieces, words.slice(at)];
}

// ── buttons and choices ──

const Buttons = ({ part: [, rows], post, room }) => html`
  <div class="buttons">${rows.map((row) => html`
    <div class=${`buttons-row ${row.length > 1 && row.map(([label]) => label).join("").length <= 4 * row.length + 2 ? "is-short" : ""}`}>${row.map(([label, says]) => html`
      <button class=${`button ${post.pressed === says ? "is-pressed" : ""}`} aria-busy=${post.busy === says} tabindex="-1" onClick=${() => press(room, post.seq, says)}>
        ${post.pressed === says && post.busy !== says && html`<${Icon} name="check" size=${12} />`}<span>${label}</span>
      </button>`)}
    </div>`)}
  </div>`;

function Choices({ part: [, options, until, seconds], post, room }) {
  const end = until ? Date.parse(until) : null;
  const over = end !== null && now() >= end;
  const told = options.some((option) => option[4] !== null);
  const counted = options.some((option) => option[3]);
  return html`
    <div class=${`choices ${told ? "is-told" : ""}`} role="group">
      ${options.map((option) => html`<${Choice} option=${option} post=${post} room=${room} over=${over} />`)}
      <div class="choices-foot">
        ${end !== null && !told && html`<${Countdown} key=${until} end=${end} seconds=${seconds} />`}
        <span>${foot(options, post.chosen, counted, told, over)}</span>
      </div>
    </div>`;
}

function foot(options, letter, counted, told, over) {
  const all = options.find((option) => option[3])?.[3][1] ?? 0;
  const can = options.some((option) => option[2]) && !over;
  const said = counted ? [told ? say("answered", { n: all }) : all === 1 ? say("vote") : say("votes", { n: all })] : [];
  if (letter && !told) said.push(say(counted ? (can ? "voted" : "votedFinal") : "chose", { letter }));
  else if (over && !told) said.push(say("timeUp"));
  return said.join(" · ");
}

// Where several may be taken, what is picked is what the server says; a press there only asks for a change.
function Choice({ option: [letter, words, says, share, right, picked = null], post, room, over }) {
  const mine = picked ?? post.chosen === letter;
  const percent = share ? Math.round((100 * share[0]) / Math.max(1, share[1])) : 0;
  const outcome = right === null ? "" : right ? "is-right" : mine ? "is-wrong" : "is-other";
  const can = Boolean(says) && !over; // told by aria alone: a disabled button would lose the focus it has
  const label = [letter, words, share && `${share[0]}/${share[1]}`, right !== null && say(right ? "right" : "wrong"), mine && say("mineMark")].filter(Boolean).join("，");
  return html`
    <button class=${`choice ${mine ? "is-mine" : ""} ${outcome}`} aria-label=${label} aria-pressed=${mine} aria-busy=${post.busy === says && says !== ""} tabindex="-1"
      aria-disabled=${!can} onClick=${() => can && press(room, post.seq, says, picked === null ? letter : undefined)}>
      ${share && html`<span class="bar" style=${{ transform: `scaleX(${percent / 100})` }}></span>`}
      <span class="disc">${letter}</span>
      <span class="choice-words">${words}</span>
      ${share && html`<span class="share">${share[0]}<small>${percent}%</small></span>`}
      ${(right || (right === false && mine)) && html`<span class="sign">${right ? "✓" : "✗"}</span>`}
    </button>`;
}

// Seconds by the server's clock; the ring is one animation that starts where the time is now.
class Countdown extends Component {
  componentDidMount() { this.timer = setInterval(() => this.tick(), 200); }
  componentWillUnmount() { clearInterval(this.timer); }

  tick() {
    if (now() >= this.props.end) {
      clearInterval(this.timer);
      changed();
    }
    this.setState({});
  }

  render({ end, seconds }) {
    const left = Math.max(0, end - now()) / 1000;
    if (!left) return null;
    const whole = Math.max(seconds, left);
    this.style ??= { animationDuration: `${whole}s`, animationDelay: `${left - whole}s` };
    return html`
      <span class=${`countdown ${left < 5 ? "is-short" : ""}`} role="timer" aria-label=${say("secondsLeft", { n: Math.ceil(left) })}>
        <svg viewBox="0 0 36 36" aria-hidden="true"><circle class="track" cx="18" cy="18" r="15.5" /><circle class="left" cx="18" cy="18" r="15.5" pathLength="100" style=${this.style} /></svg>
        <b>${left > 99 ? `${Math.ceil(left / 60)}′` : Math.ceil(left)}</b>
      </span>`;
  }
}

// ── progress, pictures, files ──

const Progress = ({ part: [, words, done, total] }) => html`
  <div class="progress" role="progressbar" aria-valuemin="0" aria-valuemax=${total} aria-valuenow=${done} aria-label=${words}>
    <div class="progress-words"><span>${words}</span><span class="figures">${done}/${total}</span></div>
    <div class="track"><div class="done" style=${{ transform: `scaleX(${total ? done / total : 0})` }}></div></div>
  </div>`;

class Picture extends Component {
  state = { url: null, gone: false };

  componentDidMount() {
    this.watch = new IntersectionObserver(([seen]) => seen.isIntersecting && this.fetch(), { rootMargin: "800px" });
    this.watch.observe(this.base);
    files.dark.addEventListener("change", this.turned = () => this.state.url && this.fetch());
  }
  componentDidUpdate(before) { if (before.part[1] !== this.props.part[1]) this.fetch(); }
  componentWillUnmount() { this.watch.disconnect(); files.dark.removeEventListener("change", this.turned); this.left = true; }

  async fetch() {
    this.watch.disconnect();
    try {
      const url = await files.picture(this.props.room, this.props.part[1]);
      if (!this.left) this.setState({ url, gone: false });
    } catch {
      if (!this.left) this.setState({ gone: true });
    }
  }

  // The bot's cards are as wide as there is room, however high: there are words on them.
  render({ part: [, file, alt, width, height], post, room }, { url, gone }) {
    const card = post.kind === "bot" && width >= CARD;
    const shape = width && height ? { aspectRatio: `${width} / ${height}`, width: `${Math.min(width, 420, card ? width : (360 * width) / height)}px` } : { width: "280px", minHeight: "120px" };
    return html`
      <button class=${`picture ${card ? "is-card" : ""}`} style=${shape} tabindex="-1" aria-label=${say("bigger", { alt })} onClick=${() => { state.picture = { url, alt, room, file }; changed(); }} disabled=${!url}>
        ${url && html`<img src=${url} alt=${alt} draggable="false" />`}
        ${gone && html`<span class="soft">${say("fileGone")}</span>`}
      </button>`;
  }
}

class File extends Component {
  state = { address: null };

  play = async () => {
    try {
      const { part: [, file], room } = this.props;
      this.setState({ address: await files.playable(room, file) }, () => this.player?.focus());
    } catch {
      toast(say("fileGone"), "warning");
    }
  };
  cannot = () => {
    this.setState({ address: null });
    toast(say("playsNot", { name: this.props.part[2] }), "warning");
  };

  render({ part: [, file, name, bytes], room }, { address }) {
    const kind = files.sounds(name) ? "audio" : files.moves(name) && "video";
    const size = files.size(bytes);
    return html`
    ${kind && (address
      ? html`<${kind} class="player" controls autoplay playsinline src=${address} aria-label=${name} ref=${(node) => { this.player = node; }} onError=${this.cannot} />`
      : html`<button class="button play" tabindex="-1" aria-label=${say("playOf", { name })} onClick=${this.play}><span>▶ ${say("play")}</span></button>`)}
    <button class="file" tabindex="-1" aria-label=${say("saveFile", { name, size })} onClick=${() => files.save(room, file, name)}>
      <span class="file-mark"><${Icon} name="file" size=${24} /></span>
      <span class="file-words"><span class="file-name">${name}</span><span class="soft">${[size, files.type(name)].filter(Boolean).join(" · ")}</span></span>
      <${Icon} name="save" size=${18} />
    </button>`;
  }
}

// ── figures ──

const FactRows = ({ part: [, rows, title] }) => html`
  <div class="facts">
    ${title && html`<p class="facts-title">${title}</p>`}
    <dl>${rows.map(([label, value, note]) => html`<div class="fact"><dt class=${label.length <= SHORT_LABEL ? "whole" : ""}>${label}</dt><dd>${linked(value)}${note && html` <small>${note}</small>`}</dd></div>`)}</dl>
  </div>`;

const BLOCKS = { facts: FactRows, buttons: Buttons, choices: Choices, progress: Progress, picture: Picture, file: File };
