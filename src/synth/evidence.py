"""Evidence: who said what about which theme, after the researcher's decisions, one row a quote."""

from typing import Literal

import pandas as pd

from synth.errors import TableProblem
from synth.study import Study
from synth.tables import FINDINGS, KINDS, UTTERANCES
from synth.themes import find_trusted

COLUMNS = [
    "evidence_id", "utterance_id", "start", "end", "quote", "kind", "claim",
    "participant_id", "group", "wave", "language", "source_id", "source_kind", "finding_id",
]  # fmt: skip


def collect_evidence(
    findings: pd.DataFrame,
    utterances: pd.DataFrame,
    grouping: tuple[pd.DataFrame, pd.DataFrame],
    *,
    study: Study | None = None,
    by: Literal["theme", "tag"] = "theme",
) -> pd.DataFrame:
    """Join findings, themes and the researcher's decisions into one table of evidence.

    A rejected finding is left out, an accepted one counts with the span that the researcher gave it, and a tag on any
    other span is evidence too. What a quote claims is either its theme or its tag, never a mixture: otherwise people
    whose interviews are tagged would seem to differ from those whose are not.

    Args:
        findings: the findings table.
        utterances: the utterances table.
        grouping: themes and membership, as `synth.group` returns them.
        study: the study with the decisions; None for the rules' findings as they are.
        by: "theme" makes the theme's label the claim, for tagged and untagged interviews alike, and "" where a theme's
            stability is under .6 and no researcher made it; "tag" takes the tagged quotes alone, each with its tag.

    Returns:
        One row a quote: evidence_id (a tagging or finding id), utterance_id, start, end, quote, kind ("" where no
        finding tells), claim, who said it where, and finding_id (of the finding that is or was accepted, "" if none).

    Raises:
        TableProblem: `by` is "tag" and nothing is tagged.
    """
    FINDINGS.check(findings)
    themes, members = grouping
    trusted = themes[find_trusted(themes)]
    grouped = members.merge(trusted[["theme_id", "label"]], on="theme_id")
    label = dict(zip(grouped["finding_id"], grouped["label"], strict=True))
    claims = [label.get(finding_id, "") for finding_id in findings["finding_id"]]
    found = findings.assign(evidence_id=findings["finding_id"], claim=claims)
    evidence = found if study is None else _apply_decisions(found, study)
    if by == "tag":
        evidence = evidence[evidence["tag"] != ""] if "tag" in evidence else evidence[:0]
        if evidence.empty:
            raise TableProblem(
                'nothing is tagged yet, so there is no evidence by tag. Tag some quotes, or use by="theme".'
            )
        evidence = evidence.assign(claim=evidence["tag"])
    about = utterances[[*UTTERANCES.columns]].drop(columns=["text", "start_s", "end_s"])
    joined = evidence.merge(about, on="utterance_id", how="inner")
    return joined.sort_values(["source_id", "position", "start", "evidence_id"])[COLUMNS].reset_index(drop=True)


def _apply_decisions(found: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the undecided findings (tag "") and the taggings, each with the kind and theme of the finding it meets."""
    taggings = study.taggings()
    decided = study.rejected() | set(taggings["finding_id"])
    undecided = found[~found["finding_id"].isin(decided)].assign(tag="")
    spans = {str(key): rows for key, rows in found.groupby("utterance_id")}
    met = [
        _meet(spans.get(row["utterance_id"]), row["finding_id"], row["start"], row["end"])
        for row in taggings.to_dict("records")
    ]
    tagged = taggings.assign(
        evidence_id=taggings["tagging_id"],
        kind=[kind or (tag if tag in KINDS else "") for (kind, _), tag in zip(met, taggings["tag"], strict=True)],
        claim=[theme for _, theme in met],
    )
    return pd.concat([undecided, tagged], ignore_index=True)


def _meet(found: pd.DataFrame | None, finding_id: str, start: int, end: int) -> tuple[str, str]:
    """Return kind and theme of the finding that a tagging accepts, or the theme alone of one that it overlaps."""
    if found is None:
        return "", ""
    accepted = found[found["finding_id"] == finding_id]
    if len(accepted):
        return str(accepted["kind"].iloc[0]), str(accepted["claim"].iloc[0])
    overlapping = found[(found["start"] < end) & (found["end"] > start) & (found["claim"] != "")]
    return "", str(overlapping["claim"].iloc[0]) if len(overlapping) else ""
