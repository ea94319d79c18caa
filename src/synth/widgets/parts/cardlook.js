/** The card that is looked at, in its context, with what can be done with it and with its column. */

import { ASIDE } from "./affinity.js";
import { keyCap, make } from "./dom.js";

/** @param {Card} card @param {Column} column */
export function cardNodes(card, column, view) {
  if (!card) return [make("p", { className: "synth-facts", textContent: "No card here." }), columnButtons(column, view)];
  const { reason, mark, mine, dots } = view.affinity.stateOf(card.id);
  const words = make("p", { className: "synth-context", dir: "auto" });
  words.append(card.before, make("mark", { textContent: card.quote }), card.after);
  const who = [card.participant_id, card.group, card.wave, card.language, card.kind, card.source_id].filter(Boolean);
  const facts = make("p", { className: "synth-facts" }, make("bdi", { textContent: who.join(" · ") }));
  const said = [
    column.id === ASIDE ? `Set aside: ${reason || "no reason given"}` : `In: ${column.label}`,
    { "by hand": "placed by hand", anchor: "an anchor: it keeps its column in place", "": "" }[mark],
    dots ? `${dots} dot${dots === 1 ? "" : "s"}${mine ? `, ${mine} of them yours` : ""}` : "",
  ];
  const where = make("p", { className: "synth-where", textContent: said.filter(Boolean).join(" · ") });
  return [words, facts, where, cardButtons(view, mark), columnButtons(column, view)];
}

function cardButtons(view, mark) {
  const many = view.picked.length > 1 ? ` ${view.picked.length}` : "";
  const buttons = [
    button(`Move${many} to …`, "M", () => view.chooseColumn(), "synth-main"),
    button("Set aside", "X", () => view.setAside()),
    button("New column", "N", () => view.splitOff()),
    button("Dot", "D", () => view.vote(1)),
  ];
  if (mark) buttons.push(button("Let go", "G", () => view.release()));
  return make("div", { className: "synth-buttons", aria: { role: "group", label: "Card" } }, ...buttons);
}

function columnButtons(column, view) {
  if (column.id === ASIDE) return "";
  return make(
    "div",
    { className: "synth-buttons", aria: { role: "group", label: "Column" } },
    button("Rename", "E", () => view.rename()),
    button("Merge into …", "Shift M", () => view.chooseMerge()),
    button("Split by language", "L", () => view.splitByLanguage()),
  );
}

function button(text, key, action, className = "") {
  const node = make("button", { type: "button", className }, text, keyCap(key));
  node.addEventListener("click", () => action());
  return node;
}
