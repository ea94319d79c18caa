"""A report that says anything else than its study turns red, with the place."""

import re
import shutil
from io import BytesIO

import docx
import pytest
from openpyxl import load_workbook

from studies import make_study
from synth.errors import StudyProblem
from synth.privacy import read_protected
from synth.privacy.protected import to_lines, write_lines
from synth.report import compose, conclude, verify_report, verifying, write_report
from synth.report.formats import find_format
from synth.study import Study

pytestmark = pytest.mark.slow

CUES = 'language = "nl"'


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def conclusions(folder):
    return conclude(folder)


@pytest.fixture
def verify(folder, conclusions, tmp_path, monkeypatch):
    """Return a function that changes a report of the unchanged study, and says what is found."""
    monkeypatch.setattr(verifying, "conclude", lambda *_, **__: conclusions)

    def verify(change, ending=".html", *, shareable=False):
        path = tmp_path / f"report{ending}"
        path.write_bytes(change(find_format(path).render(compose(conclusions, shareable=shareable))))
        return verify_report(path, folder)

    return verify


def replacing(old, new):
    """Return what replaces the first match of a pattern in a page, and insists that there is one."""

    def change(content):
        text, count = re.subn(old, new, content.decode(), count=1)
        assert count == 1
        return text.encode()

    return change


@pytest.mark.parametrize("ending", [".html", ".docx", ".xlsx"])
@pytest.mark.parametrize("shareable", [False, True])
def test_a_report_as_it_was_written_is_proved(verify, ending, shareable):
    assert verify(bytes, ending, shareable=shareable).empty


def test_one_changed_character_of_a_visible_quote_is_told_with_its_place(verify):
    found = verify(replacing(r"Ik begrijp die brief niet\.</q>", "Ik begrijp die brief niet!</q>"))
    assert found.to_numpy().tolist() == [
        ["Insights, People <fear> letters.", "quote", "Ik begrijp die brief niet!", "Ik begrijp die brief niet."]
    ]


def test_one_changed_character_around_a_quote_is_told(verify):
    found = verify(replacing("Question 1\\?", "Question 9?"))
    assert found[["what", "reported", "recomputed"]].to_numpy().tolist() == [["text", "Question 9?", "Question 1?"]]


def test_a_changed_number_is_told(verify):
    found = verify(replacing(r'(data-recipe="quotes\(insight=[^>]*>)3<', r"\g<1>4<"))
    assert found[["what", "reported", "recomputed"]].to_numpy().tolist() == [["number", "4", "3"]]


def test_a_number_that_is_more_than_digits_is_told_too(verify):
    found = verify(replacing(r'(data-recipe="quotes\(insight=[^>]*>)3</a>', r"\g<1>3</a>0"))
    assert found[["what", "reported"]].to_numpy().tolist() == [["text", "0 quotes from"]]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Nobody contradicts it", "Everybody contradicts it", "text"),
        (">People &lt;fear&gt; letters", ">People love letters", "text"),
        ('href="#E1"', 'href="#E2"', "markup"),
        (r'data-start="0"', 'data-start="1"', "markup"),
        (r"<path aria-label=", "<path data-label=", "markup"),
        (r'(<svg.*?d="M)0', r"\g<1>9", "markup"),
        (r"default-src 'none'", "default-src *", "markup"),
        (r'"use strict";', 'fetch("x");', "markup"),
        (r"--ink: #1b2430", "--ink: #ffffff", "markup"),
        ("</footer>", "<p>More.</p></footer>", "text"),
        ("<main", "<!-- a remark --><main", "markup"),
    ],
)
def test_any_other_change_is_told(verify, old, new, what):
    assert what in set(verify(replacing(old, new))["what"])


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (r'("quote": ")Ik begrijp', r"\g<1>Ik begreep", "quote"),
        (r'("start": )0', r"\g<1>1", "quote"),
        (r'("value": )3\b', r"\g<1>7", "number"),
        (r'("recipe": ")quotes', r"\g<1>quotas", "number"),
        (r'("P01.vtt": ")[0-9a-f]{2}', r"\g<1>zz", "source"),
        (r'("seed": )0', r"\g<1>1", "setting"),
        (r'("publish_from": )2', r"\g<1>1", "setting"),
        (r'("synth": ")', r"\g<1>9", "lock"),
    ],
)
def test_a_change_of_the_lock_alone_is_told(verify, old, new, what):
    assert what in set(verify(replacing(old, new))["what"])


@pytest.mark.parametrize("lock", ["", "{}", "[]", '{"format": "other"}', '{"format": 3, "language": []}'])
def test_a_page_without_a_lock_is_not_proved(verify, lock):
    found = verify(replacing(r'(?s)(id="synth-lock">).*?</script>', rf"\g<1>{lock}</script>"))
    assert found["what"].tolist() == ["lock"]


def test_a_changed_word_of_a_text_document_is_told(verify):
    def change(content):
        text = docx.Document(BytesIO(content))
        run = next(run for one in text.paragraphs for run in one.runs if "die brief" in run.text)
        run.text = run.text.replace("die", "de")
        changed = BytesIO()
        text.save(changed)
        return changed.getvalue()

    found = verify(change, ".docx")
    assert found["what"].tolist() == ["quote"]
    assert "de brief" in found["reported"][0]


def test_a_changed_cell_is_told_and_saving_alone_is_not(verify):
    def change(content, number=None):
        book = load_workbook(BytesIO(content))
        cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
        cell = next(cell for cell in cells if isinstance(cell.value, int))
        cell.value = cell.value if number is None else number
        changed = BytesIO()
        book.save(changed)
        return changed.getvalue()

    assert verify(change, ".xlsx").empty
    found = verify(lambda content: change(content, 99), ".xlsx")
    assert found[["what", "reported"]].to_numpy().tolist() == [["number", "99"]]


def test_a_file_that_is_no_report_is_told(tmp_path):
    (tmp_path / "report.docx").write_bytes(b"words")
    with pytest.raises(StudyProblem, match=r"report\.docx: it cannot be read"):
        verify_report(tmp_path / "report.docx", tmp_path)
    with pytest.raises(StudyProblem, match="there is no such file"):
        verify_report(tmp_path / "none.html", tmp_path)


@pytest.fixture
def copy(folder, tmp_path):
    """A study of its own, with its report."""
    copy = shutil.copytree(folder, tmp_path / "study")
    write_report(copy, copy / "report.html")
    return copy


def rewrite(folder, change):
    rows = [row for row in map(change, to_lines(read_protected(folder / "protected"))) if row]
    write_lines(folder / "protected" / "utterances.jsonl", rows)


def test_a_changed_character_in_a_source_is_told(copy):
    def mend(row):
        return row | {"text": "Ik begrijp die brief niet!"} if row.get("utterance_id") == "P02-0" else row

    rewrite(copy, mend)
    found = verify_report(copy / "report.html", copy)
    assert "P02.vtt" in set(found["place"][found["what"] == "source"])
    quotes = found[(found["what"] == "quote") & found["place"].str.startswith("P02.vtt")]
    assert quotes[["reported", "recomputed"]].to_numpy().tolist()[0] == [
        "Ik begrijp die brief niet.",
        "Ik begrijp die brief niet!",
    ]


def test_a_missing_source_is_named(copy):
    rewrite(copy, lambda row: row if row.get("source_id") != "P03.vtt" else None)
    found = verify_report(copy / "report.html", copy)
    missing = found[(found["what"] == "source") & (found["recomputed"] == "")]
    assert missing["place"].tolist() == ["P03.vtt"]


def test_decisions_taken_after_the_report_do_not_matter_and_changed_ones_do(copy):
    study = Study(copy / "study.db")
    study.save_insight({"statement": "Something new."})
    study.close()
    assert verify_report(copy / "report.html", copy).empty
    (copy / "study.db").unlink()
    found = verify_report(copy / "report.html", copy)
    assert {"lock", "number"} <= set(found["what"])


def test_another_seed_in_the_study_is_told(copy):
    (copy / "study.toml").write_text((copy / "study.toml").read_text() + "seed = 5\n")
    found = verify_report(copy / "report.html", copy)
    assert ["study.toml, seed", "setting", "0", "5"] in found.to_numpy().tolist()


def test_a_cue_file_that_was_changed_after_the_report_is_told(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "study")
    (copy / "study.toml").write_text((copy / "study.toml").read_text() + 'cues = ["cues.toml"]\n')
    (copy / "cues.toml").write_text(f"{CUES} # one\n", encoding="utf-8")
    write_report(copy, copy / "report.html")
    assert verify_report(copy / "report.html", copy).empty
    (copy / "cues.toml").write_text(f"{CUES} # other\n", encoding="utf-8")
    found = verify_report(copy / "report.html", copy)
    assert ["cues.toml", "source"] in found[["place", "what"]].to_numpy().tolist()
