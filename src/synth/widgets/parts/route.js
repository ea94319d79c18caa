/** Where next and previous lead: through what is shown, in reading order, or along the proposed order. */

/** The first item in a direction (1 or -1) from the selection, or from the sight, that is accepted; or undefined. */
export function itemBeside(view, direction, accepts = () => true) {
  for (const item of itemsFrom(view, direction)) if (accepts(item)) return item;
  return undefined;
}

function* itemsFrom(view, direction) {
  const { rows, places, firstInSight } = view.transcript.rows;
  const { selected } = view;
  const inTurn = (turn) => {
    const items = view.itemsOf(turn).filter((item) => view.isWanted(item));
    return direction > 0 ? items : items.reverse();
  };
  const from = places.get(selected?.turn.id);
  if (from !== undefined && selected.type !== "turn") {
    const here = inTurn(selected.turn);
    yield* here.slice(here.findIndex((item) => item.key === selected.key) + 1);
  } else if (from !== undefined && direction > 0) yield* inTurn(selected.turn);
  let place = from === undefined ? places.get(firstInSight?.id) : from + direction;
  for (; rows[place]; place += direction) yield* inTurn(rows[place]);
}

/** The suggestion to go to when an item is decided: the next one, else the last one before it. */
export function suggestionBeside(view) {
  const isOpen = (item) => item.type === "suggestion" && item.key !== view.selectedKey;
  return (itemBeside(view, 1, isOpen) ?? itemBeside(view, -1, isOpen))?.key ?? "";
}

/** The key of what is next in the proposed order and still to do, or "". Leaves its place on the view. */
export function nextInQueue(view, direction) {
  const { order, findings, turns } = view.session.corpus;
  const { shown } = view.session;
  for (let at = view.queueAt + direction; at >= 0 && at < order.length; at += direction) {
    const finding = findings.get(order[at]) ?? turns.get(order[at])?.findings.find(shown.isOpen);
    const isToDo = finding ? shown.isOpen(finding) : turns.has(order[at]) && !shown.byTurn.has(order[at]);
    if (!isToDo) continue;
    view.queueAt = at;
    return finding ? `s:${finding.id}` : `u:${order[at]}`;
  }
  return "";
}
