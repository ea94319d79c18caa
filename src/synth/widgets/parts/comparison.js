/** Two personas side by side: who voices what here and there, and what merging them would bring together. */

import { make } from "./dom.js";

/** @param {Sheet[]} pair  @param {{merge: function(): void, close: function(): void, canMerge: boolean}} actions */
export function comparisonNode(pair, { merge, close, canMerge }) {
  const keys = [...new Set(pair.flatMap(({ claims }) => claims.map(keyOf)))];
  const rows = keys.map((key) => rowNode(key, pair));
  const heads = pair.map(({ name, told }) => make("th", { scope: "col" }, name, make("div", { className: "synth-quiet", textContent: told.people })));
  const head = make("tr", {}, make("th", { scope: "col", textContent: "Claim" }), ...heads);
  const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows));
  const closing = make("button", { type: "button", textContent: "Close the comparison" });
  closing.addEventListener("click", close);
  const buttons = [closing];
  if (canMerge) {
    const merging = make("button", { type: "button", textContent: "Merge these two" });
    merging.addEventListener("click", merge);
    buttons.unshift(merging);
  }
  const aria = { label: "Comparison" };
  return make("section", { className: "synth-comparison", tabIndex: -1, aria }, table, make("div", { className: "synth-buttons" }, ...buttons));
}

function keyOf({ kind, drafted, claim }) {
  return JSON.stringify([kind, drafted ?? claim]);
}

function rowNode(key, pair) {
  const [kind, theme] = JSON.parse(key);
  const cells = pair.map(({ claims, participants }) => {
    const claim = claims.find((one) => keyOf(one) === key);
    if (!claim) return make("td", { className: "synth-quiet", textContent: `fewer than 2 of ${participants.length}` });
    const quote = claim.quotes.find(({ out, lost }) => !out && !lost);
    const said = quote ? `“${quote.quote}” ${quote.participant_id}` : "no evidence";
    const left = claim.out ? " (left out)" : "";
    const count = make("strong", { textContent: `${claim.count} of ${claim.size}${left}` });
    return make("td", {}, count, make("div", { className: "synth-quiet", textContent: said }));
  });
  const name = make("th", { scope: "row" }, theme, make("div", { className: "synth-quiet", textContent: kind }));
  return make("tr", {}, name, ...cells);
}
