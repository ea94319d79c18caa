"""Make the decisions of the invented researcher R1 on the sample study from its hand labels.

    python data/decisions/decide.py        # writes R1.jsonl beside this file

A finding that agrees with its turn's label is accepted under the turn's theme, one that does not is rejected, and where
the rules found nothing the longest sentence of the turn is tagged. Run it again when findings or pseudonyms change.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

import synth
from synth.events import Event, Thing, write_event
from synth.tables import make_id
from synth.verdicts import verdict_key

HERE = Path(__file__).parent
CODED = ("P02.vtt", "P06.txt", "P10.vtt", "P11.vtt")
RESEARCHER = "R1"
BEGUN = datetime(2024, 4, 2, 9, tzinfo=UTC)
PACE = timedelta(seconds=41)
INSIGHT = "Letters frighten before they inform: people read a verdict into them and ask others."
LETTERS = "letters-and-language"


def main() -> None:
    utterances = synth.pseudonymise(synth.read(HERE.parent / "samples"))
    findings = synth.find(utterances)
    labels = pd.read_csv(HERE.parent / "samples" / "labels.csv", dtype=str, keep_default_na=False)
    labels = labels[labels["source"].isin(CODED)].astype({"position": "int64"})
    turns = labels.merge(
        utterances.drop(columns="text"), left_on=["source", "position"], right_on=["source_id", "position"]
    ).merge(utterances[["utterance_id", "text"]], on="utterance_id", suffixes=("_labelled", ""))
    decided = [change for turn in turns.itertuples() for change in decide(turn, findings)]
    decided.append(conclude(decided, findings))
    lines = [f"{write_event(event)}\n" for event in make_events(decided)]
    (HERE / "R1.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")


def decide(turn: Any, findings: pd.DataFrame) -> Iterator[tuple[str, str, Thing]]:
    """Yield what R1 decides on one labelled turn: verdicts and taggings."""
    kinds = set(turn.kinds.split("; ")) - {"none"}
    tag = turn.theme.split("; ")[0] or next(iter(sorted(kinds)), "")
    accepted = False
    for finding in findings[findings["utterance_id"] == turn.utterance_id].itertuples():
        if finding.kind in kinds:
            accepted = True
            yield tagging(turn, int(finding.start), int(finding.end), tag, finding.finding_id)
        else:
            yield "verdict", verdict_key(finding.finding_id, RESEARCHER), {"verdict": "rejected"}
    if kinds and not accepted:
        sentence = max(re.finditer(r"[^.!?…]+[.!?…]*", turn.text), key=lambda match: len(match[0].strip()))
        start = sentence.start() + len(sentence[0]) - len(sentence[0].lstrip())
        yield tagging(turn, start, sentence.start() + len(sentence[0].rstrip()), tag, "")


def tagging(turn: Any, start: int, end: int, tag: str, finding_id: str) -> tuple[str, str, Thing]:
    place = {"utterance_id": turn.utterance_id, "start": start, "end": end, "quote": turn.text[start:end]}
    key = make_id(turn.utterance_id, start, end, tag, RESEARCHER, finding_id)
    return "tagging", key, {**place, "tag": tag, "finding_id": finding_id, "note": ""}


def conclude(decided: list[tuple[str, str, Thing]], findings: pd.DataFrame) -> tuple[str, str, Thing]:
    """Return R1's insight about letters, with the taggings for and against it."""
    praise = set(findings["finding_id"][findings["kind"] == "delight"])
    letters = {key: thing for _, key, thing in decided if thing.get("tag") == LETTERS}
    against = [key for key, thing in letters.items() if thing["finding_id"] in praise]
    insight_id = make_id("insight", INSIGHT)
    told = {"insight_id": insight_id, "statement": INSIGHT, "innovation": "service", "status": "draft", "expires": ""}
    evidence = {"evidence": [key for key in letters if key not in against], "contradicted_by": against}
    return "insight", insight_id, told | evidence


def make_events(decided: Iterable[tuple[str, str, Thing]]) -> Iterator[Event]:
    """Yield an event for each decision, as if R1 took one every 41 seconds."""
    for number, (entity, key, thing) in enumerate(decided, start=1):
        at = (BEGUN + number * PACE).isoformat(timespec="microseconds")
        action = make_id(RESEARCHER, number, entity, key)
        after = {**thing, "researcher": RESEARCHER, "at": at}
        yield Event(f"{action}-000000", action, "do", "", at, RESEARCHER, entity, key, None, after)


if __name__ == "__main__":
    main()
