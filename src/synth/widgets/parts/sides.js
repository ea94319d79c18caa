/** A difference that is looked at: the turn with what either coder marked, and the two codings side by side. */

import { keyCap, make, swatch } from "./dom.js";

/** @param {Difference} difference */
export function sidesNodes(difference, decision, view) {
  const { kind, source, speaker, before } = difference;
  const facts = make("p", { className: "synth-facts" }, `${KIND_SAID[kind]} · `, make("bdi", { textContent: source }));
  const asked = before.length ? [turnNode(before[0], [before[1]], "synth-before")] : [];
  const words = difference.pieces.map(([text, marks]) => (marks ? markNode(text, marks) : text));
  const sides = difference.sides.map((side, place) => sideNode(side, place, decision, view));
  const outcome = make("p", { className: "synth-decided", textContent: decision ? saidOf(decision, view) : "" });
  return [
    facts,
    ...asked,
    turnNode(speaker, words, "synth-turn"),
    make("div", { className: "synth-sides" }, ...sides),
    outcome,
    buttonsFor(difference, view),
    noteNode(difference, view),
  ];
}

const KIND_SAID = { borders: "the same tag, other borders", tag: "another tag", "one only": "tagged by one only" };

function turnNode(speaker, words, className) {
  const who = make("bdi", { className: "synth-speaker", textContent: speaker });
  return make("p", { className }, who, make("span", { dir: "auto" }, ...words));
}

/** Words that the first, the second or both marked: each has a line of its own, of another style. */
function markNode(text, marks) {
  return make("mark", { className: "synth-marked", data: { marks }, textContent: text, title: MARKED[marks] });
}

const MARKED = { 1: "marked by the first", 2: "marked by the second", 12: "marked by both" };

function sideNode(side, place, decision, { coders }) {
  const isKept = ["both", SIDES[place]].includes(decision?.choice);
  const title = make("h4", {}, keyCap(String(place + 1)), make("bdi", { textContent: coders[place] }));
  if (isKept) title.append(make("span", { className: "synth-kept", textContent: "✓ counts" }));
  const node = make("section", { className: "synth-side-of", data: { side: place + 1 } }, title);
  node.setAttribute("aria-label", coders[place]);
  if (!side) node.append(make("p", { className: "synth-note", textContent: "tagged nothing here" }));
  else {
    node.append(make("p", { className: "synth-tag" }, swatch(side.tag), make("bdi", { textContent: side.tag })));
    node.append(make("p", { className: "synth-words-of", dir: "auto", textContent: side.quote }));
    if (side.memo) node.append(make("p", { className: "synth-facts" }, "✎ ", make("bdi", { textContent: side.memo })));
  }
  return node;
}

const SIDES = ["first", "second"];

/** Whether a choice can be made: of nothing there is nothing to keep. */
export function canChoose({ sides }, choice) {
  const named = { first: [sides[0]], second: [sides[1]], both: sides, neither: [] }[choice];
  return named.every(Boolean);
}

function buttonsFor(difference, view) {
  const [one, other] = view.coders;
  const choices = [
    ["first", "1", one],
    ["second", "2", other],
    ["both", "3", "Both"],
    ["neither", "4", "Neither"],
  ];
  const buttons = choices.map(([choice, key, text]) => {
    const disabled = !canChoose(difference, choice);
    const node = make("button", { type: "button", disabled }, make("bdi", { textContent: text }), keyCap(key));
    node.addEventListener("click", () => view.decide(choice));
    return node;
  });
  return make("div", { className: "synth-buttons" }, ...buttons);
}

function noteNode(difference, view) {
  const node = make("input", {
    className: "synth-why",
    value: view.differences.noteOn(difference),
    placeholder: "Why? (N)",
    maxLength: 2000,
    aria: { label: "Note: why it is decided so" },
  });
  node.addEventListener("change", () => view.differences.annotate(difference, node.value.trim()));
  return node;
}

/** A decision in a few words. */
export function outcomeFor(decision, { coders }) {
  if (!decision) return "open";
  return { first: coders[0], second: coders[1] }[decision.choice] ?? decision.choice;
}

function saidOf(decision, view) {
  const by = decision.researcher ? `, decided by ${decision.researcher}` : "";
  return `→ ${outcomeFor(decision, view)}${by}`;
}
