// Who is signed in in this browser, and as whom this tab speaks. Here is only half of each session: the other is a cookie no script can read.

import * as keeping from "./kept.js";

const KEPT = "qunxue.accounts"; // {name: {session, nonce}}, for the whole browser
const CHOSEN = "qunxue.account"; // a name, for this tab

const memory = {}; // where the browser lets us keep nothing, the tab remembers until it is loaded again

function read(store, key) {
  try { return JSON.parse(store().getItem(key)) ?? memory[key] ?? null; } catch { return memory[key] ?? null; }
}

function write(store, key, value) {
  memory[key] = value;
  try { store().setItem(key, JSON.stringify(value)); } catch { /* memory has it */ }
}

const browser = () => localStorage;
const tab = () => sessionStorage;
const all = () => read(browser, KEPT) || {};

export const names = () => Object.keys(all());
export const has = (name) => Object.hasOwn(all(), name);
export const of = (name) => ({ name, ...all()[name] });

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

export function add(name, session, nonce) {
  write(browser, KEPT, { ...all(), [name]: { session, nonce } });
  choose(name);
}

export function remove(name) {
  const { [name]: gone, ...rest } = all();
  write(browser, KEPT, rest);
  keeping.forget(name);
}
