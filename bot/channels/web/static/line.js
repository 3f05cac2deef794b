// The browser's own word on whether there is a line: it knows before a silent socket does.

import { changed, state } from "./store.js";

// Calls `back` when the browser has a line again.
export function watchLine(back) {
  addEventListener("offline", () => {
    state.offline = true;
    changed();
  });
  addEventListener("online", back);
}
