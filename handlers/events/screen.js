// The host's screen: asks for the code of this half minute with the token behind #, shows it, and counts the seconds down.
"use strict";

const token = location.hash.slice(1);
const part = (id) => document.getElementById(id);
const said = document.body.dataset;
let ends = 0;

history.replaceState(null, "", location.pathname + location.search); // the address bar on a projector is read by everybody

function show(answer) {
  part("title").textContent = answer.title || part("title").textContent;
  part("code").textContent = answer.code || "";
  part("sentence").textContent = answer.sentence || "";
  part("count").textContent = answer.count || "";
  part("note").textContent = answer.said || "";
  document.body.classList.toggle("resting", !answer.code);
  ends = answer.code ? Date.now() + answer.seconds * 1000 : 0;
  const qr = part("qr");
  qr.hidden = !answer.qr;
  if (answer.qr) {
    const drawn = new DOMParser().parseFromString(answer.qr, "image/svg+xml").documentElement;
    qr.firstElementChild.replaceChildren(document.importNode(drawn, true));
  }
}

async function ask() {
  let again = 5;
  try {
    const answer = await fetch("screen/code" + location.search, { headers: { Authorization: `Bearer ${token}` }, cache: "no-store" });
    if (answer.status === 429 || answer.status >= 500) throw new Error(answer.statusText);
    const told = await answer.json();
    show(told);
    again = told.again;
  } catch {
    part("note").textContent = said.away;
  }
  if (again) setTimeout(ask, again * 1000);
}

setInterval(() => { part("left").value = ends ? Math.max((ends - Date.now()) / 1000, 0) : 0; }, 250);
if (token) ask();
else show({ said: said.noToken });
