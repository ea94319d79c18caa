/**
 * The codes on this page: what the study has, and what is on its way there.
 *
 * @typedef {{code: string, name: string, parent: string, level: number, colour: string, status: string,
 *            merged: string[], taggings: number, utterances: number}} Code
 */

import { Edits } from "./edits.js";

export class Codes extends Edits {
  constructor(model) {
    super(model);
    this.typing = new Set();
    this.revision = model.get("state").revision;
    this.readState(model.get("state"));
    this.lookAgain();
  }

  readState({ codes, order }) {
    this.codes = new Map(Object.entries(codes));
    this.order = order;
  }

  takeIn({ codes, order }) {
    for (const [key, code] of Object.entries(codes)) {
      if (code) this.codes.set(key, code);
      else this.codes.delete(key);
    }
    this.order = order;
  }

  /** What was typed counts as not saved before it is an edit, too. */
  get unsaved() {
    return [...super.unsaved, ...this.typing];
  }

  /** The codes as a tree is read; words and colours as they will be, the tree as the study has it. @returns {Code[]} */
  get shown() {
    const shown = new Map(this.order.map((code) => [code, { ...this.codes.get(code), code }]));
    for (const { action, code, field, text } of this.queue) {
      if (action === "write" && shown.has(code)) shown.get(code)[field] = text;
    }
    return [...shown.values()];
  }

  /** A code that was added is shown to whoever added it. */
  follow(edit, { code }) {
    if (edit.action === "add" && code) this.tell("added", code);
  }
}
