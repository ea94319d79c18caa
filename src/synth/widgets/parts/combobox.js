/** A field in which one of several options is found by typing: a combobox with its list, as ARIA describes it. */

import { make } from "./dom.js";

export class Combobox {
  /**
   * @param {{field: string, list: string, hint: string}} names  of the field and the list, and what the empty field says
   * @param {function(string): Object[]} match  the options that fit what was typed, in the order to show them
   * @param {function(Object): Node[]} draw  what is seen of an option
   * @param {{pick: function(Object, boolean): void, close: function(): void}} actions  an option is picked, and another
   *   one is to follow (with Shift) or not; or none is
   */
  constructor({ field, list, hint }, match, draw, actions) {
    Object.assign(this, { match, draw, actions });
    const id = `synth-options-${Math.random().toString(36).slice(2)}`;
    this.list = make("ul", { id, className: "synth-options", aria: { role: "listbox", label: list } });
    this.input = make("input", {
      className: "synth-options-field",
      placeholder: hint,
      spellcheck: false,
      autocomplete: "off",
      maxLength: 1000,
      aria: { role: "combobox", label: field, expanded: "true", controls: id, autocomplete: "list" },
    });
    this.input.addEventListener("input", () => this.move(0));
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.move(0);
  }

  /** Look again for what fits, and make an option the active one. */
  move(to) {
    this.shown = this.match(this.input.value.trim());
    this.at = this.shown.length ? (to + this.shown.length) % this.shown.length : 0;
    this.list.replaceChildren(...this.shown.map((option, place) => this.optionNode(option, place)));
    this.input.setAttribute("aria-activedescendant", this.list.children[this.at]?.id ?? "");
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  optionNode(option, place) {
    const aria = { role: "option", selected: place === this.at };
    const node = make("li", { id: `${this.list.id}-${place}`, aria }, ...this.draw(option));
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", (event) => {
      this.at = place;
      this.actions.pick(option, event.shiftKey);
    });
    return node;
  }

  onKey(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const run = {
      ArrowDown: () => this.move(this.at + 1),
      ArrowUp: () => this.move(this.at - 1),
      Enter: () => this.shown.length && this.actions.pick(this.shown[this.at], event.shiftKey),
      Escape: () => this.actions.close(),
      Tab: () => this.actions.close(),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }
}
