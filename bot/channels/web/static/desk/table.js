// A table: filters, order and pages are asked of the server; rows that are picked have a sentence said about each.

import { Component, html } from "../vendor/preact.js";
import { Icon } from "../icons.js";
import { clockOf, dayOf } from "../time.js";
import { say, spoken } from "../words.js";
import { current, download } from "./looks.js";
import { address, go } from "./route.js";
import { act } from "./saying.js";

const PAUSE = 250; // milliseconds after a letter until the rows are asked for
const FEW = 3; // choices that stand open as buttons

export class Table extends Component {
  state = { picked: {} };

  componentDidUpdate(before) {
    if (before.block.name !== this.props.block.name) this.setState({ picked: {} });
  }

  pick(row, on) {
    const { [row[0]]: gone, ...rest } = this.state.picked;
    this.setState({ picked: on ? { ...rest, [row[0]]: row[2] } : rest });
  }
  pickAll = ({ target }) => this.setState({ picked: target.checked ? Object.fromEntries(this.props.block.rows.map((row) => [row[0], row[2]])) : {} });

  render({ block }, { picked }) {
    const { name, title, note, columns, rows, total, start, sort, filters, doings, for_many: many } = block;
    const chosen = Object.values(picked);
    const at = current();
    const wide = widths(columns, rows);
    const under = (key) => columns.flatMap((column, index) => (column[4] === key ? [index] : []));
    return html`
      <section class="block table-block" aria-label=${title || undefined}>
        ${title && html`<h2>${title}</h2>`}
        ${note && html`<p class="soft">${note}</p>`}
        ${filters.length > 0 && html`<div class="filters" role="search" aria-label=${say("filter")}>${filters.map((filter) => html`<${Filter} key=${filter.key} filter=${filter} value=${at.filters[filter.key] ?? ""} />`)}</div>`}
        ${chosen.length > 0 && html`
          <div class="picked" role="status"><span>${say("picked", { n: chosen.length })}</span>
            ${many.map((doing) => html`<button class="plain" key=${doing.says} onClick=${() => act(doing, chosen)}>${doing.label}</button>`)}
            <button class="plain" onClick=${() => this.setState({ picked: {} })}>${say("unpick")}</button></div>`}
        ${rows.length === 0 ? html`<p class="hint">${block.empty || say("none")}</p>` : html`
        <div class="scroll" tabindex="0" role="group" aria-label=${title || name}>
          <table>
            <thead><tr>
              ${many.length > 0 && html`<th class="check"><label><input type="checkbox" aria-label=${say("pickAll")} checked=${rows.every((row) => picked[row[0]])} onChange=${this.pickAll} /></label></th>`}
              ${columns.map((column) => (column[4] ? null : html`<${Head} key=${column[0]} column=${column} sort=${sort} />`))}
              ${doings.length > 0 && html`<th scope="col"><span class="unseen">${say("doIt")}</span></th>`}
            </tr></thead>
            <tbody>${rows.map((row) => html`
              <tr key=${row[0]} class=${picked[row[0]] ? "is-picked" : ""}>
                ${many.length > 0 && html`<td class="check"><label><input type="checkbox" aria-label=${say("pick", { name: label(row) })} checked=${Boolean(picked[row[0]])} onChange=${({ target }) => this.pick(row, target.checked)} /></label></td>`}
                ${columns.map(([key, called, shape, , beneath], index) => (beneath ? null : html`<td key=${key} data-label=${called} class=${`is-${shape} ${wide[index]}`}><div><${Cell} shape=${shape} value=${row[1][index]} />
                  ${under(key).map((place) => row[1][place] && html`<small class="soft beneath">${row[1][place]}</small>`)}</div></td>`))}
                ${doings.length > 0 && html`<td class="doings">${doings.map((doing) => html`<button class="plain" key=${doing.says} onClick=${() => act(doing, [row[2]])}>${doing.label}</button>`)}</td>`}
              </tr>`)}</tbody>
          </table>
        </div>`}
        <${Pages} name=${name} start=${start} shown=${rows.length} total=${total} at=${at} />
      </section>`;
  }
}

const SHORT = 12; // letters that stay on one line; a Chinese one is as wide as two
const LONG = 36; // letters from which on a column needs room to be read

const width = (value) => [...`${value ?? ""}`].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 2 : 1), 0);

// Each column by the longest that stands in it: a short one is not broken, a long one not squeezed to a letter a line.
const widths = (columns, rows) => columns.map(([key, , shape], index) => {
  if (!["words", "number"].includes(shape)) return "";
  const under = columns.findIndex((column) => column[4] === key);
  const most = Math.max(0, ...rows.flatMap(([, cells]) => [width(cells[index]), under < 0 ? 0 : width(cells[under])]));
  return most <= SHORT ? "is-short" : most > LONG ? "is-long" : "";
});

const label = ([key, [first]]) => (Array.isArray(first) ? first[0] : first) || key;

const Head = ({ column: [key, title, shape, sorts], sort }) => {
  const order = sort === key ? "ascending" : sort === `-${key}` ? "descending" : undefined;
  const next = sort === `-${key}` ? key : `-${key}`;
  return html`
    <th scope="col" class=${`is-${shape}`} aria-sort=${order}>${sorts
      ? html`<button class="sort" title=${say("sortBy", { column: title })} onClick=${() => go({ ...current(), sort: next, start: 0 })}>${title}<span aria-hidden="true">${order === "ascending" ? "↑" : order ? "↓" : ""}</span></button>`
      : title}</th>`;
};

function Pages({ name, start, shown, total, at }) {
  if (!total) return null;
  const turn = (to) => go({ ...at, start: to });
  return html`
    <div class="pages"><span class="soft figures">${say("rows", { from: start + 1, to: start + shown, n: total })}</span>
      <button class="quiet" onClick=${() => download(name)}><${Icon} name="save" size=${16} />${say("toXlsx")}</button>
      ${start > 0 && html`<button class="plain" onClick=${() => turn(Math.max(0, start - 50))}>${say("previous")}</button>`}
      ${start + shown < total && html`<button class="plain" onClick=${() => turn(start + shown)}>${say("nextPage")}</button>`}</div>`;
}

class Filter extends Component {
  state = { words: this.props.value };

  componentDidUpdate(before) {
    if (before.value !== this.props.value && this.props.value !== this.state.words.trim() && document.activeElement !== this.input) this.setState({ words: this.props.value });
  }

  set = (value) => {
    const at = current();
    go({ ...at, start: 0, filters: { ...at.filters, [this.props.filter.key]: value.trim() } }, { quietly: true });
  };
  type = ({ target }) => {
    clearTimeout(this.timer);
    this.setState({ words: target.value });
    this.timer = setTimeout(() => this.set(target.value), PAUSE);
  };

  render({ filter: { key, title, choices }, value }, { words }) {
    const id = `filter-${key}`;
    if (!choices.length) return html`<input id=${id} type="search" ref=${(node) => { this.input = node; }} aria-label=${title} placeholder=${title} value=${words} onInput=${this.type} />`;
    if (choices.length <= FEW) return html`
      <div class="segments" role="group" aria-label=${title}>${[["", say("any")], ...choices].map(([one, called]) => html`<button key=${one} aria-pressed=${one === value} onClick=${() => this.set(one)}>${called}</button>`)}</div>`;
    return html`
      <select id=${id} aria-label=${title} value=${value} onChange=${({ target }) => this.set(target.value)}><option value="">${title}</option>${choices.map(([one, called]) => html`<option value=${one} selected=${one === value}>${called}</option>`)}</select>`;
  }
}

// ── cells ──

const locale = () => (spoken() === "en" ? "en-GB" : "zh-CN");

// A moment in the camp's zone.
export const moment = (value) => (value === null ? "" : `${day(dayOf(value))} ${clockOf(value)}`);

function day(value) {
  const [year, month, date] = value.split("-").map(Number);
  return new Intl.DateTimeFormat(locale(), { timeZone: "UTC", month: "short", day: "numeric" }).format(Date.UTC(year, month - 1, date));
}

export function Cell({ shape, value }) {
  if (value === null || value === undefined || value === "" || (shape === "tags" && !value.length)) return html`<span class="soft" aria-hidden="true">–</span>`;
  switch (shape) {
    case "number": return html`<span class="figures">${value.toLocaleString(locale())}</span>`;
    case "share": return value[1] ? html`<span class="figures">${((100 * value[0]) / value[1]).toFixed(1)} %</span> <small class="soft figures">${value[0]}/${value[1]}</small>` : html`<span class="soft">–</span>`;
    case "day": return html`<span class="figures">${day(value)}</span>`;
    case "moment": return html`<time class="figures" datetime=${new Date(value).toISOString()}>${moment(value)}</time>`;
    case "tags": return html`<span class="tags">${value.map((one) => html`<span class="tag">${one}</span>`)}</span>`;
    case "link": return html`<${To} to=${value[1]}>${value[0]}<//>`;
    default: return value;
  }
}

// A way to another page of the desk: an address like any, so that it opens in a tab of its own as well.
export function To({ to, children }) {
  const [path, query] = to.split("?");
  const [page, ...rest] = path.split("/");
  const target = { page, subject: rest.join("/"), filters: Object.fromEntries(new URLSearchParams(query || "")) };
  const open = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(target);
  };
  return html`<a href=${address(target)} onClick=${open}>${children}</a>`;
}
