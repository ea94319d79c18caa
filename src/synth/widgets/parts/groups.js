/**
 * What is to be decided in a review, and the decisions as they are and as the unsaved edits will make them.
 *
 * @typedef {{place: number, key: number, quotes: string[], kind: string, pseudonym: string, score: number,
 *   places: number, sources: number, contexts: string[][]}} Group
 */

import { Edits } from "./edits.js";

export class Groups extends Edits {
  constructor(model) {
    super(model);
    this.groups = [];
    this.known = [];
    this.kinds = [];
    const state = model.get("state");
    this.revision = state.revision;
    this.readState(state);
    this.submit({ action: "open" });
    this.lookAgain();
  }

  get unsaved() {
    return this.queue.filter((edit) => !["refresh", "open"].includes(edit.action));
  }

  get isOpen() {
    return this.groups.length > 0 || !this.queue.some((edit) => edit.action === "open");
  }

  readState({ decisions }) {
    this.decisions = [...decisions];
  }

  takeIn({ decisions }) {
    for (const [place, decision] of Object.entries(decisions)) this.decisions[place] = decision;
    this.touched = Object.keys(decisions).map(Number)[0];
  }

  follow(edit, { groups, known, kinds }) {
    if (edit.action !== "open" || !groups) return;
    this.groups = groups.map((group, place) => ({ ...group, place, key: place }));
    Object.assign(this, { known, kinds });
    this.tell("opened");
  }

  decide(group, decision) {
    this.submit({ action: "decide", group: group.place, decision });
  }

  /** The decision on a group as it will be once every edit is saved: "keep", a pseudonym, a kind, or "". */
  decisionOn(group) {
    const edit = this.queue.findLast((one) => one.action === "decide" && one.group === group.place);
    if (!edit) return this.decisions[group.place] ?? "";
    return edit.decision === "replace" ? group.pseudonym || "replace" : edit.decision;
  }
}

/** Which groups a filter shows, with its name. */
export const FILTERS = [
  ["to decide", (group, decision) => !decision],
  ["all", () => true],
  ["proposed by the rules", (group) => Boolean(group.kind)],
  ["passed over by the rules", (group) => !group.kind],
  ["replaced", (group, decision) => decision && decision !== "keep"],
  ["kept", (group, decision) => decision === "keep"],
];
