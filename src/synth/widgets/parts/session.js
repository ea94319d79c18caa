/**
 * The decisions of a study on this page, as they are and as the unsaved edits will make them.
 *
 * @typedef {{utterance_id: string, start: number, end: number, tag: string, finding_id: string}} Tagging
 * @typedef {{taggings: Map<string, Tagging>, rejected: Map<string, true>, memos: Map<string, string>,
 *   stars: Map<string, true>, codes: Map<string, {parent: string, retired: boolean}>, astray: Map<string, Object>}} Decisions
 */

import { Corpus } from "./corpus.js";
import { Edits } from "./edits.js";
import { toCodePoints, toUtf16 } from "./text.js";

const SECTIONS = ["taggings", "rejected", "memos", "stars", "codes", "astray"];

/** Change decisions as an edit will, so that the page need not wait; undo, redo and mending wait for the kernel. */
export function applyEdit(decisions, edit) {
  const { taggings, rejected, memos, stars } = decisions;
  const { action, tagging_id: id } = edit;
  const old = taggings.get(id);
  if (action === "tag") taggings.set(`unsaved-${edit.seq}`, { finding_id: "", ...edit });
  if (action === "tag" && edit.star) stars.set(`unsaved-${edit.seq}`, true);
  if (action === "retag" && old) taggings.set(id, { ...old, tag: edit.tag });
  if (action === "move" && old) taggings.set(id, { ...old, start: edit.start, end: edit.end });
  if (action === "untag") taggings.delete(id);
  if (action === "reject") rejected.set(edit.finding_id, true);
  if (action === "star") stars[edit.starred ? "set" : "delete"](id, true);
  if (action === "memo") memos[edit.text.trim() ? "set" : "delete"](edit.about, edit.text);
  return decisions;
}

/** How many suggestions are still to decide: in all, by kind and by source. */
function countOpen(findings, isOpen) {
  const open = { total: 0, kinds: new Map(), sources: new Map() };
  for (const finding of findings) {
    if (!isOpen(finding)) continue;
    const { kind, turn } = finding;
    open.total += 1;
    open.kinds.set(kind, (open.kinds.get(kind) ?? 0) + 1);
    open.sources.set(turn.source, (open.sources.get(turn.source) ?? 0) + 1);
  }
  return open;
}

/** The material with what was decided about it. */
export class Session extends Edits {
  constructor(model) {
    super(model);
    this.realIds = new Map();
    this.typing = new Set();
    this.version = 0;
    this.corpus = new Corpus(JSON.parse(new TextDecoder().decode(model.get("corpus"))));
    this.revision = model.get("state").revision;
    this.readState(model.get("state"));
    this.onSource = () => this.tell("source");
    model.on("change:source", this.onSource);
    this.lookAgain();
  }

  close() {
    super.close();
    this.model.off("change:source", this.onSource);
  }

  tell(type, detail) {
    this.version++;
    super.tell(type, detail);
  }

  readState(state) {
    this.readMended({ ...Object.fromEntries([...this.corpus.base.keys()].map((id) => [id, null])), ...state.mended });
    this.decisions = Object.fromEntries(SECTIONS.map((name) => [name, new Map(Object.entries(state[name]))]));
    this.decisions.taggings = new Map(Object.entries(state.taggings).map(([id, row]) => [id, this.fromKernel(row)]));
  }

  takeIn(changes) {
    this.readMended(changes.mended ?? {});
    const { taggings } = this.decisions;
    this.replaced = new Map(Object.keys(changes.taggings ?? {}).map((id) => [id, taggings.get(id)]));
    for (const name of SECTIONS) {
      for (const [key, thing] of Object.entries(changes[name] ?? {})) {
        if (thing === null) this.decisions[name].delete(key);
        else this.decisions[name].set(key, name === "taggings" ? this.fromKernel(thing) : thing);
      }
    }
  }

  readMended(mended) {
    for (const [id, version] of Object.entries(mended)) this.corpus.mend(id, version);
  }

  fromKernel(span) {
    const { text } = this.corpus.turns.get(span.utterance_id);
    return { ...span, start: toUtf16(text, span.start), end: toUtf16(text, span.end) };
  }

  /** The span as the kernel counts, with the words that were seen there. */
  forKernel(edit) {
    const { place, ...rest } = edit;
    return place ? { ...rest, ...place } : rest;
  }

  /** What is being typed counts as not saved before it is an edit, too. */
  get unsaved() {
    return [...super.unsaved, ...this.typing];
  }

  /** The decisions as they will be once every edit is saved, and what follows from them. */
  get shown() {
    if (this.shownAt === this.version) return this.cached;
    const copy = Object.fromEntries(SECTIONS.map((name) => [name, this.decisions[name]]));
    if (this.queue.length) for (const name of SECTIONS) copy[name] = new Map(copy[name]);
    const shown = this.queue.reduce(applyEdit, copy);
    shown.byTurn = Map.groupBy(shown.taggings, ([, tagging]) => tagging.utterance_id);
    shown.accepted = new Set([...shown.taggings.values()].map((tagging) => tagging.finding_id));
    shown.isOpen = ({ id }) => !shown.accepted.has(id) && !shown.rejected.has(id);
    shown.open = countOpen(this.corpus.findings.values(), shown.isOpen);
    [this.cached, this.shownAt] = [shown, this.version];
    return shown;
  }

  /** Queue an edit; returns the key that a new tagging has until it is saved. */
  submit(given) {
    const edit = this.named(given);
    if (!("start" in edit)) return `t:unsaved-${super.submit(edit)}`;
    const { text } = this.corpus.turns.get(edit.utterance_id);
    const [start, end] = [edit.start, edit.end].map((at) => toCodePoints(text, at));
    return `t:unsaved-${super.submit({ ...edit, place: { start, end, quote: text.slice(edit.start, edit.end) } })}`;
  }

  /** An edit with the ids that taggings have by now: a form may have been opened before its tagging was saved. */
  named(edit) {
    const known = ["tagging_id", "about"].filter((name) => this.realIds.has(edit[name]));
    return { ...edit, ...Object.fromEntries(known.map((name) => [name, this.realIds.get(edit[name])])) };
  }

  /** Give the edits that wait for a new tagging its id; if it was not saved, they are not either. */
  follow(edit, { tagging_id: taggingId }) {
    const provisional = `unsaved-${edit.seq}`;
    const following = this.queue.filter(({ tagging_id: id, about }) => id === provisional || about === provisional);
    if (taggingId) {
      this.realIds.set(provisional, taggingId);
      for (const waiting of following) waiting["about" in waiting ? "about" : "tagging_id"] = taggingId;
    } else if (following.length) {
      this.queue = this.queue.filter((waiting) => !following.includes(waiting));
      this.problem += ` (and ${following.length} further on the same tag)`;
    }
  }

  /** The key of what an undo or redo brought back or changed, so that the researcher sees it. */
  touchedBy(changes) {
    for (const [id, tagging] of Object.entries(changes?.taggings ?? {})) {
      const before = this.replaced.get(id);
      if (tagging) return `t:${id}`;
      if (before?.finding_id) return `s:${before.finding_id}`;
      if (before) return `u:${before.utterance_id}`;
    }
    const [mended] = Object.keys(changes?.mended ?? {});
    if (mended) return `u:${mended}`;
    const [about] = Object.keys(changes?.memos ?? changes?.stars ?? {});
    if (about) return this.decisions.taggings.has(about) ? `t:${about}` : `u:${about}`;
    const [verdict] = Object.entries(changes?.rejected ?? {});
    return verdict && verdict[1] === null ? `s:${verdict[0]}` : "";
  }

  /** The turn in which that lies for which a key stands, or undefined. */
  turnOf(key) {
    const id = key.slice(2);
    const { turns, findings } = this.corpus;
    if (key.startsWith("t:")) return turns.get(this.shown.taggings.get(id)?.utterance_id);
    return key.startsWith("s:") ? findings.get(id)?.turn : turns.get(id);
  }

  /** The key that an item has now: a tagging gets its id when it is saved. */
  savedKey(key) {
    const id = this.realIds.get(key.slice(2));
    return id ? `t:${id}` : key;
  }
}
