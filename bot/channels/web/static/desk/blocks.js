// What a page is made of, from top to bottom.

import { Component, html } from "../vendor/preact.js";
import { Bars, Hours, Lines, Radar } from "../charts.js";
import { say } from "../words.js";
import { Composer } from "./composing.js";
import { drawn, Live } from "./preview.js";
import { act, Field, sentence, showFirst } from "./saying.js";
import { moment, Table, To } from "./table.js";

const words = () => ({ table: say("tableBehind"), label: say("tableLabel") });

const MANY = 14; // fields among which one is looked for

const LENGTHY = 8; // letters of a figure from which on it is written smaller, not on two lines

const Figures = ({ block: { title, rows } }) => html`
  <section class="block" aria-label=${title || undefined}>${title && html`<h2>${title}</h2>`}
    <dl class="figures-row">${rows.map(([label, value, note, to]) => html`
      <div class="figure"><dt>${label}</dt><dd><b class=${`figures ${value.length > LENGTHY ? "is-long" : ""}`}>${to ? html`<${To} to=${to}>${value}<//>` : value}</b>${note && html`<small class="soft">${note}</small>`}</dd></div>`)}</dl>
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

// The sentences that decide things by a word; what is asked for besides is written here, once for all of them.
function decide(word, label, ways) {
  const asks = ways.length > 1 ? ways[0][3] && say("sayOfEach") : ways[0][3];
  const blanks = asks ? [{ key: "words", title: asks, choices: [], kinds: [], help: "", given: "", long: true, free: false, stands: "" }] : [];
  act({ label, says: asks ? "{says} {words}" : "{says}", blanks, shown: ways.length > 1 }, ways.map(([, , says]) => ({ says })));
}

// Each is decided by its buttons; several that are picked by a word that all of them take.
class Things extends Component {
  state = { picked: {} };

  pick(code, on) { this.setState({ picked: { ...this.state.picked, [code]: on } }); }

  render({ block: { title, things, empty, n } }, { picked }) {
    const chosen = things.filter(({ code, ways }) => picked[code] && ways.length);
    const wayOf = ({ ways }, word) => ways.find(([one]) => one === word);
    const words = chosen.length ? chosen[0].ways.map(([word]) => word).filter((word) => chosen.every((thing) => wayOf(thing, word))) : [];
    return html`
      <section class="block" aria-label=${title || undefined}>
        ${title && html`<h2>${title}${n !== null && html` <span class="soft figures">${n}</span>`}</h2>`}
        ${things.length === 0 && html`<p class="hint">${empty || say("none")}</p>`}
        ${chosen.length > 0 && html`
          <div class="picked" role="status"><span>${say("picked", { n: chosen.length })}</span>
            ${words.map((word) => html`<button key=${word} class="plain" onClick=${() => decide(word, word, chosen.map((thing) => wayOf(thing, word)))}>${word}</button>`)}
            <button class="plain" onClick=${() => this.setState({ picked: {} })}>${say("unpick")}</button></div>`}
        <ul class="things">${things.map((thing) => html`
          <li key=${thing.code || thing.what} class="thing">
            <div class="thing-head">${things.length > 1 && thing.ways.length > 0 && html`<span class="check"><label><input type="checkbox" aria-label=${say("pick", { name: thing.code })} checked=${Boolean(picked[thing.code])} onChange=${({ target }) => this.pick(thing.code, target.checked)} /></label></span>`}${thing.code && html`<b class="code">${thing.code}</b>`}<span class="what">${thing.to ? html`<${To} to=${thing.to}>${thing.what}<//>` : thing.what}</span>${thing.at !== null && html`<time class="soft figures">${moment(thing.at)}</time>`}</div>
            ${thing.parts.length > 0 && html`<details><summary>${say("details")}</summary><div class="thing-parts">${drawn(thing.parts)}</div></details>`}
            ${thing.ways.length > 0 && html`<div class="thing-foot">${thing.ways.map((way) => html`<button key=${way[2]} class="plain" onClick=${() => decide(way[0], way[1], [way])}>${way[1]}</button>`)}</div>`}
          </li>`)}</ul>
      </section>`;
  }
}

class Form extends Component {
  state = { values: {}, words: "" };

  componentDidUpdate() { // what is saved is typed no more
    const { values } = this.state;
    const given = Object.fromEntries(this.props.block.groups.flatMap(([, fields]) => fields.map((field) => [field.key, field.given])));
    const open = Object.entries(values).filter(([key, value]) => key in given && value !== given[key]);
    if (open.length < Object.keys(values).length) this.setState({ values: Object.fromEntries(open) });
  }

  render({ block: { title, says, groups, seen } }, { values, words: looked }) {
    const wanted = looked.trim().toLowerCase();
    const found = groups.map(([called, fields]) => [called, fields.filter((field) => `${field.title} ${field.help}`.toLowerCase().includes(wanted))]).filter(([, fields]) => fields.length);
    const rows = Object.entries(values).map(([name, value]) => ({ name, value }));
    const fields = html`
      <div>
        ${groups.reduce((n, [, some]) => n + some.length, 0) > MANY && html`<div class="filters"><input type="search" aria-label=${say("filter")} placeholder=${say("filter")} value=${looked} onInput=${({ target }) => this.setState({ words: target.value })} /></div>`}
        ${found.length === 0 && html`<p class="hint">${say("none")}</p>`}
        ${found.map(([called, some]) => html`<h2 class="group">${called}</h2><div class="form">${some.map((field) => this.field(says, field, values))}</div>`)}
        ${rows.length > 1 && html`<div class="doings-row"><button class="solid" onClick=${() => showFirst(say("saveAll", { n: rows.length }), says, rows)}>${say("saveAll", { n: rows.length })}</button></div>`}
      </div>`;
    return html`
      <section class=${`block ${seen.length ? "composing" : ""}`} aria-label=${title || undefined}>${title && html`<h2>${title}</h2>`}
        ${fields}${seen.length > 0 && html`<${Live} title=${say("asLearnerSees")} seen=${seen} said=${rows.map((names) => sentence({ says, blanks: [] }, names, {}))} />`}
      </section>`;
  }

  field(says, field, values) {
    const value = values[field.key] ?? field.given;
    const save = (event) => {
      event.preventDefault();
      showFirst(field.title, says, [{ name: field.key, value }]);
    };
    return html`
      <form key=${field.key} class="form-row" onSubmit=${save}>
        <${Field} blank=${field} id=${`field-${field.key}`} value=${value} onInput=${(next) => this.setState({ values: { ...this.state.values, [field.key]: next } })} />
        ${value !== field.given && html`<button class="solid">${say("save")}</button>`}
      </form>`;
  }
}

const Doings = ({ block: { title, doings, names } }) => html`
  <section class="block" aria-label=${title || undefined}>${title && html`<h2>${title}</h2>`}
    <div class="doings-row">${doings.map((doing) => html`<button key=${doing.says} class="plain" onClick=${() => act(doing, [names])}>${doing.label}</button>`)}</div></section>`;

const Ways = ({ block: { title, links } }) => html`
  <nav class="block doings-row ways" aria-label=${title || say("ways")}>${links.map(([words, to]) => html`<${To} to=${to}>${words}<//>`)}</nav>`;

const Prose = ({ block }) => html`<p class="block prose">${block.words}</p>`;

const KINDS = { figures: Figures, table: Table, chart: Chart, things: Things, form: Form, doings: Doings, composer: Composer, ways: Ways, prose: Prose };

// What is typed into a form is of what the form is about.
export const Block = ({ block }) => html`<${KINDS[block.kind]} key=${block.says ?? block.doing?.says} block=${block} />`;
