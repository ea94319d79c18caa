/** A need or a job story in its three parts, with the sentence that they make and what would make it better. */

import { make } from "./dom.js";
import { Words } from "./words.js";

/** The parts, as they are asked for. */
export const NEED_PARTS = [
  ["as_a", "As a …"],
  ["i_need_to", "I need to …"],
  ["so_that", "so that …"],
];
export const JOB_PARTS = [
  ["when", "When …"],
  ["i_want_to", "I want to …"],
  ["so_i_can", "so I can …"],
];

export class SentenceForm {
  /**
   * @param {string} name  "need" or "job"
   * @param {string[][]} parts  NEED_PARTS or JOB_PARTS
   * @param {string[]} languages
   * @param {{write: function(string, string): void, typing: Set, told: function(): void}} actions
   */
  constructor(name, parts, languages, actions) {
    this.name = name;
    this.words = parts.map(([part, label]) => [
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
    for (const [part, words] of this.words) words.draw(values[part]);
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
