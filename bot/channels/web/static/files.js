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

async function fetched(room, file) {
  const answer = await fetch(where(room, file), { headers: allowed() });
  if (!answer.ok) throw new Error(answer.status);
  return URL.createObjectURL(await answer.blob());
}

// The address of a picture within this page; the oldest are let go.
export function picture(room, file) {
  const key = `${room}/${file}`;
  if (!pictures.has(key)) {
    const url = fetched(room, file);
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
