/** Things by key in an order, such as personas or codes: as the study has them, while edits of them are under way. */

import { Edits } from "./edits.js";

export class Records extends Edits {
  /** @param {string} part  under which name the state has the things */
  constructor(model, part) {
    super(model);
    this.part = part;
    this.typing = new Set();
    this.revision = model.get("state").revision;
    this.readState(model.get("state"));
    this.lookAgain();
  }

  readState(state) {
    this.things = new Map(Object.entries(state[this.part]));
    this.order = state.order;
  }

  takeIn(changes) {
    for (const [key, thing] of Object.entries(changes[this.part])) {
      if (thing) this.things.set(key, thing);
      else this.things.delete(key);
    }
    this.order = changes.order;
  }

  /** What was typed counts as not saved before it is an edit, too. */
  get unsaved() {
    return [...super.unsaved, ...this.typing];
  }
}
