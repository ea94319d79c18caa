"""Evidence: who said what about which theme, after the researcher's decisions, one row a quote."""

import pandas as pd

from synth.study import Study
from synth.tables import FINDINGS, KINDS, UTTERANCES

COLUMNS = [
    "evidence_id", "utterance_id", "start", "end", "quote", "kind", "claim",
    "participant_id", "group", "wave", "language", "source_id", "source_kind",
]  # fmt: skip


def collect_evidence(
    findings: pd.DataFrame,
    utterances: pd.DataFrame,
    grouping: tuple[pd.DataFrame, pd.DataFrame],
    *,
    study: Study | None = None,
) -> pd.DataFrame:
    """Join findings, themes and the researcher's decisions into one table of evidence.

    A rejected finding is left out; an accepted one counts with the span and the tag that the researcher gave it; a tag
    that was put on any other span is evidence too. The claim of a finding is its theme's label, unless it was accepted
    under a tag of its own.

    Args:
        findings: the findings table.
        utterances: the utterances table.
        grouping: themes and membership, as `synth.group` returns them.
        study: the study with the decisions; None for the rules' findings as they are.

    Returns:
        One row a quote: evidence_id (a tagging or finding id), utterance_id, start, end, quote, kind ("" for a tag
        without a finding), claim, and who said it where.
    """
    FINDINGS.check(findings)
    themes, members = grouping
    label = members.merge(themes[["theme_id", "label"]], on="theme_id").set_index("finding_id")["label"]
    found = findings.assign(evidence_id=findings["finding_id"], claim=findings["finding_id"].map(label).fillna(""))
    evidence = found if study is None else _apply_decisions(found, study)
    about = utterances[[*UTTERANCES.columns]].drop(columns=["text", "start_s", "end_s"])
    joined = evidence.merge(about, on="utterance_id", how="inner")
    return joined.sort_values(["source_id", "position", "start", "evidence_id"])[COLUMNS].reset_index(drop=True)


def _apply_decisions(found: pd.DataFrame, study: Study) -> pd.DataFrame:
    taggings = study.taggings()
    decided = study.rejected() | set(taggings["finding_id"])
    open_findings = found[~found["finding_id"].isin(decided)]
    finding = dict(zip(found["finding_id"], zip(found["kind"], found["claim"], strict=True), strict=True))
    known = [finding.get(finding_id, ("", "")) for finding_id in taggings["finding_id"]]
    tagged = taggings.assign(
        evidence_id=taggings["tagging_id"],
        kind=[kind or (tag if tag in KINDS else "") for (kind, _), tag in zip(known, taggings["tag"], strict=True)],
        claim=[claim if tag in KINDS else tag for (_, claim), tag in zip(known, taggings["tag"], strict=True)],
    )
    return pd.concat([open_findings, tagged], ignore_index=True)
