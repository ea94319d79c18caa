/** The keys of the tagger: one list for what they do and for the help that shows them. */

import { keyCap, make } from "./dom.js";
import { isSave, passToLab } from "./lab.js";

/** Every key, in the order of the help; `run` gets the view, and -1 or 1 from an arrow to the left or right. */
const BINDINGS = [
  { keys: ["j", "ArrowDown"], show: "J ↓", what: "next suggestion or tag", run: (view) => view.step(1) },
  { keys: ["k", "ArrowUp"], show: "K ↑", what: "previous suggestion or tag", run: (view) => view.step(-1) },
  { keys: ["Shift+ArrowDown"], show: "Shift+↓", what: "next turn", run: (view) => view.stepTurn(1) },
  { keys: ["Shift+ArrowUp"], show: "Shift+↑", what: "previous turn", run: (view) => view.stepTurn(-1) },
  { keys: ["q"], show: "Q", what: "to the question, and back to the answer", run: (view) => view.question() },
  { keys: ["n"], show: "N", what: "next source", run: (view) => view.stepSource(1) },
  { keys: ["p"], show: "P", what: "previous source", run: (view) => view.stepSource(-1) },
  {
    keys: ["a", "Enter"],
    show: "A Enter",
    what: "accept: the suggestion’s kind becomes its tag",
    run: (view) => view.accept(),
  },
  {
    keys: ["x", "Delete"],
    show: "X Delete",
    what: "reject the suggestion, remove the tag",
    run: (view) => view.reject(),
  },
  { keys: ["t"], show: "T", what: "pick or make a tag by typing", run: (view) => view.choose() },
  { keys: ["Shift+T"], show: "Shift+T", what: "one more tag on the same words", run: (view) => view.chooseMore() },
  { keys: ["s"], show: "S", what: "select a word, to tag it; again for the next", run: (view) => view.nextWord() },
  {
    keys: ["Shift+S"],
    show: "Shift+S",
    what: "select a sentence; again for the next",
    run: (view) => view.nextSentence(),
  },
  {
    keys: ["Shift+ArrowLeft", "Shift+ArrowRight"],
    show: "Shift+← →",
    what: "move the end by a word",
    run: (view, step) => view.nudge("end", step),
  },
  {
    keys: ["Alt+Shift+ArrowLeft", "Alt+Shift+ArrowRight"],
    show: "Alt+Shift+← →",
    what: "move the start by a word",
    run: (view, step) => view.nudge("start", step),
  },
  { keys: ["*"], show: "*", what: "star as a quote, or not any more", run: (view) => view.star() },
  { keys: ["m"], show: "M", what: "write a memo on the tag or turn", run: (view) => view.memo() },
  { keys: ["e"], show: "E", what: "mend the turn’s words or speaker", run: (view) => view.mend() },
  { keys: ["u", "Ctrl+z"], show: "U Ctrl+Z", what: "undo, without end", run: (view) => view.revert("undo") },
  {
    keys: ["Shift+U", "Ctrl+y", "Ctrl+Shift+Z"],
    show: "Shift+U Ctrl+Y",
    what: "redo",
    run: (view) => view.revert("redo"),
  },
  { keys: ["/"], show: "/", what: "search; Enter goes to what was found", run: (view) => view.searchFor() },
  { keys: ["f"], show: "F", what: "filters: speaker, kind, tag, still to do", run: (view) => view.filterBy() },
  { keys: ["w"], show: "W", what: "what is left, source by source", run: (view) => view.toggleLeft() },
  { keys: ["?"], show: "?", what: "show or hide these keys", run: (view) => view.toggleHelp() },
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
  if (event.isComposing || event.target.closest("input, textarea")) return;
  if (event.target.closest("select") && event.key !== "Escape") return;
  if (event.target.closest("button") && ["Enter", " "].includes(event.key)) return;
  const run = bindingOf(event);
  if (!run) return;
  event.preventDefault();
  run(view);
}

/** The list of keys. */
export function keyNodes() {
  const rows = BINDINGS.map(({ show, what }) => {
    const keys = make("span", {}, ...show.split(" ").map(keyCap));
    return make("li", {}, keys, make("span", { textContent: what }));
  });
  return [make("ul", { className: "synth-list synth-key-list" }, ...rows)];
}
