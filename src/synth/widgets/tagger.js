/**
 * The page side of synth.Tagger. The parts: corpus.js (the material), session.js (decisions and unsaved edits),
 * items.js (what can be selected), view.js with head.js, filters.js, transcript.js, turn.js and panel.js (what is on
 * the screen), forms.js and overlay.js (what lies over it), route.js, pointer.js and keys.js. Here: deciding.
 */

import { placeBox } from "./parts/box.js";
import { openMemo, openMending, openPicker } from "./parts/forms.js";
import { keyNodes } from "./parts/keys.js";
import { leftNodes } from "./parts/overlay.js";
import { nextInQueue, suggestionBeside } from "./parts/route.js";
import { Session } from "./parts/session.js";
import { nudge } from "./parts/text.js";
import { View } from "./parts/view.js";

/** A span that is being moved by keys is saved after this pause, as one edit. */
const MOVE_PAUSE_MS = 400;

class Coder extends View {
  accept() {
    const item = this.selected;
    if (item?.type === "suggestion") this.afterwards(() => this.put(item, item.name));
    if (item?.type === "draft") this.choose();
    else this.focus();
  }

  /** Do something to the selected item; from a suggestion go on to the next, else stay with what came of it. */
  afterwards(decide) {
    const isSuggestion = this.selected?.type === "suggestion";
    const next = isSuggestion && !this.isQueued ? suggestionBeside(this) : "";
    const key = decide();
    if (isSuggestion && this.isQueued) this.go(nextInQueue(this, 1) || key);
    else this.select(next || key);
  }

  /** Put a tag on an item, or another one in the place of its own; returns the key of the tagging. */
  put(item, tag, isExtra = false) {
    this.flushMove();
    const { start, end, turn, edit } = item;
    if (item.type === "tagging" && !isExtra) {
      this.session.submit({ action: "retag", tag, ...edit });
      return item.key;
    }
    return this.session.submit({ action: "tag", utterance_id: turn.id, start, end, tag, ...(isExtra ? {} : edit) });
  }

  reject() {
    const item = this.selected;
    if (!item || item.type === "turn") return;
    this.flushMove();
    this.afterwards(() => {
      if (item.type === "suggestion") this.session.submit({ action: "reject", ...item.edit });
      if (item.type === "tagging") this.session.submit({ action: "untag", ...item.edit });
      return `u:${item.turn.id}`;
    });
    this.focus();
  }

  star() {
    const item = this.selected;
    const { start, end, name: tag, edit, type } = item ?? {};
    if (type === "tagging") this.session.submit({ action: "star", starred: !item.isStarred, ...edit });
    if (type === "suggestion") {
      this.select(
        this.session.submit({ action: "tag", utterance_id: item.turn.id, start, end, tag, star: true, ...edit }),
      );
    }
    if (type === "draft") this.choose();
    else this.focus();
  }

  /** Move an edge of the selected span; a tagging is saved after a pause, a suggestion when it is accepted. */
  nudge(edge, step) {
    const item = this.selected;
    if (!item || item.type === "turn") return;
    const { text, lang } = item.turn;
    const { start, end } = nudge(text, lang, item, edge, this.transcript.isRightToLeft(item.turn) ? -step : step);
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
    const { turn, start, end, edit } = item;
    this.session.submit({ action: "move", utterance_id: turn.id, start, end, ...edit });
  }

  revert(effect) {
    this.flushMove();
    this.session.submit({ action: effect });
  }

  /** Put a tagging whose words are gone on the words that are selected; where none are, lead to its turn. */
  putBack(id) {
    const { turn, start, end, type } = this.selected ?? {};
    const { utterance_id } = this.session.shown.astray.get(id);
    if (turn?.id !== utterance_id || type === "turn") this.go(`u:${utterance_id}`);
    else {
      this.session.submit({ action: "move", utterance_id, start, end, tagging_id: id });
      this.select(`t:${id}`);
      this.focus();
    }
  }

  discard(id) {
    this.session.submit({ action: "untag", tagging_id: id });
    this.focus();
  }

  // Over the widget --------------------------------------------------------------------------------------------------

  choose() {
    this.pickFor(false);
  }

  chooseMore() {
    this.pickFor(true);
  }

  /** Let a tag be picked for the selection: its own, or one more on the same words. */
  pickFor(isExtra) {
    const item = this.selected;
    if (!item || item.type === "turn") return;
    let isFirst = true;
    openPicker(this, (tag, isMore) => {
      this.lastTag = tag;
      const decide = () => this.put(item, tag, isExtra || !isFirst);
      if (isMore) this.draft = null;
      if (isMore) this.selectedKey = decide();
      else {
        this.closeBox();
        if (isFirst) this.afterwards(decide);
        else this.select(decide());
      }
      isFirst = false;
    });
  }

  memo() {
    if (this.selected) openMemo(this, this.selected);
  }

  mend() {
    const turn = this.selected?.turn ?? this.transcript.rows.firstInSight;
    if (turn) openMending(this, turn);
  }

  open(box) {
    if (this.box) this.closeBox();
    this.box = box;
    this.root.append(box.node);
    const mark = this.transcript.selectedPlace ?? this.panel.card.getBoundingClientRect();
    placeBox(box.node, mark, this.root.getBoundingClientRect());
    box.input.focus({ preventScroll: true });
  }

  closeBox() {
    this.session.typing.delete(this.box);
    this.box.node.remove();
    this.box = null;
    this.focus();
    this.draw();
  }

  /** Close the box without having chosen anything. */
  letGo() {
    this.closeBox();
    if (this.draft) this.select("");
  }

  /** A press beside the box closes it; one in which something was written stays, and keeps the focus. */
  leaveBox(event) {
    if (!this.box || this.box.node.contains(event.target)) return;
    if (!this.box.isChanged) this.letGo();
    else if (this.root.contains(event.target)) event.preventDefault();
  }

  toggleHelp() {
    this.overlay.toggle("Keys", keyNodes());
  }

  toggleLeft() {
    const go = (source) => {
      this.overlay.close();
      this.filters.clear();
      this.show(source);
    };
    this.overlay.toggle("What is left", leftNodes(this.session, go));
  }

  escape() {
    if (this.overlay.isOpen) this.overlay.close();
    else if (this.transcript.node.contains(document.activeElement)) this.select("");
    else this.focus();
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
      const view = new Coder(el, session);
      return () => view.remove();
    },
  };
};
