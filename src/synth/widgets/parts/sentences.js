/** A need or a job story in its three parts, with the sentence that they make and what would make it better. */

import { make } from "./dom.js";
import { Words } from "./words.js";

export class SentenceForm {
  /**
   * @param {string} name  "need" or "job"
   * @param {{language: string[], leads: Object, own: string}} choices  the languages, how each begins a part, and the
   *   language of sentences that do not name theirs
   * @param {{write: function(string, string): void, typing: Set, told: function(): void}} actions
   */
  constructor(name, { language: languages, leads, own }, actions) {
    Object.assign(this, { name, leads, own });
    this.words = Object.entries(leads[own][name]).map(([part, label]) => [
      part,
      new Words(label, { className: "synth-part", placeholder: label }, {
        ...actions,
        save: (text) => actions.write(`${name}.${part}`, text),
      }),
    ]);
    const title = name === "need" ? "Need" : "Job story";
    this.language = make("select", { aria: { label: `Language of the ${title.toLowerCase()}` } });
    this.language.append(...["", ...languages].map((value) => make("option", { value, textContent: value || "…" })));
    this.language.addEventListener("change", () => actions.write(`${name}.language`, this.language.value));
    this.sentence = make("p", { className: "synth-sentence", dir: "auto" });
    this.remarks = remarksNode();
    const fields = this.words.map(([, words]) => words.node);
    this.node = make(
      "section",
      { className: "synth-sentences", aria: { label: title } },
      make("h4", { className: "synth-with" }, title, this.language),
      make("div", { className: "synth-parts" }, ...fields),
      this.sentence,
      this.remarks,
    );
  }

  draw(insight) {
    const values = insight[this.name];
    const leads = this.leads[values.language || this.own][this.name];
    for (const [part, words] of this.words) {
      words.node.placeholder = leads[part];
      words.node.setAttribute("aria-label", leads[part]);
      words.draw(values[part]);
    }
    if (this.language !== document.activeElement) this.language.value = values.language;
    this.sentence.textContent = this.name === "need" ? insight.sentence : insight.story;
    drawRemarks(this.remarks, insight.remarks[this.name]);
  }

  save() {
    for (const [, words] of this.words) words.save();
  }

  focus() {
    this.words[0][1].node.focus();
  }
}

/** Where remarks are shown and read aloud. */
export function remarksNode() {
  return make("ul", { className: "synth-remarks", aria: { live: "polite", label: "What would make it better" } });
}

export function drawRemarks(node, remarks) {
  const drawn = JSON.stringify(remarks);
  if (node.dataset.drawn === drawn) return;
  node.dataset.drawn = drawn;
  node.replaceChildren(...remarks.map(({ message, rule }) => make("li", { data: { rule }, textContent: message })));
}
