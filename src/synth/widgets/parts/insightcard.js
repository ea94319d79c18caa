/** The insight that is looked at: its words, quotes, chain, need, question and priority, all to be written in place. */

import { keyCap, make } from "./dom.js";
import { JOB_PARTS, NEED_PARTS, SentenceForm, drawRemarks, remarksNode } from "./sentences.js";
import { chainNode, quotesNode, strengthNodes } from "./support.js";
import { Words } from "./words.js";

const SCORES = [
  ["importance", "Importance"],
  ["satisfaction", "Satisfaction"],
  ["impact", "Impact"],
  ["effort", "Effort"],
];

export class InsightCard {
  /**
   * @param {Insights} insights
   * @param {Object} choices  what the fields of a choice may be
   * @param {{find: function(string): void, keep: function(): void, remove: function(): void}} actions
   */
  constructor(insights, choices, actions) {
    Object.assign(this, { insights, choices, actions, fields: new Map() });
    this.statement = this.makeWords("statement", "Statement", "synth-statement");
    this.owner = this.makeWords("owner", "Owner", "synth-part");
    this.question = this.makeWords("how_might_we", "How might we …?", "synth-part");
    const edit = { write: (field, text) => this.write(field, text), ...this.typing() };
    this.need = new SentenceForm("need", NEED_PARTS, choices.language, edit);
    this.job = new SentenceForm("job", JOB_PARTS, choices.language, edit);
    this.strength = make("p", { className: "synth-strength" });
    this.quotes = { for: make("div"), against: make("div") };
    this.chain = make("div");
    this.remarks = remarksNode();
    this.scores = make("p", { className: "synth-quiet" });
    this.node = make("div", { className: "synth-insight" }, ...this.sections());
  }

  sections() {
    const { actions } = this;
    this.keepButton = this.button("Keep", "Enter", () => actions.keep());
    const head = make(
      "div",
      { className: "synth-fields" },
      label("Status", this.makeSelect("status", this.choices.status)),
      label("Answered by", this.makeSelect("innovation", this.choices.innovation)),
      label("Owner", this.owner.node),
      label("Valid until", this.makeInput("expires", { type: "date" })),
      this.keepButton,
      this.button("Remove", "X", () => actions.remove()),
    );
    const section = (title, ...nodes) => make("section", { aria: { label: title } }, make("h4", { textContent: title }), ...nodes);
    return [
      this.statement.node,
      this.strength,
      head,
      section("What people say", this.quotes.for, this.button("Add quotes", "E", () => actions.find("for"))),
      section("What speaks against it", this.quotes.against, this.button("Add quotes", "C", () => actions.find("against"))),
      section(
        "Chain",
        this.chain,
        make(
          "div",
          { className: "synth-fields" },
          this.button("Fact", "F", () => actions.find("fact")),
          this.button("Fact against it", "G", () => actions.find("fact against")),
          this.button("Recommendation", "M", () => actions.find("recommendation")),
        ),
      ),
      this.need.node,
      section("How might we", this.question.node, this.remarks),
      this.job.node,
      section("Priority", this.scoreFields(), this.scores),
    ];
  }

  button(text, key, run) {
    const node = make("button", { type: "button" }, `${text} `, keyCap(key));
    node.addEventListener("click", run);
    return node;
  }

  scoreFields() {
    const inputs = SCORES.map(([name, title]) => {
      const [min, max] = this.choices.scales[name];
      return label(`${title} (${min} to ${max})`, this.makeInput(name, { type: "number", min, max, step: "any" }));
    });
    return make("div", { className: "synth-fields" }, ...inputs);
  }

  typing() {
    return { typing: this.insights.typing, told: () => this.insights.tell("change") };
  }

  /** Write a field of the insight that is shown. */
  write(field, text) {
    this.insights.write(this.key, field, text);
  }

  makeWords(field, name, className) {
    const words = new Words(name, { className, placeholder: name }, { ...this.typing(), save: (text) => this.write(field, text) });
    this.fields.set(field, { draw: (value) => words.draw(value), save: () => words.save() });
    return words;
  }

  makeSelect(field, values) {
    const node = make("select", {}, ...values.map((value) => make("option", { value, textContent: value || "…" })));
    return this.listen(field, node);
  }

  makeInput(field, properties) {
    return this.listen(field, make("input", properties));
  }

  listen(field, node) {
    node.addEventListener("change", () => this.write(field, node.value));
    const draw = (value) => {
      if (node !== document.activeElement) node.value = value ?? "";
    };
    this.fields.set(field, { draw, save() {} });
    return node;
  }

  /** Show an insight; what was typed about another is saved first. */
  draw(insight) {
    if (this.key !== insight.key) {
      this.save();
      if (this.node.contains(document.activeElement)) document.activeElement.blur();
      this.key = insight.key;
    }
    for (const [field, { draw }] of this.fields) draw(insight[field]);
    this.keepButton.hidden = insight.kept;
    this.need.draw(insight);
    this.job.draw(insight);
    drawRemarks(this.remarks, insight.remarks.how_might_we);
    this.fill(this.strength, [insight.strength, insight.kept], () => strengthNodes(insight));
    const unlink = (other) => this.insights.submit({ action: "unlink", insight: this.key, other });
    for (const side of ["for", "against"]) {
      this.fill(this.quotes[side], insight.quotes[side], () => [quotesNode(insight.quotes[side], side, unlink)]);
    }
    const { facts, facts_against: against, recommendations, statement } = insight;
    this.fill(this.chain, [facts, against, recommendations, statement], () => [chainNode(insight, unlink)]);
    this.scores.textContent = scoresOf(insight);
  }

  /** Draw a part again if what it shows is another. */
  fill(node, data, makeNodes) {
    const drawn = JSON.stringify([this.key, data]);
    if (node.drawn === drawn) return;
    const hadFocus = node.contains(document.activeElement);
    node.drawn = drawn;
    node.replaceChildren(...makeNodes());
    if (hadFocus) this.actions.focus();
  }

  save() {
    for (const { save } of this.fields.values()) save();
    this.need.save();
    this.job.save();
  }
}

function scoresOf({ opportunity, worth }) {
  const said = [
    opportunity !== null && `opportunity ${opportunity.toFixed(1)} of 20`,
    worth !== null && `impact for effort ${worth.toFixed(1)}`,
  ];
  return said.filter(Boolean).join(" · ") || "not rated yet";
}

function label(text, control) {
  return make("label", {}, make("span", { className: "synth-quiet" }, text), control);
}
