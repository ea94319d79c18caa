/** The side of the tagger: what is selected, the tags with their counts, and what is left to decide. */

import { KINDS, hueOf, keyCap, make, swatch } from "./dom.js";
import { underline } from "./transcript.js";

const TITLES = { suggestion: "Suggestion", tagging: "Tag", draft: "New tag" };
const REJECTIONS = { suggestion: "Reject", tagging: "Remove", draft: "Discard" };

export class Panel {
  /** @param {{accept: Function, choose: Function, reject: Function, nextNamed: Function}} actions */
  constructor(actions) {
    this.actions = actions;
    this.card = make("section", { className: "synth-card", aria: { label: "Selection" } });
    this.tags = make("ul", { className: "synth-list" });
    this.kinds = make("ul", { className: "synth-list" });
    this.elsewhere = make("p", { className: "synth-note" });
    const heading = (text) => make("h3", { textContent: text });
    const toDecide = [heading("To decide"), this.kinds];
    this.node = make("aside", {}, this.card, ...toDecide, heading("Tags"), this.tags, this.elsewhere);
  }

  drawCard(item, quote) {
    this.card.classList.toggle("synth-empty", !item);
    if (!item) {
      const hint = "Select words to tag them, or press J for the first suggestion.";
      this.card.replaceChildren(make("p", { textContent: hint }));
      return;
    }
    const name = item.type === "draft" ? "" : nameNode(item);
    const title = make("p", { className: "synth-title" }, TITLES[item.type], name);
    this.card.replaceChildren(title, make("blockquote", { textContent: quote }), this.buttonsFor(item));
  }

  buttonsFor(item) {
    const accept = button(`Accept as ${item.name}`, "A", this.actions.accept, "synth-main");
    const choose = button(item.type === "tagging" ? "Retag" : "Tag", "T", this.actions.choose);
    const reject = button(REJECTIONS[item.type], "X", this.actions.reject);
    return make("div", { className: "synth-buttons" }, ...(item.type === "suggestion" ? [accept] : []), choose, reject);
  }

  /** @param {Map<string, number>} counts  how often each tag is used, in the order to show them */
  drawTags(counts) {
    const rows = [...counts].map(([tag, count]) => make("li", {}, this.tagButton(tag, count)));
    const none = make("li", { className: "synth-note", textContent: "None yet." });
    this.tags.replaceChildren(...(rows.length ? rows : [none]));
  }

  tagButton(tag, count) {
    const title = `Show the next “${tag}” of this source`;
    const node = make("button", { type: "button", className: "synth-row", title }, swatch(tag), ...rowEnd(tag, count));
    node.addEventListener("click", () => this.actions.nextNamed(tag));
    return node;
  }

  /** List the kinds with a sample of their line, which makes the list a legend too. */
  drawKinds(openFindings) {
    const rows = KINDS.map((kind) => {
      const sample = make("span", { className: "synth-sample", textContent: "abc", aria: { hidden: "true" } });
      underline(sample, kind);
      const count = openFindings.filter((finding) => finding.kind === kind).length;
      return make("li", { className: `synth-row${count ? "" : " synth-done"}` }, sample, ...rowEnd(kind, count));
    });
    this.kinds.replaceChildren(...rows);
  }

  drawElsewhere(count) {
    const text = `${count} of the study’s taggings are about text that is not in this widget.`;
    this.elsewhere.textContent = count ? text : "";
  }
}

function nameNode(item) {
  return make("span", {
    className: `synth-name synth-${item.type}`,
    style: { "--hue": hueOf(item.name) },
    textContent: item.name,
  });
}

function rowEnd(name, count) {
  const label = make("span", { className: "synth-row-name", textContent: name });
  return [label, make("span", { className: "synth-count", textContent: String(count) })];
}

function button(text, key, action, className = "") {
  const node = make("button", { type: "button", className }, text, keyCap(key));
  node.addEventListener("click", () => action());
  return node;
}
