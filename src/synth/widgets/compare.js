/**
 * The page side of synth.CodingComparison. The parts: differences.js (where two coders part, the unsaved decisions),
 * sides.js (one difference, both codings side by side) and listview.js (the list beside it). Here: filters and deciding.
 */

import { DIFFERENCE_KINDS, DIFFERENCE_STATES, Differences } from "./parts/differences.js";
import { make } from "./parts/dom.js";
import { ListView, filterNode } from "./parts/listview.js";
import { canChoose, outcomeFor, sidesNodes } from "./parts/sides.js";
import { drawStatus } from "./parts/status.js";

/** Every key, in the order of the help. */
const HOTKEYS = [
  { keys: ["j", "ArrowDown"], show: "J ↓", what: "next", run: (view) => view.step(1) },
  { keys: ["k", "ArrowUp"], show: "K ↑", what: "previous", run: (view) => view.step(-1) },
  { keys: ["Shift+J", " "], show: "Shift+J Space", what: "next to decide", run: (view) => view.stepOpen(1) },
  { keys: ["Shift+K"], show: "Shift+K", what: "previous to decide", run: (view) => view.stepOpen(-1) },
  { keys: ["1"], show: "1", what: "the first coder’s counts", run: (view) => view.decide("first") },
  { keys: ["2"], show: "2", what: "the second coder’s counts", run: (view) => view.decide("second") },
  { keys: ["3"], show: "3", what: "both count", run: (view) => view.decide("both") },
  { keys: ["4"], show: "4", what: "neither counts", run: (view) => view.decide("neither") },
  { keys: ["n"], show: "N", what: "a note: why", run: (view) => view.writeNote() },
  { keys: ["f"], show: "F", what: "next filter", run: (view) => view.nextFilter() },
  { keys: ["u", "Ctrl+z"], show: "U Ctrl+Z", what: "undo", run: (view) => view.revert("undo") },
  { keys: ["r", "Ctrl+y", "Ctrl+Shift+Z"], show: "R Ctrl+Y", what: "redo", run: (view) => view.revert("redo") },
  { keys: ["?"], show: "?", what: "show or hide these keys", run: (view) => view.toggleHelp() },
  { keys: ["Escape"], show: "Esc", what: "close", run: (view) => view.escape() },
];

const ALL = DIFFERENCE_STATES.findIndex(([name]) => name === "all");

class ComparisonView extends ListView {
  constructor(root, differences, coders) {
    const state = filterNode(DIFFERENCE_STATES, "Show");
    const kind = filterNode(DIFFERENCE_KINDS, "Kind");
    const label = `Where ${coders.join(" and ")} differ`;
    super(root, differences, { className: "synth-compare", label, hotkeys: HOTKEYS, filters: [state, kind] });
    Object.assign(this, { differences, coders, state, kind });
    this.banner = make("p", { className: "synth-hidden", aria: { role: "note" } });
    this.list.parentNode.before(this.banner);
    const { signal } = this.gone;
    differences.addEventListener("reverted", ({ detail }) => this.reveal(Object.keys(detail?.differences ?? {})[0]), {
      signal,
    });
    this.show();
  }

  isOpen(difference) {
    return !this.differences.decisionOn(difference);
  }

  get none() {
    if (this.differences.order.length) return "Nothing here.";
    return this.differences.hidden ? "Nothing is shown yet." : "They differ nowhere.";
  }

  pick() {
    const [, fits] = DIFFERENCE_STATES[this.state.value];
    const [kind] = DIFFERENCE_KINDS[this.kind.value];
    const isWanted = (difference) => this.kind.value === "0" || difference.kind === kind;
    return this.differences.all.filter((one) => isWanted(one) && fits(this.differences.decisionOn(one)));
  }

  clearFilters() {
    this.state.value = ALL;
    this.kind.value = 0;
  }

  nextFilter() {
    this.state.value = (Number(this.state.value) + 1) % DIFFERENCE_STATES.length;
    this.show();
  }

  // Drawing ----------------------------------------------------------------------------------------------------------

  rowFor({ kind, sides }) {
    const tags = [...new Set(sides.map((side) => side?.tag ?? "–"))];
    const names = tags.map((tag) => make("bdi", { className: "synth-tag-of", textContent: tag }));
    const quote = make("bdi", { className: "synth-quotes", textContent: (sides[0] ?? sides[1]).quote });
    const about = make("span", { className: "synth-about" }, ...names, make("span", { textContent: kind }));
    return [make("span", { className: "synth-row" }, quote, about), make("span", { className: "synth-outcome" })];
  }

  draw() {
    const { differences } = this;
    const order = differences.order.join();
    const isOther = this.drawnOrder !== undefined && this.drawnOrder !== order;
    this.drawnOrder = order;
    if (isOther) {
      this.show(this.selected?.key);
      return;
    }
    this.shown = this.shown.map(({ key }) => ({ ...differences.things.get(key), key }));
    const decided = differences.order.filter((key) => differences.decisionOn({ key })).length;
    this.counts.textContent = `${decided} of ${differences.order.length} decided`;
    this.banner.textContent = differences.hidden;
    super.draw();
  }

  /** A note alone is nothing that could be saved: it is said that it waits, not that it is on its way. */
  drawSaved() {
    const { trouble, note, queue, drafts } = this.differences;
    const unsaved = queue.filter((edit) => edit.action !== "refresh");
    const waiting = drafts.size ? "a note waits for its decision" : note;
    drawStatus(this.status, { trouble, note: waiting, unsaved }, false);
  }

  drawRow(difference, node) {
    const decision = this.differences.decisionOn(difference);
    const outcome = outcomeFor(decision, this);
    if (node.dataset.drawn === outcome) return;
    node.dataset.drawn = outcome;
    node.dataset.state = decision ? "kept" : "open";
    node.querySelector(".synth-outcome").textContent = outcome;
  }

  drawCard() {
    const difference = this.selected;
    const decision = difference && this.differences.decisionOn(difference);
    const drawn = difference ? JSON.stringify([difference, decision?.choice, decision?.note, decision?.researcher]) : "";
    if (this.drawnCard === drawn) return;
    this.drawnCard = drawn;
    this.card.replaceChildren(...(difference ? sidesNodes(difference, decision, this) : []));
    if (!difference) this.speak();
    else this.speak(...difference.sides.map((side, place) => this.saidOf(side, place)), outcomeFor(decision, this));
  }

  saidOf(side, place) {
    return `${this.coders[place]}: ${side ? `${side.tag}, “${side.quote}”` : "nothing"}`;
  }

  // Deciding ---------------------------------------------------------------------------------------------------------

  decide(choice) {
    const { selected } = this;
    if (!selected) return;
    if (!canChoose(selected, choice)) {
      const place = selected.sides.findIndex((side) => !side);
      const other = `${2 - place} keeps ${this.coders[1 - place]}’s, 4 keeps none`;
      this.differences.note = `${this.coders[place]} tagged nothing here: ${other}`;
      this.draw();
      return;
    }
    this.differences.decide(selected, choice);
    this.stepOpen(1);
  }

  writeNote() {
    this.card.querySelector(".synth-why")?.focus();
  }
}

/** For anywidget, which calls this once a widget: all its views share what is not saved. */
export default () => {
  let differences;
  return {
    initialize({ model }) {
      differences = new Differences(model);
      return () => differences.close();
    },
    render({ model, el }) {
      const view = new ComparisonView(el, differences, model.get("coders"));
      return () => view.remove();
    },
  };
};
