// The page as an app: what it is made of is kept for when there is no line. A browser allows that over https (and on this computer) alone.

export const canInstall = window.isSecureContext && "serviceWorker" in navigator;

// Once the page itself is there: what it keeps for later waits for nobody.
if (canInstall) addEventListener("load", () => navigator.serviceWorker.register("web/service_worker.js", { scope: "./" }).catch(() => {}));
