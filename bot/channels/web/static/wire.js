// The socket: signing in, sending what waits in order, coming back by itself. The frames are told in bot/channels/web/socket.py.

import * as accounts from "./accounts.js";
import { takeToken } from "./coming.js";
import { takeLine } from "./early.js";
import { watchLine } from "./line.js";
import { Opening } from "./opening.js";
import * as signing from "./sign_in.js";
import * as store from "./store.js";
import { tell } from "./notify.js";
import { heardClock } from "./time.js";

const { state } = store;
const BEAT = 20000;
const SILENT = 10000; // no answer to a ping for so long: the line is dead, whatever the browser thinks
const FRESH = 300000; // how old the cards may grow while somebody looks: a window closes, a lesson comes
const GIVES_UP = 15000; // after so long something unsent offers to be tried again
const PAUSES = [300, 1000, 2000, 4000, 8000, 15000];

let socket = null;
let welcome = false;
let tries = 0;
let timer = 0;
let beat = 0;
let silence = 0;
let pinged = 0;
let asked = 0; // when the cards were asked for
let account = null; // {name, session, nonce}: by whom this tab speaks

export const start = () => signing.begin(restart);

addEventListener("hashchange", () => {
  if (!takeToken()) return;
  drop();
  Object.assign(state, { phase: "starting", me: null, rooms: new Map(), active: null, panels: new Map(), waiting: [] });
  store.changed();
  signing.begin(restart);
});
watchLine(() => {
  if (!account) return;
  if (!welcome) return restart();
  state.offline = false;
  store.changed();
  ping();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  if (welcome) ping();
  else if (account) restart();
});

function restart(first, sentAt) {
  tries = 0;
  drop();
  account = accounts.chosen();
  if (!account) return signing.begin(restart); // signed out in another tab meanwhile
  if (state.me && state.me.id !== account.by) return location.reload(); // what one person has not sent is never another's
  state.session = account.session;
  if (first) show(first, sentAt);
  connect();
}

function drop() {
  clearTimeout(timer);
  clearInterval(beat);
  clearTimeout(silence);
  welcome = false;
  if (socket) {
    socket.onclose = socket.onmessage = socket.onopen = null;
    socket.close();
    socket = null;
  }
}

function connect() {
  const rooms = Object.fromEntries([...state.rooms.values()].map((room) => [room.room, room.rev]));
  const line = takeLine(account.session) || new Opening(account, rooms, state.wanted || state.active);
  socket = line.socket;
  socket.onmessage = (message) => heard(JSON.parse(message.data), line);
  socket.onclose = lost;
  silence = setTimeout(() => { drop(); lost(); }, SILENT);
  line.heard.splice(0).forEach(socket.onmessage);
}

function lost() {
  drop();
  if (!account) return;
  const pause = PAUSES[Math.min(tries, PAUSES.length - 1)] * (0.75 + Math.random() / 2);
  tries += 1;
  if (tries > 1) state.offline = true;
  timer = setTimeout(connect, pause);
  store.changed();
}

const put = (frame) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(frame));

function ping() {
  pinged = Date.now();
  put({ t: "ping" });
  if (state.active && !document.hidden && pinged - asked > FRESH) beside(state.active);
  clearTimeout(silence);
  silence = setTimeout(() => { drop(); lost(); }, SILENT);
}

// ── what comes ──

function heard(frame, line) {
  clearTimeout(silence);
  heardFirst(frame);
  switch (frame.t) {
    case "welcome": return come(frame, line.sentAt);
    case "posts": tell(store.shown(frame), frame.room); return freshen(frame);
    case "page": return store.paged(frame);
    case "ack": return acknowledged(frame.id, true);
    case "refused": return refused(frame);
    case "later": return setTimeout(() => resend(frame.id), frame.again * 1000);
    case "panel": case "presence": return store.paneled(frame);
    case "found": case "stretch": return finder?.(frame);
    case "members": return store.joined(frame);
    case "read": return store.readElsewhere(frame);
    case "whisper": return store.toast(frame.says, "whisper");
    case "pong": put({ t: "heard" }); return heardClock(frame.now, pinged);
    case "bye": return ended(frame);
  }
}

// Whoever draws more than the talk is shown every frame first.
let heardFirst = () => {};
export const watch = (call) => { heardFirst = call; };

// What there is, drawn also while the line is still opening.
function show(frame, sentAt) {
  const first = state.phase !== "ready";
  store.welcomed(frame, sentAt);
  if (!first) return;
  store.takeUpWaiting();
  const wanted = state.wanted || state.active || store.lastRoom();
  store.open(state.rooms.has(wanted) ? wanted : frame.rooms.find((room) => !room.direct)?.room ?? frame.rooms[0]?.room ?? null);
  state.wanted = null;
}

function come(frame, sentAt) {
  welcome = true;
  tries = 0;
  show(frame, sentAt);
  if (!state.rooms.has(state.active)) store.open(null); // they sit there no more
  state.waiting.filter((item) => !state.rooms.has(item.room)).forEach((item) => store.forget(item.id));
  const active = store.activeRoom();
  if (active) look(active.room);
  state.waiting.forEach(transmit);
  beat = setInterval(ping, BEAT);
}

function ended(frame) {
  const was = account;
  account = null;
  drop();
  signing.ended(was, frame);
}

function acknowledged(id, taken) {
  const item = state.waiting.find((waiting) => waiting.id === id);
  if (!item) return;
  store.forget(id);
  if (item.t === "press") store.pressed(item, taken);
}

function refused(frame) {
  store.toast(frame.says, "warning");
  const item = state.waiting.find((waiting) => waiting.id === frame.id);
  if (!item) return;
  if (frame.again !== null) setTimeout(() => resend(frame.id), frame.again * 1000 + 100);
  else if (item.t === "press") acknowledged(frame.id, false);
  else store.change(frame.id, { state: "failed", why: frame.says });
}

// After my own act the cards and chips may have changed: asked for once the room has settled.
let fresh = 0;
let acted = 0;
function freshen(frame) {
  if (frame.room !== state.active || Date.now() - acted > 8000) return;
  clearTimeout(fresh);
  fresh = setTimeout(() => beside(state.active), 400);
}

// ── what goes ──

export function speakUp(room, text, files, reply) {
  const quote = reply && { seq: reply.seq, kind: reply.kind, name: reply.name, words: store.preview(reply) };
  const item = { t: "say", id: store.newId(), room, text, files, to: reply?.seq ?? null, quote };
  store.wait(item);
  transmit(item);
}

export function press(room, post, says, letter) {
  if (state.waiting.some((item) => item.t === "press" && item.room === room && item.post === post && item.says === says)) return;
  const item = { t: "press", id: store.newId(), room, post, says };
  store.wait(item);
  if (post !== null) store.pressing(room, post, says, letter);
  transmit(item);
}

// Of two about the same the later holds, also where the first is still on its way.
export function react(room, post, emoji, on) {
  state.waiting.filter((item) => item.t === "react" && item.room === room && item.post === post && item.emoji === emoji).forEach((item) => store.forget(item.id));
  const item = { t: "react", id: store.newId(), room, post, emoji, on };
  store.wait(item);
  store.reacting(room, post, emoji, on);
  transmit(item);
}

function transmit(item) {
  if (item.state === "failed") return;
  const { t, id, room } = item;
  if (t === "react") return put({ t, id, room, post: item.post, emoji: item.emoji, on: item.on });
  acted = Date.now();
  put(t === "say" ? { t, id, room, text: item.text, files: item.files.map((file) => file.token), to: item.to } : { t, id, room, post: item.post, says: item.says });
}

function resend(id) {
  const item = state.waiting.find((waiting) => waiting.id === id);
  if (item && welcome) transmit(item);
}

export function retry(id) {
  store.change(id, { state: "sending", why: null, since: Date.now() });
  if (welcome) resend(id);
  else restart();
}

// What has waited long says so; it is still sent by itself when the line is back.
setInterval(() => {
  const late = state.waiting.some((item) => Date.now() - item.since > GIVES_UP && !item.late);
  if (late) {
    state.waiting = state.waiting.map((item) => (Date.now() - item.since > GIVES_UP ? { ...item, late: true } : item));
    store.changed();
  }
}, 3000);

// A room that is opened: its posts where there are none yet, and what stands beside it.
export function look(name) {
  const room = state.rooms.get(name);
  if (!room.loaded && !room.loading) older(room);
  beside(name);
}

function beside(name) {
  asked = Date.now();
  put({ t: "panel", room: name });
}

// Looking in a room: what is asked, and who hears the answer.
let finder = null;
export const listen = (call) => { finder = call; };
export const ask = (frame) => put(frame);

// Who sits there: asked for when somebody wants to see or mention one.
export function members(room) {
  if (room.direct || room.asked === account?.session) return;
  room.asked = account?.session;
  put({ t: "members", room: room.room });
}

export function older(room) {
  if (room.loading || (room.loaded && !room.more) || !welcome) return;
  room.loading = true;
  put({ t: "history", room: room.room, before: room.loaded ? store.firstSeq(room) : null });
  store.changed();
}

export function read(room) {
  const seq = store.lastPost(room)?.seq ?? 0;
  if (seq <= room.read && !room.unread) return;
  store.markRead(room, seq);
  put({ t: "read", room: room.room, seq });
}
