// The page a screen's QR code opens: the sentence with the code that stands behind #.
"use strict";

const digits = location.hash.slice(1).replace(/\D/g, "").slice(0, 6);
document.getElementById("sentence").textContent = document.body.dataset.sentence + digits;
addEventListener("hashchange", () => location.reload());
