// Notices of the system while the page is open and not looked at: only for who asked for them by a press.

import { keep, kept } from "./kept.js";
import { changed, open, state, title, told } from "./store.js";

const SHOWN = 120; // characters of what was said

export const canNotify = window.isSecureContext && "Notification" in window;
export const notifies = () => canNotify && kept("notify") === true && Notification.permission === "granted";
export const isRefused = () => canNotify && Notification.permission === "denied";

export async function turn() {
  keep("notify", notifies() ? null : (await Notification.requestPermission()) === "granted" || null);
  changed();
}

// One notice a room, the newest; on a phone it is the service worker that may show it.
export function tell(posts, name) {
  const post = posts.at(-1);
  const room = state.rooms.get(name);
  if (!post || !room || !document.hidden || !notifies()) return;
  const shown = { body: told(post).slice(0, SHOWN), tag: name, icon: "web/icon.svg" };
  try {
    const notice = new Notification(title(room), shown);
    notice.onclick = () => { window.focus(); open(name); notice.close(); };
  } catch {
    navigator.serviceWorker.ready.then((worker) => worker.showNotification(title(room), shown));
  }
}
