"""What a study folder says of itself in study.toml, and what holds where it says nothing."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from synth.errors import StudyProblem
from synth.tables import LANGUAGES

NAME = "study.toml"


@dataclass(frozen=True)
class Settings:
    """The settings of a study; paths are relative to its folder.

    `titles` holds the title by language, where `title` alone does not do. `decisions` are exports of `study.export`,
    taken in beside the database; `tests` are tables of user tests. `cues` are the study's own cue files, `models` the
    installed spaCy pipelines to use, by language. `publish_from` is k: a persona, a theme or a number of fewer
    participants is not in a shareable report. `n_themes` 0 leaves their number to the rule of thumb.
    """

    folder: Path
    title: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    n_themes: int = 0
    publish_from: int = 5
    seed: int = 0
    protected: str = "protected"
    database: str = "study.db"
    decisions: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)

    @property
    def cue_files(self) -> list[Path]:
        """The paths of the study's own cue files, as `find` takes them."""
        return [self.locate(name) for name in self.cues]

    def locate(self, name: str) -> Path:
        """Return where a file of the study is.

        Raises:
            StudyProblem: it is not there.
        """
        path = self.folder / name
        if not path.is_file():
            raise StudyProblem(f"{path}: {NAME} names it, but there is no such file. Put it there or mend {NAME}.")
        return path

    @property
    def server(self) -> str:
        """The URL of the server that has the log, or "" where a file has it."""
        return self.database if "://" in self.database else ""

    def as_told(self) -> dict[str, Any]:
        """Return the settings by their names, without where the folder and the server are: the URL holds a password."""
        told = {name: value for name, value in asdict(self).items() if name != "folder"}
        return told | ({"database": "a server"} if self.server else {})

    def find_title(self, language: str) -> str:
        """Return the title in a language, or the one for all."""
        return self.titles.get(language, self.title)


def read_settings(folder: str | Path) -> Settings:
    r"""Read the settings of a study folder; what study.toml leaves out, or a missing one, means the defaults.

    Raises:
        StudyProblem: the folder is not there, or a setting is unknown or has a value that is not allowed.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / NAME).write_text('title = "Letters"\nlanguage = "fr"')
    ...     read_settings(folder).language
    'fr'
    """
    root, path = Path(folder), Path(folder) / NAME
    if not root.is_dir():
        raise StudyProblem(f"{root}: there is no such folder. Name the study's folder, or make one with synth new.")
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyProblem(f"{path}: it cannot be read as TOML ({error}). Mend that place.") from error
    known = Settings(root).as_told()
    for name, value in told.items():
        if name not in known:
            raise StudyProblem(f"{path}: there is no setting {name!r}; allowed are {', '.join(known)}.")
        _check(path, name, value, known[name])
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    return Settings(root, **{"title": root.resolve().name} | told | lists)


def _check(path: Path, name: str, value: Any, default: Any) -> None:
    allowed: Mapping[type, str] = {
        str: "a text",
        int: "a whole number from 0 on",
        tuple: "a list of texts",
        dict: "texts by language",
    }
    kind = type(default)
    if kind is tuple:
        right = isinstance(value, list) and all(isinstance(one, str) for one in value)
    elif kind is dict:
        right = isinstance(value, dict) and all(
            key in LANGUAGES and isinstance(text, str) for key, text in value.items()
        )
    else:
        right = type(value) is kind and (kind is str or value >= 0)
    if not right:
        raise StudyProblem(f"{path}: {name} is {value!r}; it is {allowed[kind]}.")
    if name == "language" and value not in LANGUAGES:
        raise StudyProblem(f"{path}: language is {value!r}; allowed are {', '.join(map(repr, LANGUAGES))}.")
    if name == "publish_from" and value < 1:
        raise StudyProblem(f"{path}: publish_from is {value}; it is 1 or more (5 is usual).")
