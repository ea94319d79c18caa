"""Tables are written so that a spreadsheet shows every word and runs none."""

import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from synth.errors import TableProblem
from synth.spreadsheets import protect, unprotect, write_table

LIVE = ["=1+1", "+32 2 123", "-ja", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")', "'=1"]


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_no_cell_of_a_csv_begins_like_a_formula_and_none_loses_a_character(tmp_path):
    table = pd.DataFrame({"=header": LIVE, "n": range(len(LIVE))})
    rows = read_csv(write_table(table, tmp_path / "t.csv"))
    assert all(row[0].startswith("'") for row in rows)
    assert [unprotect(row[0]) for row in rows[1:]] == LIVE
    assert [row[1] for row in rows[1:]] == [str(n) for n in range(len(LIVE))]


def test_every_text_of_an_xlsx_is_text_with_its_words_as_they_are(tmp_path):
    texts = [text for text in LIVE if "\r" not in text]
    sheet = load_workbook(write_table(pd.DataFrame({"=header": texts, "n": -1.5}), tmp_path / "t.xlsx")).active
    cells = [row[0] for row in sheet.iter_rows(min_row=1)]
    assert [cell.value for cell in cells] == ["=header", *texts]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert (sheet["B2"].value, sheet["B2"].data_type) == (-1.5, "n")


def test_a_character_that_xml_does_not_allow_is_written_as_excel_writes_it(tmp_path):
    sheet = load_workbook(write_table(pd.DataFrame({"quote": ["a\x01b"]}), tmp_path / "t.xlsx")).active
    assert sheet["A2"].value == "a_x0001_b"


def test_a_text_too_long_for_a_cell_is_refused_and_never_cut(tmp_path):
    table = pd.DataFrame({"quote": ["x" * 32_768]})
    with pytest.raises(TableProblem, match=r"row 1, column 'quote'.*Write the table as .csv"):
        write_table(table, tmp_path / "t.xlsx")
    assert len(read_csv(write_table(table, tmp_path / "t.csv"))[1][0]) == 32_768


def test_a_named_index_is_written_and_a_missing_value_is_an_empty_cell(tmp_path):
    table = pd.DataFrame({"P01": [1.0, None]}, index=pd.Index(["=a", "b"], name="tag"))
    assert read_csv(write_table(table, tmp_path / "t.csv")) == [["tag", "P01"], ["'=a", "1.0"], ["b", ""]]


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(TableProblem, match=r"written as .csv or .xlsx"):
        write_table(pd.DataFrame(), tmp_path / "t.ods")


@given(st.text())
def test_a_protected_text_is_no_formula_and_comes_back_whole(text):
    assert not protect(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unprotect(protect(text)) == text
