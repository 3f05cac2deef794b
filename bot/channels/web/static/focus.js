// Focus is never lost: where what had it goes away or is hidden, the nearest thing around it that stays takes it.

const CAN = 'button:not(:disabled), a[href], input, textarea, [tabindex="0"]';

let around = []; // what had the focus last and everything around it, from the inside out

const seen = (node) => node.isConnected && node.checkVisibility({ visibilityProperty: true });

export function keepFocus(root) {
  document.addEventListener("focusin", ({ target }) => {
    around = [];
    for (let node = target; node && node !== root; node = node.parentElement) around.push(node);
  });
  new MutationObserver(restore).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "class"] });
}

function restore() {
  const [last] = around;
  if (!last || (seen(last) && !last.disabled) || (document.activeElement !== document.body && document.activeElement !== last)) return;
  const next = around.slice(1).map(within).find(Boolean) || [...document.querySelectorAll("main h1, [role=main] h1, main input")].find(seen);
  around = [];
  if (!next) return;
  next.classList.toggle("is-quiet", next.matches(".message")); // nobody asked for what a message offers when it is chosen
  next.focus({ preventScroll: true });
}

// In a message, a row of buttons and the like something near can be pressed next; in the whole talk nothing is near.
function within(node) {
  if (!seen(node) || node.matches("main, .rooms, .scroller, .flow, .page, .frame, .composer, .blocks")) return null;
  const near = [...node.querySelectorAll(CAN)].find((one) => seen(one) && !one.closest(".actions"));
  return near || (node.hasAttribute("tabindex") ? node : null);
}
