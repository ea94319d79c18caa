/** The small forms of the tagger: pick a tag, write a memo, mend a turn. */

import { Box } from "./box.js";
import { KINDS } from "./dom.js";
import { countTags } from "./items.js";
import { Picker } from "./picker.js";

const ROLES = ["participant", "interviewer", "other"];

/** A picker with the last tag first, then those in use, the rest of the codebook, and the kinds. */
export function openPicker(view, pick) {
  const { taggings, codes } = view.session.shown;
  const last = view.lastTag ? [view.lastTag] : [];
  const known = [...last, ...countTags(taggings).keys(), ...codes.keys(), ...KINDS];
  const tags = [...new Set(known)].filter((tag) => !codes.get(tag)?.retired);
  view.open(new Picker(tags, { pick, close: () => view.letGo() }));
}

function openForm(view, title, fields, save) {
  const actions = { save, close: () => view.closeBox(), typing: view.session.typing };
  view.open(new Box(title, fields, actions));
}

/** Write a memo on a tagging, or on the turn of anything else. */
export function openMemo(view, { type, turn, edit }) {
  const about = type === "tagging" ? edit.tagging_id : turn.id;
  const value = view.session.shown.memos.get(about) ?? "";
  const title = type === "tagging" ? "Memo on the tag" : "Memo on the turn";
  openForm(view, title, [{ name: "text", label: "Memo", value, rows: 4 }], ({ text }) => {
    view.session.submit({ action: "memo", about, text });
  });
}

/** Mend a turn. A text area knows one kind of line end, so an unchanged text is sent as it was. */
export function openMending(view, turn) {
  const shown = turn.text.replace(/\r\n?/g, "\n");
  const fields = [
    { name: "text", label: "Words", value: shown, rows: Math.min(10, 2 + Math.ceil(turn.text.length / 50)) },
    { name: "participant_id", label: "Speaker", value: turn.participant },
    { name: "role", label: "Role", value: turn.role, choices: ROLES },
  ];
  const { id: utterance_id, text: seen } = turn;
  openForm(view, "Mend the transcript", fields, (values) => {
    const text = values.text === shown ? seen : values.text;
    view.session.submit({ action: "mend", utterance_id, seen, ...values, text });
    view.select(`u:${utterance_id}`);
  });
}
