/** What the tagger shows, and how one moves about in it. */

import { make, setText } from "./dom.js";
import { Filters } from "./filters.js";
import { Head } from "./head.js";
import { countTags, itemsOf, turnItem } from "./items.js";
import { runKey } from "./keys.js";
import { Overlay } from "./overlay.js";
import { Panel } from "./panel.js";
import { listenToMouse } from "./pointer.js";
import { itemBeside, nextInQueue } from "./route.js";
import { sentenceAt, wordsOf } from "./text.js";
import { Transcript } from "./transcript.js";

/** One view of the widget: what it shows, and what is selected in it. */
export class View {
  constructor(root, session) {
    this.root = root;
    this.session = session;
    this.gone = new AbortController();
    this.selectedKey = this.lastTag = "";
    this.draft = this.adjusted = this.box = null;
    this.queueAt = -1;
    this.build();
    this.listen();
    this.list();
  }

  build() {
    this.head = new Head({
      show: (source) => this.show(source),
      toggleLeft: () => this.toggleLeft(),
      toggleHelp: () => this.toggleHelp(),
    });
    this.filters = new Filters(this.session.corpus.order.length > 0, {
      changed: () => this.list(),
      entered: () => this.enterFound(),
      left: () => this.focus(),
    });
    this.transcript = new Transcript((turn) => ({
      items: this.itemsOf(turn),
      hits: this.filters.hitsIn(turn),
      selectedKey: this.selectedKey,
      memo: this.session.shown.memos.get(turn.id) ?? "",
    }));
    this.panel = new Panel(this);
    this.overlay = new Overlay(this.root, () => this.focus());
    this.spoken = make("div", { className: "synth-spoken", aria: { live: "polite" } });
    this.root.classList.add("synth-widget", "synth-tagger");
    this.root.dataset.lmSuppressShortcuts = "true";
    const body = make("div", { className: "synth-body" }, this.transcript.node, this.panel.node);
    this.root.append(this.head.node, this.filters.node, body, this.spoken);
  }

  listen() {
    const { signal } = this.gone;
    this.session.addEventListener("change", () => this.draw(), { signal });
    this.session.addEventListener("source", () => this.list(), { signal });
    this.session.addEventListener("reverted", ({ detail }) => this.follow(detail), { signal });
    this.root.addEventListener("keydown", (event) => runKey(this, event), { signal });
    listenToMouse(this, signal);
    document.addEventListener("mousedown", (event) => this.leaveBox(event), { signal, capture: true });
  }

  remove() {
    this.flushMove();
    this.gone.abort();
    this.transcript.close();
  }

  get source() {
    return this.session.corpus.known(this.session.model.get("source"));
  }

  get turns() {
    return this.session.corpus.sources.get(this.source) ?? [];
  }

  /** Whether next and previous follow the proposed order. */
  get isQueued() {
    return this.filters.order.value === "proposed";
  }

  itemsOf(turn) {
    return itemsOf(turn, this.session.shown, this.draft, this.adjusted);
  }

  /** Whether next and previous stop at an item. */
  isWanted({ type, name }) {
    const { kind, tag } = this.filters.wanted;
    return type === "suggestion" ? !kind || name === kind : type !== "tagging" || !tag || name === tag;
  }

  get selected() {
    const { turns } = this.session.corpus;
    const turn = this.draft ? turns.get(this.draft.utterance_id) : this.session.turnOf(this.selectedKey);
    if (!turn || !this.selectedKey.startsWith("u:"))
      return turn && this.itemsOf(turn).find((item) => item.key === this.selectedKey);
    return { ...turnItem(turn), memo: this.session.shown.memos.get(turn.id) };
  }

  // Drawing ----------------------------------------------------------------------------------------------------------

  /** List the turns that pass the filters anew. They stay listed when a decision makes them pass no more. */
  list() {
    const { shown, corpus } = this.session;
    const { turns, filters, transcript } = this;
    const seen = this.selected?.turn ?? transcript.rows.firstInSight;
    const others = filters.isOn ? [...corpus.turns.values()].filter((turn) => turn.source !== this.source) : [];
    const visible = filters.isOn ? filters.pick(turns, shown) : turns;
    this.counts = { found: visible.length, elsewhere: filters.pick(others, shown).length };
    this.listed = this.source;
    transcript.show(visible, turns.length);
    this.draw();
    this.drawFilters();
    if (seen && seen !== visible[0]) transcript.rows.bring(seen.id);
  }

  draw() {
    if (this.listed !== this.source) {
      this.list();
      return;
    }
    const key = this.session.savedKey(this.selectedKey);
    if (this.adjusted?.key === this.selectedKey) this.adjusted.key = key;
    this.selectedKey = key;
    this.transcript.draw();
    this.head.draw(this.session, this.source, Boolean(this.moveTimer));
    this.drawSides();
    const item = this.selected;
    const words = item?.turn.text.slice(item.start, item.end);
    const spoken = item ? `${item.type} ${item.name}${item.isStarred ? ", quote" : ""}: ${words}` : "";
    setText(this.spoken, spoken);
  }

  drawSides() {
    const { shown, corpus, version } = this.session;
    this.panel.drawCard(this.selected);
    if (this.drawn === version) return;
    this.drawn = version;
    this.panel.drawKinds(shown.open.kinds);
    this.panel.drawTags(countTags(shown.taggings), shown.codes);
    this.panel.drawMemos([...shown.memos].flatMap(([about, text]) => this.memoRow(about, text)));
    this.panel.drawAstray(shown.astray, (id) => corpus.turns.has(id));
    this.drawFilters();
  }

  drawFilters() {
    const tags = [...countTags(this.session.shown.taggings).keys()].sort((a, b) => a.localeCompare(b));
    this.filters.draw({ turns: this.turns, tags, ...this.counts });
  }

  memoRow(about, text) {
    const tagging = this.session.shown.taggings.get(about);
    const key = tagging ? `t:${about}` : `u:${about}`;
    const turn = this.session.turnOf(key);
    return turn ? [{ key, text, about: tagging?.tag ?? turn.source }] : [];
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
    const { selected } = this;
    if (selected) this.transcript.reveal(selected.turn);
  }

  show(source) {
    if (source === this.source) return;
    this.select("");
    this.session.model.set("source", source);
    this.session.model.save_changes();
    this.list();
  }

  /** Select something wherever it is; filters that hide it are let go of. */
  go(key) {
    const turn = this.session.turnOf(key);
    if (!turn) return;
    this.show(turn.source);
    if (!this.transcript.rows.places.has(turn.id)) {
      this.filters.clear();
      this.list();
    }
    this.select(key);
    this.focus();
  }

  step(direction) {
    if (this.isQueued) this.go(nextInQueue(this, direction));
    else this.select(itemBeside(this, direction)?.key ?? this.selectedKey);
  }

  stepTurn(direction) {
    const { rows, places, firstInSight } = this.transcript.rows;
    const from = places.get(this.selected?.turn.id);
    const next = from === undefined ? firstInSight : rows[from + direction];
    if (next) this.select(`u:${next.id}`);
  }

  /** To the question that the selection answers; from there back. */
  question() {
    const { selected } = this;
    if (selected && this.asked?.question === selected.key) this.go(this.asked.from);
    else if (selected) {
      const question = this.session.corpus.questionOf(selected.turn);
      this.asked = question && {
        question: `u:${question.id}`,
        from: selected.key === "draft" ? `u:${selected.turn.id}` : selected.key,
      };
      if (question) this.go(this.asked.question);
    }
  }

  stepSource(direction) {
    const ids = [...this.session.corpus.sources.keys()];
    const next = ids[ids.indexOf(this.source) + direction];
    if (next !== undefined) this.show(next);
  }

  nextNamed(tag) {
    const named = this.turns
      .flatMap((turn) => this.itemsOf(turn))
      .filter((item) => item.type === "tagging" && item.name === tag);
    const after = named.findIndex((item) => item.key === this.selectedKey) + 1;
    if (named.length) this.go(named[after % named.length].key);
    this.focus();
  }

  /** Select what an undo or redo changed, in whichever source it is. */
  follow(changes) {
    if (this.root.contains(document.activeElement)) this.go(this.session.touchedBy(changes));
  }

  setDraft(span) {
    this.draft = span;
    this.select("draft");
  }

  nextWord() {
    this.nextSpan((turn, after) => {
      const words = wordsOf(turn.text, turn.lang);
      const [start, end] = words.find(([begin]) => begin >= after) ?? words[0] ?? [];
      return { start, end };
    });
  }

  nextSentence() {
    this.nextSpan((turn, after) => sentenceAt(turn.text, turn.lang, after));
  }

  /** @param {function(Turn, number): {start: number, end: number}} find  a span of a turn, after a place */
  nextSpan(find) {
    const turn = this.selected?.turn ?? this.transcript.rows.firstInSight;
    if (!turn?.text.trim()) return;
    const { start, end } = find(turn, this.draft ? this.draft.end : 0);
    if (start < end) this.setDraft({ utterance_id: turn.id, start, end });
  }

  enterFound() {
    this.focus();
    const [first] = this.transcript.rows.rows;
    if (first) this.select(`u:${first.id}`);
  }

  searchFor() {
    this.filters.search.focus();
    this.filters.search.select();
  }

  filterBy() {
    this.filters.selects.who.focus();
  }
}
