/**
 * The page side of synth.ThemeBoard. The parts: affinity.js (the cards, the unsaved edits), lanes.js (the columns), map.js
 * (the map), cardlook.js (the card that is looked at), drag.js (the mouse), asking.js and chooser.js (questions). Here: how
 * they go together, and the keys.
 */

import { ASIDE, Affinity, newKey } from "./parts/affinity.js";
import { Asking } from "./parts/asking.js";
import { cardNodes } from "./parts/cardlook.js";
import { Chooser } from "./parts/chooser.js";
import { keyCap, make } from "./parts/dom.js";
import { listenToDrags } from "./parts/drag.js";
import { helpNode, runOf } from "./parts/hotkeys.js";
import { isSave, passToLab } from "./parts/lab.js";
import { Lanes } from "./parts/lanes.js";
import { CardMap } from "./parts/map.js";
import { drawStatus } from "./parts/status.js";

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

class BoardView {
  constructor(root, affinity) {
    Object.assign(this, { root, affinity, active: "", chosen: new Set(), gone: new AbortController() });
    this.id = `synth-board-${Math.random().toString(36).slice(2)}`;
    this.lane = affinity.shown.columns[0].id;
    this.build();
    this.active = affinity.shown.columns[0].cards[0]?.id ?? "";
    this.draw();
  }

  build() {
    const { signal } = this.gone;
    this.lanes = new Lanes(this);
    this.map = new CardMap(this, signal);
    this.counts = make("strong", { className: "synth-counts" });
    this.search = make("input", { type: "search", placeholder: "Search  /", aria: { label: "Search the cards" } });
    this.status = make("span", { className: "synth-status", aria: { role: "status" } });
    this.helpButton = make("button", { type: "button" }, "Keys ", keyCap("?"));
    this.look = make("section", { className: "synth-look", tabIndex: -1, aria: { label: "The card in its context" } });
    this.spoken = make("div", { className: "synth-spoken", aria: { live: "polite" } });
    const reverting = ["undo", "redo"].map((effect) => {
      const button = make("button", { type: "button", textContent: effect === "undo" ? "Undo" : "Redo" });
      button.addEventListener("click", () => this.revert(effect));
      return button;
    });
    const parts = [this.counts, this.search, this.status, ...reverting, this.helpButton];
    const head = make("div", { className: "synth-head" }, ...parts);
    const side = make("div", { className: "synth-beside" }, this.map.node, this.look);
    this.root.classList.add("synth-widget", "synth-board");
    this.root.dataset.lmSuppressShortcuts = "true";
    this.root.append(head, make("div", { className: "synth-board-body" }, this.lanes.node, side), this.spoken);
    this.root.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.search.addEventListener("input", () => this.affinity.search(this.search.value));
    this.helpButton.addEventListener("click", () => this.toggleHelp());
    this.affinity.addEventListener("change", () => this.draw(), { signal });
    this.affinity.addEventListener("reverted", ({ detail }) => this.reveal(detail), { signal });
    listenToDrags(this, signal);
  }

  remove() {
    this.gone.abort();
    this.lanes.close();
    this.map.close();
  }

  get column() {
    return this.affinity.shown.columns.find(({ id }) => id === this.lane);
  }

  /** The cards that an action is about: the chosen ones, or else the one that is looked at. */
  get picked() {
    return this.chosen.size ? [...this.chosen] : this.active ? [this.active] : [];
  }

  // Drawing ----------------------------------------------------------------------------------------------------------

  draw() {
    this.settle();
    const { cards, shown } = this.affinity;
    const aside = shown.columns.at(-1).total;
    const found = shown.columns.reduce((sum, column) => sum + column.cards.length, 0);
    const number = found === cards.size ? `${found}` : `${found} of ${cards.size}`;
    const chosen = this.chosen.size ? ` · ${this.chosen.size} chosen` : "";
    const dots = this.affinity.given ? ` · ${this.affinity.given} dot${this.affinity.given === 1 ? "" : "s"} of yours` : "";
    this.counts.textContent = `${number} cards · ${shown.order.length} columns · ${aside} set aside${dots}${chosen}`;
    drawStatus(this.status, this.affinity, false);
    this.lanes.draw();
    this.drawLook();
    this.map.draw();
  }

  /** Keep looking at a card of a column that is there. */
  settle() {
    if (!this.column) {
      const home = this.affinity.cards.has(this.active) ? this.affinity.columnOf(this.active) : null;
      this.lane = (home ?? this.affinity.shown.columns[0]).id;
    }
    const { cards } = this.column;
    if (!cards.some(({ id }) => id === this.active)) this.active = cards[Math.min(this.place, cards.length - 1)]?.id ?? "";
    this.place = Math.max(0, cards.findIndex(({ id }) => id === this.active));
  }

  drawLook() {
    const card = this.affinity.cards.get(this.active);
    const { id, label } = this.column;
    const state = card ? Object.values(this.affinity.stateOf(this.active)) : [];
    const drawn = [this.active, id, label, ...state, this.picked.length].join("\n");
    if (this.drawnLook === drawn) return;
    this.drawnLook = drawn;
    const isHere = this.look.contains(document.activeElement);
    this.look.replaceChildren(...cardNodes(card, this.column, this));
    if (isHere) this.focus();
  }

  say(...words) {
    this.spoken.textContent = words.join(". ");
  }

  sayCard() {
    const card = this.affinity.cards.get(this.active);
    const { label, cards } = this.column;
    if (!card) this.say(`${label}, no cards`);
    else this.say(card.quote, `${card.participant_id}, ${label}, card ${cards.indexOf(card) + 1} of ${cards.length}`);
  }

  // Looking ----------------------------------------------------------------------------------------------------------

  listOf(lane) {
    return this.lanes.lanes.get(lane).list;
  }

  focus() {
    this.listOf(this.lane).focus({ preventScroll: true });
  }

  /** The focus came to a column, such as by Tab. */
  enter(lane) {
    if (lane === this.lane || this.over) return;
    Object.assign(this, { lane, active: this.lanes.lanes.get(lane).rows.firstInSight?.id ?? "" });
    this.draw();
    this.sayCard();
  }

  /** Look at a card, wherever it lies. */
  show(id, { lane = this.affinity.columnOf(id).id, focus = true } = {}) {
    if (id && !this.affinity.columnOf(id).cards.some((card) => card.id === id)) this.clearSearch();
    Object.assign(this, { active: id, lane });
    this.draw();
    this.land(focus);
    this.sayCard();
  }

  /** Have the card that is looked at in sight. */
  land(focus = true) {
    this.lanes.bring(this.lane, this.active)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focus) this.focus();
  }

  /** Step among the cards, or on the map while that has the focus. */
  go([right, down]) {
    if (this.isOnMap) this.map.step([right, down]);
    else if (down) this.stepTo(this.place + down);
    else this.stepColumn(right);
  }

  stepTo(place) {
    const { cards } = this.column;
    this.show(cards[Math.max(0, Math.min(cards.length - 1, place))]?.id ?? "", { lane: this.lane });
  }

  stepColumn(direction) {
    const { columns } = this.affinity.shown;
    const column = columns[columns.findIndex(({ id }) => id === this.lane) + direction];
    if (column) this.show(column.cards[Math.min(this.place, column.cards.length - 1)]?.id ?? "", { lane: column.id });
  }

  get isOnMap() {
    return document.activeElement === this.map.canvas;
  }

  toMap() {
    if (this.isOnMap) this.focus();
    else if (this.map.node.hidden) this.say("There is no map: the grouping has no places.");
    else this.map.canvas.focus({ preventScroll: true });
  }

  clearSearch() {
    this.search.value = "";
    this.affinity.search("");
  }

  toggle() {
    if (!this.active) return;
    if (!this.chosen.delete(this.active)) this.chosen.add(this.active);
    this.draw();
    this.say(`${this.chosen.size} chosen`);
  }

  chooseAll() {
    const { cards } = this.column;
    const isAll = cards.every(({ id }) => this.chosen.has(id));
    for (const { id } of cards) this.chosen[isAll ? "delete" : "add"](id);
    this.draw();
    this.say(`${this.chosen.size} chosen`);
  }

  // By mouse ---------------------------------------------------------------------------------------------------------

  click(card, head, event) {
    if (card === undefined) {
      this.show(this.affinity.shown.columns.find(({ id }) => id === head)?.cards[0]?.id ?? "", { lane: head });
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

  /** Move cards and look at the one that takes their place, so that a column can be gone through. */
  move(cards, column, { reason = "", follow = false } = {}) {
    if (!cards.length) return;
    this.chosen.clear();
    Object.assign(this, follow ? { active: cards[0], lane: column } : { active: this.nextWithout(new Set(cards)) });
    this.affinity.submit({ action: "move", cards, column, reason });
    this.land();
    const to = this.affinity.shown.columns.find(({ id }) => id === column);
    const what = cards.length === 1 ? "Card" : `${cards.length} cards`;
    const next = this.affinity.cards.get(this.active)?.quote ?? "no card left here";
    this.say(`${what} moved to ${to.label}, now ${to.total}`, follow ? "" : `Next: ${next}`);
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
    const reasons = new Set(cards.length ? [...this.affinity.cards.keys()].map((id) => this.affinity.stateOf(id).reason) : []);
    const offers = [...reasons].filter(Boolean);
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
    const [from, to] = [column, into].map((one) => this.affinity.shown.columns.find(({ id }) => id === one));
    this.affinity.submit({ action: "merge", column, into });
    this.show(from.cards[0]?.id ?? to.cards[0]?.id ?? "", { lane: into });
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
    this.affinity.submit({ action: "split", beside: this.lane, parts });
    const [{ column, cards }] = parts;
    this.show(cards[0] ?? "", { lane: column });
    const said = parts.map(({ label, cards: own }) => `${label || "New column"}, ${own.length} cards`);
    this.say(`New: ${said.join("; ")}`);
  }

  revert(effect) {
    this.affinity.submit({ action: effect });
  }

  /** Show what an undo or redo changed. */
  reveal(changes) {
    if (!this.root.contains(document.activeElement)) return;
    const [card] = Object.entries({ ...changes?.dots, ...changes?.cards }).filter(([id]) => this.affinity.cards.has(id))[0] ?? [];
    const column = Object.keys(changes?.columns ?? {}).find((id) => this.affinity.shown.order.includes(id));
    if (card) this.show(card);
    else if (column) this.show("", { lane: column });
    this.say(this.affinity.note);
  }

  // Questions --------------------------------------------------------------------------------------------------------

  ask(title, given, done) {
    const asking = new Asking(title, given, (answer) => {
      this.close();
      if (answer !== null) done(answer);
    });
    this.open(asking.node, asking.input);
    asking.input.select();
  }

  choose(title, columns, done) {
    const options = columns.map((column) => [`${column.number || "–"} ${column.label}`, `${column.total}`]);
    const chooser = new Chooser(title, options, (value) => {
      this.close();
      const place = options.findIndex(([name]) => name === value);
      if (place >= 0) done(columns[place].id);
    });
    this.open(chooser.node, chooser.input);
  }

  open(node, focus) {
    this.close();
    this.over = make("div", { className: "synth-over" }, node);
    this.over.addEventListener("pointerdown", (event) => event.target === this.over && this.close());
    for (const child of this.root.children) child.inert = child !== this.spoken;
    this.root.append(this.over);
    focus.focus({ preventScroll: true });
  }

  close() {
    if (!this.over) return;
    this.over.remove();
    this.over = null;
    for (const child of this.root.children) child.inert = false;
    this.focus();
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
      const view = new BoardView(el, affinity);
      return () => view.remove();
    },
  };
};
