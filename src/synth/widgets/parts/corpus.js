/**
 * The material: its sources with their turns, and what the rules found in them.
 *
 * @typedef {{id: string, source: string, place: number, participant: string, role: string, lang: string,
 *   startS: ?number, text: string, isMended: boolean, findings: Finding[]}} Turn
 * @typedef {{id: string, turn: Turn, start: number, end: number, kind: string}} Finding
 */

import { fold } from "./search.js";
import { toUtf16 } from "./text.js";

/** A column is a list, or a list of different values with the number of each row's. */
function unpack(column) {
  return Array.isArray(column) ? column : column.codes.map((code) => column.values[code]);
}

/** Turn columns into rows. */
function rowsOf(columns) {
  const names = Object.keys(columns);
  const lists = names.map((name) => unpack(columns[name]));
  return lists[0].map((_, row) => Object.fromEntries(names.map((name, i) => [name, lists[i][row]])));
}

export class Corpus {
  constructor({ utterances, findings, order }) {
    this.turns = new Map();
    this.sources = new Map();
    for (const row of rowsOf(utterances)) this.addTurn(row);
    this.findings = new Map();
    const inOrder = [...this.turns.values()];
    for (const row of rowsOf(findings)) this.addFinding(inOrder[row.turn], row);
    this.base = new Map();
    this.order = order;
  }

  addTurn({ utterance_id: id, source_id: source, participant_id: participant, role, language: lang, start_s, text }) {
    if (!this.sources.has(source)) this.sources.set(source, []);
    const turns = this.sources.get(source);
    const turn = { id, source, place: turns.length, participant, role, lang, startS: start_s, text, findings: [] };
    turns.push(turn);
    this.turns.set(id, turn);
  }

  addFinding(turn, { finding_id: id, start, end, kind }) {
    const finding = { id, turn, kind, start: toUtf16(turn.text, start), end: toUtf16(turn.text, end) };
    turn.findings.push(finding);
    this.findings.set(id, finding);
  }

  /** Show a turn as it was mended, with its findings moved along; null brings back what was read. */
  mend(id, version) {
    const turn = this.turns.get(id);
    for (const finding of turn.findings) this.findings.delete(finding.id);
    if (!this.base.has(id)) this.base.set(id, { ...turn });
    const base = this.base.get(id);
    if (version) {
      const { text, participant_id: participant, role } = version;
      Object.assign(turn, { text, participant, role, isMended: true, folded: undefined, findings: [] });
      for (const row of version.findings) this.addFinding(turn, row);
    } else {
      Object.assign(turn, base, { isMended: false, folded: undefined });
      for (const finding of turn.findings) this.findings.set(finding.id, finding);
    }
  }

  /** The source that is shown if one asks for it: another one if there is none of that name. */
  known(source) {
    return this.sources.has(source) ? source : [...this.sources.keys()][0];
  }

  /** The interviewer's turn that a turn answers, or undefined. */
  questionOf(turn) {
    return this.sources.get(turn.source).findLast((one) => one.place < turn.place && one.role === "interviewer");
  }
}

export function speakerOf({ participant, role }) {
  return participant || role;
}

/** The text of a turn without case and accents; made once. */
export function foldedText(turn) {
  return (turn.folded ??= fold(turn.text));
}
