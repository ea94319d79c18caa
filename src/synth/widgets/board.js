/**
 * The page side of synth.ThemeBoard. The parts: affinity.js (the cards, the unsaved edits), boardview.js (what is shown, with
 * lanes.js the columns, map.js the map, cardlook.js the card that is looked at), drag.js (the mouse), asking.js and
 * chooser.js (questions). Here: what is decided, and the keys.
 */

import { ASIDE, Affinity, newKey } from "./parts/affinity.js";
import { BoardView } from "./parts/boardview.js";
import { make } from "./parts/dom.js";
import { helpNode, runOf } from "./parts/hotkeys.js";
import { isSave, passToLab } from "./parts/lab.js";

/** Every key, in the order of the help. */
const HOTKEYS = [
  { keys: ["ArrowDown", "j"], show: "↓ J", what: "next card", run: (view) => view.go([0, 1]) },
  { keys: ["ArrowUp", "k"], show: "↑ K", what: "previous card", run: (view) => view.go([0, -1]) },
  { keys: ["ArrowRight"], show: "→", what: "next column", run: (view) => view.go([1, 0]) },
  { keys: ["ArrowLeft"], show: "←", what: "previous column", run: (view) => view.go([-1, 0]) },
  { keys: ["Home"], show: "Home", what: "first card of the column", run: (view) => view.stepTo(0) },
  { keys: ["End"], show: "End", what: "last card of the column", run: (view) => view.stepTo(Infinity) },
  { keys: [" "], show: "Space", what: "choose the card, to move several", run: (view) => view.toggle() },
  { keys: ["Ctrl+a"], show: "Ctrl+A", what: "choose all cards shown in the column", run: (view) => view.chooseAll() },
  { keys: ["Shift+ArrowRight"], show: "Shift+→", what: "move to the next column", run: (view) => view.push(1) },
  { keys: ["Shift+ArrowLeft"], show: "Shift+←", what: "move to the previous column", run: (view) => view.push(-1) },
  { keys: ["m"], show: "M", what: "move to …", run: (view) => view.chooseColumn() },
  { keys: ["x", "Delete"], show: "X Del", what: "set aside, with the reason", run: (view) => view.setAside() },
  { keys: ["g"], show: "G", what: "let go: back to where the grouping has it", run: (view) => view.release() },
  { keys: ["d"], show: "D", what: "put a dot on the card", run: (view) => view.vote(1) },
  { keys: ["Shift+D"], show: "Shift+D", what: "take a dot of yours away", run: (view) => view.vote(-1) },
  { keys: ["n"], show: "N", what: "new column of the chosen cards", run: (view) => view.splitOff() },
  { keys: ["e", "F2"], show: "E F2", what: "rename the column", run: (view) => view.rename() },
  { keys: ["Shift+M"], show: "Shift+M", what: "merge the column into …", run: (view) => view.chooseMerge() },
  { keys: ["l"], show: "L", what: "split the column by language", run: (view) => view.splitByLanguage() },
  { keys: ["/"], show: "/", what: "search", run: (view) => view.search.focus() },
  { keys: ["p"], show: "P", what: "to the map and back", run: (view) => view.toMap() },
  { keys: ["u", "Ctrl+z"], show: "U Ctrl+Z", what: "undo", run: (view) => view.revert("undo") },
  { keys: ["r", "Ctrl+y", "Ctrl+Shift+Z"], show: "R Ctrl+Y", what: "redo", run: (view) => view.revert("redo") },
  { keys: ["?"], show: "?", what: "show or hide these keys", run: (view) => view.toggleHelp() },
  { keys: ["Escape"], show: "Esc", what: "close, or choose nothing", run: (view) => view.escape() },
];

class Board extends BoardView {
  // By mouse ---------------------------------------------------------------------------------------------------------

  click(card, head, event) {
    if (card === undefined) {
      this.show(this.columnAt(head)?.cards[0]?.id ?? "", { lane: head });
      return;
    }
    this.show(card);
    if (event.ctrlKey || event.metaKey) this.toggle();
  }

  drop(cards, column) {
    const movable = cards.filter((id) => this.affinity.columnOf(id).id !== column);
    if (column === ASIDE) this.askReason(movable);
    else this.move(movable, column);
  }

  dropColumn(column, into) {
    if (column !== into && into !== ASIDE) this.merge(column, into);
  }

  // Deciding ---------------------------------------------------------------------------------------------------------

  /** Carry out an edit of cards or columns, then look at a card: all drawn in one. */
  decide(edit, { active, lane = this.lane }) {
    Object.assign(this, { active, lane });
    this.affinity.submit(edit);
    this.land();
  }

  /** Move cards and look at the one that takes their place, so that a column can be gone through. */
  move(cards, column, { reason = "", follow = false } = {}) {
    if (!cards.length) return;
    this.chosen.clear();
    const next = follow ? { active: cards[0], lane: column } : { active: this.nextWithout(new Set(cards)) };
    this.decide({ action: "move", cards, column, reason }, next);
    const to = this.columnAt(column);
    const what = cards.length === 1 ? "Card" : `${cards.length} cards`;
    const quote = this.affinity.cards.get(this.active)?.quote ?? "no card left here";
    this.say(`${what} moved to ${to.label}, now ${to.total}`, follow ? "" : `Next: ${quote}`);
  }

  /** The card that one looks at when others are gone: the next that stays, else the last before. */
  nextWithout(gone) {
    const { cards } = this.column;
    const stays = ({ id }) => !gone.has(id);
    return (cards.slice(this.place).find(stays) ?? cards.slice(0, this.place).findLast(stays))?.id ?? "";
  }

  /** Move to the neighbouring column and go along. */
  push(direction) {
    const { columns } = this.affinity.shown;
    const column = columns[columns.findIndex(({ id }) => id === this.lane) + direction];
    if (!column || !this.active) return;
    if (column.id === ASIDE) this.askReason(this.picked);
    else this.move(this.picked, column.id, { follow: true });
  }

  setAside() {
    const cards = this.picked.filter((id) => this.affinity.columnOf(id).id !== ASIDE);
    if (cards.length) this.askReason(cards);
  }

  askReason(cards) {
    const offers = this.affinity.reasons;
    this.ask("Set aside: why? (may stay empty)", { offers }, (reason) => this.move(cards, ASIDE, { reason }));
  }

  release() {
    const cards = this.picked.filter((id) => this.affinity.stateOf(id).mark);
    if (!cards.length) return;
    this.chosen.clear();
    this.affinity.submit({ action: "release", cards });
    this.say("Let go");
  }

  vote(more) {
    if (!this.active) return;
    this.affinity.vote(this.active, more);
    this.say(`${this.affinity.stateOf(this.active).dots} dots on this card, ${this.affinity.given} of yours in all`);
  }

  chooseColumn() {
    const cards = this.picked;
    if (!cards.length) return;
    const others = this.affinity.shown.columns.filter(({ id }) => id !== this.lane);
    this.choose("Move to", others, (column) => (column === ASIDE ? this.askReason(cards) : this.move(cards, column)));
  }

  chooseMerge() {
    const column = this.lane;
    const others = this.affinity.shown.columns.filter(({ id }) => id !== column && id !== ASIDE);
    if (column !== ASIDE) this.choose("Merge into", others, (into) => this.merge(column, into));
  }

  merge(column, into) {
    const [from, to] = [column, into].map((one) => this.columnAt(one));
    const active = from.cards[0]?.id ?? to.cards[0]?.id ?? "";
    this.decide({ action: "merge", column, into }, { active, lane: into });
    this.say(`${from.label} merged into ${to.label}, now ${from.total + to.total} cards`);
  }

  rename() {
    const { id, label } = this.column;
    if (id === ASIDE) return;
    this.ask("Name of the column", { value: label }, (name) => {
      if (name && name !== label) this.affinity.submit({ action: "rename", column: id, label: name });
      this.say(`The column is called ${name || label}`);
    });
  }

  splitOff() {
    const cards = [...this.chosen];
    const title = cards.length ? `Name of the new column, for ${cards.length} chosen` : "Name of the new, empty column";
    this.ask(title, {}, (label) => this.split([{ column: newKey(), label, cards }]));
  }

  /** The language that most cards have stays, each other gets a column of its own. */
  splitByLanguage() {
    const { id, label } = this.column;
    const own = [...this.affinity.cards.values()].filter((card) => this.affinity.columnOf(card.id).id === id);
    const groups = [...Map.groupBy(own, ({ language }) => language || "?")].sort((a, b) => b[1].length - a[1].length);
    if (id === ASIDE || groups.length < 2) {
      this.say("All cards of this column are in one language.");
      return;
    }
    const parts = groups.slice(1).map(([language, cards]) => ({
      column: newKey(),
      label: `${label} (${language})`,
      cards: cards.map((card) => card.id),
    }));
    this.split(parts);
  }

  split(parts) {
    this.chosen.clear();
    const [{ column, cards }] = parts;
    this.decide({ action: "split", beside: this.lane, parts }, { active: cards[0] ?? "", lane: column });
    const said = parts.map(({ label, cards: own }) => `${label || "New column"}, ${own.length} cards`);
    this.say(`New: ${said.join("; ")}`);
  }

  revert(effect) {
    this.affinity.submit({ action: effect });
  }

  /** Show what an undo or redo changed. */
  reveal(changes) {
    if (!this.root.contains(document.activeElement)) return;
    const card = Object.keys(changes?.dots ?? {})[0] ?? this.affinity.moved[0];
    const column = Object.keys(changes?.columns ?? {}).find((id) => this.affinity.shown.order.includes(id));
    if (card !== undefined) this.show(card);
    else if (column) this.show(this.columnAt(column).cards[0]?.id ?? "", { lane: column });
    this.say(this.affinity.note);
  }

  toggleHelp() {
    if (this.over) return this.close();
    const close = make("button", { type: "button", textContent: "Close" });
    close.addEventListener("click", () => this.close());
    return this.open(helpNode(HOTKEYS, close), close);
  }

  escape() {
    if (this.over) this.close();
    else if (this.isOnMap) this.focus();
    else {
      this.chosen.clear();
      this.clearSearch();
      this.draw();
      this.focus();
    }
  }

  // Keys -------------------------------------------------------------------------------------------------------------

  /** No key press leaves the widget but Ctrl+S, which stays JupyterLab's. */
  onKey(event) {
    if (isSave(event)) {
      passToLab(this.root);
      return;
    }
    event.stopPropagation();
    const isField = event.target === this.search;
    if (event.isComposing || (isField && !["Escape", "Enter"].includes(event.key))) return;
    if (event.target.closest("button") && ["Enter", " "].includes(event.key)) return;
    const run = event.key === "Enter" ? () => this.enterFrom(isField) : runOf(HOTKEYS, event);
    if (!run || (this.over && !["?", "Escape"].includes(event.key))) return;
    event.preventDefault();
    run(this);
  }

  /** Enter leads from the search to what was found, and from the map to the card. */
  enterFrom(isSearch) {
    if (!isSearch) {
      this.focus();
      return;
    }
    const column = this.affinity.shown.columns.find(({ cards }) => cards.length);
    if (column) this.show(column.cards[0].id);
    else this.say("Nothing found");
  }
}

/** For anywidget, which calls this once a widget: all its views share what is not saved. */
export default () => {
  let affinity;
  return {
    initialize({ model }) {
      affinity = new Affinity(model);
      return () => affinity.close();
    },
    render({ model, el }) {
      const view = new Board(el, affinity);
      return () => view.remove();
    },
  };
};
