// Moments as people say them, in the camp's zone, by the server's clock.

import { say, spoken } from "./words.js";

let zone = "Asia/Shanghai";
let ahead = 0; // milliseconds the server's clock is ahead of ours
let closest = Infinity; // the shortest round trip so far: its answer tells the time best
const made = new Map();

export const setZone = (name) => { zone = name; made.clear(); };
export const now = () => Date.now() + ahead;

export function heardClock(server, sentAt) {
  const trip = Date.now() - sentAt;
  closest *= 1.2; // an old measure counts less and less
  if (trip <= closest) {
    closest = trip;
    ahead = server + trip / 2 - Date.now();
  }
}

function format(name, options) {
  const key = name + spoken();
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(options.locale || (spoken() === "en" ? "en-GB" : "zh-CN"), { timeZone: zone, ...options }));
  return made.get(key);
}

export const dayOf = (at) => format("day", { locale: "en-CA", year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
export const clockOf = (at) => format("clock", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
const dateOf = (at) => format("date", spoken() === "en" ? { weekday: "short", day: "numeric", month: "short" } : { month: "long", day: "numeric", weekday: "short" }).format(at);

// The first moment of a day (2026-05-06) in the zone.
export function startOf(day) {
  const guess = Date.parse(`${day}T00:00:00Z`);
  const there = Date.parse(`${dayOf(guess)}T${clockOf(guess)}:00Z`);
  return guess - (there - guess);
}

export function dayName(at) {
  const day = dayOf(at);
  const date = dateOf(at).replace(/(日)(周)/, "$1 $2");
  if (day === dayOf(now())) return `${say("today")} · ${date}`;
  if (day === dayOf(now() - 86400000)) return `${say("yesterday")} · ${date}`;
  return date;
}

export function shortTime(at) {
  const day = dayOf(at);
  if (day === dayOf(now())) return clockOf(at);
  if (day === dayOf(now() - 86400000)) return say("yesterday");
  const [, month, date] = day.split("-").map(Number);
  return spoken() === "en" ? `${date}/${month}` : `${month}月${date}日`;
}
