/**
 * The page side of synth.PersonaEditor. The parts: sheets.js (the personas and the unsaved edits), card.js, words.js and
 * comparison.js (what is on the screen). Here: the cards side by side, undo, and the keys.
 */

import { Card } from "./parts/card.js";
import { comparisonNode } from "./parts/comparison.js";
import { keyCap, make } from "./parts/dom.js";
import { helpNode } from "./parts/hotkeys.js";
import { isSave, passToLab } from "./parts/lab.js";
import { Sheets } from "./parts/sheets.js";
import { drawStatus } from "./parts/status.js";

const KEYS = [
  { show: "Tab", what: "to the next words or button; what was typed is saved" },
  { show: "Enter", what: "save the words" },
  { show: "Esc", what: "take back what was typed" },
  { show: "Ctrl Enter", what: "keep the persona" },
  { show: "Ctrl Z", what: "undo" },
  { show: "Ctrl Y", what: "redo" },
  { show: "?", what: "these keys, where nothing is typed" },
];

class Editor {
  constructor(root, sheets, desk) {
    this.root = root;
    this.sheets = sheets;
    this.desk = { ...desk, compare: (id) => this.compare(id), isCompared: (id) => this.compared.includes(id) };
    this.compared = [];
    this.cards = new Map();
    this.gone = new AbortController();
    this.build();
    this.draw();
  }

  build() {
    this.counts = make("strong", { className: "synth-counts" });
    this.status = make("span", { className: "synth-status", aria: { role: "status" } });
    this.grid = make("div", { className: "synth-grid" });
    this.over = make("div");
    const undo = make("button", { type: "button", textContent: "Undo", title: "Ctrl+Z" });
    const redo = make("button", { type: "button", textContent: "Redo", title: "Ctrl+Y" });
    this.help = make("button", { type: "button" }, "Keys ", keyCap("?"));
    this.help.addEventListener("click", () => this.toggleHelp());
    const { signal } = this.gone;
    undo.addEventListener("click", () => this.revert("undo"));
    redo.addEventListener("click", () => this.revert("redo"));
    this.root.classList.add("synth-widget", "synth-personas");
    this.root.dataset.lmSuppressShortcuts = "true";
    this.root.append(make("div", { className: "synth-head" }, this.counts, this.status, undo, redo, this.help), this.over, this.grid);
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
    this.drawComparison(shown);
  }

  /** Put a card beside the one that was chosen before it, or take it away. */
  compare(id) {
    this.compared = this.compared.includes(id) ? this.compared.filter((one) => one !== id) : [...this.compared, id].slice(-2);
    this.draw();
    this.over.firstElementChild?.focus();
  }

  drawComparison(shown) {
    const pair = this.compared.map((id) => shown.find((sheet) => sheet.persona_id === id)).filter(Boolean);
    this.compared = pair.map((sheet) => sheet.persona_id);
    if (pair.length < 2) {
      const hint = this.compared.length ? [make("p", { className: "synth-hint", textContent: "Choose Compare on a second card." })] : [];
      this.over.replaceChildren(...hint);
      return;
    }
    const [{ persona_id }, { persona_id: other }] = pair;
    const close = () => {
      this.compared = [];
      this.draw();
      this.cards.get(persona_id)?.node.focus({ preventScroll: true });
    };
    const merge = () => {
      close();
      this.sheets.submit({ action: "merge", persona_id, other });
    };
    const hadFocus = this.over.contains(document.activeElement);
    this.over.replaceChildren(comparisonNode(pair, { merge, close, canMerge: this.desk.material.length > 0 }));
    if (hadFocus) this.over.firstElementChild.focus();
  }

  cardFor(sheet) {
    const old = this.cards.get(sheet.persona_id);
    const card = old?.shape === Card.shapeOf(sheet) ? old : new Card(sheet, this.sheets, this.desk);
    card.draw(sheet);
    return card;
  }

  /** Show the keys, or close them. */
  toggleHelp() {
    const wasOpen = this.keys?.isConnected;
    this.keys?.remove();
    if (wasOpen) {
      this.help.focus();
      return;
    }
    const close = make("button", { type: "button", textContent: "Close" });
    close.addEventListener("click", () => this.toggleHelp());
    this.keys = helpNode(KEYS, close);
    this.over.before(this.keys);
    close.focus();
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
    if (event.key === "?" && !event.target.matches("input:not([type=checkbox]), textarea")) this.toggleHelp();
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
      const editor = new Editor(el, sheets, { titles: model.get("titles"), material: model.get("material") });
      return () => editor.remove();
    },
  };
};
