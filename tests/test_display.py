"""A table in a notebook is read from the left; only numbers stand on the right."""

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from synth.concordance import list_concordance
from synth.display import lay_out_tables, write_html
from synth.tables import UTTERANCES

TABLE = pd.DataFrame({"label": ["waiting"], "size": [3], "quote": ["Three weeks <b>late</b>."], "share": [0.5]})


def test_text_stands_on_the_left_and_numbers_on_the_right():
    assert "td:is(:nth-last-child(1), :nth-last-child(3))" in write_html(TABLE)
    assert ":is(th, td) { text-align: left" in write_html(TABLE)


def test_a_yes_or_no_is_no_number():
    assert "text-align: right;" not in write_html(pd.DataFrame({"chosen": [True]})).split("</style>")[0]


def test_what_stands_before_a_word_in_its_context_ends_at_the_word():
    row = {"utterance_id": "u1", "position": 1, "source_kind": "feedback", "role": "participant", "language": "en"}
    places = list_concordance(UTTERANCES.make([row | {"text": "We waited for weeks."}]), "~wait")
    shown = write_html(places.sort_values("after")[["participant_id", "before", "match", "after"]])
    assert "td:is(:nth-last-child(3))" in shown


def test_what_people_said_stays_escaped():
    assert "&lt;b&gt;late&lt;/b&gt;" in write_html(TABLE)


def test_tables_with_other_columns_do_not_change_each_other():
    first, second = (write_html(table).split("</style>")[0] for table in (TABLE, TABLE[["label", "share"]]))
    assert ".synth-table-1-3." in first
    assert ".synth-table-1." in second


def test_a_table_without_its_middle_columns_stands_on_the_left():
    with pd.option_context("display.max_columns", 2):
        assert "nth-last-child" not in write_html(TABLE)


def test_heads_of_several_rows_keep_to_the_left():
    both = pd.concat({"before": TABLE[["size"]], "after": TABLE[["size"]]}, axis=1)
    assert "thead th:is" not in write_html(both)


@pytest.fixture
def shell():
    shell = InteractiveShell.instance()
    with pd.option_context("display.max_colwidth", 50):
        yield shell
    InteractiveShell.clear_instance()


def test_a_notebook_shows_its_tables_so_and_quotes_in_full(shell):
    said = "It took them three weeks to find my file again, and then they asked for the same papers."
    lay_out_tables()
    shown, _ = shell.display_formatter.format(pd.DataFrame({"quote": [said]}))
    assert said in shown["text/html"]
    assert "synth-table" in shown["text/html"]
