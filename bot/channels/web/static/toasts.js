// What is said for a moment: above the writing, and where something to press lies there, above that.

import { Component, html } from "./vendor/preact.js";
import { state } from "./store.js";

const PRESSED = ".scroller :is(button, a, audio, video)";
const GAP = 8; // pixels

export class Toasts extends Component {
  componentDidMount() { this.place(); }
  componentDidUpdate() { this.place(); }

  place() {
    const talk = document.querySelector(".scroller")?.getBoundingClientRect();
    const toasts = [...this.node.children].reverse();
    toasts.forEach((toast) => { toast.style.transform = ""; });
    if (!talk || !toasts.length) return;
    const taken = [...document.querySelectorAll(PRESSED)].map((one) => one.getBoundingClientRect()).filter((box) => box.height && box.bottom > talk.top && box.top < talk.bottom);
    for (const toast of toasts) {
      const { bottom: at, height } = toast.getBoundingClientRect();
      let bottom = at;
      for (const box of taken.sort((a, b) => b.bottom - a.bottom)) if (box.bottom + GAP > bottom - height && box.top - GAP < bottom) bottom = box.top - GAP;
      if (bottom - height < talk.top) bottom = at; // something to press wherever one looks
      toast.style.transform = `translateY(${bottom - at}px)`;
      taken.push(toast.getBoundingClientRect());
    }
  }

  render() {
    return html`
      <div class="toasts" role="status" aria-live="polite" ref=${(node) => { this.node = node; }}>${state.toasts.map((toast) => html`<div key=${toast.id} class=${`toast is-${toast.kind}`}>${toast.words}</div>`)}</div>`;
  }
}
