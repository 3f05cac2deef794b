// Files up and down: always with this tab's session, because several people may sit in one browser.

import { chosen } from "./accounts.js";
import { toast } from "./store.js";
import { say, spoken } from "./words.js";

const LARGEST = 20 * 1024 * 1024;
const KEPT = 80;
const pictures = new Map();

function allowed() {
  const { session, nonce } = chosen() ?? {};
  return { Authorization: `Bearer ${session}.${nonce}` };
}

const where = (room, file) => `web/files/${encodeURIComponent(file)}?room=${encodeURIComponent(room)}`;

async function fetched(room, file, more = "") {
  const answer = await fetch(where(room, file) + more, { headers: allowed() });
  if (!answer.ok) throw new Error(answer.status);
  return URL.createObjectURL(await answer.blob());
}

export const dark = matchMedia("(prefers-color-scheme: dark)");

// The address of a picture within this page, in the reader's colours where it has them; the oldest are let go.
export function picture(room, file) {
  const look = dark.matches ? "dark" : "light";
  const key = `${room}/${file}/${look}`;
  if (!pictures.has(key)) {
    const url = fetched(room, file, `&look=${look}`);
    url.catch(() => pictures.delete(key));
    pictures.set(key, url);
    if (pictures.size > KEPT) {
      const [old, gone] = pictures.entries().next().value;
      pictures.delete(old);
      gone.then(URL.revokeObjectURL, () => {});
    }
  }
  return pictures.get(key);
}

// The address a player asks at: it sends cookies but no header, so it is let in for this one file.
export async function playable(room, file) {
  const answer = await fetch(where(room, file).replace("files", "plays"), { headers: allowed() });
  if (!answer.ok) throw new Error(answer.status);
  return `${where(room, file)}&pass=${encodeURIComponent((await answer.json()).pass)}`;
}

export const sounds = (name) => /\.(mp3|m4a|aac|wav|og[ga]|opus|weba|flac)$/i.test(name) || /^(语音|voice) .*\.webm$/.test(name);
export const moves = (name) => /\.(mp4|m4v|mov|webm)$/i.test(name);

export async function save(room, file, name) {
  try {
    const url = await fetched(room, file);
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  } catch {
    toast(say("fileGone"), "warning");
  }
}

// Puts a file into the store; gives {token, file, picture} to send along. Throws the sentence to show.
export async function upload(room, file) {
  if (file.size > LARGEST) throw say("tooLarge", { name: file.name });
  const { width, height } = await measured(file);
  const query = new URLSearchParams({ room, name: file.name || "image.png", w: width, h: height, language: spoken() });
  let answer;
  try {
    answer = await fetch(`web/files?${query}`, { method: "POST", body: file, headers: allowed() });
  } catch {
    throw say("uploadFailed", { name: file.name });
  }
  if (answer.ok) return answer.json();
  throw (await answer.json().catch(() => ({}))).says || say("uploadFailed", { name: file.name });
}

export const isPicture = (file) => /^image\/(png|jpeg|gif|webp)$/.test(file.type);

async function measured(file) {
  if (!isPicture(file)) return { width: 0, height: 0 };
  try {
    const { width, height } = await createImageBitmap(file);
    return { width, height };
  } catch {
    return { width: 0, height: 0 };
  }
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1048576) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

export const type = (name) => (/\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1] || "").toUpperCase();
