"""What the tests of all parts use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from synth.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """An empty study in `study.db` of the test's own folder."""
    study = Study(tmp_path / "study.db")
    yield study
    study.close()
