// The host's screen: asks with the token behind # what to show, draws it large, and counts down by the server's clock.
"use strict";

const token = location.hash.slice(1);
const about = { c: "contest", p: "poll" }[/^([a-z])\./.exec(token)?.[1]] || "code";
const part = (id) => document.getElementById(id);
const stage = part("scene");
const words = document.body.dataset;
const still = matchMedia("(prefers-reduced-motion: reduce)");
let ahead = 0; // how far the server's clock is before ours
let ends = 0;
let limit = 0;
let drawn = ""; // what stands on the screen: the scene and what it is about

history.replaceState(null, "", location.pathname + location.search); // the address bar on a projector is read by everybody

// ── building ──

function make(tag, values, ...inside) {
  const node = document.createElement(tag);
  const { text, ...rest } = values;
  if (text !== undefined) node.textContent = text;
  for (const [name, value] of Object.entries(rest)) if (value !== undefined && value !== null) node.setAttribute(name, value);
  node.append(...inside.filter(Boolean));
  return node;
}

const write = (id, text) => { const node = part(id); if (node && node.textContent !== (text || "")) node.textContent = text || ""; };

function drawing(svg) {
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}

const Code = () => make("figure", { id: "qr", hidden: "" }, make("div", { role: "img" }), make("figcaption", { id: "scan" }));
const Clock = () => make("div", { class: "clock" }, make("p", { id: "seconds", role: "timer", "aria-live": "off" }), make("progress", { id: "left", max: 1, value: 0, "aria-hidden": "true" }));
const Picture = () => make("img", { id: "picture", alt: "", hidden: "" });
const Send = () => make("p", { class: "send-this" }, make("span", { id: "how" }), " ", make("b", { id: "sentence" }));

const scenes = {
  note: () => [],
  code: () => [make("div", { class: "wide" }, make("p", { id: "count" }), make("p", { id: "code" }), Clock(), Send()), Code()],
  lobby: () => [make("div", { class: "wide" }, make("p", { id: "rules" }), Send(), make("p", { id: "joined" }), make("ul", { id: "names" }), make("div", { class: "starting" }, make("span", { id: "soon" }), Clock())), Code()],
  question: () => [make("p", { id: "place" }), Picture(), make("h2", { id: "stem" }), make("p", { id: "think" }), make("ul", { id: "options", class: "options" }), make("footer", {}, make("p", { id: "answered" }), Clock())],
  answer: () => [make("p", { id: "place" }), make("div", { class: "asked" }, make("h2", { id: "stem" }), Picture()), make("div", { class: "halves" },
    make("div", {}, make("ul", { id: "options", class: "options is-told" }), make("p", { class: "told" }, make("b", { id: "key" }), " ", make("span", { id: "answered" }))),
    make("section", { id: "standing" }, make("h3", { id: "board-title" }), make("ol", { id: "board" })))],
  podium: () => [make("p", { id: "players" }), make("ol", { id: "steps" }), make("ol", { id: "board" })],
  poll: () => [make("div", { class: "wide" }, make("ul", { id: "options", class: "options is-poll" }), Send(), make("footer", {}, make("p", { id: "answered" }), Clock())), Code()],
};

// ── what is in it ──

function show(told) {
  const about = `${told.scene} ${told.key_of ?? ""}`;
  if (about !== drawn) {
    stage.className = told.scene;
    stage.replaceChildren(...scenes[told.scene]());
    drawn = about;
  }
  for (const [id, text] of Object.entries({ title: told.title || document.title, note: told.said, count: told.count, code: told.code, how: told.how, sentence: told.sentence,
    rules: told.rules, joined: told.joined, soon: told.soon, place: told.place, stem: told.stem, think: told.think, answered: told.answered,
    key: told.key, "board-title": told.board_title, players: told.players, scan: told.scan })) write(id, text);
  document.title = told.title || document.title;
  ends = told.ends || told.starts || 0;
  limit = told.limit || 30000;
  if (told.names) fill("names", told.names.map((name) => make("li", { text: name })), told.names.join("\n"));
  if (told.options) options(told.options);
  if (told.steps) fill("steps", steps(told.steps), JSON.stringify(told.steps));
  if (told.board) board(told.board);
  code(told);
  picture(told);
  tick();
}

// A list is drawn again only where it changed: what stands still does not flicker.
function fill(id, nodes, what) {
  const list = part(id);
  if (list.dataset.what === what) return;
  list.dataset.what = what;
  list.replaceChildren(...nodes);
  list.hidden = nodes.length === 0;
}

function options(all) {
  const list = part("options");
  if (!list) return;
  const what = JSON.stringify(all.map((one) => [one.letter, one.words, one.right, one.n === undefined]));
  fill("options", all.map((one) => make("li", { class: one.right === undefined ? undefined : one.right ? "is-right" : "is-wrong" },
    make("span", { class: "letter", text: one.letter }), make("span", { class: "words", text: one.words }),
    one.right && make("span", { class: "sign", text: "✓" }), one.n !== undefined && make("b", { class: "n" }), one.n !== undefined && make("i", { class: "bar" }))), what);
  all.forEach((one, place) => {
    if (one.n === undefined) return;
    const row = list.children[place];
    row.querySelector(".n").textContent = one.n;
    requestAnimationFrame(() => row.querySelector(".bar").style.setProperty("--share", `${one.share}%`));
  });
}

// Rows keep their place in the document's order and move to where they stand now.
function board(rows) {
  const list = part("board");
  if (!list) return;
  const before = new Map([...list.children].map((row) => [row.dataset.key, row.getBoundingClientRect().top]));
  const kept = new Map([...list.children].map((row) => [row.dataset.key, row]));
  list.replaceChildren(...rows.map((one) => {
    const row = kept.get(one.key) || make("li", { "data-key": one.key }, make("span", { class: "at" }), make("span", { class: "words" }), make("b", { class: "n" }), make("i", { class: "bar" }));
    row.querySelector(".at").textContent = one.place;
    row.querySelector(".words").textContent = one.name;
    row.querySelector(".n").textContent = one.score;
    requestAnimationFrame(() => row.querySelector(".bar").style.setProperty("--share", `${one.share}%`));
    return row;
  }));
  list.hidden = rows.length === 0;
  for (const row of list.children) {
    const moved = before.has(row.dataset.key) ? before.get(row.dataset.key) - row.getBoundingClientRect().top : 0;
    if (moved && !still.matches) row.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], { duration: 700, easing: "cubic-bezier(.3,0,.2,1)" });
  }
}

// The second stands left of the first, the third right of it; in the document they stand as they came.
function steps(all) {
  return all.map((one) => make("li", { class: `step is-${one.place}` },
    make("span", { class: "who", text: one.names.join(" · ") }), make("span", { class: "score", text: one.score }), make("b", { class: "block", text: one.place })));
}

function code(told) {
  const figure = part("qr");
  if (!figure) return;
  figure.hidden = !told.qr;
  if (told.qr && figure.dataset.what !== told.qr) {
    figure.dataset.what = told.qr;
    figure.firstElementChild.replaceChildren(drawing(told.qr));
    figure.firstElementChild.setAttribute("aria-label", `${told.how || ""} ${told.sentence || ""}`);
  }
}

// The stem beside it says in words what is asked of it.
function picture(told) {
  const image = part("picture");
  stage.classList.toggle("has-picture", Boolean(image && told.picture));
  if (!image || !told.picture || image.getAttribute("src") === told.picture) return;
  image.src = told.picture;
  image.hidden = false;
}

// ── time ──

function tick() {
  const seconds = part("seconds");
  if (!seconds) return;
  const left = ends ? Math.max(0, ends - Date.now() - ahead) : 0;
  const shown = !ends ? "" : left > 5999000 ? "" : left > 99000 ? `${Math.floor(left / 60000)}:${String(Math.floor(left / 1000) % 60).padStart(2, "0")}` : String(Math.ceil(left / 1000));
  if (seconds.textContent !== shown) seconds.textContent = shown;
  seconds.classList.toggle("is-short", Boolean(ends) && left < 5500);
  part("left").value = ends ? Math.min(1, left / limit) : 0;
  part("left").hidden = !shown;
}

// ── asking ──

async function ask() {
  let again = 5;
  try {
    const asked = Date.now();
    const answer = await fetch(`screen/${about}${location.search}`, { headers: { Authorization: `Bearer ${token}` }, cache: "no-store" });
    if (answer.status === 429 || answer.status >= 500) throw new Error(answer.statusText);
    const told = await answer.json();
    ahead = told.now - (asked + Date.now()) / 2;
    show(told);
    again = told.again;
  } catch {
    part("note").textContent = words.away;
  }
  if (again) setTimeout(ask, Math.max(again, 0.1) * 1000);
}

setInterval(tick, 200);
if (token) ask();
else show({ scene: "note", said: words.noToken });
