// What the page does first, while the rest of it is still on its way: it comes in by its link or by the session it has, and opens the line.

import * as accounts from "./accounts.js";
import * as coming from "./coming.js";
import { Opening } from "./opening.js";

let answer = null;
let line = null;

coming.takeToken();
if (coming.asked()) answer = coming.ask({}).then(open, (problem) => ({ problem }));
else if (accounts.chosen()) line = new Opening(accounts.chosen(), {}, null);

// Of what tells times in words the first takes a browser longest to make, a tenth of a second on a phone: now, while it waits for the network.
setTimeout(() => new Intl.DateTimeFormat(navigator.language, { timeZone: "Asia/Shanghai", hour: "2-digit" }).format());

function open(told) {
  if (told.came) line = new Opening(accounts.chosen(), known(told.said.welcome), told.said.room);
  return told;
}

// What came with the answer is not told once more over the line.
const known = (welcome) => Object.fromEntries((welcome?.rooms || []).map((room) => [room.room, room.rev]));

// The answer to what was asked first, for whoever would ask it now; and the line, for whoever would open one for this session. Each is given once.
export function takeAnswer() {
  const first = answer;
  answer = null;
  return first;
}

export function takeLine(session) {
  const first = line;
  line = null;
  if (first?.session === session && first.socket.readyState <= WebSocket.OPEN) return first;
  first?.socket.close();
  return null;
}
