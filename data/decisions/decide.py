"""Make the decisions of the invented researcher R1 on the sample study from its hand labels.

    python data/decisions/decide.py        # writes R1.jsonl beside this file

A finding that agrees with its turn's label is accepted under the turn's theme, one that does not is rejected, and where
the rules found nothing the longest sentence of the turn is tagged. What R1 concludes from the tags stands in
chain.toml. Run it again when findings or pseudonyms change.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

import synth
from synth.events import Event, Thing, write_event
from synth.insights.levels import EVIDENCE, LEVELS, RESTS_ON, check, complete
from synth.tables import make_id
from synth.verdicts import verdict_key

HERE = Path(__file__).parent
CODED = ("P02.vtt", "P06.txt", "P10.vtt", "P11.vtt")
RESEARCHER = "R1"
BEGUN = datetime(2024, 4, 2, 9, tzinfo=UTC)
PACE = timedelta(seconds=41)
GLANCE = 90  # characters
Change = tuple[str, str, Thing]
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
    decided.extend(conclude(tuple(decided), findings))
    decided.extend(star(decided))
    lines = [f"{write_event(event)}\n" for event in make_events(decided)]
    (HERE / "R1.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")


def decide(turn: Any, findings: pd.DataFrame) -> Iterator[Change]:
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


def tagging(turn: Any, start: int, end: int, tag: str, finding_id: str) -> Change:
    place = {"utterance_id": turn.utterance_id, "start": start, "end": end, "quote": turn.text[start:end]}
    key = make_id(turn.utterance_id, start, end, tag, RESEARCHER, finding_id)
    return "tagging", key, {**place, "tag": tag, "finding_id": finding_id, "note": ""}


def conclude(decided: Sequence[Change], findings: pd.DataFrame) -> Iterator[Change]:
    """Yield what R1 makes of the tags: insights, the chain around them, and how each need is put and rated."""
    kinds = dict(zip(findings["finding_id"], findings["kind"], strict=True))
    by_tag = partial(find_quotes, decided, kinds)
    first = {"evidence": by_tag([LETTERS], but="delight"), "contradicted_by": by_tag([LETTERS], only="delight")}
    key = make_id("insight", INSIGHT)
    told = {"insight_id": key, "statement": INSIGHT, "innovation": "service", "status": "draft", "expires": ""}
    yield "insight", key, told | first
    chain = tomllib.loads((HERE / "chain.toml").read_text(encoding="utf-8"))
    ids = {
        (level, name): make_id(level, thing["statement"]) for level in LEVELS for name, thing in chain[level].items()
    }
    for level in LEVELS:
        for name, thing in chain[level].items():
            yield level, ids[level, name], resolve(level, ids[level, name], thing, ids, by_tag)


def resolve(
    level: str, key: str, thing: dict[str, Any], ids: dict[tuple[str, str], str], by_tag: Callable[..., list[str]]
) -> Thing:
    """Return a thing of chain.toml as it is kept: names become ids, tags the taggings that have them."""
    named = {
        field: [ids[under, name] for name in thing[field]] for (which, under, _), field in RESTS_ON.items()
        if which == level and under != EVIDENCE and field in thing
    }  # fmt: skip
    quotes = {field: by_tag(**thing[field]) for field in ("evidence", "contradicted_by") if field in thing}
    given = complete(level, key, thing | named | quotes)
    return check(level, given)


def star(decided: Iterable[Change]) -> Iterator[Change]:
    """Yield a star for one quote a tag: the one that a reader takes in at a glance."""
    taggings = [(key, thing) for entity, key, thing in decided if entity == "tagging"]
    for tag in sorted({thing["tag"] for _, thing in taggings}):
        of_tag = [(abs(len(thing["quote"]) - GLANCE), key) for key, thing in taggings if thing["tag"] == tag]
        yield "star", min(of_tag)[1], {"starred": True}


def find_quotes(
    decided: Sequence[Change], kinds: dict[str, str], tags: Collection[str], *, only: str = "", but: str = ""
) -> list[str]:
    """Return the taggings with one of the tags, of one kind of finding alone, or of all kinds but one."""
    found = [(key, kinds.get(thing["finding_id"], "")) for _, key, thing in decided if thing.get("tag") in tags]
    return [key for key, kind in found if (not only or kind == only) and (not but or kind != but)]


def make_events(decided: Iterable[Change]) -> Iterator[Event]:
    """Yield an event for each decision, as if R1 took one every 41 seconds."""
    standing: dict[tuple[str, str], Thing] = {}
    for number, (entity, key, thing) in enumerate(decided, start=1):
        at = (BEGUN + number * PACE).isoformat(timespec="microseconds")
        action = make_id(RESEARCHER, number, entity, key)
        after = {**thing, "researcher": RESEARCHER, "at": at}
        yield Event(
            f"{action}-000000", action, "do", "", at, RESEARCHER, entity, key, standing.get((entity, key)), after
        )
        standing[entity, key] = after


if __name__ == "__main__":
    main()
