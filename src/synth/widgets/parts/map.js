/** The map of a board: every card a mark, near to what is alike; its column is told by shape, colour and number. */

import { make } from "./dom.js";
import { SHAPES, columnHue, isAlike } from "./lanes.js";

const REACH = 14;
const EDGE = 16;
const PATHS = SHAPES.map((_, place) => pathOf(place));

/** A mark of about 8 pixels around the origin. */
function pathOf(place) {
  const path = new Path2D();
  const polygon = (points) => points.forEach(([x, y], at) => (at ? path.lineTo(x, y) : path.moveTo(x, y)));
  if (place === 0) path.arc(0, 0, 4, 0, 2 * Math.PI);
  if (place === 1) path.rect(-3.6, -3.6, 7.2, 7.2);
  if (place === 2) polygon([[0, -4.6], [4.4, 3.6], [-4.4, 3.6]]); // prettier-ignore
  if (place === 3) polygon([[0, -5], [4.4, 0], [0, 5], [-4.4, 0]]); // prettier-ignore
  if (place === 4) {
    path.rect(-1.5, -4.6, 3, 9.2);
    path.rect(-4.6, -1.5, 9.2, 3);
  }
  if (place === 5) {
    const tips = Array.from({ length: 10 }, (_, tip) => [(tip % 2 ? 2.2 : 5.2), (tip * Math.PI) / 5 - Math.PI / 2]);
    polygon(tips.map(([radius, angle]) => [radius * Math.cos(angle), radius * Math.sin(angle)]));
  }
  path.closePath();
  return path;
}

export class CardMap {
  /** @param {{affinity: Affinity, active: string, show: Function, say: Function}} view */
  constructor(view, signal) {
    this.view = view;
    this.cards = [...view.affinity.cards.values()].filter(({ place }) => place);
    this.canvas = make("canvas", { tabIndex: 0, aria: { role: "application", label: HELP } });
    this.tip = make("div", { className: "synth-tip", hidden: true });
    this.node = make("div", { className: "synth-map" }, this.canvas, this.tip);
    this.node.hidden = !this.cards.length;
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.canvas);
    this.theme = new MutationObserver(() => this.drawAll());
    this.theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
    this.measure();
    this.canvas.addEventListener("pointermove", (event) => this.hover(event), { signal });
    this.canvas.addEventListener("pointerleave", () => this.point(null), { signal });
    this.canvas.addEventListener("click", (event) => this.choose(event), { signal });
    this.canvas.addEventListener("blur", () => this.point(null), { signal });
  }

  close() {
    this.observer.disconnect();
    this.theme.disconnect();
    cancelAnimationFrame(this.frame);
  }

  measure() {
    const sides = [0, 1].map((side) => this.cards.map(({ place }) => place[side]));
    this.low = sides.map((values) => values.reduce((low, value) => Math.min(low, value), Infinity));
    const high = sides.map((values) => values.reduce((most, value) => Math.max(most, value), -Infinity));
    this.span = high.map((value, side) => value - this.low[side] || 1);
    this.spots = new Map();
  }

  /** Work out where each card is drawn, in pixels. */
  fit() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.size = [width, height];
    for (const { id, place } of this.cards) {
      const [x, y] = place.map((value, side) => (value - this.low[side]) / this.span[side]);
      this.spots.set(id, [EDGE + x * (width - 2 * EDGE), EDGE + (1 - y) * (height - 2 * EDGE)]);
    }
    this.drawAll();
  }

  spotOf({ id }) {
    return this.spots.get(id);
  }

  /** Draw anew if anything that it shows changed. */
  draw() {
    const { lane, active, affinity } = this.view;
    const [was, now] = [this.drawn, { lane, active, columns: affinity.shown.columns }];
    this.drawn = now;
    const isSame = was?.lane === lane && was.active === active && was.columns.length === now.columns.length;
    if (!isSame || now.columns.some((column, place) => !isAlike(column, was.columns[place]))) this.drawAll();
  }

  /** Draw a frame after the columns, which need not wait for thousands of marks; once however much changes until then. */
  drawAll() {
    cancelAnimationFrame(this.frame);
    const paintNext = () => (this.frame = requestAnimationFrame(() => this.paint()));
    if (this.spots.size) this.frame = requestAnimationFrame(paintNext);
  }

  paint() {
    const { canvas, view } = this;
    const [width, height] = this.size;
    if (!width) return;
    const scale = devicePixelRatio || 1;
    [canvas.width, canvas.height] = [width * scale, height * scale];
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const style = getComputedStyle(view.root);
    const [ink, paper] = [style.color, style.backgroundColor];
    const isPlain = matchMedia("(forced-colors: active)").matches;
    const lightness = style.getPropertyValue("--mark-lightness");
    for (const column of view.affinity.shown.columns) {
      const own = column.cards.filter(({ place }) => place);
      pen.fillStyle = isPlain || !column.number ? ink : `hsl(${columnHue(column)} 60% ${lightness})`;
      pen.globalAlpha = view.lane === column.id ? 1 : 0.45;
      for (const card of own) this.mark(pen, column, this.spotOf(card));
    }
    pen.globalAlpha = 1;
    this.number(pen, ink, paper);
    const active = view.affinity.cards.get(view.active);
    if (active?.place) this.ring(pen, ink, this.spotOf(active));
  }

  mark(pen, { number }, [x, y]) {
    pen.translate(x, y);
    if (number) pen.fill(PATHS[(number - 1) % PATHS.length]);
    else pen.fillRect(-1.5, -1.5, 3, 3);
    pen.translate(-x, -y);
  }

  /** The number of each column, in the middle of its cards. */
  number(pen, ink, paper) {
    Object.assign(pen, { font: "600 12px system-ui", textAlign: "center", textBaseline: "middle", lineWidth: 4 });
    for (const { number, cards } of this.view.affinity.shown.columns) {
      const spots = cards.filter(({ place }) => place).map((card) => this.spotOf(card));
      if (!number || !spots.length) continue;
      const [x, y] = [0, 1].map((side) => spots.map((spot) => spot[side]).sort((a, b) => a - b)[spots.length >> 1]);
      Object.assign(pen, { strokeStyle: paper, fillStyle: ink });
      pen.strokeText(number, x, y);
      pen.fillText(number, x, y);
    }
  }

  ring(pen, ink, [x, y]) {
    Object.assign(pen, { strokeStyle: ink, lineWidth: 2 });
    pen.beginPath();
    pen.arc(x, y, 8, 0, 2 * Math.PI);
    pen.stroke();
  }

  /** The card whose mark is nearest to a place, if one is near. */
  cardAt({ offsetX, offsetY }) {
    const away = (card) => {
      const [x, y] = this.spotOf(card);
      return Math.hypot(x - offsetX, y - offsetY);
    };
    const nearest = this.cards.reduce((best, card) => (away(card) < away(best) ? card : best));
    return away(nearest) <= REACH ? nearest : null;
  }

  hover(event) {
    this.point(this.cardAt(event));
  }

  choose(event) {
    const card = this.cardAt(event);
    if (card) this.view.show(card.id);
  }

  /** Show the words of a card beside its mark. */
  point(card) {
    this.tip.hidden = !card;
    if (!card) return;
    const { label } = this.view.affinity.columnOf(card.id);
    this.tip.replaceChildren(make("strong", { textContent: label }), make("span", { textContent: card.quote }));
    const [x, y] = this.spotOf(card);
    const [width, height] = this.size;
    this.tip.style.left = `${Math.max(4, Math.min(x - 110, width - 224))}px`;
    this.tip.style.top = y > height / 2 ? "auto" : `${y + 12}px`;
    this.tip.style.bottom = y > height / 2 ? `${height - y + 12}px` : "auto";
  }

  /** To the nearest card in a direction: [1, 0] is right, [0, 1] is down. */
  step([right, down]) {
    const from = this.view.affinity.cards.get(this.view.active);
    const [x, y] = from?.place ? this.spotOf(from) : [0, 0];
    let [best, least] = [null, Infinity];
    for (const card of this.cards) {
      const [dx, dy] = this.spotOf(card).map((value, side) => value - (side ? y : x));
      const along = dx * right + dy * down;
      const away = along + 2 * Math.abs(dx * down + dy * right);
      if (card === from || along <= 0.5 || away >= least) continue;
      [best, least] = [card, away];
    }
    if (!best) return;
    this.view.show(best.id, { focus: false });
    this.point(best);
  }
}

const HELP = "Map of the cards: arrows go to the nearest card, Enter shows it in its column";
