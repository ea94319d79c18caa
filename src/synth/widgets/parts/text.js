/** Text and spans. Offsets count UTF-16 units; toUtf16 and toCodePoints are the only border with Python. */

/** Turn an offset in Python code points into one in UTF-16 units. */
export function toUtf16(text, codePoints) {
  let units = 0;
  for (let left = codePoints; left > 0 && units < text.length; left--) {
    units += text.codePointAt(units) > 0xffff ? 2 : 1;
  }
  return units;
}

/** Turn an offset in UTF-16 units into one in Python code points; inside a pair it counts as before it. */
export function toCodePoints(text, units) {
  let codePoints = 0;
  for (let at = 0; at < units; codePoints++) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
    if (at > units) break;
  }
  return codePoints;
}

/** Return the [start, end] of every word of a text. */
export function wordsOf(text, lang) {
  const pieces = [...new Intl.Segmenter(lang || undefined, { granularity: "word" }).segment(text)];
  return pieces.filter((piece) => piece.isWordLike).map(({ index, segment }) => [index, index + segment.length]);
}

/** Move one edge of a span by a word; the span never becomes empty. */
export function nudge(text, lang, span, edge, step) {
  const words = wordsOf(text, lang);
  const starts = [0, ...words.map(([start]) => start)];
  const ends = [...words.map(([, end]) => end), text.length];
  const edges = edge === "start" ? starts : ends;
  const candidates = step > 0 ? edges.filter((at) => at > span[edge]) : edges.filter((at) => at < span[edge]).reverse();
  const moved = { start: span.start, end: span.end, [edge]: candidates[0] ?? span[edge] };
  return moved.start < moved.end ? moved : span;
}

/** Take the white space off the edges of a span. */
export function trimmed(text, start, end) {
  const piece = text.slice(start, end);
  return { start: start + piece.length - piece.trimStart().length, end: end - piece.length + piece.trimEnd().length };
}

/** Cut a text at the edges of its items: [{start, end, items}] without gaps. */
export function cut(text, items) {
  const places = new Set([0, text.length, ...items.flatMap(({ start, end }) => [start, end])]);
  const edges = [...places].sort((a, b) => a - b);
  return edges.slice(1).map((end, i) => ({
    start: edges[i],
    end,
    items: items.filter((item) => item.start <= edges[i] && end <= item.end),
  }));
}

/** Show seconds as m:ss or h:mm:ss. */
export function clock(seconds) {
  if (seconds === null) return "";
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return `${hours ? `${hours}:${String(minutes).padStart(2, "0")}` : minutes}:${String(rest).padStart(2, "0")}`;
}

/** The first sentence of a text that ends after a place, without white space at its edges; the last one if none. */
export function sentenceAt(text, lang, after) {
  const pieces = [...new Intl.Segmenter(lang || undefined, { granularity: "sentence" }).segment(text)];
  const spans = pieces.map(({ index, segment }) => trimmed(text, index, index + segment.length));
  const full = spans.filter(({ start, end }) => start < end);
  return full.find(({ end }) => end > after) ?? full.at(-1);
}
