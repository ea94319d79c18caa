/** The mouse in the transcript: words that are selected become a draft, a click selects what lies there. */

import { byLength } from "./transcript.js";

/** A press in the transcript may end anywhere on the page. */
export function listenToMouse(view, signal) {
  const onRelease = (event) => release(view, event.target);
  view.transcript.node.addEventListener(
    "mousedown",
    () => document.addEventListener("mouseup", onRelease, { once: true, signal }),
    { signal },
  );
}

function release(view, target) {
  const span = view.transcript.selectedSpan();
  if (!span) {
    view.select(keyAt(view, target));
    return;
  }
  document.getSelection().removeAllRanges();
  view.setDraft(span);
  view.choose();
}

/** The key of the shortest item at a clicked place; where several overlap, a further click takes the next. */
function keyAt({ items, selectedKey }, target) {
  const keys = target.closest?.("[data-keys]")?.dataset.keys.split(" ") ?? [];
  const here = items.filter((item) => keys.includes(item.key)).sort(byLength);
  const next = here.findIndex((item) => item.key === selectedKey) + 1;
  return here.length ? here[next % here.length].key : "";
}
