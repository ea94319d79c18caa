"""Word, OpenDocument and Parquet: what stands on the page is read, what stands beside it is counted."""

from io import BytesIO
from zipfile import ZipFile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.readers.documents import read_document
from synth.readers.draft import Unreadable
from synth.readers.formats import read_draft
from synth.readers.opendocument import read_opendocument
from synth.readers.parquet import read_parquet
from synth.readers.plaintext import read_plaintext

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODT = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "drawing")
)


def archive(**parts):
    buffer = BytesIO()
    with ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return ZipFile(buffer)


def word(body, **parts):
    xml = {name: f'<w:x xmlns:w="{W}">{content}</w:x>' for name, content in parts.items()}
    return archive(word__document_xml=f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>', **xml)


def odt(body):
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {ODT}>{text}</office:document-content>"
    return archive(mimetype="application/vnd.oasis.opendocument.text", content_xml=content)


def p(text):
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(*rows):
    cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def odt_table(*rows):
    cells = ("".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row) for row in rows)
    return "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in cells) + "</table:table>"


def said(draft):
    return [(turn.speaker, turn.text) for turn in draft.turns]


TURNS = [
    ("Tijd", "Spreker", "Tekst", "Opmerking"),
    ("00:01", "het meisje", "Dag.", ""),
    ("00:05", "P3", "Traag.", "let op"),
]


@pytest.mark.parametrize("draft", [read_document(word(table(*TURNS))), read_opendocument(odt(odt_table(*TURNS)))])
def test_a_table_with_a_header_gives_its_speakers_times_and_texts(draft):
    assert said(draft) == [("het meisje", "Dag."), ("P3", "Traag.")]
    assert [turn.start_s for turn in draft.turns] == [1.0, 5.0]
    assert draft.left_out == {"header row of a table": ["row 1"], "cell of the column “Opmerking”": ["row 3"]}


def test_a_table_of_questions_and_answers_gives_both():
    draft = read_document(word(table(("Vraag", "Antwoord"), ("Hoe ging het?", "Traag."), ("En dan?", "Niets."))))
    assert said(draft) == [
        ("Question", "Hoe ging het?"), ("Answer", "Traag."), ("Question", "En dan?"), ("Answer", "Niets."),
    ]  # fmt: skip


def test_tracked_changes_are_read_as_accepted_and_counted():
    run = "<w:r><w:t>{}</w:t></w:r>".format
    body = (
        f"<w:p>{run('I: Dag')}<w:ins>{run(' Jan')}</w:ins><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"
        f"<w:p><w:moveFrom>{run('weg')}</w:moveFrom><w:moveTo>{run('P3: Ja.')}</w:moveTo></w:p>"
    )
    draft = read_document(word(body))
    assert said(draft) == [("I", "Dag Jan"), ("P3", "Ja.")]
    assert draft.notes == ["tracked changes read as accepted: 2 insertions, 1 deletion"]


def test_comments_footnotes_headers_and_text_boxes_are_counted_and_not_read():
    box = f"<w:pict><w:txbxContent>{p('kader')}</w:txbxContent></w:pict>"
    twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    alternate = f'<mc:AlternateContent xmlns:mc="mc">{twice}</mc:AlternateContent>'
    draft = read_document(
        word(
            f"{p('I: Dag.')}{p('P3: Ja.')}<w:p><w:r>{alternate}</w:r></w:p>",
            word__comments_xml=f"<w:comment>{p('nagaan')}</w:comment><w:comment>{p('ja')}</w:comment>",
            word__footnotes_xml=f"<w:footnote><w:p/></w:footnote><w:footnote>{p('noot')}</w:footnote>",
        )
    )
    assert said(draft) == [("I", "Dag."), ("P3", "Ja.")]
    assert {what: len(places) for what, places in draft.left_out.items()} == {
        "text box": 1, "comment in the margin": 2, "footnote": 1,
    }  # fmt: skip


def test_an_odt_gives_its_spaces_tabs_and_lines_and_not_its_comments_or_deletions():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>weg</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:h>I: Hoe\n  ging het?</text:h>"
        "<text:list><text:list-item><text:p>P3: Traag<office:annotation><text:p>nagaan</text:p></office:annotation>,"
        "<text:s text:c='2'/>heel<text:tab/>traag.<text:line-break/>Ja.</text:p>"
        "</text:list-item></text:list>"
    )
    draft = read_opendocument(odt(body))
    assert said(draft) == [("I", "Hoe ging het?"), ("P3", "Traag,  heel\ttraag. Ja.")]
    assert draft.left_out == {"comment in the margin": ["number 1"]}
    assert draft.notes == ["tracked changes read as accepted: 1 deletion"]


def test_a_spreadsheet_of_opendocument_is_refused_with_what_to_do():
    data = BytesIO()
    with ZipFile(data, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", "<x/>")
    with pytest.raises(Unreadable, match=r"no \.docx, \.xlsx or \.odt"):
        read_draft(data.getvalue(), "a.ods")


LINE = st.lists(st.sampled_from(["P3:", "Zoë:", "ja", "nee,", "het", "duurt"]), min_size=1, max_size=5).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=8))
def test_the_same_paragraphs_read_alike_from_word_opendocument_and_text(lines):
    plain = read_plaintext("\n\n".join(lines))
    assert said(read_document(word("".join(map(p, lines))))) == said(plain)
    assert said(read_opendocument(odt("".join(f"<text:p>{line}</text:p>" for line in lines)))) == said(plain)


def test_parquet_is_read_like_any_table_with_its_values_as_text():
    buffer = BytesIO()
    pd.DataFrame({
        "participant": ["001", "NA"], "date": pd.to_datetime(["2024-03-01", None]), "comment": ["Te traag", None],
        "tags": [["a", "b"], []],
    }).to_parquet(buffer)  # fmt: skip
    draft, encoding = read_draft(buffer.getvalue(), "a.parquet")
    assert [(turn.speaker, turn.text, turn.fields["date"]) for turn in draft.turns] == [
        ("001", "Te traag", "2024-03-01")
    ]
    assert (draft.left_out, encoding) == ({"empty comment": ["row 3"]}, "")


def test_a_damaged_parquet_file_is_refused():
    with pytest.raises(Unreadable, match="damaged Parquet file"):
        read_parquet(b"PAR1" + bytes(50), "a.parquet")
