/**
 * The cards of a board and where they lie, as the study has it and as the unsaved edits will make it.
 *
 * @typedef {{id: string, rank: number, quote: string, before: string, after: string, kind: string, votes: number,
 *   participant_id: string, language: string, place: number[]}} Card
 * @typedef {{id: string, label: string, why: string, stability: string, named: boolean, cards: Card[]}} Column
 */

import { Edits } from "./edits.js";
import { fold, hitsIn, patternOf } from "./search.js";

/** The key of the column of what is set aside. */
export const ASIDE = "";

const SECTIONS = ["cards", "columns", "dots"];

/** Change a board as an edit will, so that the page need not wait; undo, redo and release wait for the kernel. */
export function applyEdit(board, edit) {
  const { cards, columns, dots } = board;
  const put = (ids, column, reason = "") => ids.forEach((id) => cards.set(id, [column, reason, "by hand"]));
  const { action, column } = edit;
  if (action === "move") put(edit.cards, column, edit.reason);
  if (action === "rename" && columns.has(column) && edit.label) {
    columns.set(column, { ...columns.get(column), label: edit.label, named: true });
  }
  if (action === "merge") {
    for (const [id, [from, reason, mark]] of cards) if (from === column) cards.set(id, [edit.into, reason, mark]);
    columns.delete(column);
    board.order = board.order.filter((one) => one !== column);
  }
  if (action === "split") {
    const place = board.order.indexOf(edit.beside) + 1 || board.order.length;
    for (const part of edit.parts) {
      put(part.cards, part.column);
      columns.set(part.column, { label: part.label || "New column", why: "made by hand", stability: "" });
    }
    board.order = board.order.toSpliced(place, 0, ...edit.parts.map((part) => part.column).reverse());
  }
  if (action === "vote") {
    const [mine, all] = dots.get(edit.card) ?? [0, 0];
    dots.set(edit.card, [edit.dots, all + edit.dots - mine]);
  }
  return board;
}

export class Affinity extends Edits {
  constructor(model) {
    super(model);
    const given = JSON.parse(new TextDecoder().decode(model.get("cards")));
    /** @type {Map<string, Card>} */
    this.cards = new Map(Object.entries(given).map(([id, card], rank) => [id, { ...card, id, rank }]));
    this.version = 0;
    this.typed = "";
    this.moved = [];
    this.revision = model.get("state").revision;
    this.readState(model.get("state"));
    this.lookAgain();
  }

  tell(type, detail) {
    this.version++;
    super.tell(type, detail);
  }

  readState(state) {
    this.board = Object.fromEntries(SECTIONS.map((name) => [name, new Map(Object.entries(state[name]))]));
    this.board.order = state.order;
  }

  takeIn(changes) {
    const columnOf = (id) => this.board.cards.get(id)?.[0];
    /** The cards that the latest changes put into another column. */
    this.moved = Object.keys(changes.cards).filter((id) => columnOf(id) !== changes.cards[id]?.[0]);
    for (const name of SECTIONS) {
      for (const [key, thing] of Object.entries(changes[name])) {
        if (thing === null) this.board[name].delete(key);
        else this.board[name].set(key, thing);
      }
    }
    this.board.order = changes.order;
  }

  /** Show only the cards in which these words stand, and those of such a participant or kind. */
  search(typed) {
    if (typed === this.typed) return;
    this.typed = typed;
    this.tell("change");
  }

  isFound(card) {
    card.folded ??= fold([card.quote, card.participant_id, card.kind, card.language, card.group].join(" \n "));
    return hitsIn(card.folded, this.pattern).length > 0;
  }

  /** The board as it will be once every edit is saved, its columns with their cards: those moved by hand first. */
  get shown() {
    if (this.shownAt === this.version) return this.cached;
    const copy = { ...this.board };
    if (this.queue.length) for (const name of SECTIONS) copy[name] = new Map(copy[name]);
    const shown = this.queue.reduce(applyEdit, copy);
    this.pattern = patternOf(this.typed);
    shown.columns = [...shown.order, ASIDE].map((id) => ({ ...shown.columns.get(id), id, cards: [], total: 0 }));
    Object.assign(shown.columns.at(-1), { label: "Set aside", why: "in no theme, each for its reason", stability: "" });
    const byId = new Map(shown.columns.map((column) => [column.id, column]));
    for (const card of this.cards.values()) {
      const [home, , mark] = shown.cards.get(card.id);
      const column = byId.get(home) ?? byId.get(ASIDE);
      column.total++;
      if (this.pattern && !this.isFound(card)) continue;
      if (mark === "by hand") column.cards.splice(column.moved ?? 0, 0, card);
      else column.cards.push(card);
      if (mark === "by hand") column.moved = (column.moved ?? 0) + 1;
    }
    shown.columns.forEach((column, place) => (column.number = column.id === ASIDE ? 0 : place + 1));
    [this.cached, this.shownAt] = [shown, this.version];
    return shown;
  }

  columnOf(id) {
    const home = this.shown.cards.get(id)?.[0];
    return this.shown.columns.find((column) => column.id === home) ?? this.shown.columns.at(-1);
  }

  /** Why a card is set aside, and whether it was placed by hand. */
  stateOf(id) {
    const [, reason, mark] = this.shown.cards.get(id);
    const [mine, all] = this.shown.dots.get(id) ?? [0, 0];
    return { reason, mark, mine, dots: all + this.cards.get(id).votes };
  }

  /** Why cards were set aside so far, to choose from. */
  get reasons() {
    return [...new Set([...this.shown.cards.values()].map(([, reason]) => reason))].filter(Boolean);
  }

  vote(id, more) {
    const dots = Math.max(0, this.stateOf(id).mine + more);
    this.submit({ action: "vote", card: id, dots });
  }

  /** How many dots this researcher has given in all. */
  get given() {
    return [...this.shown.dots.values()].reduce((sum, [mine]) => sum + mine, 0);
  }
}

/** The key of a column that is to be made: a decision, not a content, so no two are alike. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((part) => part.toString(16).padStart(2, "0")).join("");
}

/** A column in figures: cards, participants, languages. @param {Column} column */
export function countsOf({ cards, total, stability }) {
  const people = new Set(cards.map((card) => card.participant_id).filter(Boolean)).size;
  const languages = Map.groupBy(cards, (card) => card.language);
  languages.delete("");
  const tongues = [...languages].sort((a, b) => b[1].length - a[1].length).map(([name, own]) => `${name} ${own.length}`);
  const number = cards.length === total ? `${total}` : `${cards.length} of ${total}`;
  const said = [`${number} card${total === 1 ? "" : "s"}`, `${people} participant${people === 1 ? "" : "s"}`];
  if (tongues.length) said.push(tongues.join(", "));
  if (stability) said.push(stability);
  return said.join(" · ");
}
