/** A small form over the widget: a memo to write, a turn to mend. */

import { keyCap, make } from "./dom.js";

/** Put a box near a place on the screen, inside a frame. */
export function placeBox(box, mark, frame) {
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.max(8, Math.min(mark.left - frame.left, frame.width - width - 8));
  const below = mark.bottom - frame.top + 6;
  const above = mark.top - frame.top - height - 6;
  const top = below + height > frame.height - 8 && above > 0 ? above : below;
  box.style.left = `${left}px`;
  box.style.top = `${Math.max(8, Math.min(top, frame.height - height - 8))}px`;
}

export class Box {
  /**
   * @param {string} title
   * @param {{name: string, label: string, value: string, rows?: number, choices?: string[]}[]} fields
   * @param {{save: function(Object): void, close: function(): void, typing: Set}} actions  save gets the values by name
   */
  constructor(title, fields, actions) {
    this.actions = actions;
    this.inputs = fields.map((field) => [field, inputFor(field)]);
    const rows = this.inputs.map(([{ label }, input]) =>
      make("label", {}, make("span", { textContent: label }), input),
    );
    const save = make("button", { type: "submit", className: "synth-main" }, "Save", keyCap("Ctrl Enter"));
    const cancel = make("button", { type: "button" }, "Cancel", keyCap("Esc"));
    const buttons = make("div", { className: "synth-buttons" }, save, cancel);
    const form = make("form", { className: "synth-form" }, make("h3", { textContent: title }), ...rows, buttons);
    this.node = make("div", { className: "synth-box synth-wide", aria: { role: "dialog", label: title } }, form);
    form.addEventListener("submit", (event) => this.save(event));
    this.node.addEventListener("keydown", (event) => this.onKey(event));
    this.node.addEventListener("input", () => actions.typing[this.isChanged ? "add" : "delete"](this));
    cancel.addEventListener("click", () => actions.close());
  }

  /** What is to have the focus first. */
  get input() {
    return this.inputs[0][1];
  }

  get isChanged() {
    return this.inputs.some(([{ value }, input]) => input.value !== value);
  }

  save(event) {
    event.preventDefault();
    const isChanged = this.isChanged;
    const values = Object.fromEntries(this.inputs.map(([{ name }, input]) => [name, input.value]));
    this.actions.close();
    if (isChanged) this.actions.save(values);
  }

  onKey(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.actions.close();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.save(event);
  }
}

function inputFor({ value, rows, choices }) {
  if (choices) {
    const input = make(
      "select",
      {},
      ...choices.map((choice) => make("option", { value: choice, textContent: choice })),
    );
    return Object.assign(input, { value });
  }
  return rows ? make("textarea", { value, rows, dir: "auto" }) : make("input", { value, dir: "auto" });
}
