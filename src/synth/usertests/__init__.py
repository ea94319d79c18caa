"""User tests: read them, score their questionnaires, compare before with after, and keep what came of a change."""

from synth.usertests.comparison import compare_waves, summarise_tests
from synth.usertests.ledger import list_ledger, record_change, record_result
from synth.usertests.page import draw_ledger
from synth.usertests.reading import read_tests

__all__ = [
    "compare_waves",
    "draw_ledger",
    "list_ledger",
    "read_tests",
    "record_change",
    "record_result",
    "summarise_tests",
]
