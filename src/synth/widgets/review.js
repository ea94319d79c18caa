/**
 * The page side of synth.PrivacyReview. The parts: groups.js (what is to be decided, the unsaved edits), look.js (a group
 * in context), chooser.js (a box to find something in) and listview.js (the list beside it). Here: filters and deciding.
 */

import { Chooser } from "./parts/chooser.js";
import { make } from "./parts/dom.js";
import { FILTERS, Groups } from "./parts/groups.js";
import { ListView, filterNode } from "./parts/listview.js";
import { lookNodes, outcomeOf } from "./parts/look.js";

/** Every key, in the order of the help. */
const HOTKEYS = [
  { keys: ["j", "ArrowDown"], show: "J ↓", what: "next", run: (view) => view.step(1) },
  { keys: ["k", "ArrowUp"], show: "K ↑", what: "previous", run: (view) => view.step(-1) },
  { keys: ["n"], show: "N", what: "next to decide", run: (view) => view.stepOpen(1) },
  { keys: ["p"], show: "P", what: "previous to decide", run: (view) => view.stepOpen(-1) },
  { keys: ["a", "Enter"], show: "A Enter", what: "replace everywhere", run: (view) => view.decide("replace") },
  { keys: ["x"], show: "X", what: "keep as it is, everywhere", run: (view) => view.decide("keep") },
  { keys: ["t"], show: "T", what: "replace as another kind", run: (view) => view.chooseKind() },
  { keys: ["s"], show: "S", what: "the same as somebody else", run: (view) => view.chooseSame() },
  { keys: ["d"], show: "D", what: "decide later", run: (view) => view.decide("") },
  { keys: ["f"], show: "F", what: "next filter", run: (view) => view.nextFilter() },
  { keys: ["/"], show: "/", what: "search", run: (view) => view.search.focus() },
  { keys: ["u", "Ctrl+z"], show: "U Ctrl+Z", what: "undo", run: (view) => view.revert("undo") },
  { keys: ["Shift+U", "Ctrl+y", "Ctrl+Shift+Z"], show: "Shift+U", what: "redo", run: (view) => view.revert("redo") },
  { keys: ["?"], show: "?", what: "show or hide these keys", run: (view) => view.toggleHelp() },
  { keys: ["Escape"], show: "Esc", what: "close", run: (view) => view.escape() },
];

const ALL = FILTERS.findIndex(([name]) => name === "all");

class View extends ListView {
  constructor(root, groups) {
    const filter = filterNode(FILTERS, "Show");
    const search = make("input", { type: "search", placeholder: "Search", aria: { label: "Search" } });
    super(root, groups, { className: "synth-review", label: "To review", hotkeys: HOTKEYS, filters: [filter, search] });
    Object.assign(this, { groups, filter, search });
    const { signal } = this.gone;
    groups.addEventListener("opened", () => this.show(), { signal });
    groups.addEventListener("reverted", () => this.reveal(groups.touched), { signal });
    this.show();
  }

  isOpen(group) {
    return !this.groups.decisionOn(group);
  }

  get none() {
    return this.groups.isOpen ? "Nothing here." : "Loading …";
  }

  pick() {
    const [, fits] = FILTERS[this.filter.value];
    const typed = this.search.value.trim().toLowerCase();
    const holds = (group) => [...group.quotes, group.pseudonym].some((text) => text.toLowerCase().includes(typed));
    return this.groups.groups.filter((group) => fits(group, this.groups.decisionOn(group)) && holds(group));
  }

  clearFilters() {
    this.filter.value = ALL;
    this.search.value = "";
  }

  nextFilter() {
    this.filter.value = (Number(this.filter.value) + 1) % FILTERS.length;
    this.show();
  }

  // Drawing ----------------------------------------------------------------------------------------------------------

  rowFor(group) {
    const quotes = make("bdi", { className: "synth-quotes", textContent: group.quotes.join(", ") });
    const count = make("span", { className: "synth-count", textContent: `${group.places}×` });
    return [quotes, count, make("span", { className: "synth-outcome" })];
  }

  draw() {
    const { groups } = this.groups;
    const decided = groups.filter((group) => this.groups.decisionOn(group)).length;
    this.counts.textContent = this.groups.isOpen ? `${decided} of ${groups.length} decided` : "Loading …";
    super.draw();
  }

  drawRow(group, node) {
    const decision = this.groups.decisionOn(group);
    const outcome = outcomeOf(group, decision);
    if (node.dataset.drawn === outcome) return;
    node.dataset.drawn = outcome;
    node.dataset.state = decision ? (decision === "keep" ? "kept" : "replaced") : "open";
    node.querySelector(".synth-outcome").textContent = outcome;
  }

  drawCard() {
    const group = this.selected;
    const decision = group && this.groups.decisionOn(group);
    const drawn = group ? `${group.key} ${decision}` : "";
    if (this.card.dataset.drawn === drawn) return;
    this.card.dataset.drawn = drawn;
    this.card.replaceChildren(...(group ? lookNodes(group, decision, this) : []));
    if (group) this.speak(group.quotes.join(", "), outcomeOf(group, decision));
    else this.speak();
  }

  // Deciding ---------------------------------------------------------------------------------------------------------

  decide(decision) {
    if (!this.selected) return;
    this.groups.decide(this.selected, decision);
    if (decision) this.stepOpen(1);
    else this.focus();
  }

  chooseKind() {
    this.choose("As which kind?", this.groups.kinds.map((kind) => ({ id: kind, name: kind, note: "" })));
  }

  chooseSame() {
    const others = this.groups.known.filter(([pseudonym]) => pseudonym !== this.selected?.pseudonym);
    this.choose("The same as …", others.map(([pseudonym, said]) => ({ id: pseudonym, name: pseudonym, note: said })));
  }

  choose(title, options) {
    if (!this.selected || this.chooser) return;
    this.chooser = new Chooser(title, options, (decision) => {
      this.chooser.node.remove();
      this.chooser = null;
      if (decision) this.decide(decision);
      else this.focus();
    });
    this.card.querySelector(".synth-buttons").after(this.chooser.node);
    this.chooser.input.focus({ preventScroll: true });
  }
}

/** For anywidget, which calls this once a widget: all its views share what is not saved. */
export default () => {
  let groups;
  return {
    initialize({ model }) {
      groups = new Groups(model);
      return () => groups.close();
    },
    render({ el }) {
      const view = new View(el, groups);
      return () => view.remove();
    },
  };
};
