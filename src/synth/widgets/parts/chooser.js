/** A small box in which one of several things is found by typing: a kind, or whoever somebody is the same as. */

import { Combobox } from "./combobox.js";
import { make } from "./dom.js";

export class Chooser {
  /**
   * @param {string} title
   * @param {{id: Object, name: string, note: string}[]} options  in the order to offer them
   * @param {function(Object): void} done  called once, with the id of what is chosen, or with null
   */
  constructor(title, options, done) {
    const match = (typed) =>
      options.filter(({ name, note }) => `${name} ${note}`.toLowerCase().includes(typed.toLowerCase()));
    const draw = ({ name, note }) => [
      make("strong", { textContent: name }),
      ...(note ? [make("bdi", { textContent: note })] : []),
    ];
    const actions = { pick: ({ id }) => done(id), close: () => done(null) };
    const { input, list } = new Combobox({ field: title, list: title, hint: title }, match, draw, actions);
    this.input = input;
    this.node = make("div", { className: "synth-chooser" }, input, list);
  }
}
