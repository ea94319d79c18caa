/**
 * The page side of synth.CodebookEditor. The parts: codes.js (the codes and the unsaved edits), tree.js and codeform.js
 * (what is on the screen). Here: how the two go together, new codes, undo, and the keys.
 */

import { CodeForm } from "./parts/codeform.js";
import { Codes } from "./parts/codes.js";
import { make } from "./parts/dom.js";
import { isSave, passToLab } from "./parts/lab.js";
import { drawStatus } from "./parts/status.js";
import { Tree } from "./parts/tree.js";

class CodebookView {
  constructor(root, codes, languages) {
    this.root = root;
    this.codes = codes;
    this.gone = new AbortController();
    this.form = new CodeForm(codes, languages);
    this.tree = new Tree({ choose: (code) => this.choose(code), enter: () => this.form.focus() });
    this.build();
    this.draw();
  }

  build() {
    this.counts = make("strong", { className: "synth-counts" });
    this.status = make("span", { className: "synth-status", aria: { role: "status" } });
    this.fresh = make("input", {
      className: "synth-new",
      placeholder: "New code: Enter beside, Shift+Enter below",
      maxLength: 200,
      aria: { label: "New code; Enter adds it beside the chosen one, Shift+Enter below it" },
    });
    const undo = make("button", { type: "button", textContent: "Undo", title: "Ctrl+Z" });
    const redo = make("button", { type: "button", textContent: "Redo", title: "Ctrl+Y" });
    const { signal } = this.gone;
    undo.addEventListener("click", () => this.revert("undo"));
    redo.addEventListener("click", () => this.revert("redo"));
    this.fresh.addEventListener("keydown", (event) => this.onNew(event));
    this.root.classList.add("synth-widget", "synth-codebook");
    this.root.dataset.lmSuppressShortcuts = "true";
    const side = make("div", { className: "synth-side" }, this.fresh, this.tree.node);
    this.root.append(
      make("div", { className: "synth-head" }, this.counts, this.status, undo, redo),
      make("div", { className: "synth-columns" }, side, this.form.node),
    );
    this.root.addEventListener("keydown", (event) => this.onKey(event), { signal });
    this.codes.addEventListener("change", () => this.draw(), { signal });
    this.codes.addEventListener("added", ({ detail }) => this.show(detail), { signal });
    this.codes.addEventListener("reverted", ({ detail }) => this.show(Object.keys(detail?.codes ?? {})[0]), { signal });
  }

  remove() {
    this.form.save();
    this.gone.abort();
  }

  draw() {
    const { shown } = this.codes;
    const chosen = shown.find(({ code }) => code === this.chosen) ?? shown[0];
    this.chosen = chosen?.code;
    this.tree.draw(shown, this.chosen);
    this.form.draw(chosen, shown);
    this.counts.textContent = shown.length ? `${shown.length} code${shown.length === 1 ? "" : "s"}` : "No codes yet";
    drawStatus(this.status, this.codes, false);
  }

  choose(code) {
    this.chosen = code;
    this.draw();
  }

  /** Choose a code that something just happened to, wherever it hangs. */
  show(code) {
    if (!this.codes.things.has(code)) return;
    this.tree.draw(this.codes.shown, this.chosen);
    this.tree.reveal(code);
    this.choose(code);
    this.tree.items.get(code)?.scrollIntoView({ block: "nearest" });
  }

  onNew(event) {
    const name = this.fresh.value.trim();
    if (event.key !== "Enter" || event.isComposing || !name) return;
    event.preventDefault();
    const chosen = this.codes.things.get(this.chosen);
    this.codes.submit({ action: "add", name, parent: event.shiftKey ? (this.chosen ?? "") : (chosen?.parent ?? "") });
    this.fresh.value = "";
  }

  revert(effect) {
    this.form.save();
    this.codes.submit({ action: effect });
  }

  /** No key press leaves the widget but Ctrl+S, which stays JupyterLab's. */
  onKey(event) {
    if (isSave(event)) {
      passToLab(this.root);
      return;
    }
    event.stopPropagation();
    if (event.isComposing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const isTyping = event.target === this.fresh ? this.fresh.value : this.codes.typing.size;
    const name = `${event.shiftKey ? "Shift+" : ""}${event.key.toLowerCase()}`;
    const effect = { z: "undo", y: "redo", "Shift+z": "redo" }[name];
    if (!effect || isTyping) return;
    event.preventDefault();
    this.revert(effect);
  }
}

/** For anywidget, which calls this once a widget: all its views share what is not saved. */
export default () => {
  let codes;
  return {
    initialize({ model }) {
      codes = new Codes(model);
      return () => codes.close();
    },
    render({ model, el }) {
      const view = new CodebookView(el, codes, model.get("languages"));
      return () => view.remove();
    },
  };
};
