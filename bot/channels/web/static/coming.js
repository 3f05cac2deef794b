// Asking to be let in: what stands behind the # is posted once, and whoever may come in has a session in this browser from then on.

import * as accounts from "./accounts.js";

const COMING = "qunxue.coming"; // what is asked for and has no answer yet: after a reload it is asked again with the same nonce

let coming = null;

const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// The token is read from the address and taken out of it, so that it stays in no history and no picture of the screen.
export function takeToken() {
  const token = location.hash.slice(1);
  if (!token || token.startsWith("/")) return false; // a place within the page
  coming = { ...(fromChat(token) || { token }), nonce: random() };
  queueMicrotask(() => { // asking comes first: both of these wait for the browser
    history.replaceState(history.state, "", location.pathname + location.search);
    wait(coming);
  });
  return true;
}

// To the desk by the session somebody has in the chat of this browser: chat/7/Ann.
function fromChat(words) {
  const [, camp, name] = /^chat\/(\d+)\/(.+)$/.exec(words) || [];
  if (!camp) return null;
  try {
    const { session, nonce } = JSON.parse(localStorage.getItem(`qunxue:account/${decodeURIComponent(name)}`));
    return { desk: Number(camp), session, proof: nonce };
  } catch {
    return null; // then it is no link of ours either, and is answered so
  }
}

export function wait(asked) {
  coming = asked;
  try {
    if (asked) sessionStorage.setItem(COMING, JSON.stringify(asked));
    else sessionStorage.removeItem(COMING);
  } catch { /* a reload would need the link again */ }
}

export function asked() {
  try { return coming ||= JSON.parse(sessionStorage.getItem(COMING)); } catch { return coming; }
}

// Gives what the server said; of whoever came in this browser and this tab know it already.
export async function ask(more) {
  const body = JSON.stringify({ ...coming, ...more, language: navigator.language });
  const { nonce } = coming;
  const sentAt = Date.now();
  const answer = await fetch("web/session", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  const said = await answer.json();
  const came = answer.ok && !said.asks;
  if (came) {
    accounts.add(said.name, said.session, more.proof || nonce, said.desk);
    wait(null);
  }
  return { came, said, sentAt };
}
