/** A persona as a card to edit. Its nodes are made once and then kept up to date, so that the focus stays. */

import { hueOf, keyCap, make } from "./dom.js";
import { Words } from "./words.js";

export class Card {
  /**
   * @param {Sheet} sheet
   * @param {Object<string, string>} titles  the headings of the claims, by kind
   * @param {Sheets} sheets  where edits go
   */
  constructor(sheet, titles, sheets) {
    this.id = sheet.persona_id;
    this.shape = Card.shapeOf(sheet);
    this.titles = titles;
    this.sheets = sheets;
    this.updates = [];
    this.words = [];
    this.node = make("article", { className: "synth-persona", tabIndex: -1, data: { persona: this.id } });
    this.node.append(this.headNode(sheet), ...this.kindNodes(sheet), ...aboutNodes(sheet), this.noteNode());
    this.node.append(this.footNode());
    this.draw(sheet);
  }

  /** What a card cannot change in place: a sheet of another shape needs another card. */
  static shapeOf({ participants, claims, verdict, profile, missing }) {
    const quotes = (claim) => [...claim.quotes, ...claim.contradicted_by].map(({ quote }) => quote);
    return JSON.stringify([participants, verdict, profile, missing, claims.map((one) => [one.kind, ...quotes(one)])]);
  }

  draw(sheet) {
    this.isKept = sheet.kept;
    this.node.classList.toggle("synth-kept", sheet.kept);
    this.node.setAttribute("aria-label", `${sheet.kept ? "Kept" : "Draft"}: ${sheet.name}`);
    for (const update of this.updates) update(sheet);
  }

  submit(edit) {
    return this.sheets.submit({ ...edit, persona_id: this.id });
  }

  /** Save what is being typed, here or on another card, before anything else is done. */
  settle() {
    for (const words of [...this.sheets.typing]) words.save();
  }

  keep() {
    this.settle();
    if (!this.isKept) this.submit({ action: "keep" });
  }

  remove() {
    this.settle();
    this.submit({ action: "remove" });
  }

  wordsFor(label, options, place, read) {
    const words = new Words(label, options, {
      save: (text) => this.submit({ action: "write", text, ...place }),
      typing: this.sheets.typing,
      told: () => this.sheets.tell("change"),
    });
    this.words.push(words);
    this.updates.push((sheet) => words.draw(read(sheet)));
    return words.node;
  }

  // Parts ------------------------------------------------------------------------------------------------------------

  headNode({ participants, verdict, stability, shuffled_stability: byChance, publishable }) {
    const badge = make("span", { className: "synth-badge" });
    const drafted = make("div", { className: "synth-quiet" });
    this.updates.push((sheet) => {
      badge.textContent = sheet.kept ? "Kept" : sheet.edited ? "Draft, edited" : "Draft";
      drafted.textContent = sheet.drafted ? `drafted as “${sheet.drafted}”` : "";
    });
    const top = make("div", { className: "synth-top" }, badge);
    if (!publishable) top.append(make("span", { className: "synth-quiet", textContent: "too few people to publish" }));
    const name = this.wordsFor("Name", { className: "synth-name-words" }, { field: "name" }, (sheet) => sheet.name);
    const people = `${participants.length} participant${participants.length === 1 ? "" : "s"}`;
    const who = participants.length ? `${people}: ${participants.join(", ")}` : "";
    const chance = byChance === null ? "" : ` (shuffled data: ${byChance.toFixed(2)})`;
    const again = stability === null ? "" : ` Found again in resamples: ${stability.toFixed(2)}${chance}.`;
    const facts = [who, verdict + again].map((text) => make("div", { className: "synth-quiet", textContent: text }));
    return make("header", {}, top, name, drafted, ...facts);
  }

  headingOf({ kind }) {
    return Object.hasOwn(this.titles, kind) ? kind : "";
  }

  kindNodes({ claims }) {
    return Object.entries(this.titles).flatMap(([kind, title]) => {
      const places = claims.flatMap((claim, place) => (this.headingOf(claim) === kind ? [place] : []));
      if (!places.length) return [];
      const list = make("ul", { className: "synth-list" }, ...places.map((at) => this.claimNode(claims[at], at)));
      const style = { "--kind-hue": hueOf(kind) };
      return [make("section", { className: "synth-kind", style }, make("h3", { textContent: title }), list)];
    });
  }

  claimNode(claim, place) {
    const read = (sheet) => sheet.claims[place];
    const label = `Wording, ${claim.kind || "claim"}`;
    const at = { field: "claim", claim: place };
    const words = this.wordsFor(label, { className: "synth-claim-words" }, at, (sheet) => read(sheet).claim);
    const drafted = make("span");
    const node = make("li", { className: "synth-claim" });
    const toggle = this.toggleNode(node, (sheet) => ({ ...read(sheet), what: `claim “${read(sheet).claim}”` }), place);
    const count = make("div", { className: "synth-quiet" }, countText(claim), drafted);
    this.updates.push((sheet) => {
      drafted.textContent = read(sheet).drafted ? ` · drafted as “${read(sheet).drafted}”` : "";
    });
    const quotes = ["quotes", "contradicted_by"].flatMap((list) =>
      claim[list].map((quote, i) => this.quoteNode(quote, { claim: place, list, quote: i })),
    );
    node.append(make("div", { className: "synth-line" }, words, toggle), count, ...quotes);
    return node;
  }

  quoteNode({ quote, participant_id: speaker }, place) {
    const isAgainst = place.list === "contradicted_by";
    const node = make("div", { className: `synth-line synth-quote${isAgainst ? " synth-against" : ""}` });
    const but = isAgainst ? [make("span", { className: "synth-quiet", textContent: "but: " })] : [];
    const who = make("span", { className: "synth-quiet", textContent: ` ${speaker}` });
    const read = (sheet) => sheet.claims[place.claim][place.list][place.quote];
    const what = `quote of ${speaker}`;
    const toggle = this.toggleNode(node, (sheet) => ({ ...read(sheet), what }), place.claim, place);
    node.append(make("blockquote", {}, ...but, `“${quote}”`, who), toggle);
    return node;
  }

  /** The button that leaves something out or brings it back. Without its last quote, a claim goes too. */
  toggleNode(node, read, claim, quotePlace) {
    const button = make("button", { type: "button", className: "synth-toggle" });
    let now;
    this.updates.push((sheet) => {
      now = { sheet, ...read(sheet) };
      node.classList.toggle("synth-out", now.out);
      button.textContent = now.out ? "Bring back" : "×";
      button.title = `${now.out ? "Bring back" : "Leave out"} the ${now.what}`;
      button.setAttribute("aria-label", button.title);
    });
    button.addEventListener("click", () => {
      this.settle();
      const isLast = quotePlace && !now.out && isLastQuote(now.sheet, quotePlace);
      this.submit({ action: "leave_out", claim, ...(isLast ? {} : quotePlace), out: !now.out });
    });
    return button;
  }

  noteNode() {
    const options = { className: "synth-note-words", isLong: true, placeholder: "Write a note…" };
    const words = this.wordsFor("Note", options, { field: "note" }, (sheet) => sheet.note);
    return make("section", {}, make("h3", { textContent: "Note" }), words);
  }

  footNode() {
    const say = make("span", { className: "synth-quiet" });
    const keep = make("button", { type: "button", className: "synth-main" }, "Keep", keyCap("Ctrl Enter"));
    const remove = make("button", { type: "button", textContent: "Remove" });
    keep.addEventListener("click", () => this.keep());
    remove.addEventListener("click", () => this.remove());
    this.updates.push(({ kept }) => {
      const hadFocus = (kept ? keep : remove) === document.activeElement;
      [keep.hidden, remove.hidden] = [kept, !kept];
      say.textContent = kept ? "In the study. Each change is saved." : "Not in the study until you keep it.";
      if (hadFocus) this.node.focus({ preventScroll: true });
    });
    return make("footer", { className: "synth-buttons" }, say, keep, remove);
  }
}

function isLastQuote({ claims }, { claim, list, quote }) {
  return list === "quotes" && claims[claim].quotes.every((one, i) => one.out || i === quote);
}

function countText({ count, size, elsewhere, elsewhere_size: others }) {
  return `${count} of ${size} here${others ? `, ${elsewhere} of ${others} elsewhere` : ""}`;
}

function aboutNodes({ profile, missing }) {
  const shares = (values) => Object.entries(values).map(([value, count]) => `${value || "unknown"} (${count})`);
  const traits = Object.entries(profile).map(([name, values]) => `${name}: ${shares(values).join(", ")}`);
  const caution = "Counted afterwards; it played no part in forming the group.";
  const sections = [
    ["Who they are", traits.length && `${traits.join("; ")}. ${caution}`],
    ["Who is missing", missing.join("; ")],
  ];
  return sections
    .filter(([, text]) => text)
    .map(([title, textContent]) =>
      make("section", {}, make("h3", { textContent: title }), make("div", { className: "synth-quiet", textContent })),
    );
}
