/** A list of things to decide beside the one that is looked at: selecting one, the help, and what keys do. */

import { keyCap, make } from "./dom.js";
import { helpNode, runOf } from "./hotkeys.js";
import { isSave, passToLab } from "./lab.js";
import { drawStatus } from "./status.js";

/**
 * A subclass says what is listed (`pick`), how a row (`rowFor`, `drawRow`) and the one that is looked at (`drawCard`) are
 * drawn, and whether one is open (`isOpen`). Each thing has a `key`.
 */
export class ListView {
  /**
   * @param {HTMLElement} root
   * @param {Edits} edits
   * @param {{className: string, label: string, hotkeys: Hotkey[], filters: HTMLElement[]}} options
   */
  constructor(root, edits, { className, label, hotkeys, filters }) {
    Object.assign(this, { root, edits, hotkeys, at: 0, shown: [], rows: new Map(), gone: new AbortController() });
    this.id = `synth-listed-${Math.random().toString(36).slice(2)}`;
    this.build(className, label, filters);
    this.listen(filters);
  }

  build(className, label, filters) {
    this.counts = make("strong", { className: "synth-counts" });
    this.status = make("span", { className: "synth-status", aria: { role: "status" } });
    this.helpButton = make("button", { type: "button" }, "Keys ", keyCap("?"));
    const head = make("div", { className: "synth-head" }, this.counts, ...filters, this.status, this.helpButton);
    this.list = make("div", { className: "synth-groups", tabIndex: 0, aria: { role: "listbox", label } });
    this.card = make("section", { className: "synth-look", aria: { label: "In context" } });
    this.spoken = make("div", { className: "synth-spoken", aria: { live: "polite" } });
    const body = make("div", { className: "synth-list-body" }, this.list, this.card);
    this.root.classList.add("synth-widget", "synth-listed", className);
    this.root.dataset.lmSuppressShortcuts = "true";
    this.root.append(head, body, this.spoken);
  }

  listen(filters) {
    const { signal } = this.gone;
    this.edits.addEventListener("change", () => this.draw(), { signal });
    this.root.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.helpButton.addEventListener("click", () => this.toggleHelp());
    for (const filter of filters) filter.addEventListener("input", () => this.show());
  }

  remove() {
    this.gone.abort();
  }

  get selected() {
    return this.shown[this.at];
  }

  // Drawing ----------------------------------------------------------------------------------------------------------

  /** List what the filters let through; what is decided then stays in the list until they change. */
  show(key) {
    this.shown = this.pick();
    this.rows = new Map(this.shown.map((thing, place) => [thing.key, this.optionFor(thing, place)]));
    const empty = make("p", { className: "synth-note", textContent: this.none });
    this.list.replaceChildren(...(this.shown.length ? this.rows.values() : [empty]));
    this.at = Math.max(0, this.placeOf(key));
    this.draw();
  }

  optionFor(thing, place) {
    const node = make("div", { id: `${this.id}-${thing.key}`, className: "synth-group", aria: { role: "option" } });
    node.append(...this.rowFor(thing));
    node.addEventListener("click", () => this.select(place));
    return node;
  }

  draw() {
    this.drawSaved();
    for (const thing of this.shown) this.drawOption(thing, this.rows.get(thing.key));
    this.list.setAttribute("aria-activedescendant", this.selected ? `${this.id}-${this.selected.key}` : "");
    this.drawCard();
  }

  drawSaved() {
    drawStatus(this.status, this.edits, false);
  }

  drawOption(thing, node) {
    const isSelected = String(thing === this.selected);
    if (node.getAttribute("aria-selected") !== isSelected) node.setAttribute("aria-selected", isSelected);
    this.drawRow(thing, node);
  }

  /** Say aloud what is selected. */
  speak(...words) {
    const place = `${this.at + 1} of ${this.shown.length}`;
    this.spoken.textContent = words.length ? [...words, place].join(", ") : "";
  }

  // Selecting --------------------------------------------------------------------------------------------------------

  focus() {
    this.list.focus({ preventScroll: true });
  }

  placeOf(key) {
    return this.shown.findIndex((thing) => thing.key === key);
  }

  select(at) {
    this.at = Math.max(0, Math.min(this.shown.length - 1, at));
    this.draw();
    this.rows.get(this.selected?.key)?.scrollIntoView({ block: "nearest" });
    this.focus();
  }

  step(direction) {
    this.select(this.at + direction);
  }

  /** To the next open one; after the last one to the first. */
  stepOpen(direction) {
    const places = this.shown.map((_, place) => place).filter((place) => this.isOpen(this.shown[place]));
    const next = direction > 0 ? places.find((place) => place > this.at) : places.findLast((place) => place < this.at);
    this.select(next ?? places[direction > 0 ? 0 : places.length - 1] ?? this.at);
  }

  /** Show what an undo or redo changed, whatever the filters. */
  reveal(key) {
    if (!this.root.contains(document.activeElement) || key === undefined) return;
    if (!this.rows.has(key)) {
      this.clearFilters();
      this.show(key);
    }
    if (this.rows.has(key)) this.select(this.placeOf(key));
  }

  revert(effect) {
    this.edits.submit({ action: effect });
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
    this.help = helpNode(this.hotkeys, close);
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
    const isField = event.target.matches("input, textarea");
    const isTyping = isField && !["Escape", "Enter"].includes(event.key);
    if (event.isComposing || isTyping || event.target.matches("select")) return;
    if (event.target.closest("button") && ["Enter", " "].includes(event.key)) return;
    const run = isField ? () => this.focus() : runOf(this.hotkeys, event);
    if (!run || (this.help && !["?", "Escape"].includes(event.key))) return;
    event.preventDefault();
    run(this);
  }
}

/** A choice among filters, each with its name first. */
export function filterNode(filters, label) {
  const options = filters.map(([name], value) => make("option", { value, textContent: name }));
  const node = make("select", { aria: { label } });
  node.append(...options);
  return node;
}
