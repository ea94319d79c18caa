/**
 * The page side of synth.PrivacyReview. The parts: groups.js (what is to be decided, the unsaved edits), look.js (a group
 * in context), chooser.js (a box to find something in) and hotkeys.js. Here: the list, selecting and deciding.
 */

import { Chooser } from "./parts/chooser.js";
import { keyCap, make } from "./parts/dom.js";
import { FILTERS, Groups } from "./parts/groups.js";
import { helpNode, runOf } from "./parts/hotkeys.js";
import { isSave, passToLab } from "./parts/lab.js";
import { lookNodes, outcomeOf } from "./parts/look.js";
import { drawStatus } from "./parts/status.js";

class View {
  constructor(root, groups) {
    this.root = root;
    this.groups = groups;
    this.at = 0;
    this.rows = new Map();
    this.gone = new AbortController();
    this.id = `synth-group-${Math.random().toString(36).slice(2)}`;
    this.build();
    this.listen();
    this.show();
  }

  build() {
    this.counts = make("strong", { className: "synth-counts" });
    this.filter = make("select", { aria: { label: "Show" } });
    this.filter.append(...FILTERS.map(([name], place) => make("option", { value: place, textContent: name })));
    this.search = make("input", { type: "search", placeholder: "Search", aria: { label: "Search" } });
    this.status = make("span", { className: "synth-status", aria: { role: "status" } });
    this.helpButton = make("button", { type: "button" }, "Keys ", keyCap("?"));
    const head = [this.counts, this.filter, this.search, this.status, this.helpButton];
    this.list = make("div", { className: "synth-groups", tabIndex: 0, aria: { role: "listbox", label: "To review" } });
    this.card = make("section", { className: "synth-look", aria: { label: "In context" } });
    this.spoken = make("div", { className: "synth-spoken", aria: { live: "polite" } });
    const body = make("div", { className: "synth-review-body" }, this.list, this.card);
    this.root.classList.add("synth-widget", "synth-review");
    this.root.dataset.lmSuppressShortcuts = "true";
    this.root.append(make("div", { className: "synth-head" }, ...head), body, this.spoken);
  }

  listen() {
    const { signal } = this.gone;
    this.groups.addEventListener("change", () => this.draw(), { signal });
    this.groups.addEventListener("opened", () => this.show(), { signal });
    this.groups.addEventListener("reverted", () => this.reveal(this.groups.touched), { signal });
    this.root.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.filter.addEventListener("change", () => this.show());
    this.search.addEventListener("input", () => this.show());
    this.helpButton.addEventListener("click", () => this.toggleHelp());
  }

  remove() {
    this.gone.abort();
  }

  get selected() {
    return this.shown[this.at];
  }

  // Drawing ----------------------------------------------------------------------------------------------------------

  /** List what filter and search let through; what is decided then stays in the list until they change. */
  show(place = -1) {
    const [, fits] = FILTERS[this.filter.value];
    const typed = this.search.value.trim().toLowerCase();
    const holds = (group) => [...group.quotes, group.pseudonym].some((text) => text.toLowerCase().includes(typed));
    this.shown = this.groups.groups.filter((group) => fits(group, this.groups.decisionOn(group)) && holds(group));
    this.rows = new Map(this.shown.map((group) => [group.place, this.rowFor(group)]));
    const none = this.groups.isOpen ? "Nothing here." : "Loading …";
    const empty = make("p", { className: "synth-note", textContent: none });
    this.list.replaceChildren(...(this.shown.length ? this.rows.values() : [empty]));
    this.at = Math.max(0, this.shown.findIndex((group) => group.place === place));
    this.draw();
  }

  rowFor(group) {
    const quotes = make("bdi", { className: "synth-quotes", textContent: group.quotes.join(", ") });
    const count = make("span", { className: "synth-count", textContent: `${group.places}×` });
    const outcome = make("span", { className: "synth-outcome" });
    const aria = { role: "option" };
    const node = make("div", { id: `${this.id}-${group.place}`, className: "synth-group", aria }, quotes, count, outcome);
    node.addEventListener("click", () => this.select(this.shown.indexOf(group)));
    return node;
  }

  draw() {
    const { groups } = this.groups;
    const decided = groups.filter((group) => this.groups.decisionOn(group)).length;
    this.counts.textContent = this.groups.isOpen ? `${decided} of ${groups.length} decided` : "Loading …";
    drawStatus(this.status, this.groups, false);
    for (const group of this.shown) this.drawRow(group, this.rows.get(group.place));
    this.list.setAttribute("aria-activedescendant", this.selected ? `${this.id}-${this.selected.place}` : "");
    this.drawCard();
  }

  drawRow(group, node) {
    const decision = this.groups.decisionOn(group);
    const outcome = outcomeOf(group, decision);
    const isSelected = group === this.selected;
    if (node.dataset.drawn === `${outcome} ${isSelected}`) return;
    node.dataset.drawn = `${outcome} ${isSelected}`;
    node.dataset.state = decision ? (decision === "keep" ? "kept" : "replaced") : "open";
    node.setAttribute("aria-selected", String(isSelected));
    node.querySelector(".synth-outcome").textContent = outcome;
  }

  drawCard() {
    const group = this.selected;
    const decision = group && this.groups.decisionOn(group);
    const drawn = group ? `${group.place} ${decision}` : "";
    if (this.card.dataset.drawn === drawn) return;
    this.card.dataset.drawn = drawn;
    this.card.replaceChildren(...(group ? lookNodes(group, decision, this) : []));
    const place = group ? `${this.at + 1} of ${this.shown.length}` : "";
    this.spoken.textContent = group ? `${group.quotes.join(", ")}, ${outcomeOf(group, decision)}, ${place}` : "";
  }

  // Selecting --------------------------------------------------------------------------------------------------------

  focus() {
    this.list.focus({ preventScroll: true });
  }

  select(at) {
    this.at = Math.max(0, Math.min(this.shown.length - 1, at));
    this.draw();
    this.rows.get(this.selected?.place)?.scrollIntoView({ block: "nearest" });
    this.focus();
  }

  step(direction) {
    this.select(this.at + direction);
  }

  stepOpen(direction) {
    const isOpen = (group) => !this.groups.decisionOn(group);
    const places = this.shown.map((_, place) => place).filter((place) => isOpen(this.shown[place]));
    const next = direction > 0 ? places.find((place) => place > this.at) : places.findLast((place) => place < this.at);
    this.select(next ?? places[direction > 0 ? 0 : places.length - 1] ?? this.at);
  }

  nextFilter() {
    this.filter.value = (Number(this.filter.value) + 1) % FILTERS.length;
    this.show();
  }

  /** Show what an undo or redo changed, whatever the filter. */
  reveal(place) {
    if (!this.root.contains(document.activeElement) || !(place >= 0)) return;
    if (!this.rows.has(place)) {
      Object.assign(this.filter, { value: 1 });
      this.search.value = "";
      this.show(place);
    }
    this.select(this.shown.findIndex((group) => group.place === place));
  }

  // Deciding ---------------------------------------------------------------------------------------------------------

  decide(decision) {
    if (!this.selected) return;
    this.groups.decide(this.selected, decision);
    if (decision) this.stepOpen(1);
    else this.focus();
  }

  chooseKind() {
    this.choose("As which kind?", this.groups.kinds.map((kind) => [kind, ""]));
  }

  chooseSame() {
    const others = this.groups.known.filter(([pseudonym]) => pseudonym !== this.selected?.pseudonym);
    this.choose("The same as …", others);
  }

  choose(title, options) {
    if (!this.selected || this.chooser) return;
    this.chooser = new Chooser(title, options, (value) => {
      this.chooser.node.remove();
      this.chooser = null;
      if (value) this.decide(value);
      else this.focus();
    });
    this.card.querySelector(".synth-buttons").after(this.chooser.node);
    this.chooser.input.focus({ preventScroll: true });
  }

  revert(effect) {
    this.groups.submit({ action: effect });
  }

  // Keys -------------------------------------------------------------------------------------------------------------

  toggleHelp() {
    if (this.help) {
      this.help.remove();
      this.help = null;
      this.focus();
      return;
    }
    const close = make("button", { type: "button", textContent: "Close" });
    close.addEventListener("click", () => this.toggleHelp());
    this.help = helpNode(close);
    this.root.append(this.help);
    close.focus();
  }

  escape() {
    if (this.help) this.toggleHelp();
    else this.focus();
  }

  /** No key press leaves the widget but Ctrl+S, which stays JupyterLab's. */
  onKey(event) {
    if (isSave(event)) {
      passToLab(this.root);
      return;
    }
    event.stopPropagation();
    const isTyping = event.target === this.search && !["Escape", "Enter"].includes(event.key);
    if (event.isComposing || isTyping || event.target === this.filter) return;
    if (event.target.closest("button") && ["Enter", " "].includes(event.key)) return;
    const run = event.target === this.search ? (view) => view.focus() : runOf(event);
    if (!run || (this.help && !["?", "Escape"].includes(event.key))) return;
    event.preventDefault();
    run(this);
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
