/** The small box in which a tag is found, or made by typing. */

import { Combobox } from "./combobox.js";
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
    const draw = ({ tag, isNew }) => [swatch(tag), make("bdi", { textContent: isNew ? `Make “${tag}”` : tag })];
    const names = { field: "Tag", list: "Tags", hint: "Find or make a tag" };
    this.box = new Combobox(names, (typed) => matches(this.tags, typed), draw, {
      pick: ({ tag }, isMore) => this.pick(tag, isMore),
      close: () => actions.close(),
    });
    this.input = this.box.input;
    const hint = make("p", { className: "synth-note" }, keyCap("Enter"), " tag  ", keyCap("Shift Enter"), " and one more");
    this.node = make("div", { className: "synth-box synth-picker" }, this.input, this.box.list, hint);
  }

  pick(tag, isMore) {
    this.tags = this.tags.filter((one) => one !== tag);
    this.input.value = "";
    this.box.move(0);
    this.actions.pick(tag, isMore);
  }
}
