"""The report of a study: every number and quote in it leads to its evidence, and can be verified."""

from pathlib import Path

from synth.files import replace_whole
from synth.report.composing import compose
from synth.report.conclusions import Conclusions, conclude
from synth.report.formats import find_format
from synth.report.verifying import verify_report

__all__ = ["Conclusions", "compose", "conclude", "verify_report", "write_report"]


def write_report(folder: str | Path, output: str | Path, *, language: str = "", shareable: bool = False) -> Path:
    """Write the report of a study folder as .html, .docx or .xlsx, by the ending of its name, and return the path.

    The same sources and decisions give the same bytes, on every run.

    Args:
        folder: the study folder, with its protected copy and, where the defaults do not hold, a study.toml.
        output: the file to write; one that is there is replaced.
        language: nl, fr, de or en; "" for that of study.toml.
        shareable: leave out what should not leave the team: quotes that nobody starred, what was said around them,
            and numbers, themes and personas of fewer participants than `publish_from`.

    Raises:
        StudyProblem: the study or its settings cannot be read, or the ending is another.
        TableProblem: the language is none of the four.
    """
    target, kind = Path(output), find_format(output)
    content = kind.render(compose(conclude(folder, language=language), language=language, shareable=shareable))
    target.parent.mkdir(parents=True, exist_ok=True)
    with replace_whole(target) as part:
        part.write_bytes(content)
    return target
