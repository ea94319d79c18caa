/**
 * The page side of synth.PersonaEditor. The parts: sheets.js (the personas and the unsaved edits), card.js and words.js
 * (what is on the screen). Here: the cards side by side, undo, and the keys.
 */

import { Card } from "./parts/card.js";
import { make } from "./parts/dom.js";
import { isSave, passToLab } from "./parts/lab.js";
import { Sheets } from "./parts/sheets.js";
import { drawStatus } from "./parts/status.js";

class Editor {
  constructor(root, sheets, titles) {
    this.root = root;
    this.sheets = sheets;
    this.titles = titles;
    this.cards = new Map();
    this.gone = new AbortController();
    this.build();
    this.draw();
  }

  build() {
    this.counts = make("strong", { className: "synth-counts" });
    this.status = make("span", { className: "synth-status", aria: { role: "status" } });
    this.grid = make("div", { className: "synth-grid" });
    const undo = make("button", { type: "button", textContent: "Undo", title: "Ctrl+Z" });
    const redo = make("button", { type: "button", textContent: "Redo", title: "Ctrl+Y" });
    const { signal } = this.gone;
    undo.addEventListener("click", () => this.revert("undo"));
    redo.addEventListener("click", () => this.revert("redo"));
    this.root.classList.add("synth-widget", "synth-personas");
    this.root.dataset.lmSuppressShortcuts = "true";
    this.root.append(make("div", { className: "synth-head" }, this.counts, this.status, undo, redo), this.grid);
    this.root.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.sheets.addEventListener("change", () => this.draw(), { signal });
    this.sheets.addEventListener("reverted", ({ detail }) => this.reveal(detail), { signal });
  }

  remove() {
    for (const card of this.cards.values()) for (const words of card.words) words.save();
    this.gone.abort();
  }

  draw() {
    const { shown } = this.sheets;
    const cards = shown.map((sheet) => this.cardFor(sheet));
    const nodes = cards.map((card) => card.node);
    if (nodes.length !== this.grid.children.length || nodes.some((node, i) => node !== this.grid.children[i])) {
      this.grid.replaceChildren(...nodes);
    }
    this.cards = new Map(cards.map((card) => [card.id, card]));
    const kept = shown.filter((sheet) => sheet.kept).length;
    const drafts = shown.length - kept;
    const counts = `${drafts} draft${drafts === 1 ? "" : "s"}, ${kept} kept`;
    this.counts.textContent = shown.length ? counts : "No personas yet";
    drawStatus(this.status, this.sheets, false);
  }

  cardFor(sheet) {
    const old = this.cards.get(sheet.persona_id);
    const card = old?.shape === Card.shapeOf(sheet) ? old : new Card(sheet, this.titles, this.sheets);
    card.draw(sheet);
    return card;
  }

  revert(effect) {
    for (const words of [...this.sheets.typing]) words.save();
    this.sheets.submit({ action: effect });
  }

  /** Show the card that an undo or redo changed. */
  reveal(changes) {
    const [id] = Object.keys(changes?.cards ?? {});
    if (this.root.contains(document.activeElement)) this.cards.get(id)?.node.scrollIntoView({ block: "nearest" });
  }

  /** No key press leaves the widget but Ctrl+S, which stays JupyterLab's. */
  onKey(event) {
    if (isSave(event)) {
      passToLab(this.root);
      return;
    }
    event.stopPropagation();
    if (event.isComposing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const card = this.cards.get(event.target.closest(".synth-persona")?.dataset.persona);
    const isTyping = card?.words.some((words) => words.node === event.target && words.isChanged);
    const name = `${event.shiftKey ? "Shift+" : ""}${event.key.toLowerCase()}`;
    const run = {
      enter: () => card?.keep(),
      z: () => this.revert("undo"),
      y: () => this.revert("redo"),
      "Shift+z": () => this.revert("redo"),
    }[name];
    if (!run || (isTyping && name !== "enter")) return;
    event.preventDefault();
    run();
  }
}

/** For anywidget, which calls this once a widget: all its views share what is not saved. */
export default () => {
  let sheets;
  return {
    initialize({ model }) {
      sheets = new Sheets(model);
      return () => sheets.close();
    },
    render({ model, el }) {
      const editor = new Editor(el, sheets, model.get("titles"));
      return () => editor.remove();
    },
  };
};
