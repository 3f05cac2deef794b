// Where one is: the address behind # is a page, its subject and what it is asked for, so that any place can be kept and gone back to.

export function place(hash = location.hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?");
  const [page = "", ...rest] = path.split("/");
  const asked = Object.fromEntries(new URLSearchParams(query || ""));
  const { sort = "", start = "0", ...filters } = asked;
  return { page, subject: decoded(rest.join("/")), sort, start: Math.max(0, parseInt(start, 10) || 0), filters };
}

function decoded(words) {
  try { return decodeURIComponent(words); } catch { return ""; }
}

export function address({ page, subject = "", sort = "", start = 0, filters = {} }) {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value));
  if (sort) query.set("sort", sort);
  if (start) query.set("start", start);
  const asked = query.toString();
  return `#/${page}${subject ? `/${encodeURIComponent(subject)}` : ""}${asked ? `?${asked}` : ""}`;
}

// A step that the back button takes back; while somebody types it only changes the last one.
export function go(to, { quietly = false } = {}) {
  const next = address(to);
  if (next === location.hash) return;
  if (quietly) history.replaceState(history.state, "", next);
  else history.pushState(null, "", next);
  dispatchEvent(new PopStateEvent("popstate"));
}
