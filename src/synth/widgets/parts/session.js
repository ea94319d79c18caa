/**
 * The decisions of a study on this page, as they are and as the unsaved edits will make them.
 *
 * @typedef {{id: string, source: string, speaker: string, role: string, lang: string, startS: ?number,
 *   text: string}} Turn
 * @typedef {{utterance_id: string, start: number, end: number, tag: string, finding_id: string}} Tagging
 * @typedef {{id: string, utterance_id: string, start: number, end: number, kind: string}} Finding
 * @typedef {{taggings: Map<string, Tagging>, rejected: Set<string>, elsewhere: number}} Decisions
 */

import { Edits } from "./edits.js";
import { toCodePoints, toUtf16 } from "./text.js";

/** Change decisions as an edit will, so that the page need not wait; undo and redo wait for the kernel. */
export function applyEdit(decisions, edit) {
  const { taggings, rejected } = decisions;
  const old = taggings.get(edit.tagging_id);
  if (edit.action === "tag") taggings.set(`unsaved-${edit.seq}`, { finding_id: "", ...edit });
  if (edit.action === "retag" && old) taggings.set(edit.tagging_id, { ...old, tag: edit.tag });
  if (edit.action === "move" && old) taggings.set(edit.tagging_id, { ...old, start: edit.start, end: edit.end });
  if (edit.action === "untag") taggings.delete(edit.tagging_id);
  if (edit.action === "reject") rejected.add(edit.finding_id);
  return decisions;
}

/** Turn columns into rows. */
function rowsOf(columns) {
  const names = Object.keys(columns);
  return columns[names[0]].map((_, i) => Object.fromEntries(names.map((name) => [name, columns[name][i]])));
}

/** The material with what was decided about it. */
export class Session extends Edits {
  constructor(model) {
    super(model);
    this.realIds = new Map();
    this.readCorpus(model.get("corpus"));
    this.revision = model.get("state").revision;
    this.readState(model.get("state"));
    this.onSource = () => this.tell("change");
    model.on("change:source", this.onSource);
    this.lookAgain();
  }

  close() {
    super.close();
    this.model.off("change:source", this.onSource);
  }

  readCorpus({ utterances, findings }) {
    this.turns = new Map();
    this.sources = new Map();
    for (const row of rowsOf(utterances)) {
      const { utterance_id: id, source_id: source, role, language: lang, start_s: startS, text } = row;
      const turn = { id, source, role, speaker: row.participant_id || role, lang, startS, text };
      this.turns.set(id, turn);
      if (!this.sources.has(source)) this.sources.set(source, []);
      this.sources.get(source).push(turn);
    }
    this.findings = rowsOf(findings).map((row) => this.fromKernel({ ...row, id: row.finding_id }));
    this.findingById = new Map(this.findings.map((finding) => [finding.id, finding]));
  }

  readState({ taggings, rejected, elsewhere }) {
    const read = Object.entries(taggings).map(([id, tagging]) => [id, this.fromKernel(tagging)]);
    this.decisions = { taggings: new Map(read), rejected: new Set(rejected), elsewhere };
  }

  fromKernel(span) {
    const { text } = this.turns.get(span.utterance_id);
    return { ...span, start: toUtf16(text, span.start), end: toUtf16(text, span.end) };
  }

  forKernel(edit) {
    if (!("start" in edit)) return edit;
    const { text } = this.turns.get(edit.utterance_id);
    return { ...edit, start: toCodePoints(text, edit.start), end: toCodePoints(text, edit.end) };
  }

  /** The findings that were neither accepted nor rejected. */
  openFindings({ taggings, rejected }) {
    const accepted = new Set([...taggings.values()].map((tagging) => tagging.finding_id));
    return this.findings.filter(({ id }) => !accepted.has(id) && !rejected.has(id));
  }

  /** The decisions as they will be once every edit is saved. */
  get shown() {
    const { taggings, rejected, elsewhere } = this.decisions;
    return this.queue.reduce(applyEdit, { taggings: new Map(taggings), rejected: new Set(rejected), elsewhere });
  }

  /** Queue an edit; returns the key that a new tagging has until it is saved. */
  submit(edit) {
    return `t:unsaved-${super.submit(edit)}`;
  }

  /** Give the edits that wait for a new tagging its id; if it was not saved, they are not either. */
  follow(edit, { tagging_id: taggingId }) {
    const provisional = `unsaved-${edit.seq}`;
    const following = this.queue.filter((waiting) => waiting.tagging_id === provisional);
    if (taggingId) {
      this.realIds.set(provisional, taggingId);
      for (const waiting of following) waiting.tagging_id = taggingId;
    } else if (following.length) {
      this.queue = this.queue.filter((waiting) => !following.includes(waiting));
      this.problem += ` (and ${following.length} further on the same tag)`;
    }
  }

  takeIn({ taggings, rejected, elsewhere }) {
    const { decisions } = this;
    this.replaced = new Map(Object.keys(taggings).map((id) => [id, decisions.taggings.get(id)]));
    for (const [id, tagging] of Object.entries(taggings)) {
      if (tagging) decisions.taggings.set(id, this.fromKernel(tagging));
      else decisions.taggings.delete(id);
    }
    for (const [id, isRejected] of Object.entries(rejected)) decisions.rejected[isRejected ? "add" : "delete"](id);
    decisions.elsewhere = elsewhere;
  }

  /** The key of what an undo or redo brought back or changed, so that the researcher sees it. */
  touchedBy(changes) {
    for (const [id, tagging] of Object.entries(changes?.taggings ?? {})) {
      const before = this.replaced.get(id);
      if (tagging) return `t:${id}`;
      if (before?.finding_id) return `s:${before.finding_id}`;
    }
    const [verdict] = Object.entries(changes?.rejected ?? {});
    return verdict && !verdict[1] ? `s:${verdict[0]}` : "";
  }

  /** The tagging or finding that a key stands for, with its utterance_id. */
  placeOf(key) {
    const id = key.slice(2);
    return key.startsWith("t:") ? this.decisions.taggings.get(id) : this.findingById.get(id);
  }

  /** The key that an item has now: a tagging gets its id when it is saved. */
  savedKey(key) {
    const id = this.realIds.get(key.slice(2));
    return id ? `t:${id}` : key;
  }
}
