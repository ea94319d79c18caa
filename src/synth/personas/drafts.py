"""Persona drafts from what participants need and what hurts them: counted, tested against chance, free to refuse."""

import warnings
from collections.abc import Sequence
from typing import Any

import pandas as pd

from synth.errors import TableProblem
from synth.personas.claims import list_claims, shorten
from synth.personas.matrix import FORMING, count_claims, find_language_claims
from synth.personas.segments import MIN_PARTICIPANTS, Segments, find_segments
from synth.personas.words import say_verdict, suggest_name
from synth.tables import LANGUAGES, make_id

PUBLISH_FROM = 5

Draft = dict[str, Any]


def draft_personas(
    evidence: pd.DataFrame,
    participants: pd.DataFrame | None = None,
    *,
    weights: pd.DataFrame | None = None,
    publish_from: int = PUBLISH_FROM,
    language: str | None = None,
    random_state: int = 0,
) -> list[Draft]:
    """Draft personas: groups of interviewed participants who share needs, pains, goals and workarounds.

    Groups are formed by what people said, never by who they are. Where they are no clearer than in shuffled studies,
    the answer is one card of everybody, whose verdict says that there are no distinct groups.

    Args:
        evidence: the evidence table of `collect_evidence`; comments in it form no persona.
        participants: attributes to profile the groups on afterwards, with a column participant_id.
        weights: what `weigh_needs` returned; the cards then say how often comments voice a claim.
        publish_from: a card of fewer participants is a draft that no export publishes.
        language: of names and sentences: nl, fr, de or en; None for the one most interviews are in.
        random_state: seed of the shuffles and resamples.

    Returns:
        One plain dict a draft: persona_id, name, participants, edge_cases, claims (kind, claim, count, size, elsewhere,
        elsewhere_size, fisher, p_value, speakers, quotes, contradicted_by), left_out (further claims), stability,
        code_stability, shuffled_stability, p_value, groups, studied, verdict, profile, missing, silent, set_aside,
        publishable, publish_from.

    Raises:
        TableProblem: fewer than 3 interviewed participants have evidence.

    Warns:
        UserWarning: publish_from is under 5, where a reader may recognise who is meant.
    """
    _check(participants, publish_from)
    interviews = evidence[evidence["source_kind"] == "interview"]
    language = language or _main_language(interviews)
    spoken = interviews[interviews["claim"] != ""]
    everyone = sorted(set(spoken["participant_id"]))
    if len(everyone) < MIN_PARTICIPANTS:
        raise TableProblem(_say_too_few(len(everyone), interviews))
    set_aside = find_language_claims(spoken)
    segments, forming = _find_groups(spoken, everyone, set_aside, random_state)
    about = {
        "p_value": segments.p_value,
        "groups": segments.n_groups,
        "studied": len(everyone),
        "alike": bool(len(everyone) >= 2 * MIN_PARTICIPANTS and forming.nunique().max() <= 1),
        "by_hand": False,
        "shuffled_stability": segments.shuffled_stability,
        "silent": sorted(set(interviews["participant_id"]) - set(everyone)),
        "set_aside": set_aside,
        "language": language,
        "publish_from": publish_from,
    }
    drafts = []
    for number in range(segments.n_groups):
        inside = [name for name, group in zip(everyone, segments.labels, strict=True) if group == number]
        own = {
            "edge_cases": [everyone[place] for place in segments.edge_cases if everyone[place] in inside],
            "stability": segments.stability[number],
            "code_stability": segments.code_stability[number],
        }
        draft = describe_group(
            evidence,
            inside,
            participants,
            weights=weights,
            number=number,
            about=about | own,
        )
        drafts.append(draft)
    return drafts


def describe_group(
    evidence: pd.DataFrame,
    inside: Sequence[str],
    participants: pd.DataFrame | None = None,
    *,
    weights: pd.DataFrame | None = None,
    number: int = 0,
    about: Draft,
) -> Draft:
    """Return the draft of a group of participants, with its claims counted and proved.

    Args:
        evidence: the evidence table.
        inside: the participants of the group.
        participants: attributes to profile them on.
        weights: what `weigh_needs` returned.
        number: the place of the group among its like.
        about: what the groups have in common: groups, studied, language, publish_from and so on.
    """
    spoken = evidence[(evidence["source_kind"] == "interview") & (evidence["claim"] != "")]
    inside = sorted(inside)
    claims, left_out = shorten(list_claims(spoken, inside, weights=weights))
    everybody = about["groups"] == 1 and not about["by_hand"]
    draft = {
        "persona_id": make_id("persona", *inside),
        "name": suggest_name([] if everybody else _telling(claims), number, about["language"], everybody=everybody),
        "participants": inside,
        "claims": claims,
        "left_out": left_out,
        "profile": _profile(participants, inside),
        "missing": _missing(evidence, spoken, inside),
        "publishable": len(inside) >= about["publish_from"],
        "note": "",
        **about,
    }
    return draft | {"verdict": say_verdict(draft, about["language"])}


def _telling(claims: Sequence[Draft]) -> list[Draft]:
    """Return the claims that more people voice here than elsewhere."""
    return [one for one in claims if one["count"] / one["size"] > one["elsewhere"] / max(one["elsewhere_size"], 1)]


def _find_groups(
    spoken: pd.DataFrame, everyone: list[str], set_aside: Sequence[str], random_state: int
) -> tuple[Segments, pd.DataFrame]:
    """Group everyone by the claims that may form groups; return the matrix too."""
    forming = spoken[spoken["kind"].isin(FORMING) & ~spoken["claim"].isin(set_aside)]
    matrix = count_claims(forming).reindex(everyone, fill_value=0)
    if matrix.empty:
        matrix[("", "")] = 0
    claims = pd.factorize(matrix.columns.get_level_values(1))[0]
    return find_segments(matrix.to_numpy(), claims, random_state=random_state), matrix


def _profile(participants: pd.DataFrame | None, inside: Sequence[str]) -> dict[str, dict[str, int]]:
    """Count the attributes of the group's members; they played no part in forming it."""
    if participants is None:
        return {}
    ours = participants[participants["participant_id"].isin(inside)].drop(columns="participant_id")
    return {
        str(column): {str(value): int(n) for value, n in ours[column].value_counts().sort_index().items()}
        for column in ours
    }


def _missing(evidence: pd.DataFrame, spoken: pd.DataFrame, inside: Sequence[str]) -> list[dict[str, str]]:
    """List which stakeholder groups and languages of the study no member of the persona belongs to."""
    ours = spoken[spoken["participant_id"].isin(inside)]
    return [
        {"column": column, "value": str(value)}
        for column in ("group", "language")
        for value in sorted(set(evidence[column]) - set(ours[column]) - {""})
    ]


def _check(participants: pd.DataFrame | None, publish_from: int) -> None:
    if participants is not None and "participant_id" not in participants:
        raise TableProblem(
            "the participants table lacks the column 'participant_id': it says whose attributes they are."
        )
    if publish_from < 1:
        raise TableProblem(f"publish_from is {publish_from}; it is a number of participants, 1 or more, 5 by default.")
    if publish_from < PUBLISH_FROM:
        warnings.warn(
            f"publish_from is {publish_from}: a card of so few participants may show who they are. "
            f"{PUBLISH_FROM} or more is safer.",
            stacklevel=3,
        )


def _say_too_few(count: int, interviews: pd.DataFrame) -> str:
    heard = interviews["participant_id"].nunique()
    said = f"{count} interviewed participant{'s have' if count != 1 else ' has'} needs or pain points in a theme or tag"
    next_step = "Tag what they said, or group it into themes." if heard > count else "Read more interviews."
    return f"{said} (of {heard} with any evidence); a persona takes {MIN_PARTICIPANTS} at least. {next_step}"


def _main_language(interviews: pd.DataFrame) -> str:
    known = interviews["language"][interviews["language"].isin(LANGUAGES)]
    return str(known.mode().iloc[0]) if len(known) else "en"
