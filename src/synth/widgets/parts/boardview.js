/** What a board shows and where one looks: columns, map, card, and the questions over them. */

import { Asking } from "./asking.js";
import { cardNodes } from "./cardlook.js";
import { Chooser } from "./chooser.js";
import { keyCap, make, setText } from "./dom.js";
import { listenToDrags } from "./drag.js";
import { Lanes } from "./lanes.js";
import { CardMap } from "./map.js";
import { drawStatus } from "./status.js";

/** A subclass decides (`drop`, `dropColumn`, `click`, `revert`, `reveal`) and listens to keys (`onKey`, `toggleHelp`). */
export class BoardView {
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

  columnAt(key) {
    return this.affinity.shown.columns.find(({ id }) => id === key);
  }

  get column() {
    return this.columnAt(this.lane);
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
    setText(this.counts, `${number} cards · ${shown.order.length} columns · ${aside} set aside${dots}${chosen}`);
    drawStatus(this.status, this.affinity, false);
    this.drawLook();
    this.lanes.draw();
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

  // Questions --------------------------------------------------------------------------------------------------------

  ask(title, given, done) {
    const asking = new Asking(title, given, (answer) => this.answer(answer, done));
    this.open(asking.node, asking.input);
    asking.input.select();
  }

  choose(title, columns, done) {
    const options = columns.map(({ id, number, label, total }) => {
      return { id, name: `${number || "–"} ${label}`, note: `${total}` };
    });
    const chooser = new Chooser(title, options, (id) => this.answer(id, done));
    this.open(chooser.node, chooser.input);
  }

  /** Act on an answer, null for none, and go back to the columns unless that asks again. */
  answer(answer, done) {
    this.uncover();
    if (answer !== null) done(answer);
    if (!this.over) this.focus();
  }

  open(node, focus) {
    this.uncover();
    this.over = make("div", { className: "synth-over" }, node);
    this.over.addEventListener("pointerdown", (event) => event.target === this.over && this.close());
    for (const child of this.root.children) child.inert = child !== this.spoken;
    this.root.append(this.over);
    focus.focus({ preventScroll: true });
  }

  close() {
    this.uncover();
    this.focus();
  }

  uncover() {
    this.over?.remove();
    this.over = null;
    for (const child of this.root.children) child.inert = false;
  }
}
