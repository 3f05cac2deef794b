// Looks: what a page shows is asked over the socket, shown as it was until the answer is there, and asked anew when something may have changed.

import * as accounts from "../accounts.js";
import { changed, newId, state, toast } from "../store.js";
import { ask, watch } from "../wire.js";
import { say, speak, spoken } from "../words.js";
import { heard } from "./drafts.js";
import { address, place } from "./route.js";

const FRESH = 20000; // milliseconds a view may grow old while somebody looks at it
const SETTLES = 350;

let asking = null; // {id, key}: the look that is on its way
let shownAt = 0;
let soon = 0;

state.view = null; // {key, ...} as it was answered last
state.desk = null; // {camp, pages, until}

const here = () => {
  const at = place();
  return at.page ? at : { ...at, page: state.desk?.pages[0]?.[0] ?? "" };
};

export const current = here;

export function look() {
  if (!state.desk) return;
  const at = here();
  asking = { id: newId(), key: address(at) };
  ask({ t: "look", id: asking.id, page: at.page, subject: at.subject, filters: at.filters, sort: at.sort, start: at.start });
  if (state.view?.key !== asking.key) changed();
}

// Whether what is shown is not yet what was asked for.
export const isBehind = () => state.view?.key !== address(here());

export function refresh() {
  clearTimeout(soon);
  soon = setTimeout(look, SETTLES);
}

watch((frame) => {
  heard(frame);
  switch (frame.t) {
    case "welcome":
      state.desk = frame.desk;
      if (frame.desk && frame.desk.language !== spoken()) speak(frame.desk.language);
      return look();
    case "posts": return frame.posts.some((post) => post.kind === "bot") && refresh();
    case "pong": return !document.hidden && Date.now() - shownAt > FRESH && look();
    case "looked":
      if (frame.id !== asking?.id) return;
      state.view = { ...frame, key: asking.key };
      shownAt = Date.now();
      return changed();
  }
});

addEventListener("popstate", look);
document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - shownAt > FRESH) look(); });

// A table as a workbook, with every row there is.
export async function download(table) {
  const { session, nonce } = accounts.chosen() ?? {};
  const at = here();
  const body = JSON.stringify({ ...at, table, language: spoken() });
  try {
    const answer = await fetch("web/desk/table", { method: "POST", body, headers: { "Content-Type": "application/json", Authorization: `Bearer ${session}.${nonce}` } });
    if (!answer.ok) throw new Error(answer.status);
    const url = URL.createObjectURL(await answer.blob());
    Object.assign(document.createElement("a"), { href: url, download: `${table}.xlsx` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  } catch {
    toast(say("fileGone"), "warning");
  }
}
