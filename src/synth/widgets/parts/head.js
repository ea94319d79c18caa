/** The head of the tagger: which source, how far, saved or not. */

import { keyCap, make } from "./dom.js";
import { drawStatus } from "./status.js";

export class Head {
  /** @param {{show: function(string): void, toggleHelp: function(): void}} actions */
  constructor({ show, toggleHelp }) {
    this.sources = make("select", { className: "synth-source", aria: { label: "Source" } });
    this.progress = make("span", { className: "synth-progress-text" });
    this.bar = make("div");
    this.status = make("span", { className: "synth-status", aria: { role: "status" } });
    const bar = make("div", { className: "synth-bar" }, this.bar);
    const progress = make("div", { className: "synth-progress" }, this.progress, bar);
    const help = make("button", { type: "button", className: "synth-keys" }, "Keys ", keyCap("?"));
    this.node = make("div", { className: "synth-head" }, this.sources, progress, this.status, help);
    this.sources.addEventListener("change", () => show(this.sources.value));
    help.addEventListener("click", () => toggleHelp());
  }

  draw(session, source, openFindings, isPaused) {
    const open = Map.groupBy(openFindings, (finding) => session.turns.get(finding.utterance_id).source);
    const options = [...session.sources.keys()].map((id) => {
      const left = open.get(id)?.length;
      return make("option", { value: id, textContent: left ? `${id} · ${left} to decide` : id });
    });
    this.sources.replaceChildren(...options);
    this.sources.value = source;
    const total = session.findings.length;
    const decided = total - openFindings.length;
    this.progress.textContent = `${decided} of ${total} suggestions decided`;
    this.bar.style.width = `${total ? (100 * decided) / total : 0}%`;
    drawStatus(this.status, session, isPaused);
  }
}
