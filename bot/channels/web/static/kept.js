// What this browser keeps of somebody after the tab is closed: drafts, where they were reading, what they chose. By account, for several
// people may sit in one browser.

let whose = "";

export const belongTo = (name) => { whose = name; };

const key = (what) => `qunxue.${whose}/${what}`;

export function kept(what) {
  try { return JSON.parse(localStorage.getItem(key(what))); } catch { return null; }
}

export function keep(what, value) {
  try {
    if (value === null || value === "") localStorage.removeItem(key(what));
    else localStorage.setItem(key(what), JSON.stringify(value));
  } catch { /* no room, or none allowed: it lasts as long as the page */ }
}

// Whoever signs out leaves nothing of theirs behind.
export function forget(name) {
  try {
    for (const one of Object.keys(localStorage)) if (one.startsWith(`qunxue.${name}/`)) localStorage.removeItem(one);
  } catch { /* nothing was kept */ }
}
