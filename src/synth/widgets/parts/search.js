/** Finding words in a text, whatever their case and accents. Offsets are those of the text itself. */

const folded = new Map();

/** A letter without case and accents; one that would change its length stays as it is. */
function foldLetter(letter) {
  if (!folded.has(letter)) {
    const [base] = letter.toLowerCase().normalize("NFD");
    folded.set(letter, base.length === letter.length ? base : letter);
  }
  return folded.get(letter);
}

/** A text without case and accents, every place as it was. */
export function fold(text) {
  const lower = text.toLowerCase();
  const plain = lower.length === text.length ? lower : text;
  return plain.replace(/[^\x00-\x7f]/g, foldLetter);
}

/** A pattern for what was typed, to be used on folded texts; null if nothing was. */
export function patternOf(typed) {
  const words = fold(typed.normalize("NFC").trim()).split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  const letter = (one) => `${one.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}\\p{M}*`;
  return new RegExp(words.map((word) => [...word].map(letter).join("")).join("\\s+"), "gu");
}

/** Where a pattern stands in a folded text: [{start, end}]. */
export function hitsIn(foldedText, pattern) {
  return [...foldedText.matchAll(pattern)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length }));
}

/**
 * How well what was typed fits a name: 0 the very same, 1 its beginning, 2 the beginning of a word, 3 inside,
 * 4 its letters in this order, Infinity not at all.
 */
export function fit(name, typed) {
  const [text, sought] = [fold(name), fold(typed.trim().replace(/\s+/g, " "))];
  const at = text.indexOf(sought);
  if (at === 0) return text.length === sought.length ? 0 : 1;
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1]) ? 3 : 2;
  let place = -1;
  for (const letter of sought.replaceAll(" ", "")) {
    place = text.indexOf(letter, place + 1);
    if (place < 0) return Infinity;
  }
  return 4;
}
