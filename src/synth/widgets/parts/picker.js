/** The small box in which a tag is found, or made by typing. */

import { make, swatch } from "./dom.js";

/**
 * The tags that hold what was typed: the very same first, then those that begin with it, last the tag to make.
 *
 * @returns {{tag: string, isNew: boolean}[]}
 */
export function matches(tags, typed) {
  const name = typed.trim().replace(/\s+/g, " ");
  const rank = (tag) => {
    const at = tag.toLowerCase().indexOf(name.toLowerCase());
    if (at < 0) return 3;
    if (tag.length === name.length) return 0;
    return at ? 2 : 1;
  };
  const found = tags.filter((tag) => rank(tag) < 3).sort((a, b) => rank(a) - rank(b));
  const options = (name ? found : tags).map((tag) => ({ tag, isNew: false }));
  return name && !tags.includes(name) ? [...options, { tag: name, isNew: true }] : options;
}

export class Picker {
  /**
   * @param {string[]} tags  in the order to offer them
   * @param {function(string): void} done  called once, with the chosen tag or "" for none
   */
  constructor(tags, done) {
    this.tags = tags;
    this.done = done;
    this.at = 0;
    const id = `synth-tags-${Math.random().toString(36).slice(2)}`;
    this.list = make("ul", { id, aria: { role: "listbox", label: "Tags" } });
    this.input = make("input", {
      placeholder: "Find or make a tag",
      spellcheck: false,
      autocomplete: "off",
      aria: { role: "combobox", label: "Tag", expanded: "true", controls: id, autocomplete: "list" },
    });
    this.node = make("div", { className: "synth-picker" }, this.input, this.list);
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
    node.append(swatch(tag), isNew ? `Make “${tag}”` : tag);
    node.addEventListener("pointerdown", (event) => event.preventDefault());
    node.addEventListener("click", () => this.done(tag));
    return node;
  }

  onKey(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const run = {
      ArrowDown: () => this.move(this.at + 1),
      ArrowUp: () => this.move(this.at - 1),
      Enter: () => this.options.length && this.done(this.options[this.at].tag),
      Escape: () => this.done(""),
      Tab: () => this.done(""),
    }[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }

  /** Put the box at a place on the screen, inside a frame. */
  place(mark, frame) {
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const left = Math.max(8, Math.min(mark.left - frame.left, frame.width - width - 8));
    const below = mark.bottom - frame.top + 6;
    const above = mark.top - frame.top - height - 6;
    const top = below + height > frame.height - 8 && above > 0 ? above : below;
    this.node.style.left = `${left}px`;
    this.node.style.top = `${Math.max(8, Math.min(top, frame.height - height - 8))}px`;
  }
}
