// Charts as SVG: bars, lines, hours and a radar, each with its figures in a table behind. Only what is given is drawn; nothing is reckoned here.

import { html } from "./vendor/preact.js";

const phone = matchMedia("(max-width: 639.9px)");
const across = () => (phone.matches ? 340 : 640); // a drawing as wide as it is shown: its letters keep their size
const HEIGHT = 240;
const LEFT = 44; // room for the figures of the axis
const BELOW = 28;
const STEPS = [1, 2, 2.5, 5, 10];

const shown = (value, unit = "") => (value === null || value === undefined ? "–" : `${typeof value === "number" ? Number(value.toFixed(2)) : value}${unit}`);

// Round figures not above the smallest and not below the largest, and how far apart the lines behind stand.
export function scale(smallest, largest, lines = 4) {
  const rough = Math.max(largest - smallest, 1) / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, STEPS.find((one) => one * power >= rough) * power);
  return { step, least: step * Math.floor(smallest / step), most: step * Math.max(1, Math.ceil(largest / step)) };
}

// `words` are {table, label}: what the summary of the table says, and the head of its first column.
const Chart = ({ title, words, heads, rows, wide, children }) => html`
  <figure class=${`chart ${wide ? "is-wide" : ""}`}>
    <figcaption>${title}</figcaption>
    ${children}
    <details class="behind"><summary>${words.table}</summary>
      <div class="scroll" tabindex="0" role="group" aria-label=${title}><table><thead><tr>${[words.label, ...heads].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
        <tbody>${rows.map(([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>
    </details>
  </figure>`;

// Bars that lie: one a row, [label, value, note]. They grow and shrink in place, so a row keeps its key.
export function Bars({ title, rows, unit, most, words }) {
  const largest = most ?? Math.max(1, ...rows.map(([, value]) => value ?? 0));
  return html`
    <${Chart} title=${title} words=${words} heads=${[title]} rows=${rows.map(([label, value, note]) => [label, note ? `${shown(value, unit)} · ${note}` : shown(value, unit)])}>
      <ul class="bars" aria-hidden="true">${rows.map(([label, value, note]) => html`
        <li key=${label}><span class="bars-label">${label}</span>
          <span class="bars-track"><span class="bars-bar" style=${{ transform: `scaleX(${Math.min(1, (value ?? 0) / largest)})` }}></span></span>
          <span class="bars-value figures">${shown(value, unit)}${note && html`<small>${note}</small>`}</span></li>`)}</ul>
    <//>`;
}

// Lines over the same places: `x` are their labels, a series is [name, values]; a gap in the values is a gap in the line.
export function Lines({ title, x, series, unit, words }) {
  const values = series.flatMap(([, line]) => line).filter((value) => value !== null);
  const { step, least, most } = scale(Math.min(0, ...values), Math.max(0, ...values));
  const width = across();
  const along = (index) => LEFT + (x.length < 2 ? (width - LEFT) / 2 : ((width - LEFT - 12) * index) / (x.length - 1));
  const up = (value) => HEIGHT - BELOW - ((HEIGHT - BELOW - 12) * (value - least)) / (most - least);
  const longest = Math.max(1, ...x.map((label) => label.length));
  const every = Math.ceil(x.length / Math.max(1, Math.floor((width - LEFT) / (9 * longest + 12))));
  const levels = Array.from({ length: Math.round((most - least) / step) + 1 }, (_, index) => least + index * step);
  return html`
    <${Chart} title=${title} words=${words} heads=${series.map(([name]) => name)} rows=${x.map((label, index) => [label, ...series.map(([, line]) => shown(line[index], unit))])} wide>
      <svg viewBox=${`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
        ${levels.map((level) => html`<line class="chart-level" x1=${LEFT} x2=${width} y1=${up(level)} y2=${up(level)} /><text x=${LEFT - 8} y=${up(level) + 4} text-anchor="end">${shown(level)}</text>`)}
        ${x.map((label, index) => (index % every ? null : html`<text x=${along(index)} y=${HEIGHT - 8} text-anchor=${index ? (index === x.length - 1 ? "end" : "middle") : "start"}>${label}</text>`))}
        ${series.map(([, line], number) => html`<g class=${`series-${number % 5}`}>${stretches(line).map((stretch) => html`<polyline class="chart-line" points=${stretch.map(([index, value]) => `${along(index)},${up(value)}`).join(" ")} />`)}
          ${line.map((value, index) => (value === null ? null : html`<circle class="chart-dot" cx=${along(index)} cy=${up(value)} r="3.5" />`))}</g>`)}
      </svg>
      ${series.length > 1 && html`<${Legend} names=${series.map(([name]) => name)} />`}
    <//>`;
}

// The parts of a line without a gap, as [index, value].
function stretches(line) {
  const parts = [[]];
  line.forEach((value, index) => (value === null ? parts.push([]) : parts.at(-1).push([index, value])));
  return parts.filter((part) => part.length > 1);
}

const Legend = ({ names }) => html`<ul class="legend" aria-hidden="true">${names.map((name, number) => html`<li class=${`series-${number % 5}`}><span class="legend-mark"></span>${name}</li>`)}</ul>`;

// A week by the hour: `days` are seven [label, 24 values]. The darker a field, the more.
export function Hours({ title, days, words }) {
  const largest = Math.max(1, ...days.flatMap(([, values]) => values));
  const width = across();
  const size = (width - LEFT) / 24;
  const row = 22;
  const height = row * days.length + BELOW;
  return html`
    <${Chart} title=${title} words=${words} heads=${Array.from({ length: 24 }, (_, hour) => `${hour}`)} rows=${days.map(([label, values]) => [label, ...values])} wide>
      <svg viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
        ${days.map(([label, values], day) => html`<text x=${LEFT - 8} y=${day * row + row * 0.7} text-anchor="end">${label}</text>
          ${values.map((value, hour) => html`<rect class="chart-hour" x=${LEFT + hour * size + 1} y=${day * row + 1} width=${size - 2} height=${row - 2} rx="3" fill-opacity=${value ? 0.15 + (0.85 * value) / largest : 0.05} />`)}`)}
        ${[0, 6, 12, 18].map((hour) => html`<text x=${LEFT + hour * size} y=${height - 8}>${hour}:00</text>`)}
      </svg>
    <//>`;
}

// A radar over its axes: a series is [name, values], each from 0 to `most`.
export function Radar({ title, axes, series, most, words }) {
  const middle = 150;
  const reach = 104;
  const at = (index, share) => {
    const turn = (2 * Math.PI * index) / axes.length - Math.PI / 2;
    return [middle + 40 + Math.cos(turn) * reach * share, middle + Math.sin(turn) * reach * share];
  };
  const ring = (share) => axes.map((_, index) => at(index, share).join(",")).join(" ");
  return html`
    <${Chart} title=${title} words=${words} heads=${series.map(([name]) => name)} rows=${axes.map((axis, index) => [axis, ...series.map(([, values]) => shown(values[index]))])}>
      <svg class="radar" viewBox="0 0 380 300" aria-hidden="true">
        ${[0.25, 0.5, 0.75, 1].map((share) => html`<polygon class="chart-level" points=${ring(share)} />`)}
        ${axes.map((axis, index) => { const [x, y] = at(index, 1.14); return html`<text x=${x} y=${y + 4} text-anchor=${x > 200 ? "start" : x < 180 ? "end" : "middle"}>${axis}</text>`; })}
        ${series.map(([, values], number) => html`<polygon class=${`chart-area series-${number % 5}`} points=${values.map((value, index) => at(index, Math.max(0, Math.min(1, (value ?? 0) / most))).join(",")).join(" ")} />`)}
      </svg>
      ${series.length > 1 && html`<${Legend} names=${series.map(([name]) => name)} />`}
    <//>`;
}
