"""A project goes to REFI-QDA and back without a change, and what other tools wrote is read where they meant it."""

import os
import re
import zipfile
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.errors import ImportProblem
from synth.interchange import collect_project, read_project, take_in, write_project
from synth.interchange.extras import TITLE, Extras
from synth.interchange.markup import guid
from synth.interchange.project import MEMOS, Project, make_codes, make_taggings
from synth.study import Study
from synth.tables import UTTERANCES, check_quotes, make_id

SCHEMA = Path(__file__).parent / "data" / "refi_qda" / "Project.xsd"
NAMESPACE = "urn:QDA-XML:project:1.0"
ROWS = [
    {"utterance_id": "u1", "text": "I never hear back 😀.\r\nNever!", "participant_id": "P01", "position": 1},
    {"utterance_id": "u2", "text": "Wanneer was dat?", "participant_id": "I", "role": "interviewer", "position": 2},
    {"utterance_id": "u3", "text": "عندي سؤال، e\u0301n P01: nee", "participant_id": "P01", "position": 3},
    {"utterance_id": "u4", "text": "Trop long.", "participant_id": "P02", "source_id": "P02.vtt", "position": 1},
]


def make_utterances(rows=ROWS):
    plain = {
        "source_id": "P01.vtt",
        "source_kind": "interview",
        "role": "participant",
        "language": "en",
        "start_s": 1.5,
    }
    return UTTERANCES.make([plain | row for row in rows]).assign(channel="phone")


@pytest.fixture
def utterances():
    return make_utterances()


@pytest.fixture
def study(tmp_path, utterances):
    study = Study(tmp_path / "study.db")
    turns = utterances.set_index("utterance_id", drop=False).to_dict("index")
    study.codebook.add("contact", definition="Reaching them.")
    study.codebook.add("no reply", parent="contact", use_when="Silence.", colour="#ff0000", aliases={"nl": ["stil"]})
    study.tag(turns["u1"], 2, 19, "no reply", note="Check <b>this</b>.\r\nAgain.", finding_id="f1")
    study.tag(turns["u1"], 2, 19, "patience")
    other = Study(tmp_path / "study.db", researcher="R2")
    other.tag(turns["u3"], 0, 9, "question")
    other.codebook.retire("patience")
    other.codebook.rename("question", "asks")
    other.close()
    study.refresh()
    study.change([("memo", "u4", {"text": "Too long: what?"})])
    yield study
    study.close()


def same_tables(one, other):
    for part, key in (("utterances", "utterance_id"), ("codes", "code"), ("taggings", "tagging_id"), ("memos", "text")):
        left, right = (getattr(each, part).sort_values(key).reset_index(drop=True) for each in (one, other))
        pd.testing.assert_frame_equal(left, right[list(left)], check_dtype=not left.empty)


def change_member(path, name, change):
    with zipfile.ZipFile(path) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in members.items():
            archive.writestr(*change(member, data) if re.search(name, member) else (member, data))
    return path


# --- synth -> .qdpx -> synth ---


def test_a_study_goes_to_qdpx_and_back_without_a_change(study, utterances, tmp_path):
    project = collect_project(study, utterances, name="Study")
    again = read_project(write_project(project, tmp_path / "study.qdpx"))
    assert again.name == "Study"
    same_tables(project, again)


def test_a_project_taken_into_a_new_study_is_the_same_project(study, utterances, tmp_path):
    project = read_project(write_project(collect_project(study, utterances), tmp_path / "study.qdpx"))
    new = Study(tmp_path / "new.db", researcher="R9")
    assert take_in(new, project) == 3
    same_tables(collect_project(study, utterances), collect_project(new, project.utterances))
    assert take_in(new, project) == 0
    new.undo()
    assert (new.taggings().empty, new.codes().empty) == (True, True)


WORDS = st.text(
    st.sampled_from("ab :\r\n\t 😀👩‍🚀e\u0301éßأب\u202e\u2028\x00\x0b\x85<&>\"'=") | st.characters(codec="utf-8"),
    max_size=24,
)
NAMES = (
    st.text(st.sampled_from("ab é😀\x01<&\"'>."), min_size=1, max_size=6)
    .map(lambda s: " ".join(s.split()))
    .filter(bool)
)


@st.composite
def projects(draw):
    texts = draw(st.lists(WORDS, min_size=1, max_size=6))
    rows = [
        {
            "utterance_id": f"u{n}",
            "text": text,
            "position": n // 2,
            "source_id": f"s{n % 2}.txt",
            "source_kind": "feedback",
            "participant_id": draw(st.sampled_from(["P01", "", "P:2", "a\nb"])),
            "role": draw(st.sampled_from(["participant", "interviewer"])),
            "group": draw(NAMES),
            "end_s": draw(st.sampled_from([1.5, float("nan")])),
        }
        for n, text in enumerate(texts)
    ]
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    codes = []
    for n, name in enumerate(names):
        above = codes[n - 1] if n and draw(st.booleans()) else None
        path = f"{above['path']} > {name}" if above else name
        texts_of_it = {"definition": draw(WORDS), "examples": draw(WORDS)}
        status = draw(st.sampled_from(["active", "retired"]))
        parent = above["name"] if above else ""
        codes.append({"code": f"k{n}", "name": name, "parent": parent, "path": path, "status": status} | texts_of_it)
    taggings = []
    for n, row in enumerate(rows):
        if row["text"]:
            start = draw(st.integers(0, len(row["text"]) - 1))
            end = draw(st.integers(start + 1, len(row["text"])))
            place = {"utterance_id": row["utterance_id"], "start": start, "end": end, "quote": row["text"][start:end]}
            said = {"researcher": draw(NAMES), "note": draw(WORDS), "at": "2026-03-01T12:00:00.000001+00:00"}
            tags = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
            taggings += [{"tagging_id": f"t{n}{tag}", "tag": tag} | place | said for tag in tags]
    table = make_taggings(taggings)
    memos = [{"about": "u0" if texts[0] else "", "title": draw(NAMES), "text": draw(WORDS.filter(bool))}]
    utterances = (
        UTTERANCES.make(rows).assign(channel=draw(WORDS)).sort_values(["source_id", "position", "utterance_id"])
    )
    return Project(
        "p",
        utterances.reset_index(drop=True),
        make_codes(codes, table),
        table,
        pd.DataFrame(memos, columns=list(MEMOS)),
    )


@settings(max_examples=20, deadline=None)
@given(project=projects())
def test_any_project_goes_to_qdpx_and_back_without_a_change(project, tmp_path_factory):
    path = tmp_path_factory.mktemp("round") / "p.qdpx"
    again = read_project(write_project(project, path))
    same_tables(project, again)
    check_quotes(again.taggings, again.utterances)
    validate(path)


def test_the_same_project_is_the_same_bytes_whatever_the_order_of_its_rows(study, utterances, tmp_path):
    one = write_project(collect_project(study, utterances), tmp_path / "1.qdpx").read_bytes()
    two = write_project(collect_project(study, utterances[::-1]), tmp_path / "2.qdpx").read_bytes()
    assert one == two


# --- as the standard has it ---


def validate(path):
    with zipfile.ZipFile(path) as archive:
        _schema().validate(archive.read("project.qde").decode())


def _schema(cache=[]):  # noqa: B006  # read once
    if not cache:
        cache.append(xmlschema.XMLSchema(os.environ.get("REFI_QDA_SCHEMA", SCHEMA)))
    return cache[0]


def test_a_project_is_valid_against_the_schema_of_the_standard(study, utterances, tmp_path):
    validate(write_project(collect_project(study, utterances), tmp_path / "p.qdpx"))


def test_an_empty_project_is_valid_and_has_no_empty_container(tmp_path):
    empty = Project(
        "empty",
        UTTERANCES.make(),
        make_codes([], make_taggings([])),
        make_taggings([]),
        pd.DataFrame(columns=list(MEMOS)),
    )
    path = write_project(empty, tmp_path / "p.qdpx")
    validate(path)
    assert read_project(path).taggings.empty


def test_a_tagging_is_a_coding_with_user_place_and_note_in_a_text_that_reads_as_a_transcript(
    study, utterances, tmp_path
):
    path = write_project(collect_project(study, utterances), tmp_path / "p.qdpx")
    with zipfile.ZipFile(path) as archive:
        xml, text = (
            archive.read("project.qde").decode(),
            archive.read(f"sources/{guid('source', 'P01.vtt')}.txt").decode(),
        )
    start, end = map(
        int, re.search(r'name="never hear back 😀" startPosition="(\d+)" endPosition="(\d+)"', xml).groups()
    )
    assert text[start:end] == "never hear back 😀"
    assert text.startswith("P01: I never hear back 😀.\r\nNever!\n\nI: Wanneer was dat?\n\nP01: ")
    order = [xml.index(f"<{name}>") for name in ("Users", "CodeBook", "Variables", "Cases", "Sources", "Notes")]
    assert order == sorted(order)
    assert '<Case guid="' in xml
    assert "<TextValue>phone</TextValue>" in xml


# --- what other tools wrote ---

CODE = guid("code", "a")
FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Other" origin="another tool">
  <Users><User guid="{user}" name="Ann"/></Users>
  <CodeBook><Codes><Code guid="{{{code}}}" name="waiting" isCodable="true" color="#F00">
    <Description>Time lost.</Description><NoteRef targetGUID="{note}"/>
    <Code guid="{child}" name="queue" isCodable="true"/></Code></Codes></CodeBook>
  <Variables><Variable guid="{variable}" name="Age group" typeOfVariable="Text"/></Variables>
  <Cases><Case guid="{case}" name="P07"><VariableValue><VariableRef targetGUID="{variable}"/><TextValue>60+</TextValue>
    </VariableValue><SourceRef targetGUID="{source}"/></Case></Cases>
  <Sources><TextSource guid="{source}" name="Talk.docx" plainTextPath="internal://{source}.TXT">{selections}</TextSource>
    <PictureSource guid="{picture}" name="x.png" path="internal://x.png"/></Sources>
  <Notes><Note guid="{note}" name="On waiting"><PlainTextContent>Keep an eye on it.</PlainTextContent></Note></Notes>
</Project>"""
IDS = {name: guid("test", name) for name in ("user", "child", "variable", "case", "source", "picture", "note")}


def foreign(tmp_path, text, selections, *, names=("Project.QDE", "SOURCES/{source}.txt"), newline="utf-8"):
    parts = "".join(
        f'<PlainTextSelection guid="{guid("sel", n)}" name="{words}" startPosition="{start}" endPosition="{end}" '
        f'creatingUser="{IDS["user"].lower()}"><Coding guid="{guid("cod", n)}"><CodeRef targetGUID="{CODE.lower()}"/>'
        "</Coding></PlainTextSelection>"
        for n, (start, end, words) in enumerate(selections)
    )
    path = tmp_path / "other.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(names[0], FOREIGN.format(code=CODE, selections=parts, **IDS))
        archive.writestr(names[1].format(**IDS), text.encode())
    return path


def test_members_are_found_in_any_case_and_codes_cases_notes_and_users_are_read(tmp_path):
    project = read_project(foreign(tmp_path, "Ik wacht.\nAl weken.", [(3, 8, "wacht")]))
    assert project.taggings[["quote", "tag", "researcher"]].to_numpy().tolist() == [["wacht", "waiting", "Ann"]]
    assert project.codes[["path", "colour", "definition"]].to_numpy().tolist() == [
        ["waiting", "#ff0000", "Time lost."],
        ["waiting > queue", "", ""],
    ]
    assert project.utterances[["participant_id", "Age_group", "text"]].to_numpy().tolist() == [
        ["P07", "60+", "Ik wacht."],
        ["P07", "60+", "Al weken."],
    ]
    assert project.memos.to_dict("records") == [
        {"about": "", "title": "on the code waiting", "text": "Keep an eye on it."}
    ]
    assert project.account.set_index("what").loc["pictures", ["in_file", "taken", "note"]].tolist() == [
        1,
        0,
        "pictures are not read",
    ]


EMOJI = "👍👍 Ja, ik wacht.\r\nAl weken 😀 niets.\r\nEn dan?"
LONG = "Ik wacht op antwoord en ik wacht nog steeds op antwoord."


@pytest.mark.parametrize(
    ("text", "selections"),
    [
        (EMOJI, [(10, 15, "wacht"), (29, 35, "niets.")]),
        (EMOJI, [(10, 14, "wacht"), (29, 34, "niets.")]),
        (EMOJI, [(12, 17, "wacht"), (32, 38, "niets.")]),
        (EMOJI, [(12, 16, "wacht"), (32, 37, "niets.")]),
        (EMOJI, [(10, 15, "wacht"), (28, 34, "niets.")]),
        (EMOJI.replace("\r\n", "\n"), [(10, 15, "wacht"), (29, 35, "niets.")]),
    ],
    ids=["code points", "last character", "UTF-16", "UTF-16, last character", "CRLF is one", "LF was CRLF"],
)
def test_how_a_tool_counts_is_told_from_the_words_that_it_names(tmp_path, text, selections):
    project = read_project(foreign(tmp_path, text, selections))
    assert project.taggings["quote"].tolist() == ["wacht", "niets."]
    check_quotes(project.taggings, project.utterances)
    assert "2 of 2 places agree" in project.account.set_index("what").loc["way of counting places", "note"]


def test_words_that_a_tool_cut_short_still_tell_and_no_words_mean_an_end_after_the_last_character(tmp_path):
    assert read_project(foreign(tmp_path, LONG, [(3, 24, "wacht op antw…")])).taggings["quote"].tolist() == [
        "wacht op antwoord en "
    ]
    plain = read_project(foreign(tmp_path, LONG, [(3, 8, "")]))
    assert plain.taggings["quote"].tolist() == ["wacht"]
    assert "no selection tells its words" in plain.account["note"].iloc[-2]


def test_a_place_at_the_end_of_the_text_tells_that_the_end_comes_after(tmp_path):
    assert read_project(foreign(tmp_path, "Ik wacht", [(3, 8, "")])).taggings["quote"].tolist() == ["wacht"]


def test_a_place_outside_the_text_is_counted_and_left_out(tmp_path):
    project = read_project(foreign(tmp_path, "Ik wacht", [(3, 8, "wacht"), (5, 99, "x")]))
    assert len(project.taggings) == 1
    assert project.account.set_index("what").loc["selections outside their text", "in_file"] == 1


def test_speakers_are_told_and_a_selection_over_two_turns_is_a_tagging_in_each(tmp_path):
    text = "Interviewer: Hoe ging het?\nP07: Ik wacht al weken.\nnog steeds.\nInterviewer: En nu?\nP07: Niets."
    start, end = text.index("weken"), text.index("nu?")
    project = read_project(foreign(tmp_path, text, [(start, end, text[start:end])]))
    assert project.utterances[["participant_id", "role"]].to_numpy().tolist()[:2] == [
        ["Interviewer", "interviewer"], ["P07", "participant"],
    ]  # fmt: skip
    assert project.taggings["quote"].tolist() == ["weken.\nnog steeds.", "En "]
    assert "1 run over several turns" in project.account.set_index("what").loc["selections in texts", "note"]


def test_a_text_that_another_tool_changed_is_read_anew_and_its_words_are_found(study, utterances, tmp_path):
    path = write_project(collect_project(study, utterances), tmp_path / "p.qdpx")
    change_member(
        path,
        r"sources/.*\.txt",
        lambda name, data: (name.upper(), data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")),
    )
    again = read_project(path)
    check_quotes(again.taggings, again.utterances)
    assert sorted(again.taggings["quote"]) == sorted(study.taggings()["quote"])


# --- hostile and broken files ---


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no zip archive"),
        (b"PK\x03\x04 rubbish", "no zip archive"),
        ({"other.xml": b"<a/>"}, "holds no project.qde"),
        ({"project.qde": b"<Project"}, "cannot be read as XML"),
        ({"project.qde": b"<Codes/>"}, "no REFI-QDA project"),
        ({"project.qde": b'<!DOCTYPE a [<!ENTITY x "y">]><Project>&x;</Project>'}, "DTDForbidden"),
    ],
)
def test_a_file_that_is_no_project_says_why(tmp_path, data, reason):
    path = tmp_path / "x.qdpx"
    if isinstance(data, dict):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in data.items():
                archive.writestr(name, content)
    else:
        path.write_bytes(data)
    with pytest.raises(ImportProblem, match=reason):
        read_project(path)


@pytest.mark.parametrize(
    "turns",
    [[[0, 999, {}]], [[-1, 2, {"utterance_id": "u"}]], [[0, 1, {}]], [["a", 1, {}]], [[0, 1]], "x", 3],
)
def test_a_note_of_turns_that_does_not_fit_the_text_is_not_believed(tmp_path, turns):
    text = "Ik wacht."
    extras = Extras(sources={IDS["source"].lower(): {"text": make_id(text), "turns": turns}})
    note = (
        f'<Note guid="{guid("x")}" name="{TITLE}"><PlainTextContent>{escape(extras.write())}</PlainTextContent></Note>'
    )
    path = foreign(tmp_path, text, [(3, 8, "wacht")])
    change_member(path, "QDE", lambda name, data: (name, data.replace(b"</Notes>", note.encode() + b"</Notes>")))
    project = read_project(path)
    assert (project.utterances["text"].tolist(), project.taggings["quote"].tolist()) == ([text], ["wacht"])


def test_codes_nested_a_thousand_deep_are_read(tmp_path):
    nested = (
        "".join(f'<Code guid="{guid("n", n)}" name="c{n}" isCodable="true">' for n in range(1000)) + "</Code>" * 1000
    )
    path = tmp_path / "deep.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "project.qde",
            f'<Project xmlns="{NAMESPACE}" name="d"><CodeBook><Codes>{nested}</Codes></CodeBook></Project>',
        )
    assert len(read_project(path).codes) == 1000


@pytest.mark.parametrize("name", ["gone.qdpx", "notes.txt"])
def test_another_file_is_refused(tmp_path, name):
    if name == "notes.txt":
        (tmp_path / name).write_text("x")
    with pytest.raises(ImportProblem, match=r"there is no such|is read from .qdpx"):
        read_project(tmp_path / name)


SAMPLE = os.environ.get("REFI_QDA_SAMPLE", "")


@pytest.mark.skipif(not SAMPLE, reason="set REFI_QDA_SAMPLE to the TestProject.qdpx of the standard")
def test_the_sample_of_the_standard_is_read_whole_with_an_account():
    project = read_project(SAMPLE)
    account = project.account.set_index("what")[["in_file", "taken"]].T.to_dict("list")
    assert account == {
        "users": [3, 3], "codes": [14, 14], "notes": [2, 2], "text sources": [6, 0], "PDF sources": [2, 0],
        "audio": [1, 0], "video": [2, 0], "pictures": [1, 0], "selections in pictures": [1, 0],
        "selections on PDF pages": [4, 0], "selections in video": [2, 0], "sets": [16, 0], "links": [1, 0],
        "graphs": [1, 0], "selections in texts that are not in the file": [8, 0],
    }  # fmt: skip
    assert project.memos["title"].tolist() == ["Research Plan", "My favorite Coke ad"]


@pytest.mark.skipif(not SAMPLE, reason="set REFI_QDA_SAMPLE to the TestProject.qdpx of the standard")
def test_the_places_of_the_sample_fit_the_words_that_it_names(tmp_path):
    path = tmp_path / "sample.qdpx"
    with zipfile.ZipFile(SAMPLE) as sample, zipfile.ZipFile(path, "w") as filled:
        xml = sample.read("Project.qde")
        filled.writestr("Project.qde", xml)
        texts = {}
        for part in ElementTree.fromstring(xml).iter():
            for selection in part.findall(f"{{{NAMESPACE}}}PlainTextSelection"):
                words = texts.setdefault(part.get("plainTextPath").removeprefix("internal://"), ["."] * 1000)
                start, name = int(selection.get("startPosition")), selection.get("name")
                if not name.endswith("…"):
                    words[start : start + len(name)] = name
        for name, words in texts.items():
            filled.writestr(f"Sources/{name}", "".join(words))
    taggings = read_project(path).taggings
    assert {"Oh, that was great. See you tomorrow? Eleven thirty. Mm.", "granola"} <= set(taggings["quote"])
    assert set(taggings["researcher"]) == {"Friedrich Markgraf"}
