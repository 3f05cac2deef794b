// What would come of sentences while they are typed: asked of the server, one question on its way at a time, the newest next.

import { newId } from "../store.js";
import { ask } from "../wire.js";

let asking = null; // {id, said, tell}
let next = null;

const put = () => ask({ t: "draft", id: asking.id, said: asking.said });

export function draft(said, tell) {
  if (asking) { next = { said, tell }; return; }
  asking = { id: newId(), said, tell };
  put();
}

export function heard(frame) {
  if (frame.t === "welcome" && asking) return put(); // the line was gone meanwhile
  if (frame.t !== "drafted" || frame.id !== asking?.id) return;
  const { tell } = asking;
  asking = null;
  if (next) { const { said, tell: then } = next; next = null; draft(said, then); }
  tell(frame);
}
