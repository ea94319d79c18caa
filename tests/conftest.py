"""What is fitted once for the tests of several files."""

import pytest

from made_up import passages
from synth.ranking import FindingRanker


@pytest.fixture(scope="session")
def learned():
    """A ranker that found something to learn."""
    return FindingRanker().fit(*passages())
