"""The one exception family of synth: what was wrong, where, what is allowed, and the next step."""


class SynthError(Exception):
    """Base of everything that synth raises on purpose."""


class ImportProblem(SynthError):
    """A file, or a place in one, could not be read as a transcript or as feedback."""


class TableProblem(SynthError, ValueError):
    """A table lacks a column, or a value in it breaks one of its rules."""


class LexiconProblem(SynthError, ValueError):
    """A cue lexicon in TOML cannot be used as it is written."""


class StudyProblem(SynthError):
    """The study's database cannot be opened, or refuses what was asked."""


class KeyProblem(SynthError):
    """The key of the pseudonyms cannot be opened or written, or does not fit what was asked."""
