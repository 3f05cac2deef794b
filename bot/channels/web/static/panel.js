// The camp beside the talk: my streak, points, badges, today's lesson, who leads, who is here. A card that was not sent is not drawn.

import { html } from "./vendor/preact.js";
import { Avatar, Icon } from "./icons.js";
import { state, activeRoom, changed } from "./store.js";
import { say, spoken } from "./words.js";

const STATES = { done: "done", missed: "missed", rest: "restDay", leave: "leave", makeup: "makeup", today: "todayOpen" };

export function Panel() {
  const room = activeRoom();
  const { cards = {}, online = [], count = 0 } = state.panels.get(room?.room) || {};
  return html`
    <aside class=${`panel ${state.drawer ? "is-open" : ""}`} aria-label=${say("panel")}>
      <header class="bar"><h2>${cards.camp?.name || say("panel")}</h2><button class="round drawer-close" aria-label=${say("close")} onClick=${close}><${Icon} name="close" /></button></header>
      <div class="cards">
        ${cards.streak && html`<${Streak} ...${cards.streak} />`}
        ${cards.points && html`<${Points} ...${cards.points} />`}
        ${cards.badges && html`<${Badges} ...${cards.badges} />`}
        ${cards.lesson && html`<section class="card"><h3>${say("lesson")}</h3><div class="lesson"><${Icon} name="book" /><span><b>${cards.lesson.title}</b><small class="soft">${say("minutes", { n: cards.lesson.minutes })}</small></span></div></section>`}
        ${cards.board?.length > 0 && html`<${Board} rows=${cards.board} />`}
        ${room && !room.direct && count > 0 && html`
          <section class="card"><h3>${say("online")} <span class="figures soft">${count}</span></h3>
            <ul class="online">${online.map((name) => html`<li key=${name}><${Avatar} name=${name} size="small" /><span>${name}</span></li>`)}</ul></section>`}
      </div>
    </aside>
    ${state.drawer && html`<div class="veil" onClick=${close}></div>`}`;
}

function close() {
  state.drawer = false;
  changed();
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
