"""What was said of an old version of a transcript, carried over to its corrected one."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
from rapidfuzz.fuzz import partial_ratio_alignment

from synth.alignment import SAYING, WORD, align_utterances, find_common
from synth.errors import StudyProblem
from synth.findings import find
from synth.insights.chain import follow_findings
from synth.study import Study
from synth.tables import make_id
from synth.verdicts import move_verdicts

LOOK = "to be looked at"
LEAST_ALIKE = 60  # of 100, for a guess
GUESS = ("guess_id", "guess_start", "guess_end", "guess")


class Place(NamedTuple):
    """A span of an utterance, in code points."""

    utterance_id: str
    start: int
    end: int


@dataclass(frozen=True)
class Versions:
    """The texts of both versions, and for each old utterance where its words may stand now."""

    old: Mapping[str, str]
    new: Mapping[str, str]
    partners: Mapping[str, Sequence[str]]
    moved: Mapping[str, str]
    sources: Mapping[str, Sequence[str]]  # of an old utterance that is gone: all new ones of its source
    speakers: Mapping[str, str]


def carry_spans(
    spans: pd.DataFrame, old: pd.DataFrame, new: pd.DataFrame, *, renamed: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Carry quotes (findings, taggings) over to a corrected version of their sources.

    A quote is carried only where it stands verbatim: in the utterance whose words stayed; else where its own words went
    by the alignment; else, if it has three words or more, at the one place where it stands. For any other the
    most similar words are proposed.

    Args:
        spans: a table with utterance_id, start, end (code points) and quote.
        old: the utterances that the spans refer to.
        new: the utterances of the corrected version.
        renamed: the new source_id of a source that is called otherwise now, by its old one.

    Returns:
        The spans, in their order, with new places where they were carried, and these columns: status ("kept" where
        nothing changed, "carried", "to be looked at", or "elsewhere" for one that is not in `old`), speaker (who said
        it before and who does now, where that was corrected), and for what is to be looked at guess_id, guess_start,
        guess_end and guess, "" and -1 where nothing is similar.

    Raises:
        TableProblem: a table lacks a column.

    >>> from synth.tables import UTTERANCES
    >>> turn = {"source_id": "P1.txt", "source_kind": "interview", "role": "participant", "position": 1}
    >>> old = UTTERANCES.make([turn | {"utterance_id": "a", "text": "Well I never hear back"}])
    >>> new = UTTERANCES.make([turn | {"utterance_id": "b", "text": "Well, I never hear back."}])
    >>> spans = pd.DataFrame([{"utterance_id": "a", "start": 5, "end": 22, "quote": "I never hear back"}])
    >>> carry_spans(spans, old, new)[["utterance_id", "start", "quote", "status"]].values.tolist()
    [['b', 6, 'I never hear back', 'carried']]
    """
    versions = _compare(old, new, renamed)
    rows = [_carry(row, versions) for row in spans.to_dict("records")]
    added = ["status", "speaker", *GUESS]
    carried = pd.DataFrame(rows, columns=[*spans.columns, *added], index=spans.index)
    numbers = {"start": "int64", "end": "int64", "guess_start": "int64", "guess_end": "int64"}
    texts = dict.fromkeys(("utterance_id", "quote", "status", "speaker", "guess_id", "guess"), "str")
    return carried.astype(numbers | texts)


def carry_study(
    study: Study,
    old: pd.DataFrame,
    new: pd.DataFrame,
    *,
    findings: pd.DataFrame | None = None,
    renamed: Mapping[str, str] | None = None,
    accept: Collection[str] = (),
) -> pd.DataFrame:
    """Let tags and verdicts follow a corrected transcript; `study.undo()` takes it back as one.

    A tagging keeps its id, so insights and personas keep their evidence, and goes on saying who decided it, and when.
    What cannot be carried stays as it was.

    Args:
        study: the study.
        old: the utterances that were worked on.
        new: the utterances of the corrected version.
        findings: the findings of `old`, if it was searched with cues or models of one's own.
        renamed: the new source_id of a source that is called otherwise now, by its old one.
        accept: ids of taggings whose guess is right: they are put there, with the words that stand there now.

    Returns:
        The taggings as `carry_spans` returns them, those to be looked at first.

    Raises:
        StudyProblem: an accepted tagging has no guess.
    """
    study.refresh()
    carried = _accept(carry_spans(study.taggings(), old, new, renamed=renamed), accept)
    found = find(old) if findings is None else findings
    ids = _new_ids(found, carry_spans(found, old, new, renamed=renamed))
    study.change(
        [
            *_change_taggings(study, carried, ids),
            *move_verdicts(study.things("verdict"), ids),
            *follow_findings(study, ids),
        ],
        keep_stamps=True,
    )
    first = carried["status"].map({LOOK: 0}).fillna(1)
    return carried.iloc[first.argsort(kind="stable")].reset_index(drop=True)


def _compare(old: pd.DataFrame, new: pd.DataFrame, renamed: Mapping[str, str] | None) -> Versions:
    pairs = align_utterances(old, new, renamed=renamed)
    matched = pairs[pairs["old_id"].ne("") & pairs["new_id"].ne("")]
    exact = matched[matched["status"] != "changed"]
    by_source = pairs[pairs["new_id"] != ""].groupby("source_id")["new_id"].agg(lambda ids: list(dict.fromkeys(ids)))
    return Versions(
        old=dict(zip(old["utterance_id"], old["text"], strict=True)),
        new=dict(zip(new["utterance_id"], new["text"], strict=True)),
        partners={str(old_id): ids.tolist() for old_id, ids in matched.groupby("old_id")["new_id"]},
        moved=dict(zip(exact["old_id"], exact["new_id"], strict=True)),
        sources={
            old_id: by_source.get(source, [])
            for old_id, source in zip(pairs["old_id"], pairs["source_id"], strict=True)
            if old_id
        },
        speakers={
            old_id + new_id: told for old_id, new_id, told in matched[["old_id", "new_id", "speaker"]].to_numpy()
        },
    )


def _carry(row: Mapping[Any, Any], versions: Versions) -> dict[str, Any]:
    here = Place(row["utterance_id"], row["start"], row["end"])
    told: dict[str, Any] = {"speaker": "", **dict(zip(GUESS, ("", -1, -1, ""), strict=True))}
    if here.utterance_id not in versions.old:
        return {**row, **told, "status": "elsewhere"}
    place = _find_place(here, row["quote"], versions)
    if place is None:
        guess = _guess(here, row["quote"], versions)
        if guess:
            told |= dict(zip(GUESS, (*guess, versions.new[guess.utterance_id][guess.start : guess.end]), strict=True))
        return {**row, **told, "status": LOOK}
    told["speaker"] = versions.speakers.get(here.utterance_id + place.utterance_id, "")
    return {**row, **place._asdict(), **told, "status": "kept" if place == here else "carried"}


def _find_place(here: Place, quote: str, versions: Versions) -> Place | None:
    """Return where a quote stands verbatim now, if that is sure."""
    if here.utterance_id in versions.moved:
        return here._replace(utterance_id=versions.moved[here.utterance_id])
    partners = versions.partners.get(here.utterance_id, [])
    for partner in partners:
        aligned = _follow(here, partner, versions)
        if aligned:
            stands = [place for place in _occurrences(here, quote, [partner], versions) if _overlap(place, aligned)]
            if stands:
                return min(stands, key=lambda place: abs(place.start - aligned.start))
    stands = list(_occurrences(here, quote, partners or versions.sources[here.utterance_id], versions))
    if len(stands) == 1 and len(WORD.findall(quote)) >= SAYING:
        return stands[0]
    return None


def _follow(here: Place, partner: str, versions: Versions) -> Place | None:
    """Return the stretch of another utterance to which the words of a span went, if any did."""
    before = list(WORD.finditer(versions.old[here.utterance_id]))
    after = list(WORD.finditer(versions.new[partner]))
    pairs = find_common([word[0].casefold() for word in before], [word[0].casefold() for word in after])
    went = [after[j] for i, j in pairs if before[i].start() < here.end and before[i].end() > here.start]
    return Place(partner, went[0].start(), went[-1].end()) if went else None


def _occurrences(here: Place, quote: str, utterance_ids: Iterable[str], versions: Versions) -> Iterator[Place]:
    """Yield where a quote stands, and cuts no word that it did not cut before."""
    before = versions.old[here.utterance_id]
    cuts_first, cuts_last = _cuts_word(before, here.start), _cuts_word(before, here.end)
    for utterance_id in utterance_ids:
        text = versions.new[utterance_id]
        start = text.find(quote)
        while start >= 0:
            end = start + len(quote)
            if _cuts_word(text, start) <= cuts_first and _cuts_word(text, end) <= cuts_last:
                yield Place(utterance_id, start, end)
            start = text.find(quote, start + 1)


def _cuts_word(text: str, place: int) -> bool:
    return text[place - 1 : place].isalnum() and text[place : place + 1].isalnum()


def _overlap(first: Place, second: Place) -> bool:
    return first.start < second.end and first.end > second.start


def _guess(here: Place, quote: str, versions: Versions) -> Place | None:
    """Return the words that are most like a quote, where its utterance went, or else in the whole source."""
    best: tuple[float, Place] | None = None
    for utterance_id in versions.partners.get(here.utterance_id) or versions.sources[here.utterance_id]:
        text = versions.new[utterance_id]
        least = max(LEAST_ALIKE, best[0] if best else 0)
        found = partial_ratio_alignment(quote, text, score_cutoff=least) if len(quote) <= len(text) else None
        if found and found.dest_end > found.dest_start and (best is None or found.score > best[0]):
            best = found.score, _widen(utterance_id, text, found.dest_start, found.dest_end)
        elif len(text) < len(quote) and (back := partial_ratio_alignment(text, quote, score_cutoff=least)):
            best = back.score, Place(utterance_id, 0, len(text))
    return best[1] if best else None


def _widen(utterance_id: str, text: str, start: int, end: int) -> Place:
    """Return a span widened to whole words, without white space at its ends."""
    while _cuts_word(text, start):
        start -= 1
    while _cuts_word(text, end):
        end += 1
    within = text[start:end]
    return Place(utterance_id, start + len(within) - len(within.lstrip()), end - len(within) + len(within.rstrip()))


def _accept(carried: pd.DataFrame, accept: Collection[str]) -> pd.DataFrame:
    """Return the taggings with the guesses of some taken for right."""
    guessed = carried["tagging_id"].isin(accept) & carried["guess_id"].ne("")
    for tagging_id in accept:
        if tagging_id not in set(carried.loc[guessed, "tagging_id"]):
            raise StudyProblem(
                f"accept names the tagging {tagging_id!r}, which has no guess. Give tagging_ids of rows that are "
                f'"{LOOK}" and have a guess.'
            )
    carried = carried.copy()
    for column, guess in zip(("utterance_id", "start", "end", "quote"), GUESS, strict=True):
        carried[column] = carried[column].mask(guessed, carried[guess])
    carried["status"] = carried["status"].mask(guessed, "carried")
    return carried


def _new_ids(findings: pd.DataFrame, carried: pd.DataFrame) -> dict[str, str]:
    """Return the id under which each finding that was carried is found in the new version."""
    moved = carried[carried["status"] == "carried"]
    places = zip(moved["utterance_id"], moved["start"], moved["end"], moved["kind"], strict=True)
    return dict(zip(findings.loc[moved.index, "finding_id"], (make_id(*place) for place in places), strict=True))


def _change_taggings(
    study: Study, carried: pd.DataFrame, ids: Mapping[str, str]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    things = study.things("tagging")
    for row in carried.to_dict("records"):
        if row["status"] == "carried":
            place = {"utterance_id": row["utterance_id"], "start": int(row["start"]), "end": int(row["end"])}
            finding_id = ids.get(row["finding_id"], row["finding_id"])
            thing = {**things[row["tagging_id"]], **place, "quote": row["quote"], "finding_id": finding_id}
            yield "tagging", row["tagging_id"], thing
