/**
 * Where two coders part, and the decisions as they are and as the unsaved edits will make them.
 *
 * @typedef {{tag: string, quote: string, memo: string}} Side  what one coder did there; null for nothing
 * @typedef {{choice: string, note: string, researcher: string}} Decision  of none yet, null
 * @typedef {{key: string, kind: string, source: string, speaker: string, before: string[], pieces: Array,
 *   sides: Side[], decision: Decision}} Difference
 */

import { Records } from "./records.js";

export class Differences extends Records {
  constructor(model) {
    super(model, "differences");
    /** Notes that wait for a decision, by key. */
    this.drafts = new Map();
  }

  readState(state) {
    super.readState(state);
    this.hidden = state.hidden;
  }

  takeIn(changes) {
    super.takeIn(changes);
    this.hidden = changes.hidden;
  }

  /** @returns {Difference[]} */
  get all() {
    return this.order.map((key) => ({ ...this.things.get(key), key }));
  }

  decisionOn({ key }) {
    const edit = this.queue.findLast((one) => one.action === "decide" && one.disagreement === key);
    return edit ?? this.things.get(key)?.decision ?? null;
  }

  noteOn(difference) {
    return this.drafts.get(difference.key) ?? this.decisionOn(difference)?.note ?? "";
  }

  decide(difference, choice) {
    const note = this.noteOn(difference);
    this.drafts.delete(difference.key);
    this.submit({ action: "decide", disagreement: difference.key, choice, note });
  }

  /** Keep a note with its decision, or until there is one. */
  annotate(difference, note) {
    const decision = this.decisionOn(difference);
    if (note === this.noteOn(difference)) return;
    this.drafts.set(difference.key, note);
    if (decision) this.decide(difference, decision.choice);
    else if (!note) this.drafts.delete(difference.key);
    this.tell("change");
  }

  /** What was typed is not saved before it is decided upon. */
  get unsaved() {
    return [...super.unsaved, ...this.drafts.keys()];
  }
}

/** Which kinds and which states a filter shows, with their names. */
export const DIFFERENCE_KINDS = [["all kinds"], ["borders"], ["tag"], ["one only"]];
export const DIFFERENCE_STATES = [
  ["to decide", (decision) => !decision],
  ["all", () => true],
  ["decided", (decision) => Boolean(decision)],
];
