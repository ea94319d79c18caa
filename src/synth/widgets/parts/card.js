/** A persona as a card to edit. Its nodes are made once and then kept up to date, so that the focus stays. */

import { Chooser } from "./chooser.js";
import { hueOf, keyCap, make } from "./dom.js";
import { Words } from "./words.js";

const LISTS = ["quotes", "contradicted_by"];

export class Card {
  /**
   * @param {Sheet} sheet
   * @param {Sheets} sheets  where edits go
   * @param {{titles: Object<string, string>, material: Quote[], compare: function(string): void}} desk  the headings of
   *   the claims by kind, the quotes that can be added, and what puts the card beside another
   */
  constructor(sheet, sheets, desk) {
    this.id = sheet.persona_id;
    this.shape = Card.shapeOf(sheet);
    this.sheets = sheets;
    this.desk = desk;
    this.updates = [];
    this.words = [];
    this.node = make("article", { className: "synth-persona", tabIndex: -1, data: { persona: this.id } });
    this.node.append(this.headNode(), ...this.kindNodes(sheet), ...aboutNodes(sheet.told), this.noteNode());
    this.node.append(this.footNode(sheet));
    this.draw(sheet);
  }

  /** What a card cannot change in place: a sheet of another shape needs another card. */
  static shapeOf({ participants, claims, told }) {
    const quotes = (claim) => LISTS.flatMap((list) => claim[list].map(({ quote }) => quote));
    return JSON.stringify([participants, told.sections, claims.map((one) => [one.kind, ...quotes(one)])]);
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

  /** A quiet line that says what `read` finds in the sheet. */
  lineFor(read, className = "synth-quiet") {
    const node = make("div", { className });
    this.updates.push((sheet) => {
      node.textContent = read(sheet);
      node.hidden = !node.textContent;
    });
    return node;
  }

  buttonFor(textContent, run, ...keys) {
    const button = make("button", { type: "button" }, textContent, ...keys);
    button.addEventListener("click", () => {
      this.settle();
      run(button);
    });
    return button;
  }

  // Parts ------------------------------------------------------------------------------------------------------------

  headNode() {
    const badge = make("span", { className: "synth-badge" });
    this.updates.push((sheet) => {
      badge.textContent = sheet.kept ? "Kept" : sheet.edited ? "Draft, edited" : "Draft";
    });
    const top = make("div", { className: "synth-top" }, badge, this.lineFor(({ told }) => told.draft));
    const name = this.wordsFor("Name", { className: "synth-name-words" }, { field: "name" }, (sheet) => sheet.name);
    const lines = [
      (sheet) => (sheet.drafted ? `drafted as “${sheet.drafted}”` : ""),
      ({ participants, told }) => (participants.length ? `${told.people} · ${participants.join(", ")}` : ""),
      ({ told }) => told.facts.join(" "),
    ];
    return make("header", {}, top, name, ...lines.map((read) => this.lineFor(read)), this.newerNode());
  }

  /** What to do if the participants changed since the persona was kept. */
  newerNode() {
    let newer;
    const node = make("div", { className: "synth-newer" }, this.lineFor(({ told }) => told.newer));
    node.append(this.buttonFor("Take it over with my edits", () => this.submit({ action: "renew", draft: newer })));
    this.updates.push((sheet) => {
      newer = sheet.newer;
      node.hidden = !newer;
    });
    return node;
  }

  headingOf({ kind }) {
    return Object.hasOwn(this.desk.titles, kind) ? kind : "other";
  }

  kindNodes({ claims }) {
    return Object.entries(this.desk.titles).flatMap(([kind, title]) => {
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
    const node = make("li", { className: "synth-claim" });
    const toggle = this.toggleNode(node, (sheet) => ({ ...read(sheet), what: `claim “${read(sheet).claim}”` }), place);
    const warning = this.lineFor((sheet) => warningOf(read(sheet), sheet.told), "synth-warning");
    this.updates.push((sheet) => node.classList.toggle("synth-unproved", !voicesOf(read(sheet))));
    const count = this.lineFor((sheet) => {
      const { drafted } = read(sheet);
      return `${sheet.told.counts[place] ?? ""}${drafted ? ` · drafted as “${drafted}”` : ""}`;
    });
    const quotes = LISTS.flatMap((list) =>
      claim[list].map((quote, i) => this.quoteNode(quote, { claim: place, list, quote: i })),
    );
    node.append(make("div", { className: "synth-line" }, words, toggle), warning, count, ...quotes);
    if (this.desk.material.length) node.append(this.addNode(read, place));
    return node;
  }

  quoteNode({ quote, participant_id: speaker }, place) {
    const isAgainst = place.list === "contradicted_by";
    const node = make("div", { className: `synth-line synth-quote${isAgainst ? " synth-against" : ""}` });
    const but = isAgainst ? [make("span", { className: "synth-quiet", textContent: "but: " })] : [];
    const who = make("span", { className: "synth-quiet" });
    const read = (sheet) => sheet.claims[place.claim][place.list][place.quote];
    const what = `quote of ${speaker}`;
    const toggle = this.toggleNode(node, (sheet) => ({ ...read(sheet), what }), place.claim, place);
    this.updates.push((sheet) => {
      const { added, lost } = read(sheet);
      who.textContent = ` ${speaker}${added ? " · added" : ""}${lost ? " · no evidence any more" : ""}`;
      node.classList.toggle("synth-lost", Boolean(lost));
    });
    node.append(make("blockquote", {}, ...but, `“${quote}”`, who), toggle);
    return node;
  }

  /** The button that leaves something out or brings it back. Without a quote, a claim turns red. */
  toggleNode(node, read, claim, quotePlace) {
    const button = make("button", { type: "button", className: "synth-toggle" });
    let now;
    this.updates.push((sheet) => {
      now = read(sheet);
      node.classList.toggle("synth-out", now.out);
      button.textContent = now.out ? "Bring back" : "×";
      button.title = `${now.out ? "Bring back" : "Leave out"} the ${now.what}`;
      button.setAttribute("aria-label", button.title);
    });
    button.addEventListener("click", () => {
      this.settle();
      this.submit({ action: "leave_out", claim, ...quotePlace, out: !now.out });
    });
    return button;
  }

  /** The way to one more quote for or against a claim: those of the same theme first. */
  addNode(read, place) {
    const node = make("div", { className: "synth-add" });
    let claim;
    this.updates.push((sheet) => {
      claim = read(sheet);
    });
    const open = (list) => {
      const has = new Set(claim[list].map(({ evidence_id: id }) => id));
      const theme = claim.drafted ?? claim.claim;
      const free = this.desk.material.filter(({ evidence_id: id }) => !has.has(id));
      const near = [...free.filter((one) => one.claim === theme), ...free.filter((one) => one.claim !== theme)];
      const options = near.map(({ evidence_id: id, participant_id: name, quote, claim: about }) => {
        return { id, name, note: `${quote}${about ? ` (${about})` : ""}` };
      });
      const title = list === "quotes" ? "Find a quote for it" : "Find a quote against it";
      const chooser = new Chooser(title, options, (id) => {
        node.replaceChildren(...buttons);
        buttons[0].focus({ preventScroll: true });
        if (id) this.submit({ action: "add_quote", claim: place, list, evidence_id: id });
      });
      node.replaceChildren(chooser.node);
      chooser.input.focus();
    };
    const buttons = [
      this.buttonFor("Add a quote", () => open("quotes")),
      this.buttonFor("Add a contradiction", () => open("contradicted_by")),
    ];
    node.append(...buttons);
    return node;
  }

  noteNode() {
    const options = { className: "synth-note-words", isLong: true, placeholder: "Write a note…" };
    const words = this.wordsFor("Note", options, { field: "note" }, (sheet) => sheet.note);
    return make("section", {}, make("h3", { textContent: "Note" }), words);
  }

  footNode({ participants }) {
    const say = make("span", { className: "synth-quiet" });
    const keep = make("button", { type: "button", className: "synth-main" }, "Keep", keyCap("Ctrl Enter"));
    const remove = make("button", { type: "button", textContent: "Remove" });
    keep.addEventListener("click", () => this.keep());
    remove.addEventListener("click", () => this.remove());
    this.updates.push(({ kept, edited }) => {
      const hadFocus = (kept ? keep : remove) === document.activeElement;
      [keep.hidden, remove.hidden] = [kept, !kept];
      const draft = `${edited ? "Each change is saved. " : ""}A draft until you keep it.`;
      say.textContent = kept ? "In the study. Each change is saved." : draft;
      if (hadFocus) this.node.focus({ preventScroll: true });
    });
    const compare = this.buttonFor("Compare", () => this.desk.compare(this.id));
    this.updates.push(() => compare.setAttribute("aria-pressed", String(this.desk.isCompared(this.id))));
    const split = this.desk.material.length && participants.length > 1 ? [this.buttonFor("Split…", () => this.openSplit(participants))] : [];
    this.foot = make("footer", { className: "synth-buttons" }, say, keep, remove, compare, ...split);
    return this.foot;
  }

  /** Ask who goes into a persona of their own. */
  openSplit(participants) {
    const boxes = participants.map((value) => make("input", { type: "checkbox", value }));
    const labels = boxes.map((box) => make("label", {}, box, ` ${box.value}`));
    const fieldset = make("fieldset", { className: "synth-split" }, make("legend", { textContent: "Who gets a card of their own?" }), ...labels);
    const close = () => {
      fieldset.remove();
      this.foot.hidden = false;
    };
    const split = this.buttonFor("Split off", () => {
      const members = boxes.filter((box) => box.checked).map((box) => box.value);
      close();
      this.submit({ action: "split", participants: members });
    });
    fieldset.append(split, this.buttonFor("Cancel", close));
    this.foot.hidden = true;
    this.node.append(fieldset);
    boxes[0].focus({ preventScroll: true });
  }
}

/** How many people support a claim with a quote that is in and is evidence still. */
export function voicesOf({ quotes }) {
  return new Set(quotes.filter(({ out, lost }) => !out && !lost).map(({ participant_id: who }) => who)).size;
}

function warningOf(claim, told) {
  const voices = voicesOf(claim);
  return claim.out || voices > 1 ? "" : `⚠ ${voices ? told.one_voice : told.no_evidence}`;
}

function aboutNodes({ sections }) {
  return sections.map(([title, textContent]) =>
    make("section", {}, make("h3", { textContent: title }), make("div", { className: "synth-quiet", textContent })),
  );
}
