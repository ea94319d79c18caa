/** A tree of codes that is walked with the arrow keys, as the ARIA practices have it. */

import { hueOf, make } from "./dom.js";

/** How long letters typed one after another count as one beginning of a name. */
const TYPEAHEAD_MS = 700;

export class Tree {
  /** @param {{choose: function(string): void, enter: function(): void}} actions  a code was chosen; go to its words */
  constructor(actions) {
    this.actions = actions;
    this.closed = new Set();
    this.items = new Map();
    this.typed = "";
    this.node = make("div", { className: "synth-tree", aria: { role: "tree", label: "Codes" } });
    this.node.addEventListener("click", (event) => this.onClick(event));
    this.node.addEventListener("keydown", (event) => this.onKey(event));
  }

  draw(codes, chosen) {
    this.codes = codes;
    this.chosen = chosen;
    const parents = new Set(codes.map(({ parent }) => parent));
    this.visible = codes.filter((code) => this.isOpen(code));
    const nodes = this.visible.map((code) => this.drawItem(code, parents.has(code.code)));
    this.items = new Map(this.visible.map(({ code }, place) => [code, nodes[place]]));
    if (nodes.length !== this.node.children.length || nodes.some((node, i) => node !== this.node.children[i])) {
      const hadFocus = this.node.contains(document.activeElement);
      this.node.replaceChildren(...nodes);
      if (hadFocus) this.items.get(chosen)?.focus();
    }
  }

  drawItem({ code, name, level, colour, status, taggings }, isParent) {
    const node = this.items.get(code) ?? make("div", { className: "synth-code", data: { code }, aria: { role: "treeitem" } });
    const isChosen = code === this.chosen;
    const state = { level, selected: isChosen };
    for (const [key, value] of Object.entries(state)) node.setAttribute(`aria-${key}`, value);
    if (isParent) node.setAttribute("aria-expanded", !this.closed.has(code));
    else node.removeAttribute("aria-expanded");
    node.tabIndex = isChosen ? 0 : -1;
    node.style.setProperty("--level", level - 1);
    node.classList.toggle("synth-retired", status === "retired");
    const count = `${taggings} tagging${taggings === 1 ? "" : "s"}`;
    const dot = make("span", { className: "synth-dot", aria: { hidden: "true" } });
    dot.style.setProperty("--dot", colour || `hsl(${hueOf(name)} 60% 46%)`);
    node.replaceChildren(
      make("span", { className: "synth-twist", aria: { hidden: "true" } }, isParent ? (this.closed.has(code) ? "▸" : "▾") : ""),
      dot,
      make("span", { className: "synth-code-name" }, name),
      make("span", { className: "synth-quiet", title: count }, status === "retired" ? `retired · ${taggings}` : `${taggings}`),
    );
    node.setAttribute("aria-label", [name, count, status === "retired" ? "retired" : ""].filter(Boolean).join(", "));
    return node;
  }

  isOpen({ parent }) {
    if (!parent) return true;
    return !this.closed.has(parent) && this.isOpen(this.codes.find(({ code }) => code === parent) ?? {});
  }

  /** Open whatever hides a code. */
  reveal(key) {
    for (let code = this.find(key); code?.parent; code = this.find(code.parent)) this.closed.delete(code.parent);
  }

  find(key) {
    return this.codes.find(({ code }) => code === key);
  }

  onClick(event) {
    const code = event.target.closest(".synth-code")?.dataset.code;
    if (!code) return;
    if (event.target.closest(".synth-twist")) this.turn(code, this.closed.has(code));
    this.choose(code);
  }

  choose(code) {
    if (!code) return;
    this.actions.choose(code);
    this.items.get(code)?.focus();
  }

  turn(code, isOpen) {
    this.closed[isOpen ? "delete" : "add"](code);
    this.draw(this.codes, this.chosen);
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const place = this.visible.findIndex(({ code }) => code === this.chosen);
    const code = this.visible[place];
    const isParent = this.codes.some(({ parent }) => parent === this.chosen);
    const at = (index) => this.choose(this.visible[index]?.code);
    const run = {
      ArrowDown: () => at(place + 1),
      ArrowUp: () => at(place - 1),
      Home: () => at(0),
      End: () => at(this.visible.length - 1),
      ArrowRight: () => (isParent && this.closed.has(code.code) ? this.turn(code.code, true) : isParent && at(place + 1)),
      ArrowLeft: () => (isParent && !this.closed.has(code.code) ? this.turn(code.code, false) : this.choose(code?.parent)),
      Enter: () => this.actions.enter(),
      F2: () => this.actions.enter(),
    }[event.key];
    if (run) run();
    else if (event.key.length === 1) this.typeAhead(event.key, place);
    else return;
    event.preventDefault();
  }

  /** Go to the next code whose name begins with the letters typed. */
  typeAhead(letter, place) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.typed = ""), TYPEAHEAD_MS);
    this.typed += letter.toLowerCase();
    const from = this.typed.length > 1 ? place : place + 1;
    const turned = [...this.visible.slice(from), ...this.visible.slice(0, from)];
    this.choose(turned.find(({ name }) => name.toLowerCase().startsWith(this.typed))?.code);
  }
}
