/**
 * Everything in a transcript that can be selected: suggestions, taggings, a draft, or a turn as a whole.
 *
 * @typedef {{key: string, type: "suggestion"|"tagging"|"draft"|"turn", turn: Turn, start: number, end: number,
 *   name: string, edit: Object}} Item
 */

/**
 * List the taggings, open suggestions and the draft of a turn, in reading order.
 *
 * @param {Decisions} shown
 * @param {?{utterance_id: string, start: number, end: number}} draft
 * @param {?{key: string, start: number, end: number}} adjusted  the item whose edges are being moved, and where to
 * @returns {Item[]}
 */
export function itemsOf(turn, shown, draft, adjusted) {
  const taggings = (shown.byTurn.get(turn.id) ?? []).map(([id, tagging]) => taggingItem(turn, id, tagging, shown));
  const open = turn.findings.filter(shown.isOpen).map((finding) => suggestionItem(turn, finding));
  const drafts = draft?.utterance_id === turn.id ? [{ ...draft, key: "draft", type: "draft", name: "", edit: {} }] : [];
  return [...taggings, ...open, ...drafts.map((item) => ({ ...item, turn }))]
    .map((item) => (item.key === adjusted?.key ? { ...item, ...adjusted } : item))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** @returns {Item} */
function taggingItem(turn, id, { start, end, tag }, { stars, memos }) {
  const marks = { isStarred: stars.has(id), memo: memos.get(id) ?? "" };
  return { key: `t:${id}`, type: "tagging", turn, start, end, name: tag, edit: { tagging_id: id }, ...marks };
}

/** @returns {Item} */
function suggestionItem(turn, { id, start, end, kind }) {
  return { key: `s:${id}`, type: "suggestion", turn, start, end, name: kind, edit: { finding_id: id } };
}

/** @returns {Item} */
export function turnItem(turn) {
  return { key: `u:${turn.id}`, type: "turn", turn, start: 0, end: turn.text.length, name: "", edit: {} };
}

/** How often each tag is used, the most used first. */
export function countTags(taggings) {
  const counts = new Map();
  for (const { tag } of taggings.values()) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return new Map([...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])));
}

/** How many of some turns' suggestions wait for a decision, and how many participants' turns nobody touched. */
export function countLeft(turns, shown) {
  let [open, untouched] = [0, 0];
  for (const turn of turns) {
    open += turn.findings.filter(shown.isOpen).length;
    untouched += isUntouched(turn, shown);
  }
  return { open, untouched };
}

/** Whether a participant's turn has neither tag nor memo, and none of its suggestions was decided. */
export function isUntouched(turn, shown) {
  if (turn.role !== "participant" || shown.byTurn.has(turn.id) || shown.memos.has(turn.id)) return false;
  return turn.findings.every(shown.isOpen);
}
