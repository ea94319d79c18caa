/**
 * Everything in a transcript that can be selected.
 *
 * @typedef {{key: string, type: "suggestion"|"tagging"|"draft", utterance_id: string, start: number, end: number,
 *   name: string, edit: Object}} Item
 */

/**
 * List the taggings, open suggestions and the draft of a source, in reading order.
 *
 * @param {?{key: string, start: number, end: number}} adjusted  the item whose edges are being moved, and where to
 * @returns {Item[]}
 */
export function itemsIn(turns, taggings, open, draft, adjusted) {
  const places = new Map(turns.map((turn, place) => [turn.id, place]));
  const drafts = draft ? [{ ...draft, key: "draft", type: "draft", name: "", edit: {} }] : [];
  return [...[...taggings].map(taggingItem), ...open.map(suggestionItem), ...drafts]
    .filter((item) => places.has(item.utterance_id))
    .map((item) => (item.key === adjusted?.key ? { ...item, ...adjusted } : item))
    .sort((a, b) => places.get(a.utterance_id) - places.get(b.utterance_id) || a.start - b.start || a.end - b.end);
}

/** @returns {Item} */
function taggingItem([id, tagging]) {
  return { ...tagging, key: `t:${id}`, type: "tagging", name: tagging.tag, edit: { tagging_id: id } };
}

/** @returns {Item} */
function suggestionItem(finding) {
  const { id, kind } = finding;
  return { ...finding, key: `s:${id}`, type: "suggestion", name: kind, edit: { finding_id: id } };
}

/** The key of the suggestion after an item, else of the last one before it, else "". */
export function nextSuggestion(items, item) {
  const at = items.findIndex((one) => one.key === item.key);
  const isOpen = (one) => one.type === "suggestion" && one.key !== item.key;
  return (items.slice(at).find(isOpen) ?? items.slice(0, at).findLast(isOpen))?.key ?? "";
}

/** How often each tag is used, the most used first. */
export function countTags(taggings) {
  const counts = new Map();
  for (const { tag } of taggings.values()) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return new Map([...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])));
}
