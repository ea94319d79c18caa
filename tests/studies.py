"""A small study in a folder, with decisions: what the tests of the report are about."""

from pathlib import Path

from synth.privacy import pseudonymise, write_protected
from synth.study import Study
from synth.tables import UTTERANCES

SAID = {
    "P01": ("nl", "citizen", ["Ik moet weten waar mijn dossier staat.", "Ik wacht al weken op een antwoord."]),
    "P02": ("nl", "citizen", ["Ik begrijp die brief niet.", "Ik moet altijd bellen, en niemand neemt op."]),
    "P03": ("fr", "citizen", ["Je ne comprends pas la lettre.", "J'attends toujours une réponse, c'est trop long."]),
    "P04": ("fr", "company", ["J'ai besoin de savoir où en est mon dossier.", "Le formulaire est trop compliqué."]),
    "P05": ("en", "citizen", ["I don't understand the letter.", "It works well now, I love the new page."]),
    "P06": ("en", "civil servant", ["I never hear back.", "I wish they would just send a text.", "The form is fine."]),
}


def make_cues(cue_id: str, kind: str, pattern: str) -> str:
    """Return a cue file of a study's own, with one Dutch cue."""
    return f"""
language = "nl"
[[cue]]
id = "{cue_id}"
kind = "{kind}"
weight = 0.9
patterns = ["{pattern}"]
examples = ["{pattern.capitalize()}."]
"""


OWN_CUES = make_cues("own-need-dossier", "need", "waar mijn dossier staat")
"""A cue that finds something in this study."""


def make_study(folder: Path, *, tagged: bool = True, said: dict[str, tuple[str, str, list[str]]] = SAID) -> Path:
    """Write a study of a few interviews and comments, with tags, a star, an insight and study.toml if it is tagged."""
    rows = []
    for who, (language, group, turns) in said.items():
        talk = {"source_id": f"{who}.vtt", "source_kind": "interview", "language": language, "group": group}
        for position, text in enumerate(turns):
            asked = {"utterance_id": f"{who}-q{position}", "role": "interviewer", "text": f"Question {position}?"}
            answer = {"utterance_id": f"{who}-{position}", "participant_id": who, "role": "participant", "text": text}
            rows += [{**talk, **turn, "position": 2 * position + place} for place, turn in enumerate((asked, answer))]
    for number, wave in enumerate(["before", "before", "after"]):
        comment = {"source_id": "comments.csv", "source_kind": "feedback", "language": "en", "wave": wave}
        turn = {"participant_id": f"comments#{number}", "role": "participant", "text": f"I can't find form {number}."}
        rows.append({**comment, **turn, "utterance_id": f"c-{number}", "position": number})
    protected = pseudonymise(UTTERANCES.make(rows))
    write_protected(protected, folder / "protected")
    (folder / "study.toml").write_text('title = "Letters & <forms>"\nlanguage = "en"\npublish_from = 2\n')
    if tagged:
        _decide(folder, {row["utterance_id"]: row for row in rows})
    return folder


def _decide(folder: Path, turns: dict[str, dict[str, str]]) -> None:
    study = Study(folder / "study.db")
    places = [
        ("P02-0", "letters"),
        ("P03-0", "letters"),
        ("P05-0", "letters"),
        ("P01-1", "waiting"),
        ("P06-0", "waiting"),
    ]
    ids = [study.tag(turns[key], 0, len(turns[key]["text"]), tag, star=key == "P03-0") for key, tag in places]
    against = study.tag(turns["P06-2"], 0, 8, "letters")
    letters = {"statement": "People <fear> letters.", "evidence": ids[:3], "contradicted_by": [against]}
    study.save_insight({**letters, "innovation": "service", "expires": "2020-01-01", "owner": "R1"})
    study.save_insight({"statement": "One waits alone.", "evidence": ids[3:4]})
    study.close()
