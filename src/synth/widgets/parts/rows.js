/**
 * A long list of which only the rows near the sight are on the page. Heights are guessed until a row was seen; what one
 * looks at stays where it is when a guess turns out wrong.
 */

import { make } from "./dom.js";

/** How far beyond the edges rows are made, in pixels. */
const MARGIN = 500;

export class Rows {
  /**
   * @param {Element} frame  what scrolls
   * @param {{make: function(Object): Element, guess: function(Object): number}} options  for a row, which has an id
   */
  constructor(frame, options) {
    this.frame = frame;
    this.options = options;
    this.list = frame.appendChild(make("div"));
    this.nodes = new Map();
    this.measured = new Map();
    this.height = 600;
    this.show([]);
    frame.addEventListener("scroll", () => this.render(), { passive: true });
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(frame);
  }

  close() {
    this.observer.disconnect();
  }

  /** List other rows, beginning at the top. */
  show(rows) {
    this.list.replaceChildren();
    this.nodes.clear();
    this.take(rows);
    this.scrollTo(0);
  }

  /** List rows that are mostly the same as before, at the height where one is. */
  change(rows) {
    this.take(rows);
    this.render();
  }

  take(rows) {
    this.rows = rows;
    this.places = new Map(rows.map((row, place) => [row.id, place]));
    this.heights = Float64Array.from(rows, (row) => this.measured.get(row.id) ?? this.options.guess(row));
    this.edges = new Float64Array(rows.length + 1);
    this.layOut(0);
  }

  /** Work out where the rows from a place on begin, from the top of the list. */
  layOut(from) {
    for (let i = from; i < this.rows.length; i++) this.edges[i + 1] = this.edges[i] + this.heights[i];
  }

  /** The place of the row at a height. */
  at(height) {
    let [low, high] = [0, this.rows.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edges[middle + 1] > height) high = middle;
      else low = middle + 1;
    }
    return Math.max(0, low);
  }

  /** Another width gives other heights; a list that was off the page has forgotten where it was. */
  fit() {
    if (!this.frame.clientHeight) return;
    if (this.frame.scrollTop !== this.top) this.frame.scrollTop = this.top;
    if (this.nodes.size) this.render();
  }

  /** Take all rows off the page until the next change; the list stays as high as it is. */
  clear() {
    if (this.nodes.size) this.place(0, -1);
  }

  scrollTo(top) {
    this.frame.scrollTop = top;
    this.top = this.frame.scrollTop;
    this.render();
  }

  render() {
    const { clientHeight: height } = this.frame;
    if (height) [this.top, this.height] = [this.frame.scrollTop, height];
    for (let round = 0; round < 4; round++) {
      const isFuller = this.fill();
      if ((round && !isFuller) || !this.measure()) break;
    }
  }

  /** Put the rows near the sight on the page, as far as heights are known; returns whether any came new. */
  fill() {
    const first = this.at(this.top - MARGIN);
    const last = this.at(this.top + this.height + MARGIN);
    return this.place(first, Math.min(last, this.rows.length - 1));
  }

  /** Put the rows from first to last on the page, and no others; returns whether any came new. */
  place(first, last) {
    const { rows, list, nodes, edges } = this;
    for (const [id, node] of nodes) {
      const place = this.places.get(id);
      if (place >= first && place <= last) continue;
      node.remove();
      nodes.delete(id);
    }
    const { size } = nodes;
    let next = list.firstChild;
    for (let place = first; place <= last; place++) {
      const row = rows[place];
      if (!nodes.has(row.id)) nodes.set(row.id, this.options.make(row));
      const node = nodes.get(row.id);
      if (node === next) next = next.nextSibling;
      else list.insertBefore(node, next);
    }
    list.style.paddingTop = `${edges[first]}px`;
    list.style.paddingBottom = `${edges[rows.length] - edges[Math.max(last + 1, 0)]}px`;
    return nodes.size > size;
  }

  /** Learn the heights of the rows on the page; returns whether a guess was wrong. */
  measure() {
    if (!this.frame.clientHeight) return false;
    const anchor = this.at(this.top);
    const before = this.edges[anchor];
    let from = Infinity;
    for (const [id, node] of this.nodes) {
      const { height } = node.getBoundingClientRect();
      const place = this.places.get(id);
      if (Math.abs(this.heights[place] - height) < 0.01) continue;
      this.heights[place] = height;
      this.measured.set(id, height);
      from = Math.min(from, place);
    }
    if (from === Infinity) return false;
    this.layOut(from);
    const moved = this.edges[anchor] - before;
    if (moved) {
      this.list.style.paddingBottom = `${this.edges[this.rows.length]}px`;
      this.frame.scrollTop = this.top += moved;
    }
    return true;
  }

  /** Redraw the rows on the page. @param {function(Object, Element): void} draw */
  draw(draw) {
    for (const [id, node] of this.nodes) draw(this.rows[this.places.get(id)], node);
    this.render();
  }

  /** Have a row on the page, moving as little as is needed; returns its node or undefined. */
  bring(id) {
    const place = this.places.get(id);
    if (place === undefined) return undefined;
    const [top, bottom] = [this.edges[place], this.edges[place + 1]];
    if (bottom > this.top + this.height || top < this.top) this.scrollTo(Math.max(0, top - this.height / 4));
    return this.nodes.get(id);
  }

  /** The first row of which a part is in sight. */
  get firstInSight() {
    return this.rows[this.at(this.top + 1)];
  }

  isInSight(id) {
    const place = this.places.get(id);
    if (place === undefined) return false;
    return this.edges[place + 1] > this.top && this.edges[place] < this.top + this.frame.clientHeight;
  }
}
