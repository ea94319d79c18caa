"""Tables of any size: what is streamed to Parquet is what the ordinary reader returns, in bounded memory."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import ImportProblem, TableProblem
from synth.readers import import_summary, read, read_to_parquet, streaming, waiting
from synth.readers.encodings import decode_pieces, find_codec

TABLE = (
    "id;Datum;Doelgroep;Opmerking\n"
    "001;2024-01-02;burger;Ik vind het formulier veel te lang.\n"
    "002;2024-01-03;;\n"
    "NA;2024-01-03;bedrijf;NA\n"
    "\n"
    '004;;;"Le formulaire est\ntrop long; et je ne comprends pas."\n'
    "005;;;None\n"
    "006;;; \n"
    "007;;;Ik vind het formulier veel te lang.;te veel\n"
    "008;;;ok\n"
)


@pytest.fixture
def both(tmp_path):
    """A function that reads a table in both ways: what was streamed, what the ordinary reader returns."""

    def compare(content, **options):
        path, target = tmp_path / "c.csv", tmp_path / "c.parquet"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        read_to_parquet(path, target, **options)
        return pd.read_parquet(target), read(path, **options)

    return compare


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("rows", [1, 3, 20_000])
def test_a_streamed_table_is_the_one_that_the_ordinary_reader_returns(both, monkeypatch, encoding, rows):
    monkeypatch.setattr(streaming, "MOST_ROWS", rows)
    text = TABLE.replace("burger", "bürger €")
    streamed, ordinary = both(text.encode(encoding))
    pd.testing.assert_frame_equal(streamed, ordinary)
    pd.testing.assert_frame_equal(import_summary(streamed), import_summary(ordinary))


@pytest.mark.parametrize(
    "options",
    [{"language": "nl"}, {"group": "citizen", "wave": "before"}, {"source_kind": "survey"}, {"text_column": "id"}],
)
def test_options_mean_the_same_when_streamed(both, options):
    streamed, ordinary = both(TABLE, **options)
    pd.testing.assert_frame_equal(streamed, ordinary)


CELLS = st.sampled_from(["", " ", "NA", "007", "te lang", 'a "b"', "x;y", "z\nz", "é€", "\u2028", "ok"])


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_table_gives_the_same_rows_when_streamed(tmp_path_factory, rows, end):
    quoted = [";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    path = tmp_path_factory.mktemp("any") / "c.csv"
    path.write_text(end.join(["Opmerking;Groep", *quoted]), encoding="utf-8", newline="")
    ordinary, target = read(path), path.with_suffix(".parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streaming, "MOST_ROWS", 2)
        if not import_summary(ordinary)["format"][0].startswith("table"):
            with pytest.raises(ImportProblem, match="no table with a header"):
                read_to_parquet(path, target)
            return
        summary = read_to_parquet(path, target)
    pd.testing.assert_frame_equal(pd.read_parquet(target), ordinary)
    pd.testing.assert_frame_equal(summary, import_summary(ordinary))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=40).map(str.encode), st.integers(1, 7))
def test_an_encoding_is_found_in_pieces_as_in_the_whole(data, size):
    pieces = [data[:20], *(data[start : start + size] for start in range(20, len(data), size))]
    whole = find_codec(lambda: [data])
    if whole.label.startswith("UTF-16") and not whole.skip:  # told by the first 4,096 bytes, which one piece holds
        return
    parted = "".join(decode_pieces(pieces, find_codec(lambda: pieces)))
    assert parted == data[whole.skip :].decode(whole.name, whole.errors)


def test_row_groups_are_bounded_in_rows_and_in_characters(tmp_path, monkeypatch):
    (tmp_path / "c.csv").write_text("comment,score\n" + "ok,1\n" * 25 + f"{'a' * 900},1\n" * 3)
    monkeypatch.setattr(streaming, "MOST_ROWS", 10)
    monkeypatch.setattr(streaming, "MOST_CHARACTERS", 1_000)
    read_to_parquet(tmp_path / "c.csv", tmp_path / "c.parquet")
    file = pq.ParquetFile(tmp_path / "c.parquet")
    assert [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)] == [10, 10, 7, 1]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "no table"),
        (b"Interviewer: Dag\nP1: Ja\n", "no table"),
        (bytes(range(256)) * 20, "bytes that no text has"),
        (b"comment,score\n" + b"a" * 200_000 + b",1\n", "cannot be told apart after line 1"),
        (b"participant,group\nP1,citizen\n", r"another kind \(participants\)"),
    ],
)
def test_what_cannot_be_streamed_is_told_and_leaves_nothing_behind(tmp_path, content, problem):
    (tmp_path / "c.csv").write_bytes(content)
    (tmp_path / "c.parquet").write_text("from before")
    with pytest.raises(ImportProblem, match=f"c.csv: .*{problem}"):
        read_to_parquet(tmp_path / "c.csv", tmp_path / "c.parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.csv", "c.parquet"]
    assert (tmp_path / "c.parquet").read_text() == "from before"


def test_a_line_without_end_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("synth.readers.encodings.MOST_LINE", 1_000)
    (tmp_path / "c.csv").write_text("comment,score\nok,1\n" + "a," * 1_000)
    with pytest.raises(ImportProblem, match="line 3 has 1,000 characters or more"):
        read_to_parquet(tmp_path / "c.csv", tmp_path / "c.parquet")


def test_a_text_column_that_is_not_told_is_asked_for(tmp_path):
    (tmp_path / "c.csv").write_text("a,b\n1,Het duurt te lang\n2,Nog niets\n")
    with pytest.raises(TableProblem, match=r"text_column is ''; the columns are 'a', 'b'"):
        read_to_parquet(tmp_path / "c.csv", tmp_path / "c.parquet")
    assert len(read_to_parquet(tmp_path / "c.csv", tmp_path / "c.parquet", text_column="b")) == 1


def test_a_file_or_a_place_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ImportProblem, match=r"no\.csv: No such file"):
        read_to_parquet(tmp_path / "no.csv", tmp_path / "c.parquet")
    (tmp_path / "c.csv").write_text(TABLE)
    with pytest.raises(ImportProblem, match="No such file or directory"):
        read_to_parquet(tmp_path / "c.csv", tmp_path / "no" / "c.parquet")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "p.csv")
    with pytest.raises(ImportProblem, match="no file but a folder, a pipe or a device"):
        read_to_parquet(tmp_path / "p.csv", tmp_path / "c.parquet")


def test_a_hint_for_excel_and_notes_of_a_template_are_treated_alike_when_streamed(both):
    streamed, ordinary = both("sep=;\nOpmerking;Groep\nTyp hier;a\nTe lang;b\n", source_kind="workshop")
    pd.testing.assert_frame_equal(streamed, ordinary)


def test_a_survey_of_several_questions_is_sent_to_the_ordinary_reader(tmp_path):
    (tmp_path / "c.csv").write_text("Timestamp,What went well?,What would you change?\n2024-01-02,Much,The form\n")
    with pytest.raises(ImportProblem, match=r"Read it with synth\.read"):
        read_to_parquet(tmp_path / "c.csv", tmp_path / "c.parquet")


def test_a_kind_in_which_speakers_count_is_not_streamed(tmp_path):
    with pytest.raises(TableProblem, match="allowed are 'feedback', 'survey', 'workshop'"):
        read_to_parquet(tmp_path / "c.csv", tmp_path / "c.parquet", source_kind="interview")


@pytest.mark.parametrize(("asks", "watched"), [(True, True), (False, False)])
def test_a_bar_is_shown_in_a_notebook_only_if_somebody_watches(monkeypatch, asks, watched):
    shell = SimpleNamespace(kernel=SimpleNamespace(_allow_stdin=asks))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert waiting.is_watched() is watched


def test_a_short_file_shows_no_bar(monkeypatch):
    monkeypatch.setattr(waiting, "is_watched", lambda: True)
    assert waiting.show_progress(1_000, "c.csv").disable


@pytest.mark.slow
def test_a_long_file_is_read_in_little_memory(tmp_path):
    (tmp_path / "c.csv").write_text("id,comment\n" + f"001,{'Ik vind het formulier te lang. ' * 10}\n" * 100_000)
    program = (
        "import resource, synth.readers as r\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak()\n"
        f"r.read_to_parquet(r'{tmp_path}/c.csv', r'{tmp_path}/c.parquet', language='nl')\n"
        "print((peak() - before) // 1024)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 150
