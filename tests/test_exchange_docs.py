"""The examples of docs/exchange.md run as they stand."""

import re
from pathlib import Path

from synth.study import Study
from synth.tables import UTTERANCES

PAGE = Path(__file__).parents[1] / "docs" / "exchange.md"


def test_every_example_runs_and_leaves_the_files_that_it_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = {"utterance_id": "u1", "text": "Ik wacht al weken op een antwoord.", "source_id": "P01.txt", "position": 1}
    rows = [said | {"source_kind": "interview", "participant_id": "P01", "role": "participant", "group": "citizen"}]
    utterances, study = UTTERANCES.make(rows), Study(tmp_path / "study.db")
    study.tag(utterances.iloc[0], 3, 17, "Contact")
    names = {"study": study, "utterances": utterances}
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    for example in examples:
        exec(example, names)
    files = {name for example in examples for name in re.findall(r'"(\w+\.(?:xlsx|qdpx|qdc|jsonld))"', example)}
    assert len(files) == 4
    assert files <= {path.name for path in tmp_path.iterdir()}
    study.close()
