"""The user tests of a report, before and after, and what came of what was tried."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from synth.charts import draw_comparison
from synth.report.document import Block, Line, Paragraph, Section, Table
from synth.report.drawings import make_drawing
from synth.report.writer import Writer
from synth.usertests import compare_waves
from synth.wording import load_wording

DIGITS = 1


def tell_tests(writer: Writer) -> Section | None:
    """Compare the waves of each user test; None where the study has none."""
    if not writer.conclusions.tests:
        return None
    blocks = [
        block
        for number, (name, tests) in enumerate(writer.conclusions.tests.items(), start=1)
        for block in _tell_test(writer, name, tests, f"tests{number}")
    ]
    return Section("tests", writer.phrases["t_tests"], blocks)


def _tell_test(writer: Writer, name: str, tests: pd.DataFrame, anchor: str) -> list[Block]:
    file = name.rsplit("/", maxsplit=1)[-1]
    if tests["wave"].nunique() < 2 or "before" not in set(tests["wave"]):
        return [Paragraph(writer.say("u_one", file=file), "note")]
    whole = compare_waves(tests, language=writer.phrases.language)
    enough = whole[["n_before", "n_after"]].min(axis=1) >= (writer.k if writer.shareable else 0)
    compared = whole[enough].reset_index(drop=True)
    blocks: list[Block] = []
    if len(compared):
        chart = draw_comparison(compared, language=writer.phrases.language)
        alt = " ".join(f"{_name(writer, row)}: {row['verdict']}" for row in compared.to_dict("records"))
        blocks += [make_drawing(chart, alt, name=anchor), _compare(writer, compared, file)]
    if len(compared) < len(whole):
        hidden = writer.figure(len(whole) - len(compared), f"comparisons(hidden,{file})", place="tests")
        limit = writer.figure(writer.k, "publish_from()")
        blocks.append(Paragraph(writer.say("u_few", k=limit, n=hidden), "note"))
    if left_out := len(tests.attrs.get("left_out", [])):
        number = writer.figure(left_out, f"values(left_out,{file})", place="tests")
        blocks.append(Paragraph(writer.say("u_left", n=number), "note"))
    return blocks


def _compare(writer: Writer, compared: pd.DataFrame, file: str) -> Table:
    phrases = writer.phrases
    rows: list[list[Line]] = []
    for row in compared.to_dict("records"):
        key = f"{file},{row['measure']},{row['task']},{row['wave']}"
        figures = {
            name: writer.figure(row[name], f"{name}({key})", digits=DIGITS, place="tests")
            if pd.notna(row[name])
            else "–"
            for name in ("before", "after", "difference", "low", "high")
        }
        people = {end: writer.figure(row[f"n_{end}"], f"n_{end}({key})", place="tests") for end in ("before", "after")}
        ends = [writer.say("u_value", value=figures[end], n=people[end]) for end in ("before", "after")]
        difference = writer.say("u_from_to", **{name: figures[name] for name in ("difference", "low", "high")})
        rows.append([(_name(writer, row),), *ends, difference, (row["verdict"],)])
    head = ["u_measured", "before", "after", "u_difference", "u_verdict"]
    return Table(phrases["u_caption"].format(file=file), [phrases[name] for name in head], rows)


def _name(writer: Writer, row: Mapping[Any, Any]) -> str:
    """Return what was measured, and at which task."""
    words = load_wording("usertest_charts", writer.phrases.language)
    task = row["task"] or words["whole"]
    return writer.phrases["u_task"].format(measure=words[row["measure"]], task=task)


def tell_ledger(writer: Writer) -> Section | None:
    """List what was tried for which need, and what was learned; None where nothing was."""
    ledger = writer.conclusions.ledger
    if ledger.empty:
        return None
    words = load_wording("ledger", writer.phrases.language)
    rows: list[list[Line]] = []
    for row in ledger.to_dict("records"):
        outcome = words[f"outcome_{row['outcome'].replace(' ', '_') or 'none'}"]
        told = f"{outcome}. {row['measured']}" if row["measured"] else outcome
        rows.append([(row["need"],), (row["change"],), (told,), (row["learned"],)])
    head = [words[name] for name in ("need", "change", "result", "learned")]
    return Section("ledger", writer.phrases["t_ledger"], [Table(words["description"], head, rows)])
