/** What an insight rests on and what follows from it: quotes for and against, facts, recommendations. */

import { keyCap, make } from "./dom.js";

/** The counts of an insight in a line, with what should worry. */
export function strengthNodes({ strength, kept }) {
  const many = (number, one, more = `${one}s`) => `${number} ${number === 1 ? one : more}`;
  const { participants, groups, languages, mentions, against, gone } = strength;
  const counts = [
    many(participants, "participant"),
    many(groups, "group"),
    many(languages, "language"),
    many(mentions, "quote"),
    `${against} against`,
  ];
  const worries = [
    !mentions && "no quote supports it",
    strength.one_voice && "one voice",
    gone && `${many(gone, "quote")} gone`,
    !kept && "a draft of synth, not kept yet",
  ];
  const worried = worries.filter(Boolean).map((text) => make("strong", { className: "synth-worry", textContent: text }));
  return [make("span", { textContent: counts.join(" · ") }), ...worried];
}

/** Quotes of one side; each can be taken away. */
export function quotesNode(quotes, side, unlink) {
  const rows = quotes.map((quote) => quoteNode(quote, unlink));
  const label = side === "for" ? "Quotes for it" : "Quotes against it";
  return make("ul", { className: "synth-support", data: { side }, tabIndex: rows.length > 3 ? 0 : -1, aria: { label } }, ...rows);
}

function quoteNode({ evidence_id: id, state, quote, claim, participant_id: who, by_way_of: fact }, unlink) {
  const isGone = state === "gone";
  const words = make("q", { dir: "auto", textContent: quote || id });
  const about = [who, claim, fact && "by way of a fact"].filter(Boolean).join(" · ");
  const note = make("span", { className: "synth-quiet" }, make("bdi", { textContent: about }));
  const gone = isGone ? [make("strong", { className: "synth-worry", textContent: "gone" })] : [];
  const row = make("li", { className: isGone ? "synth-gone" : "" }, make("div", {}, words, " ", note, " ", ...gone));
  if (!fact) row.append(removeButton(`Take away the quote “${quote || id}”`, () => unlink(id)));
  return row;
}

/** The chain around an insight: experiments, facts for and against, recommendations. */
export function chainNode({ facts, facts_against: against, recommendations, statement }, unlink) {
  const experiments = [...new Set([...facts, ...against].flatMap((fact) => fact.experiments))];
  const thing = ({ id, statement: text }, mark) =>
    make(
      "li",
      {},
      make("span", {}, mark, make("bdi", { textContent: text })),
      removeButton(`Take away the link to “${text}”`, () => unlink(id)),
    );
  const but = () => make("strong", { className: "synth-worry", textContent: "but " });
  return make(
    "div",
    { className: "synth-chain" },
    step("Experiments", experiments.map((text) => make("li", {}, make("bdi", { textContent: text })))),
    step("Facts", [...facts.map((fact) => thing(fact, "")), ...against.map((fact) => thing(fact, but()))], "F"),
    step("Insight", [make("li", {}, make("bdi", { textContent: statement }))]),
    step("Recommendations", recommendations.map((one) => thing(one, "")), "M"),
  );
}

function step(title, rows, key) {
  const name = make("h5", {}, title, ...(key ? [" ", keyCap(key)] : []));
  const none = make("p", { className: "synth-quiet", textContent: "none yet" });
  return make("section", { aria: { label: title } }, name, rows.length ? make("ul", {}, ...rows) : none);
}

function removeButton(label, run) {
  const button = make("button", { type: "button", className: "synth-away", textContent: "×", title: label, aria: { label } });
  button.addEventListener("click", run);
  return button;
}
