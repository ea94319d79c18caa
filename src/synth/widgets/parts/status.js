/** The line that says whether everything is saved. */

import { setText } from "./dom.js";

/** @param {boolean} isPaused  whether something typed or moved is still on its way into an edit */
export function drawStatus(node, { trouble, note, unsaved }, isPaused) {
  const saved = note ? `saved · ${note}` : "saved";
  const [state, text] = trouble
    ? ["failed", `not saved: ${trouble}`]
    : unsaved.length || isPaused
      ? ["saving", "saving…"]
      : ["saved", saved];
  node.dataset.state = state;
  setText(node, text);
}
