"""Steps on Dask: what they return in partitions, on workers and after accidents is what one machine returns."""

import json
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import synth
from synth import scale
from synth.errors import ImportProblem, StudyProblem, SynthError, TableProblem
from synth.privacy import PseudonymKey
from synth.scale.frames import split
from synth.scale.sampling import choose_keys, take_chosen, tell_keys
from synth.tables import UTTERANCES

pytestmark = pytest.mark.slow

SAYINGS = (
    "I can't find the form. It took three weeks.",
    "Ik wacht al maanden op een antwoord en ik snap de brief niet.",
    "Je ne comprends pas la lettre. Marie Dupont m'a aidé.",
    "Ich brauche einen Termin, aber niemand antwortet. Rufen Sie 0470 12 34 56 an.",
    "I would like an e-mail when my file moves.",
    "De app werkt niet op mijn telefoon. Jan Peeters ook niet.",
    "",
)
LANGUAGES = ("en", "nl", "fr", "de", "en", "nl", "en")


@pytest.fixture
def comments():
    """Seventy comments in four languages, with names, and an interview whose questions part from their answers."""
    rows = []
    for place in range(70):
        which = place % len(SAYINGS)
        row = {"utterance_id": f"c{place:02d}", "source_id": "c.csv", "source_kind": "feedback", "role": "participant"}
        text = f"{SAYINGS[which]} Nr {place}." if SAYINGS[which] else ""
        about = {"participant_id": f"c#{place}", "wave": "after" if place % 3 else "before", "position": place}
        rows.append(row | about | {"language": LANGUAGES[which], "text": text})
    talk = [("interviewer", "Was that clear?"), ("participant", "Not really."), ("interviewer", "Why?")] * 5
    for place, (role, text) in enumerate(talk):
        row = {"utterance_id": f"i{place:02d}", "source_id": "i.txt", "source_kind": "interview", "role": role}
        speaker = "Zoë De Wit" if role == "participant" else "Tom Maes"
        rows.append(row | {"participant_id": speaker, "position": place, "language": "en", "text": text})
    return UTTERANCES.make(rows)


@pytest.mark.parametrize("rows", [1, 7, 40, 1000])
def test_findings_are_those_of_one_machine_wherever_the_table_is_parted(comments, rows):
    whole = synth.find(comments)
    assert "Not really." in whole["quote"].tolist()  # found only with its question
    parted = scale.find(split(comments, rows=rows))
    pd.testing.assert_frame_equal(parted.compute().reset_index(drop=True), whole)
    assert scale.digest(parted) == scale.digest(whole)


@pytest.mark.parametrize("rows", [1, 9])
def test_pseudonyms_and_the_key_are_those_of_one_machine(comments, rows):
    keys = PseudonymKey(), PseudonymKey()
    whole = synth.pseudonymise(comments, key=keys[0])
    parted = scale.pseudonymise(split(comments, rows=rows), key=keys[1])
    pd.testing.assert_frame_equal(parted.compute().reset_index(drop=True), whole, check_flags=False)
    pd.testing.assert_frame_equal(keys[1].table(), keys[0].table())
    assert {"Zoë De Wit", "Jan Peeters", "0470 12 34 56"} <= set(keys[1].table()["original"])


def test_what_a_person_decided_holds_in_every_partition(comments):
    key = PseudonymKey()
    key.decide(["Jan Peeters"], "keep")
    key.decide(["form"], "organisation")
    texts = scale.pseudonymise(split(comments, rows=9), key=key, keep=["Marie Dupont"])["text"].compute().tolist()
    assert sum("Jan Peeters" in text for text in texts) == sum("Marie Dupont" in text for text in texts) == 10
    assert {text.split(".")[0] for text in texts if text.startswith("I can't")} == {"I can't find the [organisation-1]"}


@pytest.mark.parametrize("rows", [5, 33])
def test_themes_and_counts_are_those_of_one_machine(comments, rows):
    def run(utterances):
        findings = scale.find(utterances)
        themes = scale.fit_themes(findings, utterances, sample=20)
        assigned = scale.assign_themes(findings, utterances, themes)
        counts = scale.count_themes(assigned, utterances, by=["wave"])
        return themes.table, scale.digest(assigned), counts, scale.count_findings(findings, utterances)

    for parted, whole in zip(run(split(comments, rows=rows)), run(comments), strict=True):
        assert parted.equals(whole) if isinstance(whole, pd.DataFrame) else parted == whole


def test_counts_are_of_different_people_with_an_interval(comments):
    utterances = split(comments, rows=10)
    counts = scale.count_findings(scale.find(utterances), utterances).set_index("kind")
    # Of the seven sayings four hurt once, one twice, and the interviewee five times.
    assert counts.loc["pain", ["findings", "people"]].tolist() == [10 * (4 + 2) + 5, 10 * 5 + 1]
    assert counts["heard"].unique().tolist() == [61]  # sixty comments that say something, and the interview
    assert counts["low"].lt(counts["share"]).all()
    assert counts["high"].gt(counts["share"]).all()


ROWS = st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from(["nl", "fr"])), max_size=30)


def draw(parts, size):
    chosen = choose_keys([tell_keys(part, by="language") for part in parts], size=size)
    taken = pd.concat([take_chosen(part, chosen=chosen, by="language") for part in parts])
    return take_chosen(taken, chosen=chosen, by="language")


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 9), st.randoms(use_true_random=False))
def test_the_sample_depends_on_the_texts_alone(rows, size, random):
    table = pd.DataFrame(rows, columns=["text", "language"], dtype="str").assign(finding_id=lambda rows: rows["text"])
    shuffled = table.sample(frac=1, random_state=random.randrange(1000)) if len(table) else table
    cut = random.randrange(len(table) + 1)
    whole = draw([table], size)
    pd.testing.assert_frame_equal(draw([shuffled[:cut], shuffled[cut:]], size), whole)
    assert not whole.duplicated(["text", "language"]).any()
    assert len(whole) <= size + 1  # each language's share is rounded


def test_what_is_written_is_read_again_with_its_account(comments, tmp_path):
    findings = synth.find(comments)
    written = scale.write(scale.find(split(comments, rows=20)), tmp_path / "found")
    names = [f"part-0000{place}.parquet" for place in range(5)]
    assert sorted(path.name for path in (tmp_path / "found").iterdir()) == [*names, "parts.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["found"]
    assert scale.digest(written) == scale.digest(scale.read(tmp_path / "found")) == scale.digest(findings)
    assert scale.read_account(tmp_path / "found").to_dict("records") == findings.attrs["account"]


def test_a_folder_may_be_written_from_itself(comments, tmp_path):
    first = scale.write(split(comments, rows=20), tmp_path / "said")
    louder = first.map_partitions(lambda part: part.assign(text=part["text"].str.upper()))
    upper = scale.write(louder, tmp_path / "said")
    assert upper["text"].compute().tolist() == comments["text"].str.upper().tolist()


def test_a_step_that_fails_leaves_what_was_there_before(comments, tmp_path):
    scale.write(split(comments, rows=20), tmp_path / "said")

    def fail(part):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        scale.write(split(comments, rows=30).map_partitions(fail, meta=comments.iloc[:0]), tmp_path / "said")
    assert scale.digest(scale.read(tmp_path / "said")) == scale.digest(comments)
    assert scale.digest(scale.write(split(comments, rows=30), tmp_path / "said")) == scale.digest(comments)


def test_a_folder_that_holds_something_else_is_left_alone(comments, tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(StudyProblem, match="it holds something else"):
        scale.write(split(comments), tmp_path)
    assert (tmp_path / "thesis.docx").read_text() == "years of work"


def test_a_streamed_table_is_read_by_row_groups(tmp_path, monkeypatch):
    (tmp_path / "c.csv").write_text("id,comment\n" + "".join(f"{n},It took {n} weeks\n" for n in range(25)))
    monkeypatch.setattr("synth.readers.streaming.MOST_ROWS", 10)
    synth.read_to_parquet(tmp_path / "c.csv", tmp_path / "c.parquet")
    assert scale.read(tmp_path / "c.parquet").npartitions == 3
    assert scale.read(tmp_path / "c.parquet", rows=4).npartitions == 8
    assert scale.digest(scale.read(tmp_path / "c.parquet", rows=4)) == scale.digest(synth.read(tmp_path / "c.csv"))
    assert scale.digest(scale.read(tmp_path / "c.csv", rows=4)) == scale.digest(synth.read(tmp_path / "c.csv"))


def test_what_cannot_be_read_or_joined_is_said(comments, tmp_path):
    (tmp_path / "bad.parquet").write_bytes(b"no")
    (tmp_path / "c.csv").write_text("comment\nok\n")
    parted = split(comments, rows=20)
    findings = scale.find(parted)
    themes = scale.fit_themes(findings, parted, sample=20)
    expectations = [
        (ImportProblem, "bad.parquet: it cannot be read as Parquet", lambda: scale.read(tmp_path / "bad.parquet")),
        (TableProblem, "'c.csv' does not go with", lambda: scale.read(tmp_path / "c.csv", tmp_path / "bad.parquet")),
        (TableProblem, "'language' does not go with", lambda: scale.read(tmp_path / "bad.parquet", language="nl")),
        (TableProblem, "rows is 0", lambda: scale.read(tmp_path / "c.csv", rows=0)),
        (TableProblem, "sample is 3; it takes 5", lambda: scale.fit_themes(findings, parted, sample=3)),
        (TableProblem, "5 and 1 partitions", lambda: scale.assign_themes(findings, comments, themes)),
        (TableProblem, "5 and 3 partitions", lambda: scale.assign_themes(findings, split(comments, rows=30), themes)),
        (TableProblem, "by names 'text'", lambda: scale.count_findings(findings, parted, by=["text"])),
        (TableProblem, "lacks the column", lambda: scale.find(parted[["text"]])),
        (SynthError, "no Dask scheduler answers at 'tcp:nobody'", lambda: scale.connect("tcp:nobody")),
    ]
    for problem, message, attempt in expectations:
        with pytest.raises(problem, match=message):
            attempt()


def test_a_hundred_thousand_copies_of_one_comment_take_no_more_of_the_sample_than_one(comments):
    copies = comments[comments["text"].str.startswith("I can't")].iloc[[0] * 300]
    copies = copies.assign(utterance_id=[f"d{place}" for place in range(300)])
    both = pd.concat([comments, copies], ignore_index=True)
    themes = scale.fit_themes(scale.find(both), both, sample=40)
    assert themes.table["sampled"].sum() <= 60
    assert len(themes.table) > 1


def test_without_dask_the_error_names_the_extra():
    code = "import sys; sys.modules['distributed'] = None\nimport synth.scale"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert 'SynthError: synth.scale needs Dask, an extra: pip install "synth[scale]".' in run.stderr


CLUSTER = """
import json, os, signal, sys
import psutil
import synth
from synth import scale

def kill_once(part, mark):
    try:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return part
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    source, target, mark = sys.argv[1:]
    with scale.connect(workers=2) as client:
        processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
        addresses = {c.laddr.ip for p in processes for c in p.net_connections() if c.status == "LISTEN"}
        limits = {worker["memory_limit"] for worker in client.scheduler_info()["workers"].values()}
        comments = scale.read(source, rows=12)
        broken = comments.map_partitions(kill_once, mark, meta=comments._meta)
        found = scale.write(scale.find(broken), target)
        themes = scale.fit_themes(found, comments, sample=20)
        assigned = scale.digest(scale.assign_themes(found, comments, themes))
    print(json.dumps([sorted(addresses), sorted(limits), scale.digest(found), assigned]))
"""


def test_a_worker_that_is_killed_in_the_middle_loses_and_doubles_nothing(comments, tmp_path):
    source, target, mark = tmp_path / "c.parquet", tmp_path / "found", tmp_path / "killed"
    comments.to_parquet(source)
    script = tmp_path / "run.py"
    script.write_text(CLUSTER)
    run = subprocess.run(
        [sys.executable, script, source, target, mark], capture_output=True, text=True, timeout=500, check=False
    )
    assert run.returncode == 0, run.stderr[-3000:]
    addresses, limits, found, assigned = json.loads(run.stdout)
    assert mark.exists()
    assert addresses == ["127.0.0.1"]
    assert limits == [10**9]
    findings = synth.find(comments)
    themes = scale.fit_themes(findings, comments, sample=20)
    assert found == scale.digest(findings)
    assert assigned == scale.digest(scale.assign_themes(findings, comments, themes))
    assert "Traceback" not in run.stderr
