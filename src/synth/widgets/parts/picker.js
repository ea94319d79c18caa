/** The small box in which a tag is found, or made by typing. */

import { keyCap, make, swatch } from "./dom.js";
import { fit } from "./search.js";

/**
 * The tags that fit what was typed, the best fit first, last the tag to make.
 *
 * @returns {{tag: string, isNew: boolean}[]}
 */
export function matches(tags, typed) {
  const name = typed.trim().replace(/\s+/g, " ");
  const fits = tags.map((tag) => ({ tag, isNew: false, rank: fit(tag, name) })).filter(({ rank }) => rank < Infinity);
  const options = name ? fits.sort((a, b) => a.rank - b.rank) : fits;
  const found = options.map(({ tag, isNew }) => ({ tag, isNew }));
  return name && !tags.includes(name) ? [...found, { tag: name, isNew: true }] : found;
}

export class Picker {
  /**
   * @param {string[]} tags  in the order to offer them
   * @param {{pick: function(string, boolean): void, close: function(): void}} actions  a tag is picked, and another
   *   one is to follow or not; or none is
   */
  constructor(tags, actions) {
    this.tags = tags;
    this.actions = actions;
    this.at = 0;
    const id = `synth-tags-${Math.random().toString(36).slice(2)}`;
    this.list = make("ul", { id, aria: { role: "listbox", label: "Tags" } });
    this.input = make("input", {
      placeholder: "Find or make a tag",
      spellcheck: false,
      autocomplete: "off",
      aria: { role: "combobox", label: "Tag", expanded: "true", controls: id, autocomplete: "list" },
    });
    const hint = make(
      "p",
      { className: "synth-note" },
      keyCap("Enter"),
      " tag  ",
      keyCap("Shift Enter"),
      " and one more",
    );
    this.node = make("div", { className: "synth-box synth-picker" }, this.input, this.list, hint);
    this.input.addEventListener("input", () => this.move(0));
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.move(0);
  }

  /** Make another option the active one. */
  move(to) {
    this.options = matches(this.tags, this.input.value);
    this.at = this.options.length ? (to + this.options.length) % this.options.length : 0;
    this.list.replaceChildren(...this.options.map((option, place) => this.optionNode(option, place)));
    this.input.setAttribute("aria-activedescendant", this.list.children[this.at]?.id ?? "");
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  optionNode({ tag, isNew }, place) {
    const aria = { role: "option", selected: String(place === this.at) };
    const node = make("li", { id: `${this.list.id}-${place}`, aria });
    node.append(swatch(tag), make("bdi", { textContent: isNew ? `Make “${tag}”` : tag }));
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", () => this.actions.pick(tag, false));
    return node;
  }

  onKey(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const run = {
      ArrowDown: () => this.move(this.at + 1),
      ArrowUp: () => this.move(this.at - 1),
      Enter: () => this.options.length && this.pick(event.shiftKey),
      Escape: () => this.actions.close(),
      Tab: () => this.actions.close(),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }

  pick(isMore) {
    const { tag } = this.options[this.at];
    this.tags = this.tags.filter((one) => one !== tag);
    this.input.value = "";
    this.move(0);
    this.actions.pick(tag, isMore);
  }
}
