/** A small box in which quotes, facts or recommendations are found by typing, and some of them made. */

import { keyCap, make } from "./dom.js";
import { holds } from "./insights.js";
import { fold } from "./search.js";

/** How many fits are shown at once: more would be scrolled and not read. */
const SHOWN = 40;

export class Finder {
  /**
   * @param {string} title
   * @param {{id: string, text: string, note: string}[]} options  in the order to offer them
   * @param {{pick: function(string): void, make?: function(string): void, close: function(): void}} actions  one is
   *   picked; or made of what was typed, where that is possible; Shift keeps the box open for one more
   */
  constructor(title, options, actions) {
    this.options = options;
    this.actions = actions;
    this.at = 0;
    const id = `synth-found-${Math.random().toString(36).slice(2)}`;
    this.list = make("ul", { id, aria: { role: "listbox", label: title } });
    this.input = make("input", {
      placeholder: actions.make ? `${title}: find or write` : `${title}: find`,
      spellcheck: false,
      autocomplete: "off",
      maxLength: 1000,
      aria: { role: "combobox", label: title, expanded: "true", controls: id, autocomplete: "list" },
    });
    this.more = make("p", { className: "synth-note", aria: { live: "polite" } });
    const close = make("button", { type: "button" }, "Close ", keyCap("Esc"));
    const hint = make("p", { className: "synth-note" }, keyCap("Enter"), " link  ", keyCap("Shift Enter"), " and one more");
    const foot = make("div", { className: "synth-finder-foot" }, hint, close);
    this.node = make("div", { className: "synth-finder" }, this.input, this.list, this.more, foot);
    this.input.addEventListener("input", () => this.move(0));
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    close.addEventListener("click", () => actions.close());
    this.move(0);
  }

  get matching() {
    const typed = this.input.value.trim();
    const found = this.options.filter((option) => {
      option.folded ??= fold(`${option.text} ${option.note}`);
      return holds(option.folded, typed);
    });
    const isNew = this.actions.make && typed && !found.some(({ text }) => text === typed);
    return isNew ? [...found.slice(0, SHOWN), { id: "", text: typed, note: "new" }] : found;
  }

  /** Make another option the active one. */
  move(to) {
    const found = this.matching;
    this.shown = found.slice(0, SHOWN + 1);
    this.at = this.shown.length ? (to + this.shown.length) % this.shown.length : 0;
    this.list.replaceChildren(...this.shown.map((option, place) => this.optionNode(option, place)));
    this.input.setAttribute("aria-activedescendant", this.list.children[this.at]?.id ?? "");
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
    const left = found.length - this.shown.length;
    this.more.textContent = left > 0 ? `${left} more: type on to find them` : found.length ? "" : "nothing fits";
  }

  optionNode({ id, text, note }, place) {
    const node = make("li", { id: `${this.list.id}-${place}`, aria: { role: "option", selected: place === this.at } });
    const words = make("bdi", { textContent: id || !this.actions.make ? text : `Write “${text}”` });
    node.append(words, make("span", { className: "synth-quiet", textContent: note }));
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", (event) => this.pick(place, event.shiftKey));
    return node;
  }

  onKey(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const run = {
      ArrowDown: () => this.move(this.at + 1),
      ArrowUp: () => this.move(this.at - 1),
      Enter: () => this.pick(this.at, event.shiftKey),
      Escape: () => this.actions.close(),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }

  pick(place, isMore) {
    const option = this.shown[place];
    if (!option) return;
    if (option.id) this.actions.pick(option.id);
    else this.actions.make(option.text);
    if (!isMore) {
      this.actions.close();
      return;
    }
    this.options = this.options.filter(({ id }) => id !== option.id);
    this.move(Math.min(place, Math.max(0, this.matching.length - 1)));
  }
}
