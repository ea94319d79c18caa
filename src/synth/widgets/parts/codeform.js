/** What the chosen code means, where it hangs, and what may be done with it. */

import { hueOf, make } from "./dom.js";
import { Words } from "./words.js";

const TEXTS = [
  ["definition", "Definition"],
  ["use_when", "Use when"],
  ["not_when", "Not when"],
  ["examples", "Examples"],
];

export class CodeForm {
  constructor(codes, languages) {
    this.codes = codes;
    this.words = new Map();
    const name = this.makeWords("name", "Name", "synth-name-words", false);
    this.about = make("p", { className: "synth-quiet" });
    this.colour = make("input", { type: "color", aria: { label: "Colour" } });
    this.parent = make("select", { aria: { label: "Hangs under" } });
    this.into = make("select", { aria: { label: "Merge into" } });
    this.merge = make("button", { type: "button", textContent: "Merge" });
    this.retire = make("button", { type: "button" });
    this.merged = make("div", { className: "synth-merged" });
    const texts = TEXTS.map(([field, label]) => this.labelled(field, label, true));
    const aliases = languages.map((tongue) => this.labelled(`alias_${tongue}`, `Also called (${tongue})`, false));
    this.node = make(
      "section",
      { className: "synth-codeform", aria: { label: "The chosen code" } },
      name.node,
      this.about,
      ...texts,
      make("div", { className: "synth-aliases" }, ...aliases),
      make("div", { className: "synth-row" }, label("Hangs under", this.parent), label("Colour", this.colour)),
      make("div", { className: "synth-row" }, label("Merge into", this.into), this.merge, this.retire),
      this.merged,
    );
    this.listen();
  }

  listen() {
    const send = (edit) => this.codes.submit({ code: this.code.code, ...edit });
    this.colour.addEventListener("change", () => send({ action: "write", field: "colour", text: this.colour.value }));
    this.parent.addEventListener("change", () => send({ action: "move", parent: this.parent.value }));
    this.merge.addEventListener("click", () => this.into.value && send({ action: "merge", into: this.into.value }));
    this.retire.addEventListener("click", () => send({ action: "retire", retired: this.code.status !== "retired" }));
  }

  makeWords(field, name, className, isLong) {
    const words = new Words(name, { className, isLong }, {
      save: (text) => this.codes.submit({ action: "write", code: words.code, field, text }),
      typing: this.codes.typing,
      told: () => this.codes.tell("change"),
    });
    this.words.set(field, words);
    return words;
  }

  labelled(field, name, isLong) {
    return label(name, this.makeWords(field, name, "", isLong).node);
  }

  /** Show a code; what was typed about another is saved first. */
  draw(code, all) {
    if (this.code?.code !== code?.code) this.save();
    this.code = code;
    this.node.hidden = !code;
    if (!code) return;
    for (const [field, words] of this.words) {
      words.code = code.code;
      words.draw(code[field]);
    }
    const taggings = `${code.taggings} tagging${code.taggings === 1 ? "" : "s"}`;
    const places = `${code.utterances} utterance${code.utterances === 1 ? "" : "s"}`;
    this.about.textContent = `${taggings} in ${places}${code.status === "retired" ? " · retired: takes no new ones" : ""}`;
    this.colour.value = code.colour || hueHex(hueOf(code.name));
    this.retire.textContent = code.status === "retired" ? "Bring back" : "Retire";
    const below = within(code.code, all);
    choices(this.parent, all.filter((other) => !below.has(other.code)), "(top)", code.parent);
    choices(this.into, all.filter((other) => other.code !== code.code), "…", "");
    this.drawMerged(code.merged);
  }

  drawMerged(names) {
    const buttons = names.map((name) => {
      const button = make("button", { type: "button", textContent: `Part from “${name}” again` });
      button.addEventListener("click", () => this.codes.submit({ action: "unmerge", name }));
      return button;
    });
    this.merged.replaceChildren(...buttons);
  }

  save() {
    for (const words of this.words.values()) words.save();
  }

  focus() {
    this.words.get("name").node.focus();
  }
}

function label(text, control) {
  return make("label", {}, make("span", { className: "synth-quiet" }, text), control);
}

/** A code and all that hangs under it. */
function within(key, all) {
  const found = new Set([key]);
  for (const { code, parent } of all) if (found.has(parent)) found.add(code);
  return found;
}

function choices(select, codes, none, value) {
  const option = (code, text) => make("option", { value: code, textContent: text });
  const shown = codes.map(({ code, name, level }) => option(code, `${"\u00a0\u00a0".repeat(level - 1)}${name}`));
  select.replaceChildren(option("", none), ...shown);
  select.value = value;
}

/** A hue as the colour field takes it. */
function hueHex(hue) {
  const part = (n) => {
    const k = (n + hue / 30) % 12;
    const value = 0.46 - 0.276 * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value).toString(16).padStart(2, "0");
  };
  return `#${part(0)}${part(8)}${part(4)}`;
}
