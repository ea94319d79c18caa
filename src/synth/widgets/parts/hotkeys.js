/** The keys of the review: one list for what they do and for the help that shows them. */

import { keyCap, make } from "./dom.js";

/** Every key, in the order of the help. */
const KEYS = [
  { keys: ["j", "ArrowDown"], show: "J ↓", what: "next", run: (view) => view.step(1) },
  { keys: ["k", "ArrowUp"], show: "K ↑", what: "previous", run: (view) => view.step(-1) },
  { keys: ["n"], show: "N", what: "next to decide", run: (view) => view.stepOpen(1) },
  { keys: ["p"], show: "P", what: "previous to decide", run: (view) => view.stepOpen(-1) },
  { keys: ["a", "Enter"], show: "A Enter", what: "replace everywhere", run: (view) => view.decide("replace") },
  { keys: ["x"], show: "X", what: "keep as it is, everywhere", run: (view) => view.decide("keep") },
  { keys: ["t"], show: "T", what: "replace as another kind", run: (view) => view.chooseKind() },
  { keys: ["s"], show: "S", what: "the same as somebody else", run: (view) => view.chooseSame() },
  { keys: ["d"], show: "D", what: "decide later", run: (view) => view.decide("") },
  { keys: ["f"], show: "F", what: "next filter", run: (view) => view.nextFilter() },
  { keys: ["/"], show: "/", what: "search", run: (view) => view.search.focus() },
  { keys: ["u", "Ctrl+z"], show: "U Ctrl+Z", what: "undo", run: (view) => view.revert("undo") },
  { keys: ["Shift+U", "Ctrl+y", "Ctrl+Shift+Z"], show: "Shift+U", what: "redo", run: (view) => view.revert("redo") },
  { keys: ["?"], show: "?", what: "show or hide these keys", run: (view) => view.toggleHelp() },
  { keys: ["Escape"], show: "Esc", what: "close", run: (view) => view.escape() },
];
const RUN = new Map(KEYS.flatMap(({ keys, run }) => keys.map((key) => [key, run])));

/** What a key press does to a view, or undefined. */
export function runOf(event) {
  return RUN.get(keyName(event));
}

/** Name a key press as KEYS does: Shift is named unless it only reaches a sign such as "?". */
function keyName(event) {
  const shifted = event.shiftKey && /^\p{L}$/u.test(event.key);
  const held = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", shifted && "Shift"];
  const key = shifted ? event.key.toUpperCase() : event.key;
  return [...held.filter(Boolean), key].join("+");
}

/** The list of keys, over the widget. */
export function helpNode(closeButton) {
  const rows = KEYS.map(({ show, what }) => {
    const keys = make("span", {}, ...show.split(" ").map(keyCap));
    return make("li", {}, keys, make("span", { textContent: what }));
  });
  const box = make("div", {}, make("h3", { textContent: "Keys" }), make("ul", {}, ...rows), closeButton);
  return make("div", { className: "synth-review-help", aria: { role: "dialog", label: "Keys" } }, box);
}
