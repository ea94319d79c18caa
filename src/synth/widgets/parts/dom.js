/** Making elements. Whatever people wrote enters the page as text, never as markup. */

export const KINDS = ["need", "pain", "suggestion", "goal", "workaround", "delight"];
const HUES = { need: 215, pain: 355, suggestion: 140, goal: 275, workaround: 30, delight: 180 };

/** A colour of its own for every tag, the same in every session. */
export function hueOf(name) {
  if (Object.hasOwn(HUES, name)) return HUES[name];
  let hash = 7;
  for (const character of name) hash = (hash * 31 + character.codePointAt(0)) % 9973;
  return Math.round((hash * 137.508) % 360);
}

/** Make an element with properties, data and children; strings become text nodes. */
export function make(tag, { data, aria, style, ...properties } = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  Object.assign(node.dataset, data);
  for (const [name, value] of Object.entries(aria ?? {})) {
    node.setAttribute(name === "role" ? name : `aria-${name}`, value);
  }
  for (const [name, value] of Object.entries(style ?? {})) node.style.setProperty(name, value);
  node.append(...children);
  return node;
}

/** Change the words of an element, if they are others: equal ones would be laid out again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A dot in the colour of a tag. */
export function swatch(tag) {
  return make("span", { className: "synth-swatch", style: { "--hue": hueOf(tag) }, aria: { hidden: "true" } });
}

/** A key as it looks on a keyboard; what it does is said beside it. */
export function keyCap(key) {
  return make("kbd", { className: "synth-key", textContent: key });
}
