"""A report tells what a study comes to; every number and quote in it leads to its evidence."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import docx
import pandas as pd
import pytest
from lxml import html
from openpyxl import load_workbook

from studies import OWN_CUES, SAID, make_study
from synth.errors import StudyProblem, TableProblem
from synth.privacy import read_protected
from synth.privacy.protected import to_lines, write_lines
from synth.report import compose, conclude, write_report
from synth.report.formats import find_format
from synth.report.page import render_page
from synth.tables import LANGUAGES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def conclusions(folder):
    return conclude(folder)


@pytest.fixture(scope="module")
def page(conclusions):
    return html.document_fromstring(render_page(compose(conclusions)))


@pytest.fixture(scope="module")
def shared(conclusions):
    return render_page(compose(conclusions, shareable=True))


def read_text(root):
    return " ".join(root.text_content().split())


def section(page, name):
    return read_text(page.get_element_by_id(name))


def test_every_link_leads_to_a_place_in_the_page(page):
    ids = set(page.xpath("//@id"))
    assert [link for link in page.xpath("//a/@href") if link.removeprefix("#") not in ids] == []


def test_no_id_stands_twice(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_each_quote_stands_marked_in_its_turn_between_the_turns_around_it(page):
    passage = next(one for one in page.find_class("passage") if "die brief niet" in one.text_content())
    turn = passage.find_class("turn")[0]
    assert turn.find("mark").text_content() == "Ik begrijp die brief niet."
    assert [around.text_content().strip() for around in passage.find_class("around")] == [
        "Interviewer Question 0?",
        "Interviewer Question 1?",
    ]


def test_a_number_leads_to_the_quotes_that_it_counts(page):
    number = page.xpath("//*[@id='insights']//a[@data-recipe and starts-with(@data-recipe, 'quotes(insight=')]")[0]
    tally = page.get_element_by_id(number.get("href")[1:])
    assert number.text_content() == "3"
    assert len(tally.xpath(".//p/a")) == 3


def test_an_insight_tells_its_strength_and_what_speaks_against_it(page):
    told = section(page, "insights")
    assert "Supported by 3 quotes from 3 participants in 1 group. Languages: Dutch, English, French." in told
    assert "Contradicted by 1 quote from 1 participant." in told
    assert "This comes from one voice" in told
    assert "The date to look at this again has passed: 1 January 2020." in told


def test_what_people_wrote_is_escaped(conclusions):
    page = render_page(compose(conclusions))
    assert "People &lt;fear&gt; letters." in page
    assert "<fear>" not in page
    assert "Letters \\26  \\3c forms\\3e " in page


def test_a_report_asks_nothing_of_the_network_and_forbids_it(conclusions):
    page = render_page(compose(conclusions))
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"|@import|url\(["\']?https?:|from ["\']https?:', page) == []
    assert "default-src 'none'" in page


def test_headings_go_down_one_level_at_a_time(page):
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_speaks_one_language(conclusions, language):
    document = compose(conclusions, language=language)
    root = html.document_fromstring(render_page(document))
    titles = [heading.text_content() for heading in root.xpath("//main//h2")]
    others = [compose(conclusions, language=other) for other in LANGUAGES if other != language]
    assert root.get("lang") == language
    assert all(titles != [section.title for section in other.sections] for other in others)
    assert "{" not in read_text(root.find(".//main"))


def test_an_unknown_language_is_told_with_those_that_are_there(conclusions):
    with pytest.raises(TableProblem, match="allowed are 'nl', 'fr', 'de', 'en'"):
        compose(conclusions, language="it")


def test_a_shareable_report_quotes_only_what_was_starred(shared):
    said = [text for _, _, turns in SAID.values() for text in turns]
    assert [text for text in said if text in html.fromstring(shared).text_content()] == [
        "Je ne comprends pas la lettre."
    ]


def test_a_shareable_report_keeps_back_small_numbers_and_rare_attributes(shared):
    root = html.document_fromstring(shared)
    told = section(root, "insights")
    assert "Contradicted by 1 quote from fewer than 2 participants." in told
    assert "civil servant" not in root.text_content()
    lock = json.loads(root.get_element_by_id("synth-lock").text)
    kept_back = [number for number in lock["numbers"] if number["recipe"].startswith("participants(against")]
    assert [number["value"] for number in kept_back] == [None]


def test_a_shareable_report_shows_no_persona_and_no_theme_of_few(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "study")
    (copy / "study.toml").write_text("publish_from = 50\n")
    root = html.document_fromstring(render_page(compose(conclude(copy), shareable=True)))
    assert root.xpath("//*[@id='personas']//article") == []
    assert root.xpath("//*[@id='themes']//table") == []
    assert "Not in this report" in section(root, "themes")


def test_a_study_without_tags_says_so_and_shows_what_there_is(tmp_path):
    root = html.document_fromstring(render_page(compose(conclude(make_study(tmp_path, tagged=False)))))
    assert "Nothing has been tagged yet." in section(root, "tags")
    assert "No insights have been written down yet." in section(root, "insights")
    assert "No decisions by a researcher yet" in read_text(root.find_class("cover")[0])
    assert len(root.find_class("passage")) > 3


def test_one_participant_makes_no_persona_and_one_theme_and_that_is_said(tmp_path):
    one = make_study(tmp_path, tagged=False, said={"P01": SAID["P01"]})
    lines = [row for row in to_lines(read_protected(one / "protected")) if row.get("source_id") != "comments.csv"]
    write_lines(one / "protected" / "utterances.jsonl", lines)
    root = html.document_fromstring(render_page(compose(conclude(one))))
    assert "A persona takes at least 3 interviewed participants with quotes" in section(root, "personas")
    assert "1 theme out of 2 findings" in section(root, "themes")


def remove_source(folder, target, source):
    copy = shutil.copytree(folder, target)
    rows = [row for row in to_lines(read_protected(copy / "protected")) if row.get("source_id") != source]
    rows[0]["sources"] = [{"source_id": source, "source_kind": "interview", "read": "4 of 4 cues", "left_out": ""}]
    write_lines(copy / "protected" / "utterances.jsonl", rows)
    return copy


def test_a_removed_source_is_named_and_its_quotes_count_nowhere(folder, tmp_path):
    copy = remove_source(folder, tmp_path / "study", "P02.vtt")
    root = html.document_fromstring(render_page(compose(conclude(copy))))
    told = section(root, "material")
    assert "Sources that are gone: P02.vtt." in told
    assert "No longer provable: 1 quote whose source is gone or has changed (tags: letters)." in told
    assert "No longer provable for this insight, and not counted: 1 quote." in section(root, "insights")
    assert "die brief niet" not in root.text_content()


def test_a_mended_word_is_quoted_as_it_was_mended(folder, tmp_path):
    from synth.study import Study

    copy = shutil.copytree(folder, tmp_path / "study")
    turn = read_protected(copy / "protected").set_index("utterance_id", drop=False).loc["P02-0"]
    study = Study(copy / "study.db")
    study.mend(turn, text="Ik begrijp die grote brief niet.")
    study.close()
    assert "Ik begrijp die grote brief niet." in render_page(compose(conclude(copy)))


def test_making_a_report_changes_nothing_in_the_study(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "study")
    before = {path.name: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    conclude(copy)
    assert {path.name: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_decisions_of_an_export_count_like_those_of_the_database(folder, tmp_path):
    from synth.study import Study

    copy = shutil.copytree(folder, tmp_path / "study")
    study = Study(copy / "study.db")
    study.export(copy / "R1.jsonl")
    study.close()
    (copy / "study.db").unlink()
    settings = (copy / "study.toml").read_text()
    (copy / "study.toml").write_text(settings + 'decisions = ["R1.jsonl"]\n')
    assert [one["statement"] for one in conclude(copy).insights] == ["People <fear> letters.", "One waits alone."]


def test_a_file_that_study_toml_names_and_that_is_missing_is_told(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "study")
    (copy / "study.toml").write_text('decisions = ["gone.jsonl"]\n')
    with pytest.raises(StudyProblem, match=r"gone\.jsonl: study\.toml names it"):
        conclude(copy)


def test_a_missing_protected_copy_is_told_before_the_log_is_read(tmp_path):
    (tmp_path / "study.db").write_text("not a database")
    with pytest.raises(StudyProblem, match="there is no protected copy yet"):
        conclude(tmp_path)


def test_the_studys_own_cues_have_a_part_in_the_report_which_names_their_file(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "study")
    (copy / "cues.toml").write_text(OWN_CUES, encoding="utf-8")
    (copy / "study.toml").write_text((copy / "study.toml").read_text() + 'cues = ["cues.toml"]\n')
    conclusions = conclude(copy)
    assert "own-need-dossier" in set(conclusions.findings["cue"])
    root = html.document_fromstring(render_page(compose(conclusions)))
    rows = [read_text(row) for row in root.xpath("//*[@id='method']//tr") if "cues.toml" in row.text_content()]
    assert ["The study's own rules" in row for row in rows] == [True, True]


def test_the_lock_tells_nobody_the_password_of_the_server(conclusions):
    settings = replace(conclusions.settings, database="postgresql://me:secret@host/study")
    page = render_page(compose(replace(conclusions, settings=settings)))
    assert "secret" not in page


def test_another_ending_is_refused_before_anything_is_computed(tmp_path):
    with pytest.raises(StudyProblem, match=r"report\.pdf: a report is \.html, \.docx, \.xlsx"):
        write_report(tmp_path, tmp_path / "report.pdf")


def test_a_text_document_has_headings_links_and_the_whole_report(conclusions):
    document = compose(conclusions, language="fr")
    text = docx.Document(BytesIO(find_format("report.docx").render(document)))
    headings = [one.text for one in text.paragraphs if one.style.name == "Heading 1"]
    anchors = {link.fragment for one in text.paragraphs for link in one.hyperlinks}
    bookmarks = set(text.element.xpath("//w:bookmarkStart/@w:name"))
    assert headings == [section.title for section in document.sections]
    assert anchors
    assert anchors <= bookmarks


def test_a_spreadsheet_holds_numbers_linked_to_evidence_and_no_formula(conclusions):
    document = compose(conclusions)
    book = load_workbook(BytesIO(find_format("report.xlsx").render(document)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert len(book.worksheets) == len(document.sections)
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert any(isinstance(cell.value, int) and cell.hyperlink and "!A" in cell.hyperlink.location for cell in cells)


@pytest.mark.parametrize("ending", ["a.html", "a.docx", "a.xlsx"])
@pytest.mark.parametrize("shareable", [False, True])
def test_the_same_conclusions_give_the_same_bytes(conclusions, ending, shareable):
    one, other = (find_format(ending).render(compose(conclusions, shareable=shareable)) for _ in range(2))
    assert one == other


def test_the_order_of_the_rows_in_the_protected_copy_does_not_matter(folder, conclusions, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "study")
    told, *rows = to_lines(read_protected(copy / "protected"))
    write_lines(copy / "protected" / "utterances.jsonl", [told, *reversed(rows)])
    pd.testing.assert_frame_equal(conclude(copy).evidence, conclusions.evidence)


def test_other_hash_seeds_and_threads_give_the_same_bytes(folder, tmp_path):
    made = []
    for seed, threads in (("0", "1"), ("1", "2"), ("77", "1")):
        output = tmp_path / f"{seed}.html"
        environment = {"PYTHONHASHSEED": seed, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        command = [sys.executable, "-m", "synth", "report", str(folder), "--output", str(output)]
        subprocess.run(command, env=environment, check=True)
        made.append(output.read_bytes())
    assert len(set(made)) == 1
