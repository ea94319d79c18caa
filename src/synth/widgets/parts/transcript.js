/** The transcript: the turns of one source, of which only those near the sight are on the page. */

import { make } from "./dom.js";
import { Rows } from "./rows.js";
import { trimmed } from "./text.js";
import { drawTurn, turnNode } from "./turn.js";

export class Transcript {
  /** @param {function(Turn): Object} marksOf  what is to be shown of a turn beside its words */
  constructor(marksOf) {
    this.marksOf = marksOf;
    this.node = make("div", {
      className: "synth-transcript",
      tabIndex: 0,
      aria: { role: "feed", label: "Transcript" },
    });
    this.rows = new Rows(this.node, {
      make: (turn) => this.drawn(turnNode(turn, this.total), turn),
      guess: ({ text }) => 16 + 27 * Math.ceil((text.length + 1) / 66),
    });
  }

  close() {
    this.rows.close();
  }

  /** Show these turns, of a source that has so many. */
  show(turns, total) {
    this.total = total;
    this.rows.show(turns);
  }

  drawn(node, turn) {
    drawTurn(node, turn, this.marksOf(turn));
    return node;
  }

  draw() {
    this.rows.draw((turn, node) => this.drawn(node, turn));
  }

  /** Bring a turn into sight, and in it what is selected. */
  reveal(turn) {
    const node = this.rows.bring(turn.id);
    (node?.querySelector(".synth-selected, .synth-at") ?? node)?.scrollIntoView({ block: "nearest" });
  }

  /** Where the selected words are on the screen, or null. */
  get selectedPlace() {
    return [...this.node.querySelectorAll(".synth-selected, .synth-at")].at(-1)?.getBoundingClientRect() ?? null;
  }

  /** Whether a turn is written from right to left. */
  isRightToLeft(turn) {
    const speech = this.rows.nodes.get(turn.id)?.querySelector(".synth-speech");
    return Boolean(speech) && getComputedStyle(speech).direction === "rtl";
  }

  /** The span under the mouse selection: within the turn where it begins, without white space at its edges. */
  get selectedSpan() {
    const selection = document.getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const speech = elementOf(range.startContainer)?.closest(".synth-speech");
    if (!speech || !this.node.contains(speech)) return null;
    const { id, text } = this.rows.rows[this.rows.places.get(speech.dataset.turn)];
    const endsHere = speech.contains(range.endContainer);
    const end = endsHere ? offsetOf(range.endContainer, range.endOffset, text) : text.length;
    const span = trimmed(text, offsetOf(range.startContainer, range.startOffset, text), end);
    return span.start < span.end ? { utterance_id: id, ...span } : null;
  }
}

function elementOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
}

/** Where in its turn's text a DOM position lies; the labels between the words count nothing. */
function offsetOf(node, offset, text) {
  if (node.nodeType === Node.ELEMENT_NODE && node.classList.contains("synth-speech")) {
    return offset < node.childNodes.length ? Number(node.childNodes[offset].dataset.start) : text.length;
  }
  const piece = elementOf(node).closest("[data-start]");
  const start = Number(piece.dataset.start);
  if ("label" in piece.dataset) return start;
  return start + (node.nodeType === Node.TEXT_NODE ? offset : offset && piece.textContent.length);
}
