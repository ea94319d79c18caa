"""What people speak of: the researchers' tags, the themes, and how comments shift from wave to wave."""

import pandas as pd

from synth.charts.parts import draw_parts
from synth.charts.style import KIND_COLOURS
from synth.report.document import Block, Drawing, Line, Paragraph, Quotation, Section, Table
from synth.report.drawings import make_drawing
from synth.report.sections.overview import list_themes
from synth.report.writer import Writer
from synth.tables import MADE_BY_HAND

HOLDS = {"stable": "h_stable", "doubtful": "h_fair", "dissolve": "h_weak"}
"""How the report says each verdict that a number stands behind."""

QUOTED_THEMES = 8


def tell_tags(writer: Writer) -> Section:
    """List the tags with their counts, or say that there are none."""
    phrases, evidence = writer.phrases, writer.conclusions.evidence
    tagged = evidence[evidence["tag"] != ""]
    if tagged.empty:
        return Section("tags", phrases["t_tags"], [Paragraph((phrases["g_none"],), "warning")])
    meanings = dict(zip(writer.conclusions.codes["name"], writer.conclusions.codes["definition"], strict=True))
    found = [(str(tag), rows) for tag, rows in tagged.groupby("tag", sort=True)]
    found.sort(key=lambda one: (-one[1]["participant_id"].nunique(), -len(one[1]), one[0]))
    rows = [
        [
            (tag,),
            (writer.mentions(quotes, f"tag={tag}", tag),),
            (writer.people(quotes, f"tag={tag}", tag),),
            (meanings.get(tag, ""),),
        ]
        for tag, quotes in found
    ]
    columns = ["g_tag", "m_evidence", "m_people", "g_means"]
    if not any(row[-1][0] for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return Section("tags", phrases["t_tags"], [Table(phrases["g_caption"], [phrases[name] for name in columns], rows)])


def tell_themes(writer: Writer) -> Section:
    """Draw and list the themes, with one voice each."""
    phrases, conclusions = writer.phrases, writer.conclusions
    title, found = phrases["t_themes"], writer.figure(len(conclusions.findings), "findings()", place="method")
    if conclusions.themes.empty:
        return Section("themes", title, [Paragraph(writer.say("h_none", n=found), "note")])
    shown = list(list_themes(writer))
    total = writer.figure(len(conclusions.themes), "themes()", place="themes")
    lead = writer.say("h_lead", themes=phrases.plural("themes", total), findings=phrases.plural("findings", found))
    blocks: list[Block] = [Paragraph(lead)]
    if shown:
        blocks += [_draw(writer, shown), _list(writer, shown)]
    hidden = len(conclusions.themes) - len(shown)
    if hidden and writer.shareable:
        number = writer.figure(hidden, "themes(hidden)", place="method")
        limit = writer.figure(writer.k, "publish_from()")
        blocks.append(Paragraph(writer.say("h_hidden", themes=phrases.plural("themes", number), k=limit), "note"))
    voices = [
        block
        for _, label, rows in shown[:QUOTED_THEMES]
        for block in [Quotation(quote, f"{label}:") for quote in writer.choose_quotes(set(rows["evidence_id"]), most=1)]
    ]
    if voices:
        blocks += [Paragraph((phrases["h_quotes"],), "heading"), *voices]
    return Section("themes", title, blocks)


def _draw(writer: Writer, themes: list[tuple[str, str, pd.DataFrame]]) -> Drawing:
    phrases = writer.phrases
    colours = {phrases[kind]: colour for kind, colour in KIND_COLOURS.items()}
    counts = pd.DataFrame(
        [
            {"label": label, "part": phrases[kind], "count": int((rows["kind"] == kind).sum())}
            for _, label, rows in themes
            for kind in KIND_COLOURS
        ]
    )
    items = "; ".join(f"{label} {phrases.write_number(len(rows))}" for _, label, rows in themes)
    alt = f"{phrases['h_chart']} {phrases['h_chart_alt'].format(items=items)}"
    chart = draw_parts(counts, colours, title=phrases["m_evidence"], description=phrases["h_chart"])
    return make_drawing(chart, alt, name="themes")


def _list(writer: Writer, themes: list[tuple[str, str, pd.DataFrame]]) -> Table:
    phrases = writer.phrases
    known = writer.conclusions.themes.set_index("theme_id")[["stability", "verdict"]]
    rows: list[list[Line]] = [
        [
            (label,),
            (writer.mentions(quotes, f"theme={theme_id}", label),),
            (writer.people(quotes, f"theme={theme_id}", label),),
            _tell_stability(writer, theme_id, *known.loc[theme_id]),
        ]
        for theme_id, label, quotes in themes
    ]
    return Table(
        phrases["h_caption"], [phrases[name] for name in ("h_theme", "m_evidence", "m_people", "h_stability")], rows
    )


def _tell_stability(writer: Writer, theme_id: str, value: float, verdict: str) -> Line:
    if verdict not in HOLDS:
        return (writer.phrases["h_by_hand" if verdict == MADE_BY_HAND else "unknown"],)
    number = writer.figure(value, f"stability(theme={theme_id})", digits=2)
    return (writer.phrases[HOLDS[verdict]], " (", number, ")")


def tell_waves(writer: Writer) -> Section | None:
    """Compare the comments of the waves: each theme's share of the quotes; None where there is one wave alone."""
    phrases, evidence = writer.phrases, writer.conclusions.evidence
    comments = evidence[(evidence["source_kind"] == "feedback") & (evidence["wave"] != "")]
    waves = sorted(set(comments["wave"]), key=lambda wave: (wave != "before", wave))
    if len(waves) < 2:
        return None
    table = []
    for theme_id, label, rows in list_themes(writer):
        ours = comments[comments["evidence_id"].isin(rows["evidence_id"])]
        if ours["participant_id"].nunique() < (writer.k if writer.shareable else 1):
            continue
        cells: list[Line] = [(label,)]
        for wave in waves:
            part, whole = ours[ours["wave"] == wave], int((comments["wave"] == wave).sum())
            about, recipe = f"{label}, {phrases.name(wave)}", f"theme={theme_id},wave={wave}"
            share = writer.share(len(part) / whole, f"share({recipe})", about, part["evidence_id"])
            cells.append((share, " (", writer.mentions(part, recipe, about), ")"))
        table.append(cells)
    head = [phrases["h_theme"], *(phrases.name(wave) for wave in waves)]
    blocks: list[Block] = [Table(phrases["w_caption"], head, table), Paragraph((phrases["w_note"],), "note")]
    return Section("changes", phrases["t_changes"], blocks)
