/** A small box in which quotes, facts or recommendations are found by typing, and some of them made. */

import { Combobox } from "./combobox.js";
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
    this.more = make("p", { className: "synth-note", aria: { live: "polite" } });
    const names = { field: title, list: title, hint: actions.make ? `${title}: find or write` : `${title}: find` };
    this.box = new Combobox(names, (typed) => this.match(typed), (option) => this.draw(option), {
      pick: (option, isMore) => this.pick(option, isMore),
      close: () => actions.close(),
    });
    this.input = this.box.input;
    const close = make("button", { type: "button" }, "Close ", keyCap("Esc"));
    const hint = make("p", { className: "synth-note" }, keyCap("Enter"), " link  ", keyCap("Shift Enter"), " and one more");
    const foot = make("div", { className: "synth-finder-foot" }, hint, close);
    this.node = make("div", { className: "synth-finder" }, this.input, this.box.list, this.more, foot);
    close.addEventListener("click", () => actions.close());
  }

  match(typed) {
    const found = this.options.filter((option) => {
      option.folded ??= fold(`${option.text} ${option.note}`);
      return holds(option.folded, typed);
    });
    const left = found.length - SHOWN;
    this.more.textContent = left > 0 ? `${left} more: type on to find them` : found.length ? "" : "nothing fits";
    const shown = found.slice(0, SHOWN);
    const isNew = this.actions.make && typed && !found.some(({ text }) => text === typed);
    return isNew ? [...shown, { id: "", text: typed, note: "new" }] : shown;
  }

  draw({ id, text, note }) {
    const words = make("bdi", { textContent: id || !this.actions.make ? text : `Write “${text}”` });
    return [words, make("span", { className: "synth-quiet", textContent: note })];
  }

  pick({ id, text }, isMore) {
    if (id) this.actions.pick(id);
    else this.actions.make(text);
    if (!isMore) {
      this.actions.close();
      return;
    }
    const place = this.box.at;
    this.options = this.options.filter((option) => option.id !== id);
    this.box.move(0);
    this.box.move(Math.min(place, Math.max(0, this.box.shown.length - 1)));
  }
}
