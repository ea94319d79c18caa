/**
 * The personas on this page, each laid out as Python's sheets.py does it: every claim and quote, in or out.
 *
 * @typedef {{persona_id: string, name: string, note: string, kept: boolean, edited: boolean, claims: Claim[]}} Sheet
 * @typedef {{claim: string, kind: string, out: boolean, quotes: Quote[], contradicted_by: Quote[]}} Claim
 * @typedef {{quote: string, participant_id: string, out: boolean}} Quote
 */

import { Records } from "./records.js";

/** Change a sheet as an edit will, so that the page need not wait; undo and redo wait for the kernel. */
export function applyToSheet(sheet, edit) {
  const claim = sheet.claims[edit.claim];
  if (edit.action === "write") (claim ?? sheet)[edit.field] = edit.text;
  if (edit.action === "leave_out") ("quote" in edit ? claim[edit.list][edit.quote] : claim).out = edit.out;
  if (edit.action === "keep") sheet.kept = true;
  if (edit.action === "remove") sheet.kept = false;
}

export class Sheets extends Records {
  constructor(model) {
    super(model, "cards");
  }

  /** The sheets in their order, as they will be once every edit is saved. @returns {Sheet[]} */
  get shown() {
    const sheets = new Map(this.order.map((id) => [id, structuredClone(this.things.get(id))]));
    for (const edit of this.queue) {
      const sheet = sheets.get(edit.persona_id);
      if (sheet) applyToSheet(sheet, edit);
    }
    return [...sheets.values()];
  }
}
