/**
 * Keys of a widget: one list for what they do and for the help that shows them.
 *
 * @typedef {{keys: string[], show: string, what: string, run: function(object): void}} Hotkey
 */

import { keyCap, make } from "./dom.js";

/** What a key press does to a view, or undefined. @param {Hotkey[]} hotkeys */
export function runOf(hotkeys, event) {
  const name = keyName(event);
  return hotkeys.find(({ keys }) => keys.includes(name))?.run;
}

/** Name a key press as hotkeys do: Shift is named with letters and arrows, not where it only reaches a sign such as "?". */
function keyName(event) {
  const isLetter = /^\p{L}$/u.test(event.key);
  const shifted = event.shiftKey && (isLetter || event.key.startsWith("Arrow"));
  const held = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", shifted && "Shift"];
  const key = shifted && isLetter ? event.key.toUpperCase() : event.key;
  return [...held.filter(Boolean), key].join("+");
}

/** The list of keys, over the widget. @param {Hotkey[]} hotkeys */
export function helpNode(hotkeys, closeButton) {
  const rows = hotkeys.map(({ show, what }) => {
    const keys = make("span", {}, ...show.split(" ").map(keyCap));
    return make("li", {}, keys, make("span", { textContent: what }));
  });
  const box = make("div", {}, make("h3", { textContent: "Keys" }), make("ul", {}, ...rows), closeButton);
  return make("div", { className: "synth-keys", aria: { role: "dialog", label: "Keys" } }, box);
}
