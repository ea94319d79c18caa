"""The command line: `synth new`, `synth report`, `synth cues` and `synth erase`."""

import argparse
import sys
from collections.abc import Sequence

from synth.cue_check import check_file
from synth.errors import StudyProblem, SynthError
from synth.privacy import PseudonymKey
from synth.privacy.erasing import erase
from synth.projects import make_project
from synth.report import write_report


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="synth", description="User-research synthesis, offline.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    new = commands.add_parser("new", help="make a study folder with the notebooks ready for your files")
    new.add_argument("folder", help="the folder to make")
    new.set_defaults(run=_new)
    report = commands.add_parser("report", help="run a study's notebooks into one offline HTML file")
    report.add_argument("folder", help="the study folder")
    report.add_argument("--output", help="the file to write (default: report.html in the study folder)")
    report.set_defaults(run=_report)
    cues = commands.add_parser("cues", help="run the examples of your own cue files")
    cues.add_argument("files", nargs="+", metavar="FILE", help="a TOML file with cues")
    cues.set_defaults(run=_cues)
    erasing = commands.add_parser("erase", help="erase a participant from a study, for good")
    erasing.add_argument("folder", help="the study folder")
    erasing.add_argument("participant", help="their code, such as P03")
    erasing.add_argument("--key", default="", help="the name or path of the study's key")
    erasing.add_argument("--database", default="", metavar="URL", help="the study's log, if it is on a server")
    erasing.add_argument("--by", default="R1", metavar="CODE", help="who erases (default: R1)")
    erasing.add_argument("--yes", action="store_true", help="do not ask")
    erasing.set_defaults(run=_erase)
    return parser


def _new(options: argparse.Namespace) -> str:
    folder = make_project(options.folder)
    return f"{folder} is ready. Put your files into {folder / 'data'}, then: jupyter lab {folder / 'notebooks'}"


def _report(options: argparse.Namespace) -> str:
    return f"wrote {write_report(options.folder, options.output or f'{options.folder}/report.html')}"


def _cues(options: argparse.Namespace) -> str:
    return "\n".join(check_file(path) for path in options.files)


def _erase(options: argparse.Namespace) -> str:
    participant = options.participant
    if not options.yes and input(f"This cannot be undone. Type {participant} to erase them: ") != participant:
        raise StudyProblem("nothing was erased.")
    key = PseudonymKey.open(options.key) if options.key else None
    done = erase(options.folder, participant, key=key, database=options.database, by=options.by)
    return "\n".join(f"{file}: {what} ({things})" for file, what, things in done.itertuples(index=False))
