"""How much personal data is found, by kind and language, on texts that were written and labelled apart from the rules.

    python benchmarks/personal_data.py [FOLDER WITH nl.jsonl, fr.jsonl ...] [--presidio FILE] [--half second] [--fast]

Each line of a file is a text with its spans (quote, kind, nth occurrence); a file is read as one study. A span counts
as found if one proposal of its kind shares at least half of its letters and digits, and the span at least half of the
proposal's; a proposal is right on the same condition. Of the age "I'm 43" or "aged 43", only the number counts.
"any kind": proposals of whatever kind together cover at least four fifths of the span, so that replacing them would
hide it. "names given": the recall if the names of all labelled persons are given, as an import does for participants.
"reviewed": at least half of the span is in proposals, or in the remaining candidates that a person is shown in review.
Intervals are of 95 %, by 1,000 resamples of the texts.

FILE is the invented data set of presidio-research (MIT License). Its ages are read with their unit, as they are here;
kinds that synth does not look for are left out, and so are proposals that touch them.
"""

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from speed import make_comments

from synth.languages import detect_languages
from synth.privacy.candidates import find_candidates
from synth.privacy.proposals import find_personal_data
from synth.tables import LANGUAGES, UTTERANCES

TEXTS = Path(__file__).parent / "personal_data"
PRESIDIO = {
    "PERSON": "person", "STREET_ADDRESS": "address", "ORGANIZATION": "organisation", "PHONE_NUMBER": "phone",
    "AGE": "age",
    "EMAIL_ADDRESS": "e-mail", "DOMAIN_NAME": "url", "IBAN_CODE": "iban", "US_SSN": "national number",
}  # fmt: skip
MEASURES = ("recall", "precision", "any kind", "names given", "reviewed")
LEADING = re.compile(r"(?:I|he|she)(?:['’](?:m|s)| am| is) |aged ", re.IGNORECASE)
RESAMPLES = 1_000


class Label(NamedTuple):
    """A span that a person labelled, in code points; its kind is "" if synth does not look for it."""

    start: int
    end: int
    kind: str


def main() -> None:
    """Print the figures of each language, those of the outside check, and the speed."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folder", nargs="?", type=Path, default=TEXTS)
    options.add_argument("--presidio", type=Path, help="synth_dataset_v2.json of presidio-research")
    options.add_argument("--half", choices=("first", "second", "both"), default="second")
    options.add_argument("--fast", action="store_true", help="leave the speed out")
    given = options.parse_args()
    paths = {language: path for language in LANGUAGES if (path := given.folder / f"{language}.jsonl").exists()}
    if not paths:
        options.error(f"{given.folder}: there is none of {', '.join(f'{language}.jsonl' for language in LANGUAGES)}")
    counts = []
    for language, path in paths.items():
        counts.append(count(language, *read_lines(path)))
        print(f"\n{language}: {show(counts[-1])}")
    print(f"\nall languages: {show(pd.concat(counts))}")
    if given.presidio:
        print(
            f"\npresidio-research, {given.half} half: {show(count('en', *read_presidio(given.presidio, given.half)))}"
        )
    if not given.fast:
        print(f"\n{measure_speed():,.0f} comments of about 100 characters a second, one core, all in")


def read_lines(path: Path) -> tuple[list[str], list[list[Label]]]:
    """Return the texts of a file and their labels."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line["text"] for line in lines], [
        [_place(line["text"], **span) for span in line["spans"]] for line in lines
    ]


def _place(text: str, quote: str, kind: str, nth: int) -> Label:
    start = [match.start() for match in re.finditer(f"(?={re.escape(quote)})", text)][nth]
    spoken = LEADING.match(quote) if kind == "age" else None
    return Label(start + (spoken.end() if spoken else 0), start + len(quote), kind)


def read_presidio(path: Path, half: str) -> tuple[list[str], list[list[Label]]]:
    """Return the texts of presidio-research, the first half of the file or the second, and their labels."""
    lines = json.loads(path.read_text(encoding="utf-8"))
    middle = len(lines) // 2
    lines = {"first": lines[:middle], "second": lines[middle:], "both": lines}[half]
    labels = [
        [
            Label(span["start_position"], _end(line["full_text"], **span), PRESIDIO.get(span["entity_type"], ""))
            for span in line["spans"]
        ]
        for line in lines
    ]
    return [line["full_text"] for line in lines], labels


def _end(text: str, end_position: int, entity_type: str, **_other: object) -> int:
    """Return where a span ends, an age with the word for its unit, which presidio-research leaves out."""
    unit = re.compile(r"[ -]?(?:years?|yrs?)[ -]old|[ -]years?").match(text, end_position)
    return unit.end() if unit and entity_type == "AGE" else end_position


def count(language: str, texts: Sequence[str], labels: Sequence[Sequence[Label]]) -> pd.DataFrame:
    """Return one row a text and kind: spans, proposals, and how many of them count by each measure."""
    table = UTTERANCES.make(
        pd.DataFrame({"utterance_id": [f"{language}{number}" for number in range(len(texts))], "text": texts}).assign(
            position=range(len(texts)), source_kind="feedback", role="participant", language=language
        )
    )
    persons = {
        text[one.start : one.end]
        for text, some in zip(texts, labels, strict=True)
        for one in some
        if one.kind == "person"
    }
    proposals = find_personal_data(table)
    named = _by_text(find_personal_data(table, names=sorted(persons)))
    proposed, candidates = _by_text(proposals), _by_text(find_candidates(table, proposals))
    rows = [
        {"text": key, **row}
        for key, text, some in zip(table["utterance_id"], texts, labels, strict=True)
        for row in _count_text(text, some, proposed[key], named[key], candidates[key])
    ]
    return pd.DataFrame(rows)


def _by_text(spans: pd.DataFrame) -> dict[str, list[Label]]:
    found: dict[str, list[Label]] = defaultdict(list)
    kinds = spans["kind"] if "kind" in spans else [""] * len(spans)
    for key, start, end, kind in zip(spans["utterance_id"], spans["start"], spans["end"], kinds, strict=True):
        found[key].append(Label(start, end, kind))
    return found


def _count_text(
    text: str, labels: Sequence[Label], proposed: list[Label], named: list[Label], candidates: list[Label]
) -> Iterator[dict[str, object]]:
    unclaimed = [label for label in labels if not label.kind]
    for label in labels:
        if label.kind:
            yield {
                "kind": label.kind,
                "spans": 1,
                "recall": any(_same(text, label, one) for one in proposed),
                "any kind": _share(text, label, proposed) >= 0.8,
                "names given": any(_same(text, label, one) for one in named),
                "reviewed": _share(text, label, [*proposed, *candidates]) >= 0.5,
            }
    for one in proposed:
        if not _share(text, one, unclaimed):
            yield {"kind": one.kind, "proposals": 1, "precision": any(_same(text, label, one) for label in labels)}
    if candidates:
        yield {"kind": "candidate", "candidates": len(candidates)}


def _same(text: str, label: Label, proposal: Label) -> bool:
    is_kind = label.kind == proposal.kind
    return is_kind and min(_share(text, label, [proposal]), _share(text, proposal, [label])) >= 0.5


def _share(text: str, of: Label, by: Iterable[Label]) -> float:
    """Return how much of a span's letters and digits lies in others."""
    places = {place for place in range(of.start, of.end) if text[place].isalnum()}
    covered = {place for other in by for place in range(other.start, other.end)}
    return len(places & covered) / max(1, len(places))


def show(rows: pd.DataFrame) -> str:
    """Return a table of the measures by kind, with their intervals."""
    rows = rows.reindex(columns=["text", "kind", "spans", "proposals", "candidates", *MEASURES]).fillna(0)
    spans, proposals = int(rows["spans"].sum()), int(rows["proposals"].sum())
    head = f"{spans} spans, {proposals} proposals, {int(rows['candidates'].sum())} further candidates"
    kinds = sorted(set(rows["kind"]) - {"candidate"})
    lines = [f"{'':16} {'spans':>5} " + " ".join(f"{measure:>17}" for measure in MEASURES)]
    for name, some in [*((kind, rows[rows["kind"] == kind]) for kind in kinds), ("all", rows)]:
        texts = some.groupby("text")[["spans", "proposals", *MEASURES]].sum().astype(float)
        cells = [
            _rate(texts[measure], texts["proposals" if measure == "precision" else "spans"]) for measure in MEASURES
        ]
        lines.append(f"{name:16} {int(some['spans'].sum()):5} " + " ".join(f"{cell:>17}" for cell in cells))
    return "\n".join([head, *lines])


def _rate(right: pd.Series, of: pd.Series) -> str:
    if not of.sum():
        return "-"
    picks = np.random.default_rng(0).integers(len(of), size=(RESAMPLES, len(of)))
    totals = of.to_numpy()[picks].sum(axis=1)
    rates = right.to_numpy()[picks].sum(axis=1)[totals > 0] / totals[totals > 0]
    low, high = np.percentile(rates, [2.5, 97.5])
    return f"{right.sum() / of.sum():.3f} ({low:.2f}-{high:.2f})"


def measure_speed() -> float:
    """Return how many comments are read a second of processor time, the median of three rounds."""
    comments = detect_languages(make_comments(20_000, None))
    rates = []
    for _ in range(3):
        before = time.process_time()
        find_personal_data(comments)
        rates.append(len(comments) / (time.process_time() - before))
    return sorted(rates)[1]


if __name__ == "__main__":
    main()
