// What the page knows: rooms with their posts, what waits to be sent, and who looks on. Everything on screen is drawn from here.
//
// Posts of a room stand in pages of fifty that are replaced, never changed, so that only the page that changed is drawn again.

import { keep, kept } from "./kept.js";
import { clockOf, dayOf, heardClock, now, setZone } from "./time.js";
import { say, speak, spoken } from "./words.js";

const PAGE = 50;
const WAITING = "qunxue.waiting";

export const state = {
  phase: "starting", // starting, asking, choosing, ready, gone
  gone: null, // {title, says} where there is no way in
  asking: null, // {room, camp, problem, busy}: an invitation that wants a name
  wanted: null, // the room a link is about
  session: "", // by which this tab speaks
  offline: false,
  me: null,
  bot: "小助",
  reacts: [], // what may be put under a line
  rooms: new Map(),
  active: null,
  panels: new Map(),
  drawer: false, // the camp panel laid over a narrow screen
  waiting: [], // what was said and pressed and is not acknowledged, in order
  toasts: [],
  picture: null,
  search: null, // the room that is looked in
  announced: "",
  language: spoken(),
};

let listener = () => {};
let planned = false;

export const onChange = (call) => { listener = call; };

export function changed() {
  if (planned) return;
  planned = true;
  queueMicrotask(() => { planned = false; listener(); });
}

// ── kept: for the account what it writes and chose, for the tab what it has not sent ──

export const lastRoom = () => kept("room");
export const draft = (room) => kept(`draft/${room}`) || "";
export const keepDraft = (room, words) => keep(`draft/${room}`, words);

function keepWaiting() {
  try { sessionStorage.setItem(WAITING, JSON.stringify({ session: state.session, by: state.me.id, items: state.waiting.map((item) => ({ ...item, busy: false })) })); } catch { /* a reload forgets it */ }
}

function keptWaiting() {
  try { return JSON.parse(sessionStorage.getItem(WAITING)); } catch { return null; }
}

// ── rooms ──

const newest = (room) => room.pages.at(-1)?.posts.at(-1);
export const lastPost = newest;
export const firstSeq = (room) => room.pages[0]?.posts[0]?.seq ?? null;
export const activeRoom = () => state.rooms.get(state.active);
export const totalUnread = () => [...state.rooms.values()].reduce((sum, room) => sum + room.unread, 0);

function emptyRoom(name, direct) {
  return { room: name, direct, rev: 0, read: 0, unread: 0, pages: [], loaded: false, more: true, loading: false, newFrom: null, below: 0, reply: null, members: null };
}

export const title = (room) => (room.direct ? state.bot : room.room);

let chosen = {};

export function dressed(room, post, before) {
  post.day = dayOf(post.at);
  post.clock = clockOf(post.at);
  post.chosen = before?.chosen ?? chosen[`${room.room}#${post.seq}`] ?? null;
  post.busy = null;
  return post;
}

function inPages(posts) {
  const pages = [];
  for (let end = posts.length; end > 0; end -= PAGE) pages.unshift(newPage(posts.slice(Math.max(0, end - PAGE), end)));
  return pages;
}

const newPage = (posts) => ({ key: posts[0].seq, posts });

// A post, whether it is new or an old one in other words. True where it is new at the end.
function put(room, post) {
  const last = newest(room);
  if (!last || post.seq > last.seq) {
    dressed(room, post);
    const page = room.pages.at(-1);
    room.pages = page && page.posts.length < PAGE ? [...room.pages.slice(0, -1), { ...page, posts: [...page.posts, post] }] : [...room.pages, newPage([post])];
    return true;
  }
  replace(room, post.seq, (old) => (post.rev > old.rev ? dressed(room, post, old) : old));
  return false;
}

function replace(room, seq, change) {
  const at = room.pages.findLastIndex((page) => page.key <= seq);
  const page = room.pages[at];
  const index = page ? page.posts.findIndex((post) => post.seq === seq) : -1;
  if (index < 0) return;
  const posts = page.posts.with ? page.posts.with(index, change(page.posts[index])) : page.posts.map((post, i) => (i === index ? change(post) : post));
  room.pages = room.pages.map((other) => (other === page ? { ...page, posts } : other));
}

// ── what the server says ──

export function welcomed(frame, sentAt) {
  Object.assign(state, { phase: "ready", gone: null, offline: false, me: frame.me, bot: frame.bot, reacts: frame.reacts });
  chosen = kept("chosen") || {};
  setZone(frame.zone);
  heardClock(frame.now, sentAt);
  const before = state.rooms;
  state.rooms = new Map();
  for (const told of frame.rooms) {
    const room = before.get(told.room) || emptyRoom(told.room, told.direct);
    state.rooms.set(told.room, room);
    arrived(room, told, before.has(told.room));
  }
  changed();
}

function arrived(room, told, known) {
  if (told.reset) {
    told.posts.forEach((post) => dressed(room, post));
    Object.assign(room, { pages: inPages(told.posts), loaded: true, more: told.more });
  } else {
    told.posts.forEach((post) => { settle(post); put(room, post); });
    if (!known) room.loaded = !told.more;
  }
  told.posts.forEach(settle);
  Object.assign(room, { rev: told.rev, read: Math.max(room.read, told.read), unread: told.unread });
  if (told.unread && room.newFrom === null) room.newFrom = room.read;
}

// Gives what others said that is new.
export function shown(frame) {
  const room = state.rooms.get(frame.room);
  if (!room) return [];
  const fresh = [];
  for (const post of frame.posts) {
    settle(post);
    if (put(room, post)) fresh.push(post);
    room.rev = Math.max(room.rev, post.rev);
  }
  const theirs = fresh.filter(isNews);
  const seen = room.room === state.active && !document.hidden;
  if (theirs.length) {
    if (!seen || room.below !== 0) room.newFrom ??= room.read;
    room.unread += theirs.length;
    if (seen) state.announced = theirs.map(told).join("\n");
  }
  changed();
  return theirs;
}

export const told = (post) => `${post.kind === "bot" ? state.bot : post.name}：${preview(post)}`;

export function paged(frame) {
  const room = state.rooms.get(frame.room);
  if (!room) return;
  const first = firstSeq(room);
  const older = frame.posts.filter((post) => !room.loaded || first === null || post.seq < first);
  older.forEach((post) => { settle(post); dressed(room, post); });
  if (room.loaded) {
    room.pages = [...inPages(older), ...room.pages];
  } else {
    const end = older.at(-1)?.seq ?? 0;
    const later = room.pages.flatMap((page) => page.posts).filter((post) => post.seq > end);
    room.pages = inPages([...older, ...later]);
  }
  Object.assign(room, { loaded: true, loading: false, more: frame.more });
  changed();
}

export function paneled(frame) {
  const before = state.panels.get(frame.room) || { menu: [], online: [], count: 0 };
  state.panels.set(frame.room, { ...before, ...frame });
  const wanted = frame.cards?.me?.language;
  if (wanted && wanted !== spoken()) {
    speak(wanted);
    state.language = spoken();
  }
  changed();
}

export function joined(frame) {
  const room = state.rooms.get(frame.room);
  if (room) room.members = frame.names;
  changed();
}

export function readElsewhere(frame) {
  const room = state.rooms.get(frame.room);
  if (room) markRead(room, frame.seq);
}

const isNews = (post) => post.by !== state.me.id && post.kind !== "note";

// The first post nobody here had read when the room was opened, or when they scrolled away from its end.
export function firstNew(room) {
  if (room.newFrom === null) return null;
  for (const page of room.pages) {
    const found = page.posts.at(-1).seq > room.newFrom && page.posts.find((post) => post.seq > room.newFrom && isNews(post));
    if (found) return found.seq;
  }
  return null;
}

export function markRead(room, seq) {
  room.read = Math.max(room.read, seq);
  if (seq >= (newest(room)?.seq ?? 0)) room.unread = 0;
  changed();
}

// ── what waits to be sent ──

export const newId = () => [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => (byte % 36).toString(36)).join("") + Date.now().toString(36);

export function wait(item) {
  state.waiting = [...state.waiting, { ...item, at: now(), since: Date.now(), state: "sending" }];
  keepWaiting();
  changed();
}

export function change(id, values) {
  state.waiting = state.waiting.map((item) => (item.id === id ? { ...item, ...values } : item));
  keepWaiting();
  changed();
}

export function forget(id) {
  state.waiting = state.waiting.filter((item) => item.id !== id);
  keepWaiting();
  changed();
}

function settle(post) {
  if (post.id && state.waiting.some((item) => item.id === post.id)) forget(post.id);
}

// What an earlier load of this tab did not get rid of; under another session it would be said twice, so there it is offered again.
export function takeUpWaiting() {
  const before = keptWaiting();
  if (before?.by !== state.me.id) return; // somebody else's words are theirs to send
  const same = before.session === state.session;
  state.waiting = before.items.filter((item) => same || item.t === "say").map((item) => (same ? item : { ...item, id: newId(), state: "failed" }));
  keepWaiting();
}

export const waitingIn = (room) => state.waiting.filter((item) => item.t === "say" && item.room === room);

// ── pressing ──

// A press shows at once; a choice stays marked, also after a reload, and goes back where it was when the press was refused.
export function pressing(roomName, seq, says, letter) {
  const room = state.rooms.get(roomName);
  replace(room, seq, (post) => ({ ...post, busy: says, before: post.chosen, chosen: letter ?? post.chosen, pressed: letter ? post.pressed : says }));
  if (letter) {
    chosen = Object.fromEntries(Object.entries({ ...kept("chosen"), [`${roomName}#${seq}`]: letter }).slice(-200));
    keep("chosen", chosen);
  }
  changed();
}

export function pressed(item, taken) {
  const room = state.rooms.get(item.room);
  if (!room || item.post === null) return;
  replace(room, item.post, (post) => ({ ...post, busy: null, chosen: taken ? post.chosen : post.before ?? null, pressed: taken ? post.pressed : null }));
  changed();
}

// A reaction shows at once; what the server says of the post afterwards holds.
export function reacting(roomName, seq, emoji, on) {
  replace(state.rooms.get(roomName), seq, (post) => {
    const all = post.reactions || [];
    const had = all.find(([one]) => one === emoji);
    const [, n, names, mine] = had || [emoji, 0, [], false];
    if (mine === on) return post;
    const now = [emoji, n + (on ? 1 : -1), on ? [...names, state.me.id] : names.filter((name) => name !== state.me.id), on];
    return { ...post, reactions: (had ? all.map((one) => (one === had ? now : one)) : [...all, now]).filter(([, count]) => count) };
  });
  changed();
}

// ── moving about ──

export function open(name) {
  const left = activeRoom();
  if (left && left.room !== name) Object.assign(left, { newFrom: null, below: 0 });
  state.active = name;
  state.drawer = false;
  state.search = null;
  if (name) {
    keep("room", name);
    const room = state.rooms.get(name);
    if (room?.unread && room.newFrom === null) room.newFrom = room.read;
  }
  changed();
}

export function toast(words, kind = "plain") {
  const one = { id: newId(), words, kind };
  state.toasts = [...state.toasts.slice(-2), one];
  setTimeout(() => { state.toasts = state.toasts.filter((other) => other !== one); changed(); }, 3000 + Math.max(0, words.length - 30) * 50);
  changed();
}

// A post in one line, for lists, quotes and for being read aloud.
export const preview = (post) => plain(post).replace(/\s+/g, " ").trim();

// The same with its lines, as it is copied.
export function plain(post) {
  return post.parts.map(([kind, ...values]) => {
    switch (kind) {
      case "text": return values[0].map((run) => (typeof run === "string" ? run : run[0])).join("");
      case "mention": return `@${values[1]} `;
      case "picture": return `\n${say("picture")}\n`;
      case "file": return `\n${values[1]}\n`;
      case "facts": return `\n${[values[1], ...values[0].map(([label, value]) => `${label} ${value}`)].filter(Boolean).join(" · ")}\n`;
      case "progress": return `\n${values[0]} ${values[1]}/${values[2]}\n`;
      default: return "";
    }
  }).join("").replace(/\n{3,}/g, "\n\n").trim();
}
