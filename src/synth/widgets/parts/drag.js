/** The mouse on a board: a card, or all that are chosen, dragged to a column; the head of a column dragged onto another. */

import { make } from "./dom.js";

/** How far the mouse moves before it is a drag, in pixels. */
const START = 5;
const RIM = 48;

/** @param {{root: Element, lanes: Lanes, chosen: Set, drop: Function, dropColumn: Function, click: Function}} view */
export function listenToDrags(view, signal) {
  view.lanes.node.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      const card = event.target.closest(".synth-note-card")?.dataset.card;
      const head = event.target.closest(".synth-lane-head")?.parentNode.dataset.column;
      if (card !== undefined || head) new Drag(view, event, card, head);
    },
    { signal },
  );
  view.lanes.node.addEventListener(
    "mousedown",
    (event) => event.target.closest(".synth-note-card, .synth-lane-head") && event.preventDefault(),
    { signal },
  );
}

class Drag {
  constructor(view, { clientX, clientY }, card, head) {
    Object.assign(this, { view, card, head, start: [clientX, clientY], over: undefined });
    this.done = new AbortController();
    const { signal } = this.done;
    document.addEventListener("pointermove", (event) => this.move(event), { signal });
    document.addEventListener("pointerup", (event) => this.drop(event), { signal });
    document.addEventListener("pointercancel", () => this.end(), { signal });
    document.addEventListener("keydown", (event) => this.onKey(event), { signal, capture: true });
  }

  get cards() {
    return this.view.chosen.has(this.card) ? [...this.view.chosen] : [this.card];
  }

  begin() {
    const label = this.head
      ? this.view.affinity.shown.columns.find(({ id }) => id === this.head).label
      : this.view.affinity.cards.get(this.card).quote;
    const more = !this.head && this.cards.length > 1 ? [make("strong", { textContent: `${this.cards.length} cards` })] : [];
    this.ghost = make("div", { className: "synth-ghost" }, ...more, make("span", { textContent: label }));
    this.view.root.append(this.ghost);
    this.view.root.dataset.dragging = "true";
  }

  move(event) {
    const { clientX, clientY, buttons } = event;
    if (!buttons) return this.end();
    if (!this.ghost && Math.hypot(clientX - this.start[0], clientY - this.start[1]) < START) return undefined;
    if (!this.ghost) this.begin();
    event.preventDefault();
    const frame = this.view.root.getBoundingClientRect();
    this.ghost.style.transform = `translate(${clientX - frame.left + 8}px, ${clientY - frame.top + 8}px)`;
    this.mark(document.elementFromPoint(clientX, clientY)?.closest(".synth-column"));
    this.scroll(clientX);
    return undefined;
  }

  mark(column) {
    if (this.over === column) return;
    if (this.over) delete this.over.dataset.over;
    this.over = this.view.lanes.node.contains(column) ? column : undefined;
    if (this.over) this.over.dataset.over = "true";
  }

  /** Near an edge the columns go along. */
  scroll(x) {
    const { node } = this.view.lanes;
    const { left, right } = node.getBoundingClientRect();
    if (x < left + RIM) node.scrollLeft -= 16;
    if (x > right - RIM) node.scrollLeft += 16;
  }

  drop(event) {
    const { view, over, cards, head, ghost } = this;
    const to = over?.dataset.column;
    this.end();
    if (!ghost) view.click(this.card, head, event);
    else if (to === undefined) view.say("Not moved");
    else if (head) view.dropColumn(head, to);
    else view.drop(cards, to);
  }

  onKey(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.end();
    this.view.say("Not moved");
  }

  end() {
    this.done.abort();
    this.mark(undefined);
    this.ghost?.remove();
    delete this.view.root.dataset.dragging;
  }
}
