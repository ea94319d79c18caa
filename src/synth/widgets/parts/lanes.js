/** The columns of a board, side by side. Only cards near the sight are on the page, and only in columns near it. */

import { ASIDE, countsOf } from "./affinity.js";
import { hueOf, make, setText } from "./dom.js";
import { Rows } from "./rows.js";

/** What marks a column beside its colour and its number. */
export const SHAPES = ["●", "■", "▲", "◆", "✚", "★"];

/** How far beyond the edges columns are filled, how wide one is, and the gap beside it, in pixels: see lanes.css. */
const [NEAR, WIDTH, GAP] = [300, 264, 12];

const LETTERS_A_LINE = 36;

export function shapeOf({ number }) {
  return number ? SHAPES[(number - 1) % SHAPES.length] : "○";
}

/** Neighbours differ as much as they can, whatever there is in them. */
export function columnHue({ number }) {
  return Math.round((number * 137.508 + 200) % 360);
}

/** One column: its head, and the list of its cards. */
class Lane {
  /** @param {{id: string, label: string}} column */
  constructor(column, view) {
    this.id = column.id;
    this.view = view;
    this.badge = make("span", { className: "synth-badge", aria: { hidden: "true" } });
    this.title = make("h3", { dir: "auto" });
    this.counts = make("p", { className: "synth-facts" });
    this.why = make("p", { className: "synth-why" });
    this.head = make("div", { className: "synth-lane-head" }, this.badge, this.title, this.counts, this.why);
    const aria = { role: "listbox", multiselectable: "true" };
    this.list = make("div", { className: "synth-lane", tabIndex: -1, data: { lane: column.id }, aria });
    this.node = make("section", { className: "synth-column", data: { column: column.id } }, this.head, this.list);
    this.rows = new Rows(this.list, { make: (card) => this.cardNode(card), guess: guessHeight });
    this.list.addEventListener("focus", () => view.enter(this.id));
  }

  close() {
    this.rows.close();
    this.node.remove();
  }

  /**
   * Write what changed, and read no sizes: reading lays out the page, which all columns do together.
   *
   * @param {boolean} isNear  whether its cards are worth drawing
   * @returns {boolean}  whether the rows have to be rendered
   */
  draw(column, isNear) {
    const isSame = this.column && isAlike(this.column, column);
    this.column = column;
    if (!isSame) this.drawHead(column);
    if (!isNear) {
      this.rows.clear();
      return false;
    }
    const wasFar = !this.rows.nodes.size && column.cards.length > 0;
    const isOther = wasFar || !haveSameCards(this.rows.rows, column.cards);
    if (isOther) {
      this.rows.take(column.cards);
      this.rows.fill();
    }
    const nodes = [...this.rows.nodes.values()];
    const changed = nodes.filter((node) => this.drawCard(this.view.affinity.cards.get(node.dataset.card), node));
    return isOther || changed.length > 0;
  }

  /** Whether this is the column that keys go to. */
  drawHere() {
    const { view, list } = this;
    const isHere = view.lane === this.id;
    const active = isHere && view.active ? `${view.id}-${view.active}` : null;
    if (list.getAttribute("aria-activedescendant") !== active) {
      if (active) list.setAttribute("aria-activedescendant", active);
      else list.removeAttribute("aria-activedescendant");
    }
    if (this.node.dataset.here === String(isHere)) return;
    this.node.dataset.here = String(isHere);
    list.tabIndex = isHere ? 0 : -1;
  }

  drawHead(column) {
    const counts = countsOf(column);
    this.head.style.setProperty("--hue", columnHue(column));
    setText(this.badge, column.number ? `${shapeOf(column)} ${column.number}` : shapeOf(column));
    setText(this.title, column.label);
    setText(this.counts, counts);
    setText(this.why, column.why);
    this.why.title = column.why;
    this.list.setAttribute("aria-label", `${column.label}, ${counts}`);
  }

  cardNode(card) {
    const quote = make("span", { className: "synth-quote", dir: "auto", textContent: card.quote });
    const who = [card.participant_id, card.language, card.kind || card.group].filter(Boolean).join(" · ");
    const about = make("span", { className: "synth-about" }, make("bdi", { textContent: who }));
    about.append(make("span", { className: "synth-mark" }), make("span", { className: "synth-dots" }));
    const node = make("div", { id: `${this.view.id}-${card.id}`, className: "synth-note-card", data: { card: card.id } });
    if (card.kind) node.style.setProperty("--kind-hue", hueOf(card.kind));
    node.append(quote, about);
    node.setAttribute("role", "option");
    this.drawCard(card, node);
    return node;
  }

  /** Returns whether there was anything to draw. */
  drawCard(card, node) {
    const { view } = this;
    const { reason, mark, dots } = view.affinity.stateOf(card.id);
    const isActive = view.active === card.id;
    const isChosen = view.chosen.has(card.id);
    const drawn = [isActive, isChosen, dots, mark, reason, this.column.cards.length].join("\n");
    if (node.dataset.drawn === drawn) return false;
    node.dataset.drawn = drawn;
    node.dataset.active = String(isActive);
    node.setAttribute("aria-selected", String(isChosen));
    node.setAttribute("aria-setsize", this.column.cards.length);
    node.setAttribute("aria-posinset", this.column.cards.indexOf(card) + 1);
    const [, about] = node.children;
    about.children[1].textContent = this.id === ASIDE ? reason : MARKS[mark];
    about.children[2].textContent = dots ? `${dots > 5 ? "● ×" : "●".repeat(dots)} ${dots > 5 ? dots : ""}`.trim() : "";
    about.children[2].ariaLabel = dots ? `${dots} dots` : "";
    return true;
  }
}

function haveSameCards(some, others) {
  return some.length === others.length && some.every((card, place) => card === others[place]);
}

/** Whether two versions of a column have the same head, and the same cards. */
export function isAlike(one, other) {
  const fields = ["number", "label", "why", "stability", "total"];
  return fields.every((name) => one[name] === other[name]) && haveSameCards(one.cards, other.cards);
}

const MARKS = { "by hand": "placed", anchor: "anchor", "": "" };

function guessHeight({ quote }) {
  return 41 + 20 * Math.min(8, Math.ceil(quote.length / LETTERS_A_LINE));
}

/** Where a column begins. */
function leftOf(place) {
  return GAP + place * (WIDTH + GAP);
}

/** All columns. */
export class Lanes {
  constructor(view) {
    this.view = view;
    this.lanes = new Map();
    this.node = make("div", { className: "synth-lanes" });
    this.sight = [0, 900];
    this.node.addEventListener("scroll", () => this.look(), { passive: true });
    this.observer = new ResizeObserver(() => this.look());
    this.observer.observe(this.node);
  }

  close() {
    this.observer.disconnect();
    for (const lane of this.lanes.values()) lane.close();
  }

  /** See which columns are in sight, and fill them. */
  look() {
    const { scrollLeft, clientWidth } = this.node;
    if (!clientWidth) return;
    this.sight = [scrollLeft, scrollLeft + clientWidth];
    this.draw();
  }

  draw() {
    const { columns } = this.view.affinity.shown;
    const [from, to] = this.sight;
    this.place(columns);
    const changed = columns.filter((column, place) => {
      const left = leftOf(place);
      return this.lanes.get(column.id).draw(column, left < to + NEAR && left + WIDTH > from - NEAR);
    });
    for (const { id } of changed) this.lanes.get(id).rows.render();
    for (const lane of this.lanes.values()) lane.drawHere();
  }

  /** Have the columns on the page in their order. */
  place(columns) {
    const wanted = new Set(columns.map(({ id }) => id));
    for (const [id, lane] of this.lanes) {
      if (wanted.has(id)) continue;
      lane.close();
      this.lanes.delete(id);
    }
    columns.forEach((column, place) => {
      if (!this.lanes.has(column.id)) this.lanes.set(column.id, new Lane(column, this.view));
      const { node } = this.lanes.get(column.id);
      if (this.node.children[place] !== node) this.node.insertBefore(node, this.node.children[place] ?? null);
    });
  }

  /** Have a column, and a card of it, in sight; returns the card's node. */
  bring(lane, card) {
    const { node, rows } = this.lanes.get(lane);
    const [from, to] = this.sight;
    const left = leftOf([...this.node.children].indexOf(node));
    if (left < from || left + WIDTH > to) {
      this.node.scrollLeft = left < from ? left - GAP : left + WIDTH + GAP - (to - from);
      this.look();
    }
    return card ? rows.bring(card) : undefined;
  }
}
