/** One turn on the page: who spoke when, and the words with suggestions underlined and tags as bands. */

import { speakerOf } from "./corpus.js";
import { hueOf, make } from "./dom.js";
import { clock, cut } from "./text.js";

/** How a band is drawn, so that neighbours differ by more than their colour: whole, dashed or dotted. */
const BANDS = [
  (colour) => `linear-gradient(${colour}, ${colour})`,
  (colour) => `repeating-linear-gradient(90deg, ${colour} 0 9px, transparent 9px 12px)`,
  (colour) => `repeating-linear-gradient(90deg, ${colour} 0 3px, transparent 3px 6px)`,
];

export function turnNode(turn, total) {
  const speech = make("div", { className: "synth-speech", dir: "auto", lang: turn.lang, data: { turn: turn.id } });
  const id = `synth-who-${Math.random().toString(36).slice(2)}`;
  const who = make("div", { className: "synth-who", id });
  const aria = { role: "article", posinset: turn.place + 1, setsize: total, labelledby: id };
  return make("div", { className: "synth-row-turn", aria }, make("div", { className: "synth-turn" }, who, speech));
}

/**
 * Bring a turn's node up to date, if anything that it shows changed.
 *
 * @param {{items: Item[], hits: {start: number, end: number}[], selectedKey: string, memo: string}} marks
 */
export function drawTurn(node, turn, { items, hits, selectedKey, memo }) {
  const facts = items.map(({ turn: _, edit: __, ...item }) => [item, item.key === selectedKey]);
  const isSelected = selectedKey === `u:${turn.id}`;
  const signature = JSON.stringify([facts, hits, isSelected, memo, turn.text, turn.participant, turn.role]);
  if (node.signature === signature) return;
  node.signature = signature;
  const [who, speech] = node.firstChild.children;
  node.firstChild.className = `synth-turn synth-${turn.role}${isSelected ? " synth-at" : ""}`;
  who.replaceChildren(...whoNodes(turn, memo));
  const lanes = lanesOf(items);
  const count = Math.max(0, ...lanes.values()) + 1;
  speech.style.setProperty("--lanes", count > 1 ? count : 0);
  const found = hits.map((hit) => ({ ...hit, type: "hit" }));
  const pieces = cut(turn.text, [...items, ...found]);
  speech.replaceChildren(...pieces.flatMap((piece) => pieceNodes(turn.text, piece, selectedKey, lanes)));
}

function whoNodes(turn, memo) {
  const speaker = make("bdi", { className: "synth-speaker", textContent: speakerOf(turn) });
  const nodes = [speaker, make("time", { textContent: clock(turn.startS) })];
  if (turn.isMended) nodes.push(make("span", { className: "synth-flag", textContent: "mended" }));
  if (memo) nodes.push(make("span", { className: "synth-flag", textContent: "memo", title: memo }));
  return nodes;
}

/** Which band each tagging gets: the first that is free where it begins. @returns {Map<string, number>} */
function lanesOf(items) {
  const ends = [];
  const lanes = new Map();
  for (const { key, type, start, end } of items) {
    if (type !== "tagging") continue;
    const free = ends.findIndex((taken) => taken <= start);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = end;
    lanes.set(key, lane);
  }
  return lanes;
}

/** Return a piece of text with the looks of its items, and the labels of those that end with it. */
function pieceNodes(text, { start, end, items: all }, selectedKey, lanes) {
  const node = make("span", { data: { start }, textContent: text.slice(start, end) });
  const items = all.filter(({ type }) => type !== "hit");
  if (items.length) node.dataset.keys = items.map((item) => item.key).join(" ");
  node.classList.toggle("synth-hit", items.length < all.length);
  const onTop = [...items].sort((a, b) => (b.key === selectedKey) - (a.key === selectedKey) || byLength(a, b));
  const suggestion = onTop.find((item) => item.type === "suggestion");
  if (suggestion) underline(node, suggestion.name);
  if (items.some((item) => item.type === "draft")) node.classList.add("synth-draft");
  const taggings = onTop.filter((item) => item.type === "tagging");
  if (taggings.length) band(node, taggings, lanes);
  node.classList.toggle(
    "synth-selected",
    items.some((item) => item.key === selectedKey),
  );
  const ending = items.filter((item) => item.end === end && item.type !== "draft");
  return [node, ...ending.map((item) => labelNode(item, item.key === selectedKey))];
}

export function byLength(a, b) {
  return a.end - a.start - (b.end - b.start);
}

/** Lay a wash in the colour of the first tag on the words and, in a turn where tags overlap, a band for each below. */
function band(node, taggings, lanes) {
  node.classList.add("synth-tagged");
  node.style.setProperty("--tag-hue", hueOf(taggings[0].name));
  const colour = ({ name }) => `hsl(${hueOf(name)} 60% var(--mark-lightness))`;
  const layers = taggings.map((item) => BANDS[lanes.get(item.key) % BANDS.length](colour(item)));
  const places = taggings.map(({ key }) => `0 calc(100% - (var(--lanes) - ${lanes.get(key) + 1}) * 4px)`);
  Object.assign(node.style, { backgroundImage: layers.join(", "), backgroundPosition: places.join(", ") });
}

/** Underline as a suggestion of a kind: by colour and by the style of the line. */
export function underline(node, kind) {
  node.classList.add("synth-suggested", `synth-kind-${kind}`);
  node.style.setProperty("--kind-hue", hueOf(kind));
}

/** A name as it stands behind the words of a tag or suggestion, and on the card. */
export function nameNode({ type, name, isStarred, memo }) {
  const node = make("bdi", { className: `synth-name synth-${type}`, style: { "--hue": hueOf(name) } }, name);
  if (isStarred) node.append(make("span", { textContent: " ★", aria: { role: "img", label: "quote" } }));
  if (memo) node.append(make("span", { textContent: " ✎", title: memo, aria: { role: "img", label: "memo" } }));
  return node;
}

function labelNode(item, isSelected) {
  const node = nameNode(item);
  node.classList.add("synth-label");
  node.classList.toggle("synth-on", isSelected);
  Object.assign(node.dataset, { start: item.end, keys: item.key, label: "" });
  return node;
}
