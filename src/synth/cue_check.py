"""Runs the examples and counter-examples of cues: each has to be found, or left alone, by the cue it stands under."""

from pathlib import Path

from synth.errors import LexiconProblem
from synth.finder import Finder
from synth.lexicon import Cue, Lexicon, load_lexicon, read_lexicon


def check_file(path: str | Path) -> str:
    """Run the examples of a study's own cue file, with the shipped word classes.

    Args:
        path: the TOML file.

    Returns:
        How many cues and examples were checked, in a sentence.

    Raises:
        LexiconProblem: the file cannot be used, or an example is missed or a counter-example found: all of them listed.
    """
    own = read_lexicon(path)
    whole = load_lexicon(own.language, extra=[path])
    mistakes = [line for cue in own.cues for line in list_mistakes(cue, whole)]
    if mistakes:
        raise LexiconProblem("\n".join(mistakes))
    examples = sum(len(cue.examples) + len(cue.counter_examples) for cue in own.cues)
    return f"{path}: {len(own.cues)} cues, {examples} examples, all as they should be"


def list_mistakes(cue: Cue, lexicon: Lexicon) -> list[str]:
    """Return a line for each example that a cue misses and each counter-example that it finds.

    An example of a cue for answers has its question before it: "Was that clear? - Not really."

    Args:
        cue: the cue, which is tried alone.
        lexicon: whose word classes it uses.
    """
    finder = Finder(Lexicon(lexicon.language, lexicon.classes, (cue,)))
    where = cue.place or f"cue {cue.cue_id}"
    missed = [text for text in cue.examples if cue.kind not in find_kinds(finder, text)]
    wrong = [text for text in cue.counter_examples if cue.kind in find_kinds(finder, text)]
    return [
        *(f"{where}: misses its example {text!r}; add a pattern that fits it." for text in missed),
        *(f"{where}: finds its counter-example {text!r}; make the pattern narrower." for text in wrong),
    ]


def find_kinds(finder: Finder, text: str) -> set[str]:
    """Return the kinds found in an example."""
    question, dash, answer = text.rpartition(" - ")
    hits = finder.find(finder.reader.read(text))
    if dash:
        hits = hits + finder.find_answer(finder.reader.read(question), finder.reader.read(answer))
    return {hit.kind for hit in hits}
