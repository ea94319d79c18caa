/** Which turns are shown: those that hold what was searched for, of a participant, with a kind, with a tag, still to do. */

import { foldedText, speakerOf } from "./corpus.js";
import { KINDS, make, setText } from "./dom.js";
import { isUntouched } from "./items.js";
import { hitsIn, patternOf } from "./search.js";

const SHOWS = {
  open: "with suggestions to decide",
  untouched: "untouched",
  memo: "with a memo",
  starred: "with a starred quote",
};

/** Whether a turn passes each filter, by the filter's name. */
const PASSES = {
  who: (turn, shown, who) => speakerOf(turn) === who,
  kind: (turn, shown, kind) => turn.findings.some((finding) => finding.kind === kind && shown.isOpen(finding)),
  tag: (turn, shown, tag) => taggingsOf(turn, shown).some(([, tagging]) => tagging.tag === tag),
  show: (turn, shown, what) =>
    ({
      open: () => turn.findings.some(shown.isOpen),
      untouched: () => isUntouched(turn, shown),
      memo: () => shown.memos.has(turn.id) || taggingsOf(turn, shown).some(([id]) => shown.memos.has(id)),
      starred: () => taggingsOf(turn, shown).some(([id]) => shown.stars.has(id)),
    })[what](),
};

function taggingsOf(turn, shown) {
  return shown.byTurn.get(turn.id) ?? [];
}

export class Filters {
  /**
   * @param {boolean} hasOrder  whether an order to go through is proposed
   * @param {{changed: function(): void, entered: function(): void, left: function(): void}} actions
   */
  constructor(hasOrder, actions) {
    this.search = make("input", {
      type: "search",
      placeholder: "Search  /",
      aria: { label: "Search the transcripts" },
    });
    this.search.spellcheck = false;
    const labels = { who: "Speaker", kind: "Kind of suggestion", tag: "Tag", show: "Which turns" };
    const selects = Object.entries(labels).map(([name, label]) => [name, make("select", { aria: { label } })]);
    this.selects = Object.fromEntries(selects);
    this.order = make("select", { hidden: !hasOrder, aria: { label: "Order of next and previous" } });
    offer(this.order, "reading order", hasOrder ? [["proposed", "proposed order"]] : []);
    if (hasOrder) this.order.value = "proposed";
    this.count = make("span", { className: "synth-count", aria: { role: "status" } });
    this.clearButton = make("button", { type: "button", textContent: "Show all", hidden: true });
    const all = [this.search, ...Object.values(this.selects), this.order, this.count, this.clearButton];
    this.node = make(
      "div",
      { className: "synth-filters", aria: { role: "search", label: "Search and filters" } },
      ...all,
    );
    this.search.addEventListener("input", () => actions.changed());
    this.search.addEventListener("keydown", (event) => this.onKey(event, actions));
    for (const select of Object.values(this.selects)) select.addEventListener("change", () => actions.changed());
    this.clearButton.addEventListener("click", () => {
      this.clear();
      actions.changed();
      actions.left();
    });
  }

  onKey(event, { changed, entered, left }) {
    if (event.isComposing || !["Enter", "Escape", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== "Escape") {
      entered();
      return;
    }
    const hadWords = this.search.value;
    this.search.value = "";
    if (hadWords) changed();
    left();
  }

  clear() {
    this.search.value = "";
    for (const select of Object.values(this.selects)) select.value = "";
  }

  set(name, value) {
    this.selects[name].value = value;
  }

  /** What is asked for: {who, kind, tag, show}, "" where anything will do. */
  get wanted() {
    return Object.fromEntries(Object.entries(this.selects).map(([name, { value }]) => [name, value]));
  }

  get isOn() {
    return Boolean(this.search.value.trim() || Object.values(this.wanted).some(Boolean));
  }

  /** The turns that pass all filters. */
  pick(turns, shown) {
    this.pattern = patternOf(this.search.value);
    const wanted = Object.entries(this.wanted).filter(([, value]) => value);
    return turns.filter((turn) => {
      if (!wanted.every(([name, value]) => PASSES[name](turn, shown, value))) return false;
      return !this.pattern || foldedText(turn).search(this.pattern) >= 0;
    });
  }

  /** Where the words searched for stand in a turn. */
  hitsIn(turn) {
    return this.pattern ? hitsIn(foldedText(turn), this.pattern) : [];
  }

  /** Offer what there is to choose from, and say how many turns are left. */
  draw({ turns, tags, found, elsewhere }) {
    offer(
      this.selects.who,
      "anyone",
      [...new Set(turns.map(speakerOf))].map((who) => [who, who]),
    );
    offer(
      this.selects.kind,
      "any kind",
      KINDS.map((kind) => [kind, kind]),
    );
    offer(
      this.selects.tag,
      "any tag",
      tags.map((tag) => [tag, tag]),
    );
    offer(this.selects.show, "all turns", Object.entries(SHOWS));
    this.clearButton.hidden = !this.isOn;
    const more = elsewhere ? `, ${elsewhere} in other sources` : "";
    const text = this.isOn ? `${found} of ${turns.length} turns${more}` : "";
    setText(this.count, text);
  }
}

/** Fill a select, keeping what is chosen. */
function offer(select, all, options) {
  const signature = JSON.stringify(options);
  if (select.signature === signature) return;
  select.signature = signature;
  const { value } = select;
  const nodes = [["", all], ...options].map(([key, text]) => make("option", { value: key, textContent: text }));
  select.replaceChildren(...nodes);
  select.value = options.some(([key]) => key === value) ? value : "";
}
