"""Hostile and broken input: the right result or one clear problem, in bounded time and memory, and no file written."""

import os
import socket
import zipfile
from io import BytesIO
from math import isnan
from pathlib import Path

import pytest
from openpyxl import Workbook

from synth.errors import ImportProblem
from synth.readers import archives, files, formats, import_summary, read, workbooks
from synth.readers.formats import read_draft
from synth.readers.speakers import join_turns

TALK = "Interviewer: Ging het vlot?\nDeelnemer: Nee, ik zat vast aan de kaartlezer.\n"
SHEET = (
    "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
    "<dimension ref='A1:XFD1048576'/><sheetData>{}</sheetData></worksheet>"
)


def draft_of(data, name="f"):
    return read_draft(data if isinstance(data, bytes) else data.encode(), name)[0]


def texts_of(data):
    return [turn.text for turn in draft_of(data).turns]


def packed(compression=zipfile.ZIP_DEFLATED, **parts):
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def document(body):
    return packed(word__document_xml=f"<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>")


def said(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def workbook(rows, **parts):
    """A workbook of openpyxl whose sheet is replaced by these rows of XML."""
    buffer, changed = BytesIO(), BytesIO()
    Workbook().save(buffer)
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        contents = {name: old.read(name) for name in old.namelist()}
        contents["xl/worksheets/sheet1.xml"] = SHEET.format(rows)
        contents |= {name.replace("__", "/").replace("_", "."): content for name, content in parts.items()}
        for name, content in contents.items():
            new.writestr(name, content)
    return changed.getvalue()


def cell(place, text):
    return f"<c r='{place}' t='inlineStr'><is><t>{text}</t></is></c>"


COMMENT = f"<row r='1'>{cell('A1', 'comment')}</row>"


# Archives


def test_an_archive_of_very_many_files_is_refused_before_they_are_listed():
    entry = archives.ENTRY_MAGIC + bytes(42)
    with pytest.raises(ImportProblem, match="would unpack to 10,001 files"):
        draft_of(packed(a_txt="x") + entry * 10_000)


def test_a_size_that_an_archive_lies_about_is_noticed():
    data = packed(word__document_xml=f"<d>{'a' * 5_000}</d>")
    size = (5_007).to_bytes(4, "little")
    with pytest.raises(ImportProblem, match="damaged Office file"):
        draft_of(data.replace(size, (9).to_bytes(4, "little")))


@pytest.mark.slow
def test_a_bomb_within_a_bomb_is_never_opened():
    inner = packed(word__document_xml=bytes(50_000_000))
    with pytest.raises(ImportProblem, match="zip archive, but no"):
        draft_of(packed(inner_docx=inner))


def test_an_archive_with_a_password_is_told_from_a_damaged_one():
    data = bytearray(document(said("ja")))
    entry = data.index(archives.ENTRY_MAGIC)
    data[entry + 8] |= archives.ENCRYPTED
    with pytest.raises(ImportProblem, match="archive with a password"):
        draft_of(bytes(data))


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_packing_that_office_does_not_use_is_refused(compression):
    with pytest.raises(ImportProblem, match="packed in a way that Office does not use"):
        draft_of(packed(compression, word__document_xml="<d/>"))


@pytest.mark.parametrize("kept", [4, 30, 100, 400, -1, -30])
def test_a_truncated_archive_is_told_to_be_damaged(kept):
    with pytest.raises(ImportProblem, match="damaged Office file"):
        draft_of(document("".join(said(str(number)) for number in range(500)))[:kept])


def test_names_in_an_archive_that_lead_elsewhere_write_nothing(tmp_path):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../../evil.txt", "x")
        archive.writestr("/tmp/evil-absolute.txt", "x")
        archive.writestr("word/document.xml", f"<d>{said('ja').replace('w:', '')}</d>")
    (folder / "P1.docx").write_bytes(buffer.getvalue())
    assert read(folder)["text"].to_list() == ["ja"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [folder / "P1.docx"]
    assert not Path("/tmp/evil-absolute.txt").exists()


# XML


@pytest.mark.parametrize("part", ["word__document_xml", "xl__workbook_xml"])
@pytest.mark.parametrize(
    "entity", ["<!ENTITY x SYSTEM 'file:///etc/passwd'>", "<!ENTITY a 'aaaa'><!ENTITY x '&a;&a;'>", "<!ENTITY % x 'y'>"]
)
def test_entities_are_refused_whatever_they_lead_to(part, entity):
    parts = {part: f"<!DOCTYPE d [{entity}]><d>&x;</d>"}
    with pytest.raises(ImportProblem, match="damaged Office file"):
        draft_of(workbook("", **parts) if part.startswith("xl") else packed(**parts))


def test_a_document_nested_deeper_than_any_is_refused():
    with pytest.raises(ImportProblem, match="nested deeper than any document"):
        draft_of(document("<w:p>" * 20_000 + "</w:p>" * 20_000))


def test_a_document_of_very_many_tags_is_refused_before_they_become_objects(monkeypatch):
    monkeypatch.setattr(archives, "MOST_TAGS", 1_000)
    with pytest.raises(ImportProblem, match="has 2,004 tags; at most 1,000 are read"):
        draft_of(document("<w:p/>" * 2_000))


def test_a_document_that_unpacks_to_very_much_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_XML", 1_000)
    with pytest.raises(ImportProblem, match=r"word/document\.xml has 2,0\d\d bytes; at most 1,000"):
        draft_of(document(" " * 2_000))


def test_thousands_of_empty_paragraphs_after_a_time_take_no_time():
    assert texts_of(document(said("00:00:00") + "<w:p/>" * 20_000 + said("ja"))) == ["00:00:00", "ja"]


# Workbooks


def test_a_workbook_that_declares_a_million_columns_is_read_as_it_is():
    assert texts_of(workbook(f"{COMMENT}<row r='2'>{cell('A2', 'ja')}</row>")) == ["ja"]


def test_a_row_far_beyond_excels_last_is_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_SHEET_ROWS", 1_000)
    with pytest.raises(ImportProblem, match="has a row beyond 1,000"):
        draft_of(workbook(f"{COMMENT}<row r='99999999999'>{cell('A99999999999', 'ja')}</row>"))


def test_a_column_that_cannot_be_is_refused():
    with pytest.raises(ImportProblem, match=r"damaged Office file .*ZZZZ"):
        draft_of(workbook(f"<row r='1'>{cell('ZZZZ1', 'comment')}</row>"))


def test_a_workbook_of_very_many_cells_is_sent_to_the_streaming_reader(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_CELLS", 50)
    with pytest.raises(ImportProblem, match=r"more than 50 cells \(reached at row 2\).*read_to_parquet"):
        draft_of(workbook(f"{COMMENT}<row r='2'>{cell('A2', 'ja')}{cell('ZZ2', 'x')}</row>"))


def test_one_row_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_TAGS_A_ROW", 1_000)
    with pytest.raises(ImportProblem, match=r"a row of xl/worksheets/sheet1\.xml with 2,0\d\d tags"):
        draft_of(workbook(f"{COMMENT}<row r='2'>{'<c/>' * 2_000}</row>"))
    rows = "".join(f"<row r='{n}'>{cell(f'A{n}', 'ja')}</row>" for n in range(2, 500))
    assert len(texts_of(workbook(COMMENT + rows))) == 498


def test_very_many_styles_are_refused_before_they_become_objects(monkeypatch):
    monkeypatch.setattr(archives, "MOST_TAGS_ASIDE", 1_000)
    with pytest.raises(ImportProblem, match=r"xl/styles\.xml with 2,002 tags"):
        draft_of(workbook(COMMENT, xl__styles_xml=f"<styleSheet>{'<xf/>' * 2_000}</styleSheet>"))


@pytest.mark.slow
def test_100_000_columns_are_read():
    header = ["comment", *(f"c{number}" for number in range(99_999))]
    draft = draft_of("\n".join([",".join(header), ",".join(["ja"] + ["x"] * 99_999), "nee"]))
    assert [turn.text for turn in draft.turns] == ["ja", "nee"]
    assert len(draft.notes[-1]) < 1_000


@pytest.mark.slow
def test_more_columns_than_excel_allows_are_read_from_a_workbook():
    header = ["comment", *(f"c{number}" for number in range(20_000))]
    cells = "".join(f"<c t='inlineStr'><is><t>{name}</t></is></c>" for name in header)
    assert texts_of(workbook(f"<row>{cells}</row><row><c t='inlineStr'><is><t>ja</t></is></c></row>")) == ["ja"]


def test_a_formula_gives_its_saved_result_and_one_without_is_told():
    rows = "<row r='2'><c r='A2' t='str'><f>B2</f><v>ja</v></c></row>"
    rows += "<row r='3'><c r='A3'><f>B3</f></c><c r='B3'><v>1</v></c></row>"
    draft = draft_of(workbook(COMMENT + rows))
    assert ([turn.text for turn in draft.turns], draft.left_out) == (["ja"], {"empty comment": ["row 3"]})
    assert "1 formula without a saved result, read as empty (row 3); open the workbook" in draft.checks[0]


def test_a_link_to_another_workbook_is_not_followed():
    link = "<externalLink xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>&no;</externalLink>"
    rows = "<row r='2'><c r='A2' t='str'><f>[1]Sheet!A1</f><v>ja</v></c></row>"
    assert texts_of(workbook(COMMENT + rows, xl__externalLinks__externalLink1_xml=link)) == ["ja"]


# Characters


def test_halves_of_characters_and_nul_become_a_sign_that_can_be_kept_and_are_counted(tmp_path):
    (tmp_path / "P1.json").write_text('{"segments":[{"text":"ja \\ud800\\u0000 \\ud83d\\ude00"},{"text":"nee"}]}')
    utterances = read(tmp_path)
    assert utterances["text"].to_list() == ["ja \ufffd\ufffd \U0001f600", "nee"]
    assert "characters that no text can hold, shown as \ufffd in 1 segment" in import_summary(utterances)["check"][0]


def test_escapes_of_excel_are_resolved_and_what_no_text_can_hold_is_mended(tmp_path):
    (tmp_path / "c.xlsx").write_bytes(workbook(f"{COMMENT}<row r='2'>{cell('A2', 'a_x0000_b_xD800_ c_x000D_d')}</row>"))
    assert read(tmp_path)["text"].to_list() == ["a\ufffdb\ufffd c\rd"]


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="names there are Unicode")
def test_a_file_name_of_any_bytes_becomes_an_id_that_can_be_kept(tmp_path):
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/P\xff.txt")).write_text(TALK)
    assert read(tmp_path)["source_id"].unique().tolist() == ["P\\udcff.txt"]


def test_text_from_right_to_left_and_combining_marks_stay_as_they_are():
    text = "e\u0301te\u0301 \u202eabc\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627\u200f"
    assert texts_of(f"P1: {text}\nInterviewer: ja\n") == [text, "ja"]


# Times


@pytest.mark.parametrize(
    ("clock", "seconds"), [("75:30.000", 4_530), ("01:00:01.000", 3_601), ("100:00:01.000", 360_001)]
)
def test_times_beyond_an_hour_and_beyond_99_are_read(clock, seconds):
    assert draft_of(f"WEBVTT\n\n{clock} --> 200:00:02.000\nja\n").turns[0].start_s == seconds


def test_a_transcript_of_more_than_99_hours_keeps_its_times():
    assert draft_of("[100:00:05] A: ja\n[100:00:06] B: nee\n[100:00:07] A: ja\n").turns[0].start_s == 360_005


def test_a_time_of_five_thousand_digits_is_a_broken_timing():
    draft = draft_of(f"WEBVTT\n\n{'9' * 5_000}:00:01.000 --> 00:02.000\nja\n")
    assert (draft.turns[0].text, "line 3: the cue has a broken timing" in draft.checks[0]) == ("ja", True)


@pytest.mark.parametrize("time", ["1e999", "NaN", "-5", "1" + "0" * 400, '"soon"', "true"])
def test_a_time_in_json_that_is_none_is_unknown(time):
    assert isnan(draft_of(f'{{"segments":[{{"start":{time},"end":9,"text":"ja"}}]}}').turns[0].start_s)


def test_a_segment_that_ends_before_it_starts_keeps_its_text_and_is_told(tmp_path):
    (tmp_path / "P1.json").write_text(
        '{"segments":[{"start":9,"end":3,"text":"ja"},{"start":9,"end":10,"text":"nee"}]}'
    )
    utterances = read(tmp_path)
    assert utterances[["text", "end_s"]].fillna(-1).to_numpy().tolist() == [["ja", -1.0], ["nee", 10.0]]
    assert "end before start, text kept without times: 1 segment" in import_summary(utterances)["check"][0]


def test_cues_out_of_order_give_a_turn_that_does_not_end_before_it_starts():
    draft = draft_of("WEBVTT\n\n00:50.000 --> 00:52.000\n<v A>een\n\n00:01.000 --> 00:02.000\n<v A>twee\n")
    assert [(turn.start_s, turn.end_s) for turn in join_turns(draft.turns)] == [(50.0, 52.0)]


# Long lines and deep nesting


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "A" + " " * 300_000 + "b\nB: ja\nB: nee\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nA" + " " * 300_000 + "b\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v A" * 300_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<c." * 300_000,
        "00:00" + " " * 300_000 + "x\nB: ja\nB: nee\n",
        "0" * 1_000_000 + ":00:00 --> 1",
        "A: " * 300_000,
        "A: ja" + "\n" * 300_000 + "b",
    ],
)
def test_no_text_makes_the_reader_go_back_and_forth(text):
    assert draft_of(text).turns


@pytest.mark.slow
def test_a_line_of_10_mb_is_read():
    text = "woord " * 1_700_000
    assert texts_of(f"P1: {text}\nP2: ja\n") == [text.strip(), "ja"]


def test_a_cell_of_10_mb_is_told_with_its_line():
    with pytest.raises(ImportProblem, match="cannot be told apart after line 2"):
        draft_of("comment,score\nok,1\n" + "a " * 5_000_000 + ",1\n")


@pytest.mark.parametrize("text", ["{" + '"a":[{' * 200_000, '[{"a":' + "[" * 100_000 + "]" * 100_000 + "}]"])
def test_json_nested_without_end_is_refused(text):
    with pytest.raises(ImportProblem, match="begins like JSON but cannot be read"):
        draft_of(text)


# Folders


def test_pipes_sockets_and_links_out_of_the_folder_are_left_out_and_told(tmp_path, monkeypatch):
    folder, outside = tmp_path / "study", tmp_path / "secret.txt"
    folder.mkdir()
    outside.write_text("Zoë: geheim\nZoë: geheim\n")
    (folder / "P1.txt").write_text(TALK)
    (folder / "P2.txt").symlink_to(outside)
    (folder / "P3.txt").symlink_to(folder / "P1.txt")
    (folder / "P4.txt").symlink_to(folder / "gone.txt")
    (folder / "P5").symlink_to(tmp_path)
    (folder / "loop").symlink_to(folder / "loop")
    os.mkfifo(folder / "P6.txt")
    monkeypatch.chdir(folder)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        utterances = read(folder)
    assert utterances["source_id"].unique().tolist() == ["P1.txt"]
    assert import_summary(utterances).set_index("source_id").loc["study/", "left_out"] == (
        "broken link: 2 (P4.txt, loop); link that leads out of the folder, to be read by its own path: 2 (P2.txt, P5); "
        "pipe, socket or device: 2 (P6.txt, s)"
    )


def test_a_link_is_read_when_it_is_given_by_its_own_path(tmp_path):
    (tmp_path / "a.txt").write_text(TALK)
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    assert len(read(tmp_path / "b.txt")) == 2


def test_a_pipe_given_by_its_path_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "p")
    with pytest.raises(ImportProblem, match="this is no file"):
        read(tmp_path / "p")


def test_a_folder_that_cannot_be_opened_is_told(tmp_path, monkeypatch):
    (tmp_path / "P1.txt").write_text(TALK)
    (tmp_path / "closed").mkdir()
    scan = os.scandir

    def refuse(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert "folder that cannot be opened: 1 (closed)" in import_summary(read(tmp_path))["left_out"].to_list()


@pytest.mark.parametrize("error", [FileNotFoundError(2, "No such file"), PermissionError(13, "Permission denied")])
def test_a_file_that_vanishes_or_may_not_be_read_stops_no_other(tmp_path, monkeypatch, error):
    for name in ("P1.txt", "P2.txt"):
        (tmp_path / name).write_text(TALK)
    real = Path.open

    def vanish(path, *args, **options):
        if path.name == "P1.txt":
            raise error
        return real(path, *args, **options)

    monkeypatch.setattr(Path, "open", vanish)
    utterances = read(tmp_path)
    assert utterances["source_id"].unique().tolist() == ["P2.txt"]
    assert import_summary(utterances)["problem"][0] == f"It cannot be opened ({error.strerror})."


def test_a_file_too_large_for_memory_is_told_what_reads_it(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 1_000)
    (tmp_path / "c.csv").write_text("comment,score\n" + "ok,1\n" * 1_000)
    with pytest.raises(ImportProblem, match=r"more than the 1,000 bytes .* use synth\.read_to_parquet"):
        read(tmp_path)


def test_a_fault_of_synth_itself_in_one_file_stops_no_other(tmp_path, monkeypatch):
    (tmp_path / "P1.txt").write_text(TALK)
    (tmp_path / "P2.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nja\n")
    monkeypatch.setattr(formats, "read_captions", lambda *_, **__: [].pop())
    utterances = read(tmp_path)
    assert len(utterances) == 2
    assert "a fault of synth itself (IndexError" in import_summary(utterances)["problem"][1]
