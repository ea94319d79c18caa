/**
 * The codes on this page: what the study has, and what is on its way there.
 *
 * @typedef {{code: string, name: string, parent: string, level: number, colour: string, status: string,
 *            merged: string[], taggings: number, utterances: number}} Code
 */

import { Records } from "./records.js";

export class Codes extends Records {
  constructor(model) {
    super(model, "codes");
  }

  /** The codes as a tree is read; words and colours as they will be, the tree as the study has it. @returns {Code[]} */
  get shown() {
    const shown = new Map(this.order.map((code) => [code, { ...this.things.get(code), code }]));
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
