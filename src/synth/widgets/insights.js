/**
 * The page side of synth.InsightEditor. The parts: insights.js (the insights and the unsaved edits), insightcard.js (one of
 * them, with support.js and sentences.js) and finder.js (finding what to link). Here: the list, linking, and the keys.
 */

import { make } from "./parts/dom.js";
import { Finder } from "./parts/finder.js";
import { InsightCard } from "./parts/insightcard.js";
import { INSIGHT_STATES, Insights, holds } from "./parts/insights.js";
import { ListView, filterNode } from "./parts/listview.js";
import { fold } from "./parts/search.js";

/** Every key, in the order of the help. */
const HOTKEYS = [
  { keys: ["j", "ArrowDown"], show: "J ↓", what: "next", run: (view) => view.step(1) },
  { keys: ["k", "ArrowUp"], show: "K ↑", what: "previous", run: (view) => view.step(-1) },
  { keys: ["a"], show: "A", what: "write a new insight", run: (view) => view.fresh.focus() },
  { keys: ["Enter"], show: "Enter", what: "keep a draft; then write its words", run: (view) => view.enter() },
  { keys: ["e"], show: "E", what: "find quotes that support it", run: (view) => view.find("for") },
  { keys: ["c"], show: "C", what: "find quotes that contradict it", run: (view) => view.find("against") },
  { keys: ["f"], show: "F", what: "find or write a fact", run: (view) => view.find("fact") },
  { keys: ["g"], show: "G", what: "find or write a fact against it", run: (view) => view.find("fact against") },
  { keys: ["m"], show: "M", what: "find or write a recommendation", run: (view) => view.find("recommendation") },
  { keys: ["n"], show: "N", what: "its need", run: (view) => view.card.need.focus() },
  { keys: ["h"], show: "H", what: "its How-might-we", run: (view) => view.card.question.node.focus() },
  { keys: ["p"], show: "P", what: "its priority", run: (view) => view.focusPriority() },
  { keys: ["x"], show: "X", what: "remove it", run: (view) => view.discard() },
  { keys: ["/"], show: "/", what: "search", run: (view) => view.search.focus() },
  { keys: ["u", "Ctrl+z"], show: "U Ctrl+Z", what: "undo", run: (view) => view.revert("undo") },
  { keys: ["r", "Ctrl+y", "Ctrl+Shift+Z"], show: "R Ctrl+Y", what: "redo", run: (view) => view.revert("redo") },
  { keys: ["?"], show: "?", what: "show or hide these keys", run: (view) => view.toggleHelp() },
  { keys: ["Escape"], show: "Esc", what: "close, back to the list", run: (view) => view.escape() },
];

/** What can be found for an insight: a title, where the options are, and which edits pick or make one. */
const FINDING = {
  for: { title: "Quotes that support it", from: "quotes", link: { against: false } },
  against: { title: "Quotes that contradict it", from: "quotes", link: { against: true } },
  fact: { title: "Facts", from: "facts", link: { against: false }, makes: { action: "fact", against: false } },
  "fact against": { title: "Facts against it", from: "facts", link: { against: true }, makes: { action: "fact", against: true } },
  recommendation: { title: "Recommendations", from: "recommendations", link: { against: false }, makes: { action: "recommend" } },
};

class InsightView extends ListView {
  constructor(root, insights, choices) {
    const state = filterNode(INSIGHT_STATES, "Show");
    const search = make("input", { placeholder: "Search", spellcheck: false, aria: { label: "Search insights" } });
    const filters = [state, search];
    super(root, insights, { className: "synth-insights", label: "Insights", hotkeys: HOTKEYS, filters });
    Object.assign(this, { insights, state, search, look: this.card });
    this.look.setAttribute("aria-label", "The chosen insight");
    this.fresh = make("input", {
      className: "synth-fresh",
      placeholder: "New insight (A): one sentence, then Enter",
      maxLength: 1000,
      aria: { label: "New insight: one sentence, then Enter" },
    });
    this.fresh.addEventListener("keydown", (event) => this.onNew(event));
    this.list.before(make("div", { className: "synth-listing" }, this.fresh));
    this.list.previousSibling.append(this.list);
    const actions = ["find", "keep", "discard", "focus"].map((name) => [name, (...given) => this[name](...given)]);
    const { discard, ...rest } = Object.fromEntries(actions);
    this.card = new InsightCard(insights, choices, { ...rest, remove: discard });
    this.look.append(this.card.node);
    const { signal } = this.gone;
    insights.addEventListener("kept", ({ detail }) => this.reveal(detail), { signal });
    insights.addEventListener("reverted", ({ detail }) => this.reveal(Object.keys(detail?.insights ?? {})[0]), { signal });
    this.show();
  }

  remove() {
    this.card.save();
    super.remove();
  }

  isOpen({ kept }) {
    return !kept;
  }

  get none() {
    return this.insights.order.length ? "Nothing here." : "No insight yet: write one above.";
  }

  pick() {
    const [, fits] = INSIGHT_STATES[this.state.value];
    const typed = this.search.value.trim();
    return this.insights.all.filter((one) => fits(one) && holds(fold(`${one.statement} ${one.about}`), typed));
  }

  clearFilters() {
    this.state.value = 0;
    this.search.value = "";
  }

  // Drawing ----------------------------------------------------------------------------------------------------------

  rowFor() {
    const statement = make("bdi", { className: "synth-said" });
    return [statement, make("span", { className: "synth-about synth-quiet" })];
  }

  draw() {
    const order = this.insights.order.join();
    const isOther = this.drawnOrder !== undefined && this.drawnOrder !== order;
    this.drawnOrder = order;
    if (isOther) {
      this.show(this.selected?.key);
      return;
    }
    const all = new Map(this.insights.all.map((one) => [one.key, one]));
    this.shown = this.shown.map(({ key }) => all.get(key)).filter(Boolean);
    const kept = [...all.values()].filter((one) => one.kept).length;
    const drafts = all.size - kept;
    this.counts.textContent = `${kept} insight${kept === 1 ? "" : "s"}, ${drafts} draft${drafts === 1 ? "" : "s"}`;
    super.draw();
  }

  drawRow({ statement, strength, status, kept }, node) {
    const { participants, against, one_voice: one, gone, mentions } = strength;
    const worry = !mentions ? " · no quotes" : one ? " · one voice" : gone ? " · quotes gone" : "";
    const about = `${kept ? status : "suggested"} · ${participants} participant${participants === 1 ? "" : "s"}, ${against} against${worry}`;
    node.dataset.state = kept ? "kept" : "open";
    node.querySelector(".synth-said").textContent = statement;
    node.querySelector(".synth-about").textContent = about;
  }

  drawCard() {
    this.card.node.hidden = !this.selected;
    if (!this.selected) {
      this.speak();
      return;
    }
    this.card.draw(this.selected);
    if (this.spokenKey !== this.selected.key) this.speak(this.selected.statement);
    this.spokenKey = this.selected.key;
  }

  // Writing and linking ----------------------------------------------------------------------------------------------

  onNew(event) {
    const statement = this.fresh.value.trim();
    if (event.key !== "Enter" || event.isComposing || !statement) return;
    event.preventDefault();
    event.stopPropagation();
    this.insights.submit({ action: "add", statement });
    this.fresh.value = "";
  }

  keep() {
    if (this.selected && !this.selected.kept) this.insights.submit({ action: "keep", insight: this.selected.key });
  }

  enter() {
    this.keep();
    if (this.selected?.kept) this.card.statement.node.focus();
  }

  discard() {
    if (this.selected?.kept) this.insights.submit({ action: "remove", insight: this.selected.key });
  }

  focusPriority() {
    this.card.node.querySelector("input[type=number]").focus();
  }

  find(what) {
    if (!this.selected) return;
    this.closeFinder();
    const { key } = this.selected;
    const { title, from, link, makes } = FINDING[what];
    const linked = new Set(this.linked());
    const options = this.insights[from].filter(({ id }) => !linked.has(id));
    const close = () => {
      this.closeFinder();
      this.focus();
    };
    const actions = { pick: (other) => this.insights.submit({ action: "link", insight: key, other, ...link }), close };
    if (makes) actions.make = (statement) => this.insights.submit({ ...makes, insight: key, statement });
    this.finder = new Finder(title, options, actions);
    this.look.prepend(this.finder.node);
    this.look.scrollTop = 0;
    this.finder.input.focus();
  }

  /** The ids of all that the chosen insight is linked with. */
  linked() {
    const { quotes, facts, facts_against: against, recommendations } = this.selected;
    const named = [...quotes.for, ...quotes.against].filter((quote) => !quote.by_way_of).map((quote) => quote.evidence_id);
    return [...named, ...[...facts, ...against, ...recommendations].map(({ id }) => id)];
  }

  closeFinder() {
    this.finder?.node.remove();
    this.finder = null;
  }

  select(at) {
    this.closeFinder();
    super.select(at);
  }

  escape() {
    this.closeFinder();
    super.escape();
  }
}

/** For anywidget, which calls this once a widget: all its views share what is not saved. */
export default () => {
  let insights;
  return {
    initialize({ model }) {
      insights = new Insights(model);
      return () => insights.close();
    },
    render({ model, el }) {
      const view = new InsightView(el, insights, model.get("choices"));
      return () => view.remove();
    },
  };
};
