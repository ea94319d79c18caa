"""The beginning of a report: what came out, and what it rests on."""

from collections.abc import Iterator

import pandas as pd

from synth.report.document import Block, Line, Listing, Paragraph, Section, Table
from synth.report.sections.personas import tell_verdict
from synth.report.writer import Writer
from synth.tables import SOURCE_KINDS
from synth.themes import find_trusted

UNITS = {
    "interview": "interviews",
    "feedback": "comments",
    "survey": "answers",
    "workshop": "notes",
    "user test": "remarks",
}
MOST_LINES = 5
ATTRIBUTES = ("language", "group", "wave", "help")


def tell_summary(writer: Writer) -> Section:
    """Say the most important of the report on one page."""
    say, phrases = writer.say, writer.phrases
    blocks: list[Block] = [Paragraph(say("s_basis", material=list_material(writer)), "lead")]
    insights = _list_insights(writer)
    if insights:
        blocks += [Paragraph((phrases["s_insights"],), "heading"), Listing(insights)]
    themes = _list_themes(writer)
    if themes:
        blocks += [Paragraph((phrases["s_themes"],), "heading"), Listing(themes)]
    if writer.conclusions.personas:
        blocks += [Paragraph((phrases["t_personas"],), "heading"), Paragraph((tell_verdict(writer),))]
    blocks += [Paragraph((phrases["s_read"],), "heading"), Paragraph((phrases["s_howto"],))]
    return Section("summary", phrases["t_summary"], blocks)


def list_material(writer: Writer) -> Line:
    """Return how much there is of each kind of material, in one line."""
    spoken = _spoken(writer)
    parts = []
    for kind, unit in UNITS.items():
        rows = spoken[spoken["source_kind"] == kind]
        size = rows["source_id"].nunique() if kind == "interview" else len(rows)
        if size:
            parts.append(writer.phrases.plural(unit, writer.figure(size, f"{unit}()", place="material")))
    return writer.phrases.join(parts)


def tell_material(writer: Writer) -> Section:
    """Say what was read, from whom, and what is missing."""
    blocks = [*_tell_missing(writer), _count_kinds(writer), _count_attributes(writer)]
    return Section("material", writer.phrases["t_material"], blocks)


def _spoken(writer: Writer) -> pd.DataFrame:
    utterances = writer.conclusions.utterances
    return utterances[utterances["role"] == "participant"]


def _list_insights(writer: Writer) -> list[Line]:
    """Return the insights that stand, those of most participants first."""
    told = []
    for insight in writer.conclusions.insights:
        rows = writer.support(insight["insight_id"], "for")
        if insight.get("status") == "dropped" or rows.empty:
            continue
        key = f"insight={insight['insight_id']}"
        mentions = writer.mentions(rows, key, insight["statement"])
        people = writer.people(rows, key, insight["statement"])
        line = writer.say(
            "s_insight",
            statement=insight["statement"].rstrip("."),
            mentions=writer.phrases.plural("quotes", mentions),
            participants=writer.phrases.plural("participants", people),
        )
        told.append((-rows["participant_id"].nunique(), -len(rows), insight["insight_id"], line))
    return [line for *_, line in sorted(told, key=lambda one: one[:3])][:MOST_LINES]


def _list_themes(writer: Writer) -> list[Line]:
    """Return the themes that hold in resamples or were made by hand, those of most participants first."""
    themes = writer.conclusions.themes
    trusted = set(themes["theme_id"][find_trusted(themes) & (themes["verdict"] != "too few")])
    told = [theme for theme in list_themes(writer) if theme[0] in trusted]
    return [
        writer.say(
            "s_theme",
            theme=label,
            findings=writer.phrases.plural("quotes", writer.mentions(rows, f"theme={theme_id}", label)),
            participants=writer.phrases.plural("participants", writer.people(rows, f"theme={theme_id}", label)),
        )
        for theme_id, label, rows in told[:MOST_LINES]
    ]


def list_themes(writer: Writer) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield the themes that the report may show, those of most participants first: id, label and their evidence."""
    evidence = writer.conclusions.evidence
    found = []
    for theme_id, label in writer.conclusions.themes[["theme_id", "label"]].itertuples(index=False, name=None):
        rows = evidence[evidence["theme_id"] == theme_id]
        people = rows["participant_id"].nunique()
        if people >= (writer.k if writer.shareable else 1):
            found.append((-people, -len(rows), theme_id, label, rows))
    for _, _, theme_id, label, rows in sorted(found, key=lambda one: one[:3]):
        yield theme_id, label, rows


def _tell_missing(writer: Writer) -> list[Block]:
    """Name the sources that are gone, and count the quotes that nothing proves any more."""
    conclusions, blocks = writer.conclusions, list[Block]()
    if conclusions.gone:
        blocks.append(Paragraph(writer.say("m_gone", sources=", ".join(conclusions.gone)), "warning"))
    if len(conclusions.missing):
        lost = writer.figure(len(conclusions.missing), "missing_quotes()", place="material")
        tags = ", ".join(sorted(set(conclusions.missing["tag"])))
        line = writer.say("m_missing", quotes=writer.phrases.plural("quotes", lost), tags=tags)
        blocks.append(Paragraph(line, "warning"))
    return blocks


def _count_kinds(writer: Writer) -> Table:
    spoken, evidence, phrases = _spoken(writer), writer.conclusions.evidence, writer.phrases
    rows: list[list[Line]] = []
    for kind in (*SOURCE_KINDS, ""):
        ours = spoken[spoken["source_kind"] == kind] if kind else spoken
        quotes = evidence[evidence["source_kind"] == kind] if kind else evidence
        if len(ours):
            name = phrases[kind] if kind else phrases["m_total"]
            rows.append(
                [
                    (name,),
                    (writer.figure(ours["source_id"].nunique(), f"sources({kind})", place="material"),),
                    (writer.count_people(_count_people(ours), f"participants({kind})", place="material"),),
                    (writer.figure(len(ours), f"utterances({kind})", place="material"),),
                    (writer.mentions(quotes, f"kind={kind}", name),),
                ]
            )
    head = [phrases[name] for name in ("m_kind", "m_sources", "m_people", "m_pieces", "m_evidence")]
    return Table(phrases["m_kinds"], head, rows)


def _count_people(rows: pd.DataFrame) -> int:
    return int(rows["participant_id"][rows["participant_id"] != ""].nunique())


def _count_attributes(writer: Writer) -> Table:
    """Count participants and turns by each attribute that is told."""
    spoken, phrases = _spoken(writer), writer.phrases
    rows: list[list[Line]] = []
    for attribute in ATTRIBUTES:
        values = sorted(set(spoken[attribute]) - {""}) if attribute in spoken else []
        for value in values:
            ours = spoken[spoken[attribute] == value]
            people, key = _count_people(ours), f"{attribute}={value}"
            if writer.shareable and people < writer.k:
                continue
            rows.append(
                [
                    (phrases.name_pair(attribute, value),),
                    (writer.count_people(people, f"participants({key})", place="material"),),
                    (writer.figure(len(ours), f"utterances({key})", place="material"),),
                ]
            )
    return Table(phrases["m_languages"], [phrases["m_attribute"], phrases["m_people"], phrases["m_pieces"]], rows)
