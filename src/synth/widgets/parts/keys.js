/** The keys of the tagger: one list for what they do and for the help that shows them. */

import { keyCap, make } from "./dom.js";
import { isSave, passToLab } from "./lab.js";

/** Every key, in the order of the help; `run` gets the view, and -1 or 1 from an arrow to the left or right. */
const BINDINGS = [
  { keys: ["j", "ArrowDown"], show: "J ↓", what: "next suggestion or tag", run: (view) => view.step(1) },
  { keys: ["k", "ArrowUp"], show: "K ↑", what: "previous suggestion or tag", run: (view) => view.step(-1) },
  {
    keys: ["a", "Enter"],
    show: "A Enter",
    what: "accept: the suggestion’s kind becomes its tag",
    run: (view) => view.accept(),
  },
  { keys: ["t"], show: "T", what: "pick or make a tag; the last one is offered first", run: (view) => view.choose() },
  {
    keys: ["x", "Delete"],
    show: "X Delete",
    what: "reject the suggestion, remove the tag",
    run: (view) => view.reject(),
  },
  {
    keys: ["Shift+ArrowLeft", "Shift+ArrowRight"],
    show: "Shift ← →",
    what: "move the end by a word",
    run: (view, step) => view.nudge("end", step),
  },
  {
    keys: ["Alt+Shift+ArrowLeft", "Alt+Shift+ArrowRight"],
    show: "Alt Shift ← →",
    what: "move the start by a word",
    run: (view, step) => view.nudge("start", step),
  },
  { keys: ["s"], show: "S", what: "select this turn’s first word, to tag it", run: (view) => view.startSpan() },
  { keys: ["n"], show: "N", what: "next source", run: (view) => view.stepSource(1) },
  { keys: ["p"], show: "P", what: "previous source", run: (view) => view.stepSource(-1) },
  { keys: ["u", "Ctrl+z"], show: "U Ctrl+Z", what: "undo", run: (view) => view.revert("undo") },
  {
    keys: ["Shift+U", "Ctrl+y", "Ctrl+Shift+Z"],
    show: "Shift+U Ctrl+Y",
    what: "redo",
    run: (view) => view.revert("redo"),
  },
  { keys: ["?"], show: "?", what: "show or hide these keys", run: (view) => view.help.toggle() },
  { keys: ["Escape"], show: "Esc", what: "close, or let go of the selection", run: (view) => view.escape() },
];
const BINDING_OF = new Map(BINDINGS.flatMap((binding) => binding.keys.map((key) => [key, binding])));

/** Name a key press as BINDINGS does: Shift is named unless it only reaches a sign such as "?". */
function keyName(event) {
  const shifted = event.shiftKey && (event.key.length > 1 || /\p{L}/u.test(event.key));
  const letter = shifted ? event.key.toUpperCase() : event.key;
  const held = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", shifted && "Shift"];
  return [...held.filter(Boolean), event.key.length > 1 ? event.key : letter].join("+");
}

/** What a key press does to a view, or undefined. */
function bindingOf(event) {
  const name = keyName(event);
  const binding = BINDING_OF.get(name);
  return binding && ((view) => binding.run(view, name.endsWith("Left") ? -1 : 1));
}

/** Run what a key is bound to. No key press leaves the widget but Ctrl+S, which stays JupyterLab's. */
export function runKey(view, event) {
  if (isSave(event)) {
    passToLab(view.root);
    return;
  }
  event.stopPropagation();
  if (event.isComposing || event.target.closest("select")) return;
  if (event.target.closest("button") && ["Enter", " "].includes(event.key)) return;
  const run = bindingOf(event);
  if (!run) return;
  event.preventDefault();
  run(view);
}

/** The list of keys, over the widget. */
export class Help {
  /** @param {function(): void} closed  takes the focus back */
  constructor(root, closed) {
    this.root = root;
    this.closed = closed;
    this.close = make("button", { type: "button", textContent: "Close" });
    this.close.addEventListener("click", () => this.toggle());
    this.node = helpNode(this.close);
  }

  get isOpen() {
    return this.node.isConnected;
  }

  toggle() {
    if (this.isOpen) {
      this.node.remove();
      this.closed();
    } else {
      this.root.append(this.node);
      this.close.focus();
    }
  }
}

function helpNode(closeButton) {
  const rows = BINDINGS.map(({ show, what }) => {
    const keys = make("span", {}, ...show.split(" ").map(keyCap));
    return make("li", {}, keys, make("span", { textContent: what }));
  });
  const list = make("ul", { className: "synth-list" }, ...rows);
  const box = make("div", {}, make("h3", { textContent: "Keys" }), list, closeButton);
  return make("div", { className: "synth-help", aria: { role: "dialog", label: "Keys" } }, box);
}
