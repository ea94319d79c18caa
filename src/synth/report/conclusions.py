"""What a study comes to: everything that a report tells, computed anew from the sources and the decisions."""

import warnings
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from synth.evidence import collect_evidence
from synth.findings import find
from synth.insights import list_support
from synth.mending import mend_utterances
from synth.personas import draft_personas, weigh_needs
from synth.personas.segments import MIN_PARTICIPANTS
from synth.placements import collect_placements
from synth.privacy import check_consent, measure_risk, read_protected
from synth.settings import Settings, read_settings
from synth.study import Study
from synth.tables import SOURCE_KINDS
from synth.themes import group
from synth.usertests import list_ledger, read_tests

ATTRIBUTES = ("group", "language", "help")
"""What a persona's members are counted by afterwards, where the table of participants tells it."""

BEGINNING = "0001-01-01T00:00:00.000000+00:00"


@dataclass(frozen=True)
class Conclusions:
    """Plain data and tables: what a study holds, and what follows from it.

    Attributes:
        settings: of study.toml.
        until: the moment of the last decision that counts (ISO 8601, UTC), "" if there is none.
        decisions: how many events of the log count.
        utterances, findings, themes, members, evidence, taggings, codes: tables; `evidence` has also a
            `code` such as E12, its `tag` and its `theme_id`.
        starred: the ids of the quotes chosen for publication.
        insights, personas: plain dicts, in the order of the study.
        support: the quotes of each insight, one row a quote: insight_id, side ("for", "against"), evidence_id ("" if it
            is gone) and state ("there", "gone").
        recommendations, facts: plain dicts of the study's chain.
        ledger: what was tried for which need, from `list_ledger`.
        kept: whether the personas are those that the researchers kept, rather than drafts.
        missing: the taggings whose utterance is not in the study (any more), or whose words there are others.
        gone: sources that were read once and of which nothing is left.
        hashes: SHA-256 of what each source says, by source.
        risk, consent: from `measure_risk` and `check_consent`.
        tests: the tables of the user tests, by the name of the file.
    """

    settings: Settings
    until: str
    decisions: int
    utterances: pd.DataFrame
    findings: pd.DataFrame
    themes: pd.DataFrame
    members: pd.DataFrame
    evidence: pd.DataFrame
    taggings: pd.DataFrame
    codes: pd.DataFrame
    starred: frozenset[str]
    insights: list[dict[str, Any]]
    support: pd.DataFrame
    facts: list[dict[str, Any]]
    recommendations: list[dict[str, Any]]
    ledger: pd.DataFrame
    personas: list[dict[str, Any]]
    kept: bool
    missing: pd.DataFrame
    gone: list[str]
    hashes: Mapping[str, str]
    risk: pd.DataFrame
    consent: pd.DataFrame
    tests: Mapping[str, pd.DataFrame]


def conclude(folder: str | Path, *, language: str = "", until: str = "") -> Conclusions:
    """Compute what a study comes to, from its protected copy and its decisions alone; nothing in the folder changes.

    Args:
        folder: the study folder, with study.toml where the defaults do not hold.
        language: of the themes' labels: nl, fr, de or en; "" for that of study.toml.
        until: leave out decisions after this moment (ISO 8601, UTC); "" takes them all.

    Raises:
        StudyProblem: there is no protected copy, or study.toml or a file that it names cannot be used.
    """
    settings = read_settings(folder)
    read = read_protected(settings.folder / settings.protected)
    study, last = _gather_decisions(settings, until)
    utterances = mend_utterances(read, study)
    utterances.attrs.update(read.attrs)
    findings = find(utterances, cues=settings.cue_files, models=settings.models)
    taggings = study.taggings()
    stands = _stands(taggings, utterances)
    grouping = group(
        findings,
        utterances,
        n_themes=settings.n_themes or None,
        language=language or settings.language,
        placements=collect_placements(study),
    )
    evidence = collect_evidence(findings, utterances, grouping, study=study)
    evidence = evidence[~evidence["evidence_id"].isin(taggings["tagging_id"][~stands])].reset_index(drop=True)
    evidence = _name(evidence, taggings, grouping[1])
    kept = study.personas()
    return Conclusions(
        settings=settings,
        until=last,
        decisions=len(study.history()),
        utterances=utterances,
        findings=findings,
        themes=grouping[0],
        members=grouping[1],
        evidence=evidence,
        taggings=taggings[stands].reset_index(drop=True),
        codes=study.codes(),
        starred=frozenset(study.starred()),
        insights=study.insights(),
        support=_support(study, evidence),
        facts=study.chain.things("fact"),
        recommendations=study.chain.things("recommendation"),
        ledger=list_ledger(study),
        personas=kept or _draft(evidence, utterances, settings, language or settings.language),
        kept=bool(kept),
        missing=taggings[~stands].reset_index(drop=True),
        gone=_find_gone(utterances),
        hashes=hash_sources(utterances) | _hash_files(settings, (*settings.tests, *settings.cues)),
        risk=measure_risk(utterances, few=settings.publish_from),
        consent=check_consent(utterances, today=last[:10] or BEGINNING[:10]),
        tests={name: read_tests(settings.locate(name)) for name in settings.tests},
    )


def hash_sources(utterances: pd.DataFrame) -> dict[str, str]:
    """Return the SHA-256 of what each source says: its utterances in order, id, speaker and words.

    >>> from synth.tables import UTTERANCES
    >>> turn = {"utterance_id": "u1", "source_id": "P01", "position": 1, "source_kind": "interview", "role": "other"}
    >>> one, other = (UTTERANCES.make([turn | {"text": text}]) for text in ("Ja.", "Ja!"))
    >>> hash_sources(one)["P01"] == hash_sources(other)["P01"]
    False
    """
    hashes: dict[str, str] = {}
    for source, turns in utterances.sort_values(["position", "utterance_id"]).groupby("source_id", sort=True):
        content = sha256()
        for told in turns[["utterance_id", "participant_id", "text"]].itertuples(index=False, name=None):
            content.update("\x1f".join((*told, "\x1e")).encode("utf-8", "surrogatepass"))
        hashes[str(source)] = content.hexdigest()
    return hashes


def _gather_decisions(settings: Settings, until: str) -> tuple[Study, str]:
    """Return the study as it was at a moment, in memory, and when its last decision was taken."""
    paths = [settings.locate(name) for name in settings.decisions]
    with TemporaryDirectory() as scratch, closing(Study(f"{scratch}/study.db", accept_risk=True)) as study:
        log = settings.server or settings.folder / settings.database
        if settings.server or Path(log).is_file():
            with closing(Study(log, accept_risk=True)) as own:
                own.export(f"{scratch}/log.jsonl")
            paths.append(Path(scratch) / "log.jsonl")
        for path in paths:
            study.merge(path)
        past = study.as_of(until or "9999-12-31")
        history = past.history()
        last = str(history["at"].iloc[-1]) if len(history) else ""
        return past, last


def _stands(taggings: pd.DataFrame, utterances: pd.DataFrame) -> "pd.Series[bool]":
    """Say of each tagging whether its words stand at their place in the study."""
    texts = dict(zip(utterances["utterance_id"], utterances["text"], strict=True))
    places = zip(taggings["utterance_id"], taggings["start"], taggings["end"], taggings["quote"], strict=True)
    found = [texts.get(key, "")[start:end] == quote for key, start, end, quote in places]
    return pd.Series(found, index=taggings.index, dtype=bool)


def _name(evidence: pd.DataFrame, taggings: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the evidence with a code a row, its tag and its theme ("" for none)."""
    rows = taggings[["tagging_id", "finding_id", "tag"]].itertuples(index=False, name=None)
    known = {tagging_id: (finding_id or tagging_id, tag) for tagging_id, finding_id, tag in rows}
    themes = dict(zip(members["finding_id"], members["theme_id"], strict=True))
    met = [known.get(evidence_id, (evidence_id, "")) for evidence_id in evidence["evidence_id"]]
    return evidence.assign(
        code=[f"E{number}" for number in range(1, len(evidence) + 1)],
        tag=[tag for _, tag in met],
        theme_id=[themes.get(finding_id, "") for finding_id, _ in met],
    )


def _support(study: Study, evidence: pd.DataFrame) -> pd.DataFrame:
    """List the quotes of each insight under the ids of the evidence, where an accepted finding is its tagging."""
    support = list_support(study.insights(), evidence, facts=study.chain.things("fact"))
    ids = dict(zip(evidence["finding_id"], evidence["evidence_id"], strict=True)) | {
        evidence_id: evidence_id for evidence_id in evidence["evidence_id"]
    }
    there = support["state"] == "there"
    resolved = [ids.get(key, "") if stands else "" for key, stands in zip(support["evidence_id"], there, strict=True)]
    return support.assign(evidence_id=resolved)[["insight_id", "side", "evidence_id", "state"]]


def _draft(evidence: pd.DataFrame, utterances: pd.DataFrame, settings: Settings, language: str) -> list[dict[str, Any]]:
    """Return persona drafts; none where too few people were interviewed."""
    spoken = evidence[(evidence["source_kind"] == "interview") & (evidence["claim"] != "")]
    if spoken["participant_id"].nunique() < MIN_PARTICIPANTS:
        return []
    columns = ["participant_id", *(name for name in ATTRIBUTES if name in utterances)]
    people = utterances[columns].drop_duplicates("participant_id")
    said = utterances["source_kind"][utterances["role"] == "participant"]
    weights = weigh_needs(evidence, utterances) if said.isin(["feedback", "survey"]).any() else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a low k is told in the report
        return draft_personas(
            evidence,
            people,
            weights=weights,
            publish_from=settings.publish_from,
            language=language,
            random_state=settings.seed,
        )


def _hash_files(settings: Settings, names: Iterable[str]) -> dict[str, str]:
    return {name: sha256(settings.locate(name).read_bytes()).hexdigest() for name in names}


def _find_gone(utterances: pd.DataFrame) -> list[str]:
    """Return the sources that the import tells of and of which no utterance is left."""
    told = [
        account
        for account in utterances.attrs.get("sources", [])
        if account.get("source_kind") in SOURCE_KINDS and not account.get("read", "").startswith("0 ")
    ]
    there = set(utterances["source_id"])
    return sorted(account["source_id"] for account in told if account["source_id"] not in there)
