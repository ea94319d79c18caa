"""The command line: `synth new`, `notebooks`, `report`, `verify`, `cues` and `erase`.

Each command loads what it needs when it runs, so that `synth --help` does not wait for spaCy and scikit-learn.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from synth.errors import StudyProblem, SynthError
from synth.tables import LANGUAGES

MOST_LINES = 40
"""How many differences `synth verify` writes out; it tells how many more there are."""

Options = argparse.Namespace
Parser = argparse.ArgumentParser


class NotProved(SynthError):
    """A report says something that its study does not."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0, or 1 with a message on standard error."""
    options = _parser().parse_args(arguments)
    try:
        done = options.run(options)
    except SynthError as problem:
        sys.stderr.write(f"synth: {problem}\n")
        return 1
    sys.stdout.write(f"{done}\n")
    return 0


def _parser() -> Parser:
    parser = Parser(prog="synth", description="User-research synthesis, offline.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (add_arguments, run, told) in COMMANDS.items():
        command = commands.add_parser(name, help=told)
        add_arguments(command)
        command.set_defaults(run=run)
    return parser


def _add_new(parser: Parser) -> None:
    parser.add_argument("folder", help="the folder to make")


def _new(options: Options) -> str:
    from synth.projects import make_project

    folder = make_project(options.folder)
    return f"{folder} is ready. Put your files into {folder / 'data'}, then: jupyter lab {folder / 'notebooks'}"


def _add_notebooks(parser: Parser) -> None:
    parser.add_argument("folder", help="the study folder")
    parser.add_argument("--output", help="the file to write (default: notebooks.html in the study folder)")


def _notebooks(options: Options) -> str:
    from synth.notebooks import write_notebooks

    return f"wrote {write_notebooks(options.folder, options.output or f'{options.folder}/notebooks.html')}"


def _add_report(parser: Parser) -> None:
    parser.add_argument("folder", help="the study folder")
    parser.add_argument("--language", choices=LANGUAGES, default="", help="of the report (default: as in study.toml)")
    parser.add_argument("--shareable", action="store_true", help="leave out what should not leave the team")
    parser.add_argument("--output", help="a file .html, .docx or .xlsx (default: report.html in the study folder)")


def _report(options: Options) -> str:
    from synth.report import write_report

    output = options.output or f"{options.folder}/report.html"
    path = write_report(options.folder, output, language=options.language, shareable=options.shareable)
    return f"wrote {path}"


def _add_verify(parser: Parser) -> None:
    parser.add_argument("report", help="the report, .html, .docx or .xlsx")
    parser.add_argument("folder", help="the study folder that it was made from")


def _verify(options: Options) -> str:
    from synth.report import verify_report

    differences = verify_report(options.report, options.folder)
    if differences.empty:
        return f"{options.report}: proved. Each quote stands in its source, each number follows from the decisions."
    shown = [
        f"  {place}: {what}: {reported!r} in the report, {recomputed!r} computed anew"
        for place, what, reported, recomputed in differences.head(MOST_LINES).itertuples(index=False, name=None)
    ]
    more = len(differences) - len(shown)
    rest = [f"  and {more} more"] if more else []
    raise NotProved("\n".join([f"{options.report}: NOT proved, {len(differences)} differences:", *shown, *rest]))


def _add_cues(parser: Parser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a TOML file with cues")


def _cues(options: Options) -> str:
    from synth.cue_check import check_file

    return "\n".join(check_file(path) for path in options.files)


def _add_erase(parser: Parser) -> None:
    parser.add_argument("folder", help="the study folder")
    parser.add_argument("participant", help="their code, such as P03")
    parser.add_argument("--key", default="", help="the name or path of the study's key")
    parser.add_argument("--database", default="", metavar="URL", help="the study's log, if it is on a server")
    parser.add_argument("--by", default="R1", metavar="CODE", help="who erases (default: R1)")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _erase(options: Options) -> str:
    from synth.privacy import PseudonymKey
    from synth.privacy.erasing import erase

    participant = options.participant
    if not options.yes and input(f"This cannot be undone. Type {participant} to erase them: ") != participant:
        raise StudyProblem("nothing was erased.")
    key = PseudonymKey.open(options.key) if options.key else None
    done = erase(options.folder, participant, key=key, database=options.database, by=options.by)
    return "\n".join(f"{file}: {what} ({things})" for file, what, things in done.itertuples(index=False))


COMMANDS: dict[str, tuple[Callable[[Parser], None], Callable[[Options], str], str]] = {
    "new": (_add_new, _new, "make a study folder with the notebooks ready for your files"),
    "notebooks": (_add_notebooks, _notebooks, "run a study's notebooks into one offline HTML file"),
    "report": (_add_report, _report, "write the study's report, every number and quote linked to its evidence"),
    "verify": (_add_verify, _verify, "prove a report: compare every quote and number with its study"),
    "cues": (_add_cues, _cues, "run the examples of your own cue files"),
    "erase": (_add_erase, _erase, "erase a participant from a study, for good"),
}
"""Each command: what adds its arguments, what runs it, and what it is for."""
