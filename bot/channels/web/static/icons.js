// Line icons, drawn with the colour of the words around them.

import { html } from "./vendor/preact.js";

const PATHS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  send: "M5 12l14-7-5 14-3-6z",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4.5 4.5",
  voice: "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  clip: "M8 12.5l6.5-6.5a3 3 0 0 1 4.2 4.2l-8 8a5 5 0 0 1-7-7L11 4",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  down: "M12 5v14M6 13l6 6 6-6",
  up: "M12 19V5M6 11l6-6 6 6",
  reply: "M10 7L5 12l5 5M5 12h9a5 5 0 0 1 5 5v1",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14a4 4 0 0 0 7 0M9 9.5v.6M15 9.5v.6",
  copy: "M9 9h10v11H9zM5 15V4h10",
  clock: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
  camp: "M4 20h16M6 20l6-14 6 14M12 13l3.2 7M12 13l-3.2 7",
  medal: "M8.5 13.5L7 21l5-2.6L17 21l-1.5-7.5M12 3a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM12 6.4l.9 1.8 2 .3-1.5 1.4.4 2-1.8-1-1.8 1 .4-2-1.5-1.4 2-.3z",
  coin: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v8M9.5 10.2h5M9.5 13.4h5",
  book: "M5 5.5A2.5 2.5 0 0 1 7.5 3H19v15H7.5A2.5 2.5 0 0 0 5 20.5zM5 20.5A2.5 2.5 0 0 0 7.5 21H19",
};

export const Icon = ({ name, size = 20 }) => html`
  <svg class="icon" viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true"><path d=${PATHS[name]} /></svg>`;

export const Mark = ({ size = 36 }) => html`
  <svg class="mark" viewBox="0 0 32 32" width=${size} height=${size} aria-hidden="true">
    <rect width="32" height="32" rx="10" /><path class="shape" d="M8 10.5A2.5 2.5 0 0 1 10.5 8h11a2.5 2.5 0 0 1 2.5 2.5v7a2.5 2.5 0 0 1-2.5 2.5H16l-4.5 4v-4h-1A2.5 2.5 0 0 1 8 17.5z" /><path class="tick" d="m12.5 14 2.5 2.5 4.5-4.5" />
  </svg>`;

const TONES = 8;

// Two letters that stand for a name: the last two of a Chinese one, the initials of any other.
function initials(name) {
  const letters = [...name.trim()];
  if (/\p{Script=Han}/u.test(name)) return letters.filter((letter) => /\S/.test(letter)).slice(-2).join("");
  const words = name.trim().split(/[\s._-]+/).filter(Boolean);
  return (words.length > 1 ? [...words[0]][0] + [...words.at(-1)][0] : letters.slice(0, 2).join("")).toUpperCase();
}

function tone(name) {
  let sum = 7;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) >>> 0;
  return sum % TONES;
}

export const Avatar = ({ name, size = 36, group = false }) => html`
  <span class=${`avatar tone-${tone(name)} ${group ? "group" : ""} size-${size}`} aria-hidden="true">${group ? [...name][0] : initials(name)}</span>`;
