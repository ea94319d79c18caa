"""A codebook goes to .csv, .xlsx and .qdc and back; the starter codebook is whole in each language."""

import re
from pathlib import Path

import pytest
import xmlschema
from openpyxl import load_workbook

from synth.errors import ImportProblem, TableProblem
from synth.interchange import read_codebook, starter_codes, write_codebook
from synth.study import Study
from synth.tables import CODES, LANGUAGES

SCHEMA = Path(__file__).parent / "data" / "refi_qda" / "Codebook.xsd"


@pytest.fixture
def study(tmp_path):
    study = Study(tmp_path / "study.db")
    book = study.codebook
    book.add(
        "contact", definition="=HYPERLINK(1)\nReaching them.", not_when="-never", aliases={"nl": ["bellen", "mail"]}
    )
    book.add("no <reply> 😀", parent="contact", use_when="Silence.", examples="Niets.\nWeken.", colour="#ff0000")
    book.add("@old", parent="no <reply> 😀")
    book.retire("@old")
    yield study
    study.close()


@pytest.mark.parametrize("ending", ["csv", "qdc"])
def test_a_codebook_goes_to_a_file_and_back_without_a_change(study, tmp_path, ending):
    codes = study.codes()
    read = read_codebook(write_codebook(codes, tmp_path / f"codes.{ending}"))
    assert read.equals(codes)
    new = Study(tmp_path / "new.db")
    assert new.codebook.take_in(read) == 3
    assert new.codes().equals(codes)


def test_no_cell_of_a_codebook_is_a_live_formula(study, tmp_path):
    text = write_codebook(study.codes(), tmp_path / "codes.csv").read_text("utf-8-sig")
    assert not re.search(r'(^|,|\n)"?[=@+-]', text)
    sheet = load_workbook(write_codebook(study.codes(), tmp_path / "codes.xlsx")).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)} == {"s"}


def test_a_qdc_is_valid_against_the_schema_of_the_standard(study, tmp_path):
    path = write_codebook(study.codes(), tmp_path / "codes.qdc")
    xmlschema.XMLSchema(SCHEMA).validate(path.read_text("utf-8"))


def test_a_qdc_of_another_tool_is_read_and_what_was_not_is_named(tmp_path):
    path = tmp_path / "other.qdc"
    code = '<Code guid="{5215cc69-b628-4e02-afb9-9beeaee55808}" name="Topics" isCodable="false"/>'
    sets = '<Sets><Set guid="5215cc69-b628-4e02-afb9-9beeaee55809" name="s"/></Sets>'
    path.write_text(f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{code}</Codes>{sets}</CodeBook>')
    read = read_codebook(path)
    assert read[["name", "status"]].to_numpy().tolist() == [["Topics", "retired"]]
    assert read.attrs["notes"] == ["not read: 1 sets of codes"]


def test_a_csv_made_by_hand_needs_a_name_and_may_have_semicolons_and_columns_of_its_own(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("Name;Definition;Use when;Owner\nwachten;Tijd;;An\n", encoding="cp1252")
    read = read_codebook(path)
    assert read[["name", "definition", "code"]].to_numpy().tolist() == [["wachten", "Tijd", "wachten"]]
    assert read.attrs["notes"] == ["not read: owner"]
    path.write_text("label,meaning\na,b\n")
    with pytest.raises(ImportProblem, match="no column 'name'; its columns are label, meaning"):
        read_codebook(path)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x.csv", "no such file"),
        ("x.txt", "read from .csv or .qdc"),
        ("bad.qdc", "cannot be read as XML"),
        ("other.qdc", "no REFI-QDA codebook"),
    ],
)
def test_another_file_is_refused(tmp_path, name, reason):
    if name != "x.csv":
        (tmp_path / name).write_text("<Project/>" if name == "other.qdc" else "<a")
    with pytest.raises(ImportProblem, match=reason):
        read_codebook(tmp_path / name)


def test_a_codebook_without_codes_is_no_qdc(tmp_path):
    with pytest.raises(TableProblem, match="one code at least"):
        write_codebook(CODES.make(), tmp_path / "x.qdc")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_starter_codebook_is_whole_in_each_language_and_is_taken_in(tmp_path, language):
    codes = starter_codes(language)
    leaves = codes[codes["parent"] != ""]
    assert len(leaves) == 16
    assert not (leaves[["definition", "use_when", "not_when", "examples", "colour"]] == "").any(axis=None)
    study = Study(tmp_path / "study.db")
    assert study.codebook.take_in(codes) == len(codes)
    for _, row in codes.iterrows():
        words = [word for tongue in LANGUAGES for word in row[f"alias_{tongue}"].split("; ") if word]
        assert {study.codebook.codes().find(word) for word in words} == {row["name"]}
    study.close()


def test_a_hint_of_the_starter_codebook_names_codes_that_there_are():
    for language in LANGUAGES:
        codes = starter_codes(language)
        for hint in codes["not_when"][codes["not_when"] != ""]:
            assert sum(name in hint for name in codes["name"]) >= 1, hint


def test_another_language_is_refused():
    with pytest.raises(TableProblem, match="not 'es'"):
        starter_codes("es")
