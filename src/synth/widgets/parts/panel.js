/** The side of the tagger: what is selected, what is left to decide, the tags with their counts, and the memos. */

import { speakerOf } from "./corpus.js";
import { KINDS, keyCap, make, setText, swatch } from "./dom.js";
import { nameNode, underline } from "./turn.js";

const TITLES = { suggestion: "Suggestion", tagging: "Tag", draft: "New tag", turn: "Turn" };

/** What can be done with an item of each type: what the button says, its key, and the action. */
const OFFERS = {
  suggestion: [
    ["Tag", "T", "choose"],
    ["Reject", "X", "reject"],
    ["Quote", "*", "star"],
    ["Memo", "M", "memo"],
  ],
  tagging: [
    ["Retag", "T", "choose"],
    ["Add tag", "⇧T", "chooseMore"],
    ["Quote", "*", "star"],
    ["Memo", "M", "memo"],
    ["Remove", "X", "reject"],
  ],
  draft: [
    ["Tag", "T", "choose"],
    ["Discard", "X", "reject"],
  ],
  turn: [
    ["Words", "S", "nextWord"],
    ["Memo", "M", "memo"],
    ["Question", "Q", "question"],
    ["Mend", "E", "mend"],
  ],
};

export class Panel {
  /** @param {Object<string, Function>} actions  those of OFFERS, accept, nextNamed, go(key) and discard(id) */
  constructor(actions) {
    this.actions = actions;
    this.card = make("section", { className: "synth-card", aria: { label: "Selection" } });
    this.lists = Object.fromEntries(
      ["To decide", "Tags", "Memos", "To be looked at"].map((title) => [title, listNode(title)]),
    );
    this.elsewhere = make("p", { className: "synth-note" });
    const sections = Object.values(this.lists).map(({ section }) => section);
    const aria = { label: "Selection, tags and memos" };
    this.node = make("div", { className: "synth-side", aria: { role: "complementary", ...aria } });
    this.node.append(this.card, ...sections, this.elsewhere);
  }

  drawCard(item) {
    const { turn, edit, ...facts } = item ?? {};
    if (!isNew(this.card, [facts, turn?.text, turn?.participant])) return;
    this.card.classList.toggle("synth-empty", !item);
    if (!item) {
      const hint = "Select words to tag them, or press J for the first suggestion.";
      this.card.replaceChildren(make("p", { textContent: hint }));
      return;
    }
    const name =
      item.type === "turn"
        ? make("bdi", { textContent: speakerOf(turn) })
        : item.type === "draft"
          ? ""
          : nameNode(item);
    const title = make("p", { className: "synth-title" }, TITLES[item.type], name);
    const quote = make("blockquote", { dir: "auto", textContent: turn.text.slice(item.start, item.end) });
    const memo = item.memo ? [make("p", { className: "synth-memo", dir: "auto", textContent: item.memo })] : [];
    this.card.replaceChildren(title, quote, ...memo, this.buttonsFor(item));
  }

  buttonsFor(item) {
    const accept = [[`Accept as ${item.name}`, "A", "accept"]];
    const offers = [...(item.type === "suggestion" ? accept : []), ...OFFERS[item.type]];
    const nodes = offers.map(([text, key, action]) => {
      const className = action === "accept" ? "synth-main" : "";
      const node = make("button", { type: "button", className }, text, keyCap(key));
      node.addEventListener("click", () => this.actions[action]());
      return node;
    });
    return make("div", { className: "synth-buttons" }, ...nodes);
  }

  /**
   * @param {Map<string, number>} counts  how often each tag is used, in the order to show them
   * @param {Map<string, {parent: string}>} codes  what the codebook says of some
   */
  drawTags(counts, codes) {
    const rows = inTree([...counts.keys()], codes).map(({ tag, depth }) => {
      const count = counts.get(tag) ?? 0;
      const row = this.rowButton([swatch(tag), ...rowEnd(tag, String(count))], () => this.actions.nextNamed(tag));
      row.title = `Show the next “${tag}” of this source`;
      return make("li", { style: { "--depth": depth } }, row);
    });
    const none = make("li", { className: "synth-note", textContent: "None yet." });
    fill(this.lists.Tags, [[...counts], [...codes]], rows.length ? rows : [none]);
  }

  /** List the kinds with a sample of their line, which makes the list a legend too. */
  drawKinds(counts) {
    const rows = KINDS.map((kind) => {
      const sample = make("span", { className: "synth-sample", textContent: "abc", aria: { hidden: "true" } });
      underline(sample, kind);
      const count = counts.get(kind) ?? 0;
      return make(
        "li",
        { className: `synth-row${count ? "" : " synth-done"}` },
        sample,
        ...rowEnd(kind, String(count)),
      );
    });
    fill(this.lists["To decide"], [...counts], rows);
  }

  /** @param {{key: string, text: string, about: string}[]} memos */
  drawMemos(memos) {
    const rows = memos.map(({ key, text, about }) => {
      const words = make("span", { className: "synth-row-name", dir: "auto", textContent: text });
      return make(
        "li",
        {},
        this.rowButton([words, make("bdi", { className: "synth-count", textContent: about })], () =>
          this.actions.go(key),
        ),
      );
    });
    fill(this.lists.Memos, memos, rows);
  }

  /** List the taggings whose words no longer stand in their turn. */
  drawAstray(astray, isHere) {
    const rows = [...astray]
      .filter(([, { utterance_id: id }]) => isHere(id))
      .map(([id, { quote, tag, utterance_id: turn }]) => {
        const words = make("span", { className: "synth-row-name", dir: "auto", textContent: `“${quote}”` });
        const name = make("bdi", { className: "synth-count", textContent: tag });
        const put = make("button", { type: "button", textContent: "Put on the selected words" });
        put.addEventListener("click", () => this.actions.putBack(id));
        const drop = make("button", { type: "button", textContent: "Remove" });
        drop.addEventListener("click", () => this.actions.discard(id));
        const buttons = make("div", { className: "synth-buttons" }, put, drop);
        return make(
          "li",
          {},
          this.rowButton([words, name], () => this.actions.go(`u:${turn}`)),
          buttons,
        );
      });
    fill(this.lists["To be looked at"], [...astray], rows);
    const others = astray.size - rows.length;
    const text = others ? `${others} of the study’s taggings are about text that is not in this widget.` : "";
    setText(this.elsewhere, text);
  }

  rowButton(children, action) {
    const node = make("button", { type: "button", className: "synth-row" }, ...children);
    node.addEventListener("click", () => action());
    return node;
  }
}

function listNode(title) {
  const list = make("ul", { className: "synth-list", aria: { label: title } });
  const section = make("section", {}, make("h3", { textContent: title }), list);
  return { section, list };
}

/** Fill a list if what it shows changed, so that a button in it keeps the focus; an empty one is not shown. */
function fill({ section, list }, facts, rows) {
  section.hidden = !rows.length;
  if (isNew(list, facts)) list.replaceChildren(...rows);
}

function isNew(node, facts) {
  const signature = JSON.stringify(facts);
  if (node.signature === signature) return false;
  node.signature = signature;
  return true;
}

/** The tags below their parents, each with its depth; a parent that is not used itself is shown too. */
export function inTree(tags, codes) {
  const parentOf = (tag) => codes.get(tag)?.parent ?? "";
  const all = new Set(tags);
  for (const tag of all) if (parentOf(tag)) all.add(parentOf(tag));
  const below = Map.groupBy(all, parentOf);
  const walk = (parent, depth) =>
    (below.get(parent) ?? []).flatMap((tag) => {
      if (!all.delete(tag)) return [];
      return [{ tag, depth }, ...walk(tag, depth + 1)];
    });
  return [...walk("", 0), ...[...all].map((tag) => ({ tag, depth: 0 }))];
}

function rowEnd(name, count) {
  const label = make("bdi", { className: "synth-row-name", textContent: name });
  return [label, make("span", { className: "synth-count", textContent: count })];
}
