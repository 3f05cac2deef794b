// The camp beside the talk: my streak, points, badges, today's lesson, who leads, who is here. A card that was not sent is not drawn.

import { Component, html } from "./vendor/preact.js";
import { Avatar, Icon } from "./icons.js";
import { state, activeRoom, changed } from "./store.js";
import { members } from "./wire.js";
import { say, spoken } from "./words.js";

const STATES = { done: "done", missed: "missed", rest: "restDay", leave: "leave", makeup: "makeup", today: "todayOpen" };

const wide = matchMedia("(min-width: 1200px)");

// Beside the talk where there is room; else a drawer over it, which is a dialog: the browser keeps the focus in it, closes it by Esc and
// gives the focus back.
export class Panel extends Component {
  componentDidMount() { wide.addEventListener("change", changed); }

  render() {
    if (wide.matches) return html`<aside class="panel" aria-label=${say("panel")}><${Camp} /></aside>`;
    return state.drawer && html`<${Drawer} />`;
  }
}

class Drawer extends Component {
  componentDidMount() { this.dialog.showModal(); }

  render() {
    return html`
      <dialog class="panel drawer" ref=${(node) => { this.dialog = node; }} aria-label=${say("panel")} onClose=${closed} onClick=${(event) => event.target === this.dialog && this.dialog.close()}>
        <${Camp} close=${() => this.dialog.close()} />
      </dialog>`;
  }
}

function closed() {
  state.drawer = false;
  changed();
}

function Camp({ close }) {
  const room = activeRoom();
  const { cards = {}, online = [], count = 0 } = state.panels.get(room?.room) || {};
  return html`
    <header class="bar"><h2>${cards.camp?.name || say("panel")}</h2>${close && html`<button class="round drawer-close" aria-label=${say("close")} onClick=${close}><${Icon} name="close" /></button>`}</header>
    <div class="cards" tabindex="0" role="group" aria-label=${say("cards")}>
      ${cards.desk && html`<a class="card" href=${`desk#chat/${cards.desk}/${encodeURIComponent(state.me.name)}`} target="_blank">${say("desk")} ↗</a>`}
      ${cards.streak && html`<${Streak} ...${cards.streak} />`}
      ${cards.points && html`<${Points} ...${cards.points} />`}
      ${cards.badges && html`<${Badges} ...${cards.badges} />`}
      ${cards.lesson && html`<section class="card"><h3>${say("lesson")}</h3><div class="lesson"><${Icon} name="book" /><span><b>${cards.lesson.title}</b><small class="soft">${say("minutes", { n: cards.lesson.minutes })}</small></span></div></section>`}
      ${cards.board?.length > 0 && html`<${Board} rows=${cards.board} />`}
      ${room && !room.direct && count > 0 && html`
        <section class="card"><h3>${say("online")} <span class="figures soft">${count}</span></h3>
          <ul class="online">${online.map((name) => html`<li key=${name}><${Avatar} name=${name} size="small" /><span>${name}</span></li>`)}</ul>
          <details onToggle=${(event) => event.currentTarget.open && members(room)}><summary>${say("members")}${room.members ? html` <span class="figures soft">${say("memberCount", { n: room.members.length })}</span>` : ""}</summary>
            <ul class="online">${(room.members || []).map((name) => html`<li key=${name}><${Avatar} name=${name} size="small" /><span>${name}</span></li>`)}</ul></details></section>`}
    </div>`;
}

const Streak = ({ count, days }) => html`
  <section class="card"><h3>${say("streak")}</h3>
    <p class="big figures">${count}<small>${say(count === 1 ? "streakDay" : "streakDays", { n: "" }).trim()}</small></p>
    <ol class="dots">${days.map(({ day, state: how }) => html`<li key=${day} class=${`dot is-${how}`} title=${dotLabel(day, how)}><span class="unseen">${dotLabel(day, how)}</span></li>`)}</ol>
  </section>`;

function dotLabel(day, how) {
  const [year, month, date] = day.split("-").map(Number);
  const called = new Intl.DateTimeFormat(spoken() === "en" ? "en-GB" : "zh-CN", { timeZone: "UTC", month: "short", day: "numeric", weekday: "short" }).format(Date.UTC(year, month - 1, date));
  return `${called} ${say(STATES[how] || "done")}`;
}

// Titles go by what was earned, not by what is left of it.
function Points({ balance, level, title, next, coins }) {
  return html`
    <section class="card"><h3>${say("points")}</h3>
      <p class="big figures">${balance}<small>${say("level", { n: level, title })}</small></p>
      ${next && html`
        <div class="track" role="progressbar" aria-valuemin="0" aria-valuemax=${next.at} aria-valuenow=${next.earned} aria-label=${next.title}><div class="done" style=${{ transform: `scaleX(${Math.min(1, next.earned / next.at)})` }}></div></div>
        <p class="soft">${say("next", { title: next.title, n: Math.max(0, next.at - next.earned) })}</p>`}
      ${coins && html`<p class="coins"><${Icon} name="coin" size=${16} /><span class="figures">${coins}</span></p>`}
    </section>`;
}

const Badges = ({ n, shown }) => html`
  <section class="card"><h3>${say("badges")} <span class="figures soft">${n}</span></h3>
    <ul class="badges">${shown.map(({ name, why }) => html`<li key=${name} title=${why}><${Icon} name="medal" size=${18} /><span>${name}<span class="unseen"> ${why}</span></span></li>`)}</ul>
  </section>`;

const Board = ({ rows }) => html`
  <section class="card"><h3>${say("board")}</h3>
    <ol class="board">${rows.map((row, index) => html`
      <li key=${row.rank + row.name} class=${`${row.me ? "is-me" : ""} ${index && row.rank > rows[index - 1].rank + 1 ? "after-gap" : ""}`}>
        <span class=${`rank figures rank-${row.rank}`}>${row.rank}</span><span class="board-name">${row.name}</span><span class="figures">${row.points}</span></li>`)}</ol>
  </section>`;
