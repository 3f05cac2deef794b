// The line to the server as it is opened: its first frame says whose it is, and what it hears is kept until somebody listens.

import { kept } from "./kept.js";

export class Opening {
  sentAt = Date.now(); // when the last frame went that the clock is told by
  heard = [];

  constructor(account, rooms, room) {
    const address = new URL("ws", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    address.hash = "";
    const { session, nonce } = account;
    this.session = session;
    this.socket = new WebSocket(address);
    this.socket.onopen = () => {
      this.sentAt = Date.now();
      this.socket.send(JSON.stringify({ t: "hello", session, nonce, rooms, room: room || kept("room"), language: navigator.language }));
    };
    this.socket.onmessage = (message) => this.heard.push(message);
  }
}
