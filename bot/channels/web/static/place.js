// Where somebody was reading in a room: kept until they come back, also after the tab was closed. Who reads at the end has no place.

import { keep, kept } from "./kept.js";

const SETTLES = 200; // milliseconds after the last movement
const FURTHEST = 20; // pages of fifty looked through for it

let timer = 0;

export const placeIn = (room) => kept(`place/${room}`);

export function keepPlace(scroller, room) {
  clearTimeout(timer);
  timer = setTimeout(() => note(scroller, room), SETTLES);
}

export function note(scroller, room) {
  clearTimeout(timer);
  const top = scroller.getBoundingClientRect().top;
  const first = room.below ? [...scroller.querySelectorAll(".message")].find((one) => one.getBoundingClientRect().bottom > top) : null;
  keep(`place/${room.room}`, first ? Number(first.dataset.seq) : null);
}

// Puts the place at the top; gives whether it is worth asking for older posts and trying again.
export function goTo(scroller, seq, room) {
  const there = scroller.querySelector(`.message[data-seq="${seq}"]`);
  there?.scrollIntoView({ block: "start" });
  return !there && room.more && room.pages.length < FURTHEST && room.pages[0]?.key > seq;
}
