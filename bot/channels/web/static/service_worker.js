// The page's own files, kept for when there is no line: the page itself is always asked for anew first, so that an update is seen at once; what
// is named by its content comes from here. Nothing anybody said, no file and no sign-in is ever kept here.

const SHELL = "qunxue-shell";
const HASHED = /\.([0-9a-f]{12})\.(?:js|css)$/;

self.addEventListener("install", (event) => event.waitUntil(keepAll().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A notice that is pressed brings the page to the front.
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.matchAll({ type: "window" }).then(([page]) => (page ? page.focus() : self.clients.openWindow("../"))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && isShell(new URL(request.url))) event.respondWith(HASHED.test(request.url) ? same(request) : fresh(request));
});

function isShell({ origin, pathname }) {
  const scope = new URL(self.registration.scope);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return false;
  const path = pathname.slice(scope.pathname.length);
  return path === "" || /^web\/(?!files\/|session)[\w/.]+\.(?:js|css|svg|webmanifest)$/.test(path);
}

// What the page names in its head is all it is made of.
async function keepAll() {
  const page = await fetch("../");
  const named = [...(await page.clone().text()).matchAll(/(?:href|src)="(web\/[^"]+)"/g)].map(([, path]) => `../${path}`);
  const shell = await caches.open(SHELL);
  await shell.put(self.registration.scope, page);
  await shell.addAll(named);
}

// What an earlier page was made of goes: nothing asks for it any more.
async function tidy(shell, page) {
  const text = await page.text();
  for (const kept of await shell.keys()) {
    const [, hash] = HASHED.exec(kept.url) || [];
    if (hash && !text.includes(hash)) await shell.delete(kept);
  }
}

async function same(request) {
  const kept = await caches.match(request);
  return kept || fresh(request);
}

async function fresh(request) {
  const shell = await caches.open(SHELL);
  try {
    const answer = await fetch(request);
    if (answer.ok) await shell.put(request, answer.clone());
    if (answer.ok && request.mode === "navigate") tidy(shell, answer.clone());
    return answer;
  } catch (problem) {
    const kept = await shell.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw problem;
  }
}
