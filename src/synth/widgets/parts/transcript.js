/** The transcript: the turns of one source, with suggestions underlined and tags highlighted. */

import { hueOf, make } from "./dom.js";
import { clock, cut, trimmed } from "./text.js";

export class Transcript {
  constructor() {
    const aria = { role: "region", label: "Transcript" };
    this.node = make("div", { className: "synth-transcript", tabIndex: 0, aria });
    this.turns = new Map();
    this.drawn = new Map();
  }

  /** Show another source's turns, still without marks. */
  show(turns) {
    this.turns = new Map(turns.map((turn) => [turn.id, turn]));
    this.drawn.clear();
    this.node.replaceChildren(...turns.map((turn) => this.turnNode(turn)));
    this.node.scrollTop = 0;
  }

  turnNode(turn) {
    const speech = make("div", { className: "synth-speech", lang: turn.lang, data: { turn: turn.id } });
    this.drawn.set(turn.id, { speech, signature: null });
    const speaker = make("span", { className: "synth-speaker", textContent: turn.speaker });
    const who = make("div", { className: "synth-who" }, speaker, make("time", { textContent: clock(turn.startS) }));
    return make("div", { className: `synth-turn synth-${turn.role}` }, who, speech);
  }

  /** Mark the items in their turns; a turn in which nothing changed is left alone. */
  mark(itemsOf, selectedKey) {
    for (const [id, drawn] of this.drawn) {
      const items = itemsOf.get(id) ?? [];
      const facts = items.map((item) => [item.key, item.start, item.end, item.name, item.key === selectedKey]);
      const signature = JSON.stringify(facts);
      if (drawn.signature === signature) continue;
      drawn.signature = signature;
      const { text } = this.turns.get(id);
      drawn.speech.replaceChildren(...cut(text, items).flatMap((piece) => pieceNodes(text, piece, selectedKey)));
    }
  }

  get focused() {
    return this.node.contains(document.activeElement);
  }

  /** Bring the selection into sight. */
  reveal() {
    this.node.querySelector(".synth-selected")?.scrollIntoView({ block: "nearest" });
  }

  /** Where the selected words are on the screen, or null. */
  selectedPlace() {
    return [...this.node.querySelectorAll(".synth-selected")].at(-1)?.getBoundingClientRect() ?? null;
  }

  inSight(turnId) {
    const frame = this.node.getBoundingClientRect();
    const turn = this.drawn.get(turnId)?.speech.getBoundingClientRect();
    return Boolean(turn) && turn.bottom > frame.top && turn.top < frame.bottom;
  }

  /** The span under the mouse selection: within the turn where it begins, without white space at its edges. */
  selectedSpan() {
    const selection = document.getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const speech = elementOf(range.startContainer)?.closest(".synth-speech");
    if (!speech || !this.node.contains(speech)) return null;
    const { id, text } = this.turns.get(speech.dataset.turn);
    const endsHere = speech.contains(range.endContainer);
    const end = endsHere ? offsetOf(range.endContainer, range.endOffset, text) : text.length;
    const span = trimmed(text, offsetOf(range.startContainer, range.startOffset, text), end);
    return span.start < span.end ? { utterance_id: id, ...span } : null;
  }
}

/** Return a piece of text with the looks of its items, and the labels of those that end with it. */
function pieceNodes(text, { start, end, items }, selectedKey) {
  const node = make("span", { data: { start }, textContent: text.slice(start, end) });
  if (items.length) node.dataset.keys = items.map((item) => item.key).join(" ");
  const onTop = [...items].sort((a, b) => (b.key === selectedKey) - (a.key === selectedKey) || byLength(a, b));
  const suggestion = onTop.find((item) => item.type === "suggestion");
  const tagging = onTop.find((item) => item.type !== "suggestion");
  if (suggestion) underline(node, suggestion.name);
  if (tagging) {
    node.classList.add(tagging.type === "draft" ? "synth-draft" : "synth-tagged");
    node.style.setProperty("--tag-hue", hueOf(tagging.name));
  }
  node.classList.toggle("synth-selected", items.some((item) => item.key === selectedKey));
  const ending = items.filter((item) => item.end === end && item.type !== "draft");
  return [node, ...ending.map((item) => labelNode(item, item.key === selectedKey))];
}

export function byLength(a, b) {
  return a.end - a.start - (b.end - b.start);
}

/** Underline as a suggestion of a kind: by colour and by the style of the line. */
export function underline(node, kind) {
  node.classList.add("synth-suggested", `synth-kind-${kind}`);
  node.style.setProperty("--kind-hue", hueOf(kind));
}

function labelNode(item, isSelected) {
  return make("span", {
    className: `synth-label synth-name synth-${item.type}${isSelected ? " synth-on" : ""}`,
    data: { start: item.end, keys: item.key, label: "" },
    style: { "--hue": hueOf(item.name) },
    textContent: item.name,
  });
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
