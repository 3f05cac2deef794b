// What a page is made of, from top to bottom.

import { Component, html } from "../vendor/preact.js";
import { Bars, Hours, Lines, Radar } from "../charts.js";
import { Parts } from "../parts.js";
import { state } from "../store.js";
import { say } from "../words.js";
import { act, Field, send, showFirst } from "./saying.js";
import { moment, Table, To } from "./table.js";

const words = () => ({ table: say("tableBehind"), label: say("tableLabel") });

const MANY = 14; // fields among which one is looked for

const Figures = ({ block: { title, rows } }) => html`
  <section class="block" aria-label=${title || undefined}>${title && html`<h2>${title}</h2>`}
    <dl class="figures-row">${rows.map(([label, value, note, to]) => html`
      <div class="figure"><dt>${label}</dt><dd><b class="figures">${to ? html`<${To} to=${to}>${value}<//>` : value}</b>${note && html`<small class="soft">${note}</small>`}</dd></div>`)}</dl>
  </section>`;

function Chart({ block: { chart, title, x, series, rows, unit, most } }) {
  const shared = { title, words: words() };
  switch (chart) {
    case "bars": return html`<${Bars} ...${shared} rows=${rows} unit=${unit} most=${most ?? undefined} />`;
    case "hours": return html`<${Hours} ...${shared} days=${rows.map(([label, values]) => [label, values])} />`;
    case "radar": return html`<${Radar} ...${shared} axes=${x} series=${series} most=${most} />`;
    default: return html`<${Lines} ...${shared} x=${x} series=${series} unit=${unit} />`;
  }
}

const drawn = (parts) => html`<${Parts} post=${{ seq: null, kind: "bot", parts }} room=${state.active} />`;

const Things = ({ block: { title, things, empty, n } }) => html`
  <section class="block" aria-label=${title || undefined}>
    ${title && html`<h2>${title}${n !== null && html` <span class="soft figures">${n}</span>`}</h2>`}
    ${things.length === 0 && html`<p class="hint">${empty || say("none")}</p>`}
    <ul class="things">${things.map((thing) => html`
      <li key=${thing.code || thing.what} class="thing">
        <div class="thing-head">${thing.code && html`<b class="code">${thing.code}</b>`}<span>${thing.to ? html`<${To} to=${thing.to}>${thing.what}<//>` : thing.what}</span>${thing.at !== null && html`<time class="soft figures">${moment(thing.at)}</time>`}</div>
        ${thing.parts.length > 0 && html`<details><summary>${say("details")}</summary><div class="thing-parts">${drawn(thing.parts)}</div></details>`}
        ${thing.presses.length > 0 && html`<div class="thing-foot">${thing.presses.map(([label, says]) => html`<button key=${says} class="plain" onClick=${() => send([says])}>${label}</button>`)}</div>`}
      </li>`)}</ul>
  </section>`;

class Form extends Component {
  state = { values: {}, words: "" };

  render({ block: { title, says, groups } }, { values, words: looked }) {
    const wanted = looked.trim().toLowerCase();
    const found = groups.map(([called, fields]) => [called, fields.filter((field) => `${field.title} ${field.help}`.toLowerCase().includes(wanted))]).filter(([, fields]) => fields.length);
    return html`
      <section class="block" aria-label=${title || undefined}>${title && html`<h2>${title}</h2>`}
        ${groups.reduce((n, [, fields]) => n + fields.length, 0) > MANY && html`<div class="filters"><input type="search" aria-label=${say("filter")} placeholder=${say("filter")} value=${looked} onInput=${({ target }) => this.setState({ words: target.value })} /></div>`}
        ${found.length === 0 && html`<p class="hint">${say("none")}</p>`}
        ${found.map(([called, fields]) => html`<h2 class="group">${called}</h2><div class="form">${fields.map((field) => this.field(says, field, values))}</div>`)}
      </section>`;
  }

  field(says, field, values) {
    const value = values[field.key] ?? field.given;
    const save = (event) => {
      event.preventDefault();
      showFirst(field.title, says, { name: field.key, value });
    };
    return html`
      <form key=${field.key} class="form-row" onSubmit=${save}>
        <${Field} blank=${field} id=${`field-${field.key}`} value=${value} onInput=${(next) => this.setState({ values: { ...values, [field.key]: next } })} />
        ${value !== field.given && html`<button class="solid">${say("save")}</button>`}
      </form>`;
  }
}

const Doings = ({ block: { title, doings, names } }) => html`
  <section class="block" aria-label=${title || undefined}>${title && html`<h2>${title}</h2>`}
    <div class="doings-row">${doings.map((doing) => html`<button key=${doing.says} class="plain" onClick=${() => act(doing, [names])}>${doing.label}</button>`)}</div></section>`;

const Preview = ({ block: { title, parts } }) => html`
  <section class="block" aria-label=${title || undefined}>${title && html`<h2>${title}</h2>`}<div class="preview">${drawn(parts)}</div></section>`;

const Prose = ({ block }) => html`<p class="block prose">${block.words}</p>`;

const KINDS = { figures: Figures, table: Table, chart: Chart, things: Things, form: Form, doings: Doings, preview: Preview, prose: Prose };

export const Block = ({ block }) => html`<${KINDS[block.kind]} block=${block} />`;
