/**
 * The insights on this page: what the study has, then the drafts; and what is on its way.
 *
 * @typedef {{evidence_id: string, state: string, quote: string, claim: string, participant_id: string, by_way_of: string}} Quote
 * @typedef {{rule: string, part: string, words: string, message: string}} Remark
 * @typedef {{key: string, statement: string, status: string, kept: boolean, strength: Object, quotes: {for: Quote[],
 *   against: Quote[]}, facts: Object[], facts_against: Object[], recommendations: Object[], sentence: string,
 *   remarks: Object<string, Remark[]>}} Insight
 */

import { Records } from "./records.js";
import { fold } from "./search.js";

export class Insights extends Records {
  constructor(model) {
    super(model, "insights");
    const quotes = JSON.parse(new TextDecoder().decode(model.get("quotes")));
    /** What can be linked, in the order of the material. */
    this.quotes = quotes.map(([id, text, claim, who, kind]) => ({
      id,
      text,
      note: [who, claim, kind].filter(Boolean).join(" · "),
    }));
  }

  readState(state) {
    super.readState(state);
    this.readOthers(state);
  }

  takeIn(changes) {
    super.takeIn(changes);
    this.readOthers(changes);
  }

  /** What else there is in the chain, to be found again. */
  readOthers({ facts, recommendations }) {
    const options = (things) => Object.entries(things).map(([id, text]) => ({ id, text, note: "" }));
    this.facts = options(facts);
    this.recommendations = options(recommendations);
  }

  /** The insights in their order, with the fields that are on their way. @returns {Insight[]} */
  get all() {
    const shown = new Map(this.order.map((key) => [key, { ...this.things.get(key), key }]));
    for (const { action, thing, field, text } of this.queue) {
      if (action === "write" && shown.has(thing) && !field.includes(".")) shown.get(thing)[field] = text;
    }
    return [...shown.values()];
  }

  write(thing, field, text) {
    this.submit({ action: "write", thing, field, text });
  }

  follow({ action }, { insight }) {
    if (insight && ["add", "keep"].includes(action)) this.tell("kept", insight);
  }
}

/** Which insights a filter shows. */
export const INSIGHT_STATES = [
  ["all but dropped", ({ status }) => status !== "dropped"],
  ["kept", ({ kept, status }) => kept && status !== "dropped"],
  ["drafted by synth", ({ kept }) => !kept],
  ["on one voice or none", ({ kept, strength }) => kept && (strength.one_voice || !strength.mentions)],
  ["dropped", ({ status }) => status === "dropped"],
];

/** Whether all the words that were typed are in a text, whatever case and accents. */
export function holds(folded, typed) {
  return fold(typed).split(/\s+/).every((word) => folded.includes(word));
}
