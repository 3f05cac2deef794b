// Where one writes: growing to six lines, drafts by room, chips, completion of words, files pasted or dropped.

import { Component, html } from "./vendor/preact.js";
import { Icon } from "./icons.js";
import * as files from "./files.js";
import * as store from "./store.js";
import { members, press, speakUp } from "./wire.js";
import { say, spoken } from "./words.js";

const { state } = store;
const LONGEST = 10000;
const MOST_FILES = 10;
const MOST_SHOWN = 50;
const HAN = /\p{Script=Han}/u;

const canRecord = window.isSecureContext && "MediaRecorder" in window && "mediaDevices" in navigator;

let Voice = null;

// What an address brings (?say=…) stands ready to be sent, once, and by whoever reads it.
function brought() {
  const said = new URLSearchParams(location.search).get("say");
  if (said) history.replaceState(history.state, "", location.pathname + location.hash);
  return said?.slice(0, 64);
}

export class Composer extends Component {
  state = { words: brought() || store.draft(this.props.room.room), files: [], picked: -1, closed: false, over: false, at: 0, speaking: false };

  componentDidMount() {
    this.grow();
    if (!this.props.quiet && matchMedia("(hover: hover)").matches) this.input.focus({ preventScroll: true });
    for (const [name, act] of Object.entries(this.drops)) addEventListener(name, act);
  }

  componentDidUpdate() {
    this.grow();
    if (this.state.picked >= 0) document.getElementById(`offer-${this.state.picked}`)?.scrollIntoView({ block: "nearest" });
  }

  componentWillUnmount() {
    for (const [name, act] of Object.entries(this.drops)) removeEventListener(name, act);
  }

  // ── writing ──

  grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  write = (event) => {
    const words = event.target.value;
    store.keepDraft(this.props.room.room, words);
    this.setState({ words, picked: -1, closed: false, at: event.target.selectionStart });
  };

  set(words) {
    store.keepDraft(this.props.room.room, words);
    this.setState({ words, picked: -1, closed: true, at: words.length }, () => this.input.focus());
  }

  key = (event) => {
    if (event.isComposing || event.keyCode === 229) return; // the input method is still choosing characters
    const offers = this.offers();
    const { picked } = this.state;
    if (offers.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      return this.setState({ picked: (Math.max(picked, step < 0 ? 0 : -1) + step + offers.length) % offers.length });
    }
    if (offers.length && (event.key === "Tab" || (event.key === "Enter" && picked >= 0))) {
      event.preventDefault();
      return this.take(offers[Math.max(0, picked)]);
    }
    if (event.key === "Escape") {
      if (offers.length) return this.setState({ closed: true });
      if (this.props.room.reply) return this.unreply();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      return this.send();
    }
    if (event.key === "ArrowUp" && !this.state.words) {
      event.preventDefault();
      [...document.querySelectorAll(".message")].at(-1)?.focus();
    }
  };

  send = () => {
    const { room } = this.props;
    const words = this.state.words.trim();
    if (this.state.files.some((file) => !file.token)) return;
    if (!words && !this.state.files.length) return;
    if (words.length > LONGEST) return store.toast(say("tooLong", { n: words.length.toLocaleString() }), "warning");
    for (const { look } of this.state.files) if (look) URL.revokeObjectURL(look);
    speakUp(room.room, words, this.state.files.map(({ look, ...file }) => file), room.reply);
    room.reply = null;
    store.keepDraft(room.room, "");
    this.setState({ words: "", files: [], picked: -1, at: 0 });
    this.input.focus();
  };

  unreply = () => {
    this.props.room.reply = null;
    store.changed();
    this.input.focus();
  };

  // ── completion ──

  // Words that begin as what is typed begins: after a slash at once, else from one Chinese character or two letters.
  // Who reads English is told of no Chinese ones beside.
  offers() {
    const { words, closed, at } = this.state;
    if (closed || !words || /\s/.test(words.trimStart().slice(0, -1)) && !words.includes("@")) return [];
    const mention = /(?:^|\s)@([^\s@]*)$/.exec(words.slice(0, at || words.length));
    if (mention) return this.people(mention[1]);
    const typed = /^[/／]?(\S*)$/.exec(words);
    if (!typed) return [];
    const slash = words !== typed[1];
    const begun = typed[1].toLowerCase();
    if (!slash && !/^(\p{Script=Han}|[a-z]{2})/u.test(begun)) return [];
    const menu = state.panels.get(this.props.room.room)?.menu || [];
    const found = [];
    for (const [called, help] of menu) {
      const word = called.find((one) => one.toLowerCase().startsWith(begun) && (slash || one.toLowerCase() !== begun));
      if (word !== undefined) found.push({ word, also: called.filter((one) => one !== word && (spoken() !== "en" || !HAN.test(one))), help });
    }
    return found.slice(0, MOST_SHOWN);
  }

  people(begun) {
    if (this.props.room.direct) return [];
    const online = state.panels.get(this.props.room.room)?.online || [];
    members(this.props.room);
    const names = [...new Set([state.bot, ...online, ...(this.props.room.members || [])])].filter((name) => name !== state.me.id);
    return names.filter((name) => name.startsWith(begun) && name !== begun).slice(0, MOST_SHOWN).map((name) => ({ name }));
  }

  take(offer) {
    const { words } = this.state;
    if (offer.name) {
      const at = this.state.at || words.length;
      return this.set(words.slice(0, at).replace(/@[^\s@]*$/, `@${offer.name} `) + words.slice(at));
    }
    this.set(`${this.props.room.direct && !/^[/／]/.test(words) ? "" : "/"}${offer.word} `);
  }

  // ── files ──

  drops = {
    dragover: (event) => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); if (!this.state.over) this.setState({ over: true }); } },
    dragleave: (event) => { if (!event.relatedTarget) this.setState({ over: false }); },
    drop: (event) => { if (event.dataTransfer?.files.length) { event.preventDefault(); this.setState({ over: false }); this.add(event.dataTransfer.files); } },
  };

  paste = (event) => {
    if (event.clipboardData?.files.length) {
      event.preventDefault();
      this.add(event.clipboardData.files);
    }
  };

  add(chosen) {
    if (this.state.files.length + chosen.length > MOST_FILES) return store.toast(say("tooMany"), "warning");
    [...chosen].forEach((file) => this.attach(file));
  }

  async attach(file) {
    const one = { id: store.newId(), name: file.name || "image.png", size: file.size, look: files.isPicture(file) ? URL.createObjectURL(file) : null };
    this.setState(({ files: before }) => ({ files: [...before, one] }));
    try {
      const stored = await files.upload(this.props.room.room, file);
      this.setState(({ files: before }) => ({ files: before.map((other) => (other.id === one.id ? { ...one, ...stored } : other)) }));
    } catch (sentence) {
      this.drop(one);
      store.toast(String(sentence), "warning");
    }
  }

  speak = async () => {
    try {
      ({ Voice } = await import("./voice.js"));
      this.setState({ speaking: true });
    } catch {
      store.toast(say("offline"), "warning");
    }
  };

  spoken = (file) => {
    this.setState({ speaking: false }, () => this.input.focus());
    if (file) this.add([file]);
  };

  drop(one) {
    if (one.look) URL.revokeObjectURL(one.look);
    this.setState(({ files: before }) => ({ files: before.filter((other) => other.id !== one.id) }));
  }

  // ── drawn ──

  render({ room, toEnd }, { words, files: attached, picked, over, speaking }) {
    const offers = this.offers();
    const busy = attached.some((file) => !file.token);
    const empty = !words.trim() && !attached.length;
    const panel = state.panels.get(room.room);
    const chips = panel?.chips || [];
    return html`
      <form class="composer" onSubmit=${(event) => { event.preventDefault(); this.send(); }}>
        ${offers.length > 0 && html`<${Offers} offers=${offers} picked=${picked} take=${(offer) => this.take(offer)} />`}
        <div class="ready">
          <div class=${`chips ${panel && !chips.length ? "is-empty" : ""}`} role="group" aria-label=${say("chips")}>${chips.map(([label, says]) => {
            const pressed = state.waiting.some((item) => item.t === "press" && item.post === null && item.room === room.room && item.says === says);
            return html`<button type="button" class="chip" aria-busy=${pressed} onClick=${() => press(room.room, null, says)}>${label}</button>`;
          })}</div>
          ${room.loaded && room.below > 0 && html`<${Pill} unread=${room.unread} toEnd=${toEnd} />`}
        </div>
        <div class="box">
          ${room.reply && html`
            <div class="replying"><div class="quote"><b>${say("replyTo", { name: room.reply.kind === "bot" ? state.bot : room.reply.name })}</b><span>${store.preview(room.reply)}</span></div>
              <button type="button" class="round" aria-label=${say("cancelReply")} onClick=${this.unreply}><${Icon} name="close" size=${18} /></button></div>`}
          ${attached.length > 0 && html`
            <div class="attached">${attached.map((file) => html`
              <span class=${`attachment ${file.look ? "has-look" : ""}`} aria-busy=${!file.token}>${file.look ? html`<img src=${file.look} alt=${say("pictureOf", { name: file.name })} />` : html`<${Icon} name="file" size=${18} />`}<span class="file-name">${file.name}</span><small>${file.token ? files.size(file.size) : say("uploading")}</small>
                <button type="button" class="round" aria-label=${say("remove", { name: file.name })} onClick=${() => this.drop(file)}><${Icon} name="close" size=${16} /></button></span>`)}
            </div>`}
          ${speaking && html`<${Voice} end=${this.spoken} />`}
          <div class="writing" hidden=${speaking}>
            <button type="button" class="round" aria-label=${say("attach")} title=${say("attach")} onClick=${() => this.chooser.click()}><${Icon} name="clip" size=${22} /></button>
            <input type="file" multiple hidden ref=${(node) => { this.chooser = node; }} onChange=${(event) => { this.add(event.target.files); event.target.value = ""; }} />
            ${canRecord && empty && html`<button type="button" class="round" aria-label=${say("voice")} title=${say("voice")} onClick=${this.speak}><${Icon} name="voice" size=${22} /></button>`}
            <textarea rows="1" ref=${(node) => { this.input = node; }} value=${words} placeholder=${say("message")} aria-label=${say("messageIn", { room: store.title(room) })} enterkeyhint="send" autocomplete="off"
              aria-autocomplete="list" aria-controls=${offers.length ? "offers" : undefined} aria-activedescendant=${offers.length && picked >= 0 ? `offer-${picked}` : undefined}
              onInput=${this.write} onKeyDown=${this.key} onPaste=${this.paste}></textarea>
            <button type="submit" class=${`send ${empty || busy ? "" : "is-ready"}`} aria-label=${say("send")} title=${say("send")} disabled=${empty || busy}><${Icon} name="send" size=${20} /></button>
          </div>
        </div>
        <p class="unseen" role="status">${offers.length ? say("offers", { n: offers.length }) : ""}</p>
        ${over && html`<div class="dropzone">${say("drop")}</div>`}
      </form>`;
  }
}

// Back to the newest: beside the chips, where it covers nothing of the talk.
const Pill = ({ unread, toEnd }) => html`
  <button type="button" class=${`pill ${unread ? "has-new" : ""}`} onClick=${toEnd} aria-label=${unread ? say("newCount", { n: unread }) : say("toBottom")}>
    <${Icon} name="down" size=${18} />${unread > 0 && html`<span>${say("newCount", { n: unread > 99 ? "99+" : unread })}</span>`}
  </button>`;

const Offers = ({ offers, picked, take }) => html`
  <ul class="offers" id="offers" role="listbox" tabindex="0" aria-label=${say(offers[0].name ? "people" : "commands")}>${offers.map((offer, index) => html`
    <li id=${`offer-${index}`} role="option" aria-selected=${index === picked} onMouseDown=${(event) => { event.preventDefault(); take(offer); }}>
      ${offer.name ? html`<b>@${offer.name}</b>` : html`<b>${offer.word}</b><small>${offer.also.join(" ")}</small><span>${offer.help}</span>`}
    </li>`)}
  </ul>`;
