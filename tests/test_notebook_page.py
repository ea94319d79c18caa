"""A study's notebooks become one file that asks nothing of the network."""

import re

import altair as alt
import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import synth  # importing it sets how charts are shown
from synth.errors import StudyProblem
from synth.notebooks import render_notebooks, write_notebooks


def notebook(*outputs, title="Needs"):
    return new_notebook(cells=[new_markdown_cell(f"# {title}"), new_code_cell("x", outputs=list(outputs))])


def display(**data):
    return new_output("display_data", data={kind.replace("__", "/"): value for kind, value in data.items()})


def test_a_report_has_an_index_of_its_notebooks():
    page = render_notebooks([notebook(title="Needs"), notebook(title="Themes")])
    assert re.findall(r'href="(#part-\d)"', page) == ["#part-1", "#part-2"]
    assert re.findall(r'<a id="(part-\d)"', page) == ["part-1", "part-2"]


def test_a_report_asks_nothing_of_the_network():
    page = render_notebooks([notebook(display(text__html="<b>bold</b>"))])
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"|@import|url\(["\']?https?:|from ["\']https?:', page) == []


def test_a_chart_is_shown_as_a_drawing():
    assert synth.draw_kinds
    chart = alt.Chart(pd.DataFrame({"kind": ["pain"], "n": [3]})).mark_bar().encode(x="n:Q", y="kind:N")
    data, _metadata = chart._repr_mimebundle_()
    page = render_notebooks([notebook(new_output("execute_result", data=data, execution_count=1))])
    assert "data:image/svg+xml;base64," in page
    assert "vegalite" not in page


def test_a_widget_is_shown_as_its_static_view():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/html": "<p>12 tags</p>"}
    page = render_notebooks([notebook(new_output("display_data", data=view))])
    assert "<p>12 tags</p>" in page
    assert "widget-view" not in page


def test_a_private_cell_is_left_out():
    made = notebook(new_output("stream", text="Lien Peeters"))
    made.cells[1].metadata["tags"] = ["private"]
    assert "Lien" not in render_notebooks([made])


def test_the_same_notebooks_give_the_same_page():
    made = [notebook(display(text__html="<b>bold</b>"))]
    assert render_notebooks(made) == render_notebooks(made)


def test_a_folder_without_notebooks_is_told_how_to_go_on(tmp_path):
    with pytest.raises(StudyProblem, match="synth new"):
        write_notebooks(tmp_path, tmp_path / "report.html")


@pytest.mark.slow
def test_a_failing_cell_is_named_and_no_report_is_written(tmp_path):
    (tmp_path / "notebooks").mkdir()
    broken = new_notebook(
        cells=[new_code_cell("1 / 0")], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    )
    nbformat.write(broken, tmp_path / "notebooks" / "01-broken.ipynb")
    with pytest.raises(StudyProblem, match=r"01-broken.ipynb, cell 1: ZeroDivisionError"):
        write_notebooks(tmp_path, tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


@pytest.mark.slow
def test_a_notebook_that_a_problem_stops_is_shown_up_to_there_with_the_message(tmp_path):
    (tmp_path / "notebooks").mkdir()
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    raising = "from synth.errors import TableProblem\nraise TableProblem('too <few> interviews')"
    cells = {"01-few": [raising, "print('after')"], "02-fine": ["print('whole')"]}
    for name, sources in cells.items():
        made = new_notebook(cells=[new_code_cell(source) for source in sources], metadata=kernel)
        nbformat.write(made, tmp_path / "notebooks" / f"{name}.ipynb")
    page = write_notebooks(tmp_path, tmp_path / "report.html").read_text(encoding="utf-8")
    assert "This part stops here.</strong> too &lt;few&gt; interviews" in page
    assert ("whole" in page, "&#39;after&#39;" in page) == (True, False)
