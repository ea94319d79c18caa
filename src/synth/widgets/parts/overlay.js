/** What lies over the whole widget until it is closed: the list of keys, what is left. */

import { make } from "./dom.js";
import { countLeft } from "./items.js";

export class Overlay {
  /** @param {function(): void} closed  takes the focus back */
  constructor(root, closed) {
    this.root = root;
    this.closed = closed;
    this.node = make("div", { className: "synth-overlay" });
  }

  get isOpen() {
    return this.node.isConnected;
  }

  /** Show nodes under a title, or close if they are shown already. */
  toggle(title, nodes) {
    const wasOpen = this.isOpen && this.title === title;
    if (this.isOpen) this.close();
    if (wasOpen) return;
    this.title = title;
    const close = make("button", { type: "button", textContent: "Close" });
    close.addEventListener("click", () => this.close());
    const aria = { role: "dialog", label: title, modal: "true" };
    for (const node of this.root.children) node.inert = true;
    this.node.replaceChildren(make("div", { aria }, make("h3", { textContent: title }), ...nodes, close));
    this.root.append(this.node);
    this.node.querySelector("button").focus({ preventScroll: true });
  }

  close() {
    this.node.remove();
    for (const node of this.root.children) node.inert = false;
    this.closed();
  }
}

/** What is left to do in every source, as buttons that lead there. @param {function(string): void} go */
export function leftNodes(session, go) {
  const rows = [...session.corpus.sources].map(([id, turns]) => {
    const { open, untouched } = countLeft(turns, session.shown);
    const isDone = !open && !untouched;
    const text = isDone ? "nothing" : `${open} to decide, ${untouched} turns untouched`;
    const name = make("span", { className: "synth-row-name", textContent: id });
    const count = make("span", { className: "synth-count", textContent: text });
    const button = make("button", { type: "button", className: "synth-row" }, name, count);
    button.addEventListener("click", () => go(id));
    return make("li", {}, button);
  });
  return [make("ul", { className: "synth-list" }, ...rows)];
}
