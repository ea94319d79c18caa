/** A small box in which one of several things is found by typing: a kind, or whoever somebody is the same as. */

import { make } from "./dom.js";

export class Chooser {
  /**
   * @param {string} title
   * @param {string[][]} options  each a value and what more is said of it, in the order to offer them
   * @param {function(string): void} done  called once, with the chosen value or "" for none
   */
  constructor(title, options, done) {
    this.options = options;
    this.done = done;
    const id = `synth-options-${Math.random().toString(36).slice(2)}`;
    this.list = make("ul", { id, aria: { role: "listbox", label: title } });
    this.input = make("input", {
      placeholder: title,
      spellcheck: false,
      autocomplete: "off",
      aria: { role: "combobox", label: title, expanded: "true", controls: id, autocomplete: "list" },
    });
    this.node = make("div", { className: "synth-chooser" }, this.input, this.list);
    this.input.addEventListener("input", () => this.move(0));
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.move(0);
  }

  get matching() {
    const typed = this.input.value.trim().toLowerCase();
    return this.options.filter((option) => option.join(" ").toLowerCase().includes(typed));
  }

  /** Make another option the active one. */
  move(to) {
    const shown = this.matching;
    this.at = shown.length ? (to + shown.length) % shown.length : 0;
    this.list.replaceChildren(...shown.map((option, place) => this.optionNode(option, place)));
    this.input.setAttribute("aria-activedescendant", this.list.children[this.at]?.id ?? "");
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  optionNode([value, said], place) {
    const aria = { role: "option", selected: String(place === this.at) };
    const node = make("li", { id: `${this.list.id}-${place}`, aria }, make("strong", { textContent: value }));
    if (said) node.append(make("bdi", { textContent: said }));
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", () => {
      this.at = place;
      this.done(value);
    });
    return node;
  }

  onKey(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const run = {
      ArrowDown: () => this.move(this.at + 1),
      ArrowUp: () => this.move(this.at - 1),
      Enter: () => this.matching.length && this.done(this.matching[this.at][0]),
      Escape: () => this.done(""),
      Tab: () => this.done(""),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }
}
