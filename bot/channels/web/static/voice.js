// Speaking into a file: five minutes at most, kept by nobody until it is sent. Fetched when somebody first wants it.

import { Component, html } from "./vendor/preact.js";
import { Icon } from "./icons.js";
import * as store from "./store.js";
import { say } from "./words.js";

const LONGEST = 300; // seconds
const KINDS = [["audio/webm;codecs=opus", "webm"], ["audio/mp4", "m4a"], ["audio/ogg;codecs=opus", "ogg"]];

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

export class Voice extends Component {
  state = { seconds: 0, recording: false };

  async componentDidMount() {
    try {
      this.line = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      store.toast(say("voiceRefused"), "warning");
      return this.props.end(null);
    }
    if (this.gone) return this.release();
    const [kind, ending] = KINDS.find(([one]) => MediaRecorder.isTypeSupported(one)) || ["", "webm"];
    const heard = [];
    this.recorder = new MediaRecorder(this.line, kind ? { mimeType: kind, audioBitsPerSecond: 32000 } : {});
    this.recorder.ondataavailable = ({ data }) => heard.push(data);
    this.recorder.onstop = () => {
      this.release();
      const name = say("voiceName", { at: clock(this.state.seconds).replace(":", "-") });
      this.props.end(this.kept ? new File(heard, `${name}.${ending}`, { type: kind.split(";")[0] }) : null);
    };
    this.recorder.start();
    this.setState({ recording: true }, () => this.done.focus());
    this.timer = setInterval(() => this.setState(({ seconds }) => ({ seconds: seconds + 1 }), () => this.state.seconds >= LONGEST && this.stop(true)), 1000);
  }

  componentWillUnmount() {
    this.gone = true;
    this.release();
  }

  release() {
    clearInterval(this.timer);
    this.line?.getTracks().forEach((track) => track.stop());
  }

  stop(kept) {
    this.kept = kept;
    if (this.recorder?.state === "recording") this.recorder.stop();
    else this.props.end(null);
  }

  render(_, { seconds, recording }) {
    return html`
      <div class="voice" role="group" aria-label=${say("voice")} onKeyDown=${(event) => event.key === "Escape" && this.stop(false)}>
        <button type="button" class="round" aria-label=${say("voiceDiscard")} onClick=${() => this.stop(false)}><${Icon} name="close" /></button>
        <span class="figures" role="timer">${recording ? `● ${clock(seconds)} / ${clock(LONGEST)}` : say("voiceAsks")}</span>
        <button type="button" class="button" ref=${(node) => { this.done = node; }} disabled=${!recording} onClick=${() => this.stop(true)}>${say("voiceDone")}</button>
      </div>`;
  }
}
