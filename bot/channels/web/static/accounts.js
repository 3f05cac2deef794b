// Who is signed in in this browser, and as whom this tab speaks. Here is only half of each session: the other is a cookie no script can read.

import * as keeping from "./kept.js";

const page = location.pathname.endsWith("/desk") ? ".desk" : ""; // its sessions are others, one a camp
const KEPT = `qunxue${page}:account/`; // and a name: {session, nonce}, for the whole browser; each by itself, for two tabs may sign in at the same moment
const CHOSEN = `qunxue${page}.account`; // a name, for this tab

const memory = {}; // what the browser does not let us keep, the tab remembers until it is loaded again

function read(store, key) {
  try { return JSON.parse(store().getItem(key)) ?? memory[key] ?? null; } catch { return memory[key] ?? null; }
}

function write(store, key, value) {
  try { store().setItem(key, JSON.stringify(value)); } catch { memory[key] = value; }
}

const browser = () => localStorage;
const tab = () => sessionStorage;

export function names() {
  let kept = [];
  try { kept = Object.keys(localStorage); } catch { /* memory has them */ }
  return [...new Set([...kept, ...Object.keys(memory)])].filter((key) => key.startsWith(KEPT)).map((key) => key.slice(KEPT.length)).sort();
}

export const has = (name) => read(browser, KEPT + name) !== null;
export const of = (name) => ({ name, by: name, ...read(browser, KEPT + name) });

export function choose(name) {
  write(tab, CHOSEN, name);
  keeping.belongTo(name);
}

// Whose session this tab uses: the one it was opened for, else the only one there is.
export function chosen() {
  const here = read(tab, CHOSEN);
  const name = here && has(here) ? here : names().length === 1 ? names()[0] : null;
  if (name === null) return null;
  choose(name);
  return of(name);
}

export function add(by, session, nonce, desk) {
  const name = desk ? `${by} · ${desk}` : by;
  write(browser, KEPT + name, { by, session, nonce });
  choose(name);
}

export function remove(name) {
  delete memory[KEPT + name];
  try { localStorage.removeItem(KEPT + name); } catch { /* it was never there */ }
  keeping.forget(name);
}
