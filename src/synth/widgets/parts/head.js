/** The head of the tagger: which source, how far, saved or not. */

import { keyCap, make, setText } from "./dom.js";
import { drawStatus } from "./status.js";

export class Head {
  /** @param {{show: function(string): void, toggleLeft: function(): void, toggleHelp: function(): void}} actions */
  constructor({ show, toggleLeft, toggleHelp }) {
    this.sources = make("select", { className: "synth-source", aria: { label: "Source" } });
    this.progress = make("span", { className: "synth-progress-text" });
    this.bar = make("div");
    this.status = make("span", { className: "synth-status", aria: { role: "status" } });
    const bar = make("div", { className: "synth-bar" }, this.bar);
    const progress = make("div", { className: "synth-progress" }, this.progress, bar);
    const left = make("button", { type: "button" }, "What is left ", keyCap("W"));
    const help = make("button", { type: "button", className: "synth-help" }, "Keys ", keyCap("?"));
    this.node = make("div", { className: "synth-head" }, this.sources, progress, this.status, left, help);
    this.sources.addEventListener("change", () => show(this.sources.value));
    left.addEventListener("click", () => toggleLeft());
    help.addEventListener("click", () => toggleHelp());
  }

  draw(session, source, isPaused) {
    drawStatus(this.status, session, isPaused);
    if (this.drawn === session.version && this.sources.value === source) return;
    this.drawn = session.version;
    const { sources, findings } = session.corpus;
    const { open } = session.shown;
    this.drawSources([...sources.keys()].map((id) => [id, open.sources.get(id) ?? 0]));
    this.sources.value = source;
    const total = findings.size;
    const decided = total - open.total;
    this.progress.textContent = `${decided} of ${total} suggestions decided`;
    this.bar.style.width = `${total ? (100 * decided) / total : 0}%`;
  }

  drawSources(left) {
    const options = this.sources.children;
    if (options.length !== left.length) {
      this.sources.replaceChildren(...left.map(([id]) => make("option", { value: id })));
    }
    left.forEach(([id, open], i) => {
      const text = open ? `${id} · ${open} to decide` : id;
      setText(options[i], text);
    });
  }
}
