"""Taggings become W3C Web Annotations whose selectors find the words in the source's text."""

import json
import zipfile

from synth.interchange import collect_project, write_annotations, write_project
from synth.interchange.markup import guid
from synth.study import Study
from synth.tables import UTTERANCES


def test_an_annotation_finds_its_words_by_place_and_by_themselves(tmp_path):
    rows = [{"utterance_id": "u1", "text": "Ik 😀 wacht al weken.", "participant_id": "P01", "position": 1,
             "source_id": "P 01.vtt", "source_kind": "interview", "role": "participant"}]  # fmt: skip
    utterances = UTTERANCES.make(rows)
    study = Study(tmp_path / "study.db")
    study.tag(utterances.iloc[0], 5, 10, "waiting", note="Look.")
    project = collect_project(study, utterances)
    page = json.loads(write_annotations(project, tmp_path / "a.jsonld").read_text("utf-8"))
    with zipfile.ZipFile(write_project(project, tmp_path / "a.qdpx")) as archive:
        text = archive.read(f"sources/{guid('source', 'P 01.vtt')}.txt").decode()
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    (item,) = page["items"]
    place, words = item["target"]["selector"]
    assert text[place["start"] : place["end"]] == words["exact"] == "wacht"
    assert words["prefix"] + words["exact"] + words["suffix"] in text
    assert [(body["purpose"], body["value"]) for body in item["body"]] == [
        ("tagging", "waiting"),
        ("commenting", "Look."),
    ]
    assert (item["type"], item["motivation"], item["creator"]["nickname"]) == ("Annotation", "tagging", "R1")
    assert item["target"]["source"] == "sources/P%2001.vtt"
    study.close()
