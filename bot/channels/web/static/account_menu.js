// Who I am in this tab: my devices, somebody else who sits in this browser, signing out.

import { Component, html } from "./vendor/preact.js";
import * as accounts from "./accounts.js";
import { Avatar, Icon } from "./icons.js";
import { canInstall } from "./install.js";
import { canNotify, isRefused, notifies, turn } from "./notify.js";
import { signOut, turnTo } from "./sign_in.js";
import { state } from "./store.js";
import { say } from "./words.js";

export class AccountMenu extends Component {
  state = { opened: false }; // what a browser allows is asked when somebody wants to see it: asking takes it time

  open = () => this.setState({ opened: true }, () => this.dialog.showModal());

  devices = () => {
    this.dialog.close();
    this.props.devices();
  };

  render(_, { opened }) {
    const others = accounts.names().filter((name) => name !== state.me.name);
    return html`
      <button class="me" aria-haspopup="dialog" aria-label=${say("accountOf", { name: state.me.name })} onClick=${this.open}>${state.me.name}<${Avatar} name=${state.me.name} size="small" /></button>
      <dialog class="account-menu" ref=${(node) => { this.dialog = node; }} aria-label=${say("accountOf", { name: state.me.name })} onClick=${(event) => event.target === this.dialog && this.dialog.close()}>
        ${opened && html`<div class="account-head"><${Avatar} name=${state.me.name} /><b>${state.me.name}</b><button class="round" aria-label=${say("close")} onClick=${() => this.dialog.close()}><${Icon} name="close" /></button></div>
        <ul class="accounts">
          <li><button class="account" onClick=${this.devices}>${say("devices")}</button></li>
          ${canNotify && !isRefused() && html`<li><button class="account" aria-pressed=${notifies()} onClick=${turn}>${say(notifies() ? "notifyOff" : "notifyOn")}</button></li>`}
          ${others.map((name) => html`<li key=${name}><button class="account" onClick=${() => turnTo(name)}>${say("turnTo", { name })}</button></li>`)}
          <li><button class="account is-out" onClick=${signOut}>${say("signOut")}</button></li>
        </ul>
        ${isRefused() && html`<p class="soft">${say("notifyRefused")}</p>`}
        <p class="soft">${say(canInstall ? "installs" : "installsNot")}</p>`}
      </dialog>`;
  }
}
