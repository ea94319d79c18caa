/** One question over the board, answered with a few words: a name, a reason. */

import { keyCap, make } from "./dom.js";

export class Asking {
  /**
   * @param {string} title
   * @param {{value?: string, offers?: string[]}} given  what stands there, and answers to choose from
   * @param {function(string|null): void} done  called once, with the words or null for none
   */
  constructor(title, { value = "", offers = [] }, done) {
    const id = `synth-offers-${Math.random().toString(36).slice(2)}`;
    const list = make("datalist", { id }, ...offers.map((offer) => make("option", { value: offer })));
    this.input = make("input", { value, maxLength: 400, dir: "auto", autocomplete: "off" });
    this.input.setAttribute("list", id);
    const save = make("button", { type: "submit", className: "synth-main" }, "Save", keyCap("Enter"));
    const cancel = make("button", { type: "button" }, "Cancel", keyCap("Esc"));
    const label = make("label", {}, make("span", { textContent: title }), this.input);
    const form = make("form", {}, label, list, make("div", { className: "synth-buttons" }, save, cancel));
    this.node = make("div", { className: "synth-ask", aria: { role: "dialog", label: title } }, form);
    this.done = done;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.finish(this.input.value.trim());
    });
    cancel.addEventListener("click", () => this.finish(null));
    this.node.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape" && !event.isComposing) this.finish(null);
    });
  }

  finish(answer) {
    const { done } = this;
    this.done = () => {};
    done(answer);
  }
}
