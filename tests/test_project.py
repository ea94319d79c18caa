"""The files around the code stay in step with it."""

import re
import tomllib
from pathlib import Path

import synth

REPOSITORY = Path(__file__).parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_environment_yml_names_the_dependencies_of_pyproject():
    lines = (REPOSITORY / "environment.yml").read_text(encoding="utf-8").splitlines()
    listed = {line.strip("- ") for line in lines if re.match(r"  - [a-z0-9-]+>=", line)}
    python = f"python{PROJECT['requires-python']}"
    assert listed == {*PROJECT["dependencies"], python}


def test_the_lock_holds_every_dependency_with_hashes():
    lock = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    names = [re.split(r"[>=\[]", requirement)[0] for requirement in wanted]
    assert [name for name in names if not re.search(rf"^{name}==[^\n]*\\\n    --hash=", lock, re.MULTILINE)] == []


def test_the_lock_names_no_address_to_download_from():
    assert "://" not in (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")


def test_every_public_name_is_there_and_explained():
    assert [name for name in synth.__all__ if not (getattr(synth, name).__doc__ or "").strip()] == []


def test_the_readme_names_every_public_name():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert [name for name in synth.__all__ if name not in readme] == []
