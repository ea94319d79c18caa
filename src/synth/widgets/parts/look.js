/** The group that is looked at, in its contexts. */

import { keyCap, make } from "./dom.js";

/** What a group is, what was decided, and where it stands. @param {{decide: Function}} view */
export function lookNodes(group, decision, view) {
  const sure = group.kind ? `${group.kind}, ${Math.round(group.score * 100)} % sure` : "passed over by the rules";
  const where = `${count(group.places, "place")} in ${count(group.sources, "source")}`;
  const title = make("h3", {}, make("bdi", { textContent: group.quotes.join(", ") }));
  const facts = make("p", { className: "synth-facts", textContent: `${sure} · ${where}` });
  const contexts = group.contexts.map(([before, quote, after, source]) => {
    const words = make("span", { dir: "auto" }, before, make("mark", { textContent: quote }), after);
    return make("li", {}, words, make("small", {}, make("bdi", { textContent: source })));
  });
  const more = group.places - contexts.length;
  const rest = more > 0 ? [make("li", { className: "synth-note", textContent: `and ${more} more` })] : [];
  const list = make("ul", { className: "synth-contexts" }, ...contexts, ...rest);
  const outcome = make("p", { className: "synth-decided", textContent: decision ? outcomeOf(group, decision) : "" });
  return [title, facts, outcome, buttonsFor(group, view), list];
}

function buttonsFor(group, view) {
  const replace = group.pseudonym ? `Replace by ${group.pseudonym}` : "Replace";
  return make(
    "div",
    { className: "synth-buttons" },
    button(replace, "A", () => view.decide("replace"), "synth-main"),
    button("Keep", "X", () => view.decide("keep")),
    button("As …", "T", () => view.chooseKind()),
    button("Same as …", "S", () => view.chooseSame()),
  );
}

/** What becomes of a group, in a few words. */
export function outcomeOf(group, decision) {
  if (decision === "keep") return "stays";
  if (decision) return `→ ${decision}`;
  return group.pseudonym ? `${group.pseudonym}?` : "stays?";
}

function count(number, what) {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function button(text, key, action, className = "") {
  const node = make("button", { type: "button", className }, text, keyCap(key));
  node.addEventListener("click", () => action());
  return node;
}
