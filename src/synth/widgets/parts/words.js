/** Words on a card that can be changed in place: a text area that looks like text until one is in it. */

import { make } from "./dom.js";

/** Words are saved when the researcher goes on to something else, or after this pause. */
const TYPING_PAUSE_MS = 1500;

export class Words {
  /**
   * @param {string} label  for those who do not see where it stands
   * @param {{className: string, isLong?: boolean, placeholder?: string}} options  long words may have several lines
   * @param {{save: function(string): void, typing: Set<Words>, told: function(): void}} actions
   */
  constructor(label, { className, isLong = false, placeholder = "" }, actions) {
    this.isLong = isLong;
    this.actions = actions;
    this.drawn = this.text = "";
    this.node = make("textarea", { className: `synth-words ${className}`, rows: 1, placeholder, aria: { label } });
    this.node.addEventListener("input", () => this.typed());
    this.node.addEventListener("blur", () => this.leave());
    this.node.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** Show other words. What is being typed is left alone, and so are spaces around the cursor that are not kept. */
  draw(text) {
    this.text = text;
    if (this.isChanged) return;
    const isSame = squash(text) === squash(this.node.value) && this.node === document.activeElement;
    if (!isSame && this.node.value !== text) this.node.value = text;
    this.drawn = this.node.value;
    this.fit();
  }

  get isChanged() {
    return this.node.value !== this.drawn;
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), TYPING_PAUSE_MS);
    this.actions.typing[this.isChanged ? "add" : "delete"](this);
    this.actions.told();
    this.fit();
  }

  save() {
    clearTimeout(this.timer);
    this.actions.typing.delete(this);
    if (!this.isChanged) return;
    this.drawn = this.node.value;
    this.actions.save(this.node.value);
  }

  leave() {
    this.save();
    if (squash(this.text) === squash(this.node.value)) this.node.value = this.drawn = this.text;
  }

  /** Take back what was typed since the last save. */
  restore() {
    this.node.value = this.drawn;
    this.typed();
  }

  onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && this.isChanged) this.restore();
    else if (event.key === "Enter" && !this.isLong && !event.ctrlKey && !event.metaKey) this.save();
    else return;
    event.preventDefault();
  }

  /** Grow with the words; newer browsers do that by themselves. */
  fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.node.style.height = "auto";
    this.node.style.height = `${this.node.scrollHeight}px`;
  }
}

function squash(text) {
  return text.trim().replace(/\s+/g, " ");
}
