"""Tables: recognised by their headers in four languages; no comment lost without being counted."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from synth.errors import TableProblem
from synth.readers.tabular import find_delimiter, read_csv, read_xlsx


def read_text(text, **options):
    return read_csv(text, "c.csv", delimiter=find_delimiter(text), **options)


def workbook(**sheets):
    book, buffer = Workbook(), BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Datum;Doelgroep;Uw opmerking", {"date", "group"}),
        ('"Date","Groupe","Votre commentaire"', {"date", "group"}),
        ("Datum\tZielgruppe\tIhr Kommentar", {"date", "group"}),
        ("date,stakeholder,wave,comment", {"date", "group", "wave"}),
    ],
)
def test_columns_are_recognised_in_four_languages_and_any_delimiter(header, fields):
    delimiter = find_delimiter(f"{header}\nx\n")
    row = delimiter.join(["2024-01-02", "x", "y", "Te lang"][-len(header.split(delimiter)) :])
    draft = read_text(f"{header}\n{row}\n")
    assert draft.turns[0].text == "Te lang"
    assert draft.turns[0].fields.keys() == fields


def test_a_comment_keeps_its_delimiters_quotes_and_line_breaks():
    draft = read_text('comment;score\n"Te ""lang""; en\nmoeilijk";3\n')
    assert draft.turns[0].text == 'Te "lang"; en\nmoeilijk'


def test_values_that_pandas_takes_for_missing_are_kept_as_text():
    assert [turn.text for turn in read_text("comment,x\nNA,1\nnull,2\n007,3\n").turns] == ["NA", "null", "007"]


def test_empty_comments_are_counted_and_repeats_kept():
    draft = read_text("comment,score\nok,1\n,2\nok,3\n")
    assert (draft.read, draft.seen, draft.left_out) == (2, 3, {"empty comment": ["row 3"]})
    assert "1 repeat kept" in draft.notes


def test_a_single_column_of_comments_may_hold_commas():
    assert [turn.text for turn in read_text("Opmerking\nTraag, heel traag\nGoed\n").turns] == [
        "Traag, heel traag",
        "Goed",
    ]


def test_without_a_telling_header_the_longest_column_is_the_text_and_told():
    draft = read_text("a,b\n1,Het duurt veel te lang\n2,Ik krijg geen antwoord\n")
    assert draft.turns[0].text == "Het duurt veel te lang"
    assert "the text was taken from “b”" in draft.checks[0]


def test_a_wrong_text_column_is_refused_with_the_columns_there_are():
    with pytest.raises(TableProblem, match="no column 'tekst'; the columns are 'a', 'b'"):
        read_text("a,b\n1,Het duurt\n2,Nog niets\n", text_column="tekst")


def test_columns_that_are_not_read_are_told():
    assert "columns not read: score, url" in read_text("comment,score,url\nok,1,x\n").notes


def test_a_quote_that_is_left_open_is_told_with_its_lines():
    draft = read_text('comment,score\n"open,1\n' + "regel,2\n" * 40)
    assert "row 2 runs over lines 2-42: is a quote left open?" in draft.checks


def test_a_sticky_board_is_a_workshop_without_its_template_notes():
    draft = read_text(
        "Frame,Text,Author group,Votes\nPains,Geen bericht,citizen,3\nPains,Type here...,,0\nPains,Typ hier,,0\n"
    )
    assert draft.source_kind == "workshop"
    assert [(turn.text, turn.fields) for turn in draft.turns] == [
        ("Geen bericht", {"group": "citizen", "frame": "Pains", "votes": "3"})
    ]
    assert draft.left_out == {"note of the board's template": ["row 3", "row 4"]}


def test_a_user_test_gives_its_remarks_and_counts_rows_without():
    draft = read_text("participant,wave,task,success,remark\nP01,before,1,yes,Ik vond het niet\nP02,before,1,yes,\n")
    assert (draft.source_kind, draft.turns[0].speaker) == ("user test", "P01")
    assert draft.left_out == {"row without a remark": ["row 3"]}


def test_a_table_of_sus_answers_without_remarks_is_no_problem():
    header = ",".join(["participant", *(f"sus_{n}" for n in range(1, 11))])
    draft = read_text(f"{header}\nP01,{','.join('5' * 10)}\n")
    assert (draft.source_kind, draft.turns) == ("user test", [])


def test_labels_are_not_read_as_text():
    draft = read_text("source,position,kinds,text\nP01.vtt,1,pain,x\n")
    assert (draft.turns, draft.notes) == ([], ["labels, not read as text"])


def test_a_workbook_gives_its_sheets_with_text_and_tells_which():
    data = workbook(
        Info=[["Export of"], ["12 March"]],
        Nl=[["Datum", "Opmerking"], ["2024-01-02", "Te traag"], [None, None], ["x", None]],
        Fr=[["Date", "Commentaire"], ["2024-01-02", "Trop lent"]],
    )
    draft = read_xlsx(data, "f.xlsx")
    assert [(turn.place, turn.text) for turn in draft.turns] == [("Nl:2", "Te traag"), ("Fr:2", "Trop lent")]
    assert "sheets read: Nl, Fr; not read: Info" in draft.notes
