/**
 * The page side of synth.Tagger. The parts: text.js (spans and offsets), session.js (decisions and unsaved edits),
 * items.js (what can be selected), head.js, transcript.js, panel.js and picker.js (what is on the screen), pointer.js
 * and keys.js. Here: selecting and deciding.
 */

import { KINDS, make } from "./parts/dom.js";
import { Head } from "./parts/head.js";
import { countTags, itemsIn, nextSuggestion } from "./parts/items.js";
import { Help, runKey } from "./parts/keys.js";
import { Panel } from "./parts/panel.js";
import { Picker } from "./parts/picker.js";
import { listenToMouse } from "./parts/pointer.js";
import { Session } from "./parts/session.js";
import { nudge, wordsOf } from "./parts/text.js";
import { Transcript } from "./parts/transcript.js";

/** A span that is being moved by keys is saved after this pause, as one edit. */
const MOVE_PAUSE_MS = 400;

class View {
  constructor(root, session) {
    this.root = root;
    this.session = session;
    this.gone = new AbortController();
    this.selectedKey = "";
    this.draft = null;
    this.adjusted = null;
    this.lastTag = "";
    this.build();
    this.listen();
    this.draw();
  }

  build() {
    this.head = new Head({ show: (source) => this.show(source), toggleHelp: () => this.help.toggle() });
    this.transcript = new Transcript();
    this.panel = new Panel({
      accept: () => this.accept(),
      choose: () => this.choose(),
      reject: () => this.reject(),
      nextNamed: (tag) => this.nextNamed(tag),
    });
    this.help = new Help(this.root, () => this.focus());
    this.spoken = make("div", { className: "synth-spoken", aria: { live: "polite" } });
    this.root.classList.add("synth-widget", "synth-tagger");
    this.root.dataset.lmSuppressShortcuts = "true";
    const body = make("div", { className: "synth-body" }, this.transcript.node, this.panel.node);
    this.root.append(this.head.node, body, this.spoken);
  }

  listen() {
    const { signal } = this.gone;
    this.session.addEventListener("change", () => this.draw(), { signal });
    this.session.addEventListener("reverted", ({ detail }) => this.follow(detail), { signal });
    this.root.addEventListener("keydown", (event) => runKey(this, event), { signal });
    listenToMouse(this, signal);
    document.addEventListener("mousedown", (event) => this.leavePicker(event), { signal, capture: true });
  }

  remove() {
    this.flushMove();
    this.gone.abort();
  }

  get source() {
    const chosen = this.session.model.get("source");
    return this.session.sources.has(chosen) ? chosen : [...this.session.sources.keys()][0];
  }

  get turns() {
    return this.session.sources.get(this.source) ?? [];
  }

  get selected() {
    return this.items.find((item) => item.key === this.selectedKey);
  }

  // Drawing ----------------------------------------------------------------------------------------------------------

  draw() {
    this.shown = this.session.shown;
    this.useRealIds();
    this.open = this.session.openFindings(this.shown);
    this.items = itemsIn(this.turns, this.shown.taggings, this.open, this.draft, this.adjusted);
    if (this.drawnSource !== this.source) this.transcript.show(this.turns);
    this.drawnSource = this.source;
    this.transcript.mark(Map.groupBy(this.items, (item) => item.utterance_id), this.selectedKey);
    this.head.draw(this.session, this.source, this.open, Boolean(this.moveTimer));
    this.drawPanel();
  }

  /** A tagging that was just saved has got its id: stay with it. */
  useRealIds() {
    const key = this.session.savedKey(this.selectedKey);
    if (this.adjusted?.key === this.selectedKey) this.adjusted.key = key;
    this.selectedKey = key;
  }

  drawPanel() {
    const item = this.selected;
    const quote = item ? this.session.turns.get(item.utterance_id).text.slice(item.start, item.end) : "";
    this.panel.drawCard(item, quote);
    this.panel.drawTags(countTags(this.shown.taggings));
    this.panel.drawKinds(this.open);
    this.panel.drawElsewhere(this.shown.elsewhere);
    const place = `${this.items.indexOf(item) + 1} of ${this.items.length}`;
    const spoken = item ? `${item.type} ${item.name}, ${place}: ${quote}` : "";
    if (this.spoken.textContent !== spoken) this.spoken.textContent = spoken;
  }

  // Selecting --------------------------------------------------------------------------------------------------------

  focus() {
    this.transcript.node.focus({ preventScroll: true });
  }

  select(key) {
    this.flushMove();
    if (key !== "draft") this.draft = null;
    if (key !== this.adjusted?.key) this.adjusted = null;
    this.selectedKey = key;
    this.draw();
    this.transcript.reveal();
  }

  show(source) {
    this.select("");
    this.session.model.set("source", source);
    this.session.model.save_changes();
    this.draw();
  }

  step(direction) {
    if (!this.items.length) return;
    const at = this.items.findIndex((item) => item.key === this.selectedKey);
    const next = at < 0 ? this.firstInSight(direction) : at + direction;
    this.select(this.items[Math.max(0, Math.min(this.items.length - 1, next))].key);
  }

  firstInSight(direction) {
    const seen = this.items.findIndex((item) => this.transcript.inSight(item.utterance_id));
    if (seen >= 0) return seen;
    return direction > 0 ? 0 : this.items.length - 1;
  }

  stepSource(direction) {
    const ids = [...this.session.sources.keys()];
    const next = ids[ids.indexOf(this.source) + direction];
    if (next !== undefined) this.show(next);
  }

  nextNamed(tag) {
    const named = this.items.filter((item) => item.type === "tagging" && item.name === tag);
    const after = named.findIndex((item) => item.key === this.selectedKey) + 1;
    if (named.length) this.select(named[after % named.length].key);
    this.focus();
  }

  /** Select what an undo or redo changed, in whichever source it is. */
  follow(changes) {
    const key = this.root.contains(document.activeElement) ? this.session.touchedBy(changes) : "";
    const place = this.session.placeOf(key);
    if (!place) return;
    const { source } = this.session.turns.get(place.utterance_id);
    if (source !== this.source) this.show(source);
    this.select(key);
  }

  startSpan() {
    const first = this.turns.find((turn) => this.transcript.inSight(turn.id));
    const turn = this.session.turns.get(this.selected?.utterance_id) ?? first;
    const [word] = turn ? wordsOf(turn.text, turn.lang) : [];
    if (word) this.setDraft({ utterance_id: turn.id, start: word[0], end: word[1] });
  }

  setDraft(span) {
    this.draft = span;
    this.select("draft");
  }

  // Deciding ---------------------------------------------------------------------------------------------------------

  accept() {
    const item = this.selected;
    if (item?.type === "suggestion") this.tagItem(item, item.name);
    if (item?.type === "draft") this.choose();
    else this.focus();
  }

  tagItem(item, tag) {
    this.flushMove();
    if (item.type === "tagging") {
      this.session.submit({ action: "retag", tag, ...item.edit });
      return;
    }
    const next = item.type === "suggestion" && nextSuggestion(this.items, item);
    const { utterance_id, start, end } = item;
    const key = this.session.submit({ action: "tag", utterance_id, start, end, tag, ...item.edit });
    this.select(next || key);
  }

  reject() {
    const item = this.selected;
    if (!item) return;
    this.flushMove();
    const next = nextSuggestion(this.items, item);
    if (item.type === "suggestion") this.session.submit({ action: "reject", ...item.edit });
    if (item.type === "tagging") this.session.submit({ action: "untag", ...item.edit });
    this.select(item.type === "draft" ? "" : next);
    this.focus();
  }

  /** Move an edge of the selected span; a tagging is saved after a pause, a suggestion when it is accepted. */
  nudge(edge, step) {
    const item = this.selected;
    if (!item) return;
    const { text, lang } = this.session.turns.get(item.utterance_id);
    const { start, end } = nudge(text, lang, item, edge, step);
    if (item.type === "draft") this.draft = { ...this.draft, start, end };
    else this.adjusted = { key: item.key, start, end };
    if (item.type === "tagging") {
      clearTimeout(this.moveTimer);
      this.moveTimer = setTimeout(() => this.flushMove(), MOVE_PAUSE_MS);
    }
    this.draw();
  }

  flushMove() {
    if (!this.moveTimer) return;
    clearTimeout(this.moveTimer);
    this.moveTimer = 0;
    const item = this.selected;
    this.adjusted = null;
    if (!item) return;
    const { utterance_id, start, end, edit } = item;
    this.session.submit({ action: "move", utterance_id, start, end, ...edit });
  }

  revert(effect) {
    this.flushMove();
    this.session.submit({ action: effect });
  }

  choose() {
    const item = this.selected;
    if (!item || this.picker) return;
    const used = countTags(this.shown.taggings).keys();
    const tags = [...new Set([...(this.lastTag ? [this.lastTag] : []), ...used, ...KINDS])];
    this.picker = new Picker(tags, (tag) => this.picked(tag));
    this.root.append(this.picker.node);
    const mark = this.transcript.selectedPlace() ?? this.panel.card.getBoundingClientRect();
    this.picker.place(mark, this.root.getBoundingClientRect());
    this.picker.input.focus({ preventScroll: true });
  }

  picked(tag) {
    this.closePicker();
    this.focus();
    if (tag) {
      this.lastTag = tag;
      this.tagItem(this.selected, tag);
    } else if (this.draft) this.select("");
  }

  closePicker() {
    this.picker.node.remove();
    this.picker = null;
  }

  leavePicker({ target }) {
    if (!this.picker || this.picker.node.contains(target)) return;
    this.closePicker();
    if (this.draft) this.select("");
  }

  // Keys -------------------------------------------------------------------------------------------------------------

  escape() {
    if (this.help.isOpen) this.help.toggle();
    else this.select("");
  }
}

/** For anywidget, which calls this once a widget: all its views share one session. */
export default () => {
  let session;
  return {
    initialize({ model }) {
      session = new Session(model);
      return () => session.close();
    },
    render({ el }) {
      const view = new View(el, session);
      return () => view.remove();
    },
  };
};
