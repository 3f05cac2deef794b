// What a screen's QR code opens on a phone: the sentence to send, from behind #.
"use strict";

document.getElementById("sentence").textContent = decodeURIComponent(location.hash.slice(1)).slice(0, 80);
addEventListener("hashchange", () => location.reload());
