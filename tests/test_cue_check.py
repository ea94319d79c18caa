"""A study's own cues are checked by their examples, from the command line too."""

import re
from pathlib import Path

import pytest

from synth.cli import main
from synth.cue_check import check_file
from synth.errors import LexiconProblem

GUIDE = Path(__file__).parents[1] / "docs" / "cues.md"
CUE = """
language = "en"
[[cue]]
id = "own-kiosk"
kind = "pain"
patterns = ["kiosk ..2 down"]
examples = ["The kiosk was down.", "EXAMPLE"]
counter_examples = ["The kiosk works.", "COUNTER"]
"""


def write(folder, *, example="Kiosk down again.", counter="Down at the kiosk."):
    path = folder / "own.toml"
    path.write_text(CUE.replace("EXAMPLE", example).replace("COUNTER", counter), encoding="utf-8")
    return path


def test_the_example_of_the_guide_is_right(tmp_path):
    path = tmp_path / "my-cues.toml"
    path.write_text(re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0], encoding="utf-8")
    assert "1 cues, 3 examples" in check_file(path)


def test_an_example_that_is_missed_is_named_with_its_place(tmp_path):
    with pytest.raises(LexiconProblem, match=r"own\.toml, line 4 \(cue own-kiosk\): misses its example 'No printer\.'"):
        check_file(write(tmp_path, example="No printer."))


def test_a_counter_example_that_is_found_is_named(tmp_path):
    with pytest.raises(
        LexiconProblem, match=r"finds its counter-example 'A kiosk shut down\.'; make the pattern narrower"
    ):
        check_file(write(tmp_path, counter="A kiosk shut down."))


def test_the_command_says_what_it_checked_or_what_is_wrong(tmp_path, capsys):
    assert main(["cues", str(write(tmp_path))]) == 0
    assert "1 cues, 4 examples, all as they should be" in capsys.readouterr().out
    assert main(["cues", str(write(tmp_path, example="No printer."))]) == 1
    assert "misses its example" in capsys.readouterr().err
