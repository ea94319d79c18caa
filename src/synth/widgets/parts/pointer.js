/** The mouse in the transcript: words that are selected become a draft, a click selects what lies there. */

import { byLength } from "./turn.js";

/** A press in the transcript may end anywhere on the page. */
export function listenToMouse(view, signal) {
  const onRelease = (event) => release(view, event.target);
  view.transcript.node.addEventListener(
    "mousedown",
    ({ button }) => button === 0 && document.addEventListener("mouseup", onRelease, { once: true, signal }),
    { signal },
  );
}

function release(view, target) {
  const span = view.transcript.selectedSpan;
  if (!span) {
    view.select(keyAt(view, target));
    return;
  }
  document.getSelection().removeAllRanges();
  view.setDraft(span);
  view.choose();
}

/** The key of the shortest item at a clicked place, a further click takes the next; beside them that of the turn. */
function keyAt(view, target) {
  const node = target.closest?.(".synth-row-turn");
  const id = node?.querySelector(".synth-speech").dataset.turn;
  if (!id || !view.transcript.node.contains(node)) return "";
  const keys = target.closest("[data-keys]")?.dataset.keys.split(" ") ?? [];
  const here = view
    .itemsOf(view.session.corpus.turns.get(id))
    .filter((item) => keys.includes(item.key))
    .sort(byLength);
  const next = here.findIndex((item) => item.key === view.selectedKey) + 1;
  return here.length ? here[next % here.length].key : `u:${id}`;
}
