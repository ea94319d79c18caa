"""Run a study's notebooks and put them into one offline HTML file with an index."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import papermill
import vl_convert
from nbconvert import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from synth.errors import StudyProblem

TEMPLATES = Path(__file__).parent / "templates"
WIDGET = "application/vnd.jupyter.widget-view+json"


def write_report(folder: str | Path, output: str | Path, *, parameters: Mapping[str, Any] | None = None) -> Path:
    """Run every notebook of a study, in the order of their names, and write them as one HTML file.

    The notebooks in the folder stay as they are; what is run are copies. The file needs no network.

    Args:
        folder: the study, with a folder `notebooks`.
        output: the HTML file to write.
        parameters: values for the notebooks' `parameters` cells.

    Raises:
        StudyProblem: there are no notebooks, or a cell of one failed; names the notebook and the error.
    """
    paths = find_notebooks(folder)
    with TemporaryDirectory() as scratch:
        run = [_run(path, Path(scratch), parameters or {}) for path in paths]
    page = render_report([nbformat.reads(text, as_version=4) for text in run])
    target = Path(output)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8", newline="\n")
    return target


def find_notebooks(folder: str | Path) -> list[Path]:
    """Return the study's notebooks in order.

    Raises:
        StudyProblem: the folder has none.
    """
    paths = sorted(path for path in (Path(folder) / "notebooks").glob("*.ipynb") if not path.name.startswith("."))
    if not paths:
        raise StudyProblem(
            f"{folder}: there is no notebooks/*.ipynb in it, so it is no study folder. "
            'Make one with "synth new my-study", or name the folder that holds notebooks and data.'
        )
    return paths


def render_report(notebooks: Iterable[Any]) -> str:
    """Return executed notebooks as one HTML page with an index; charts as SVG, widgets as their static view."""
    cells, index = [], []
    for number, notebook in enumerate(notebooks, start=1):
        title = _title(notebook) or f"Notebook {number}"
        index.append(f"- [{title}](#part-{number})")
        cells.append(new_markdown_cell(f'<a id="part-{number}"></a>', id=f"part-{number}"))
        for place, cell in enumerate(notebook.cells):
            if "parameters" not in cell.metadata.get("tags", []):
                cells.append(_still(cell) | {"id": f"part-{number}-{place}"})
    head = new_markdown_cell("# Report\n\n" + "\n".join(index), id="index")
    merged = new_notebook(cells=[nbformat.from_dict(cell) for cell in [head, *cells]], metadata={"title": "Report"})
    offline = {
        "require_js_url": "",
        "mathjax_url": "",
        "widget_renderer_url": "",
        "jquery_url": "",
        "mermaid_js_url": "",
    }
    config = Config(
        {"HTMLExporter": offline | {"extra_template_basedirs": [str(TEMPLATES)], "template_name": "report"}}
    )
    page, _ = HTMLExporter(config=config).from_notebook_node(merged)
    return str(page)


def _run(path: Path, scratch: Path, parameters: Mapping[str, Any]) -> str:
    target = scratch / path.name
    try:
        papermill.execute_notebook(
            path, target, dict(parameters), cwd=path.parent, progress_bar=False, log_output=False
        )
    except PapermillExecutionError as error:
        raise StudyProblem(
            f"{path.name}, cell {error.exec_count}: {error.ename}: {error.evalue}. "
            "Open the notebook in JupyterLab, run it to that cell, and mend what it says."
        ) from error
    return target.read_text(encoding="utf-8")


def _title(notebook: Any) -> str:
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("# "):
            return str(cell.source.splitlines()[0][2:].strip())
    return ""


def _still(cell: Any) -> dict[str, Any]:
    """Return a cell whose outputs need no kernel and no network."""
    still = dict(cell)
    if "outputs" in still:
        still["outputs"] = [_still_output(output) for output in still["outputs"]]
    return still


def _still_output(output: Any) -> Any:
    data = dict(output.get("data", {}))
    chart = next((kind for kind in data if kind.startswith("application/vnd.vegalite.")), None)
    if chart:
        data = {"text/html": _draw(data[chart])}
    data.pop(WIDGET, None)
    return output | {"data": data} if "data" in output else output


def _draw(chart: dict[str, Any]) -> str:
    """Return a Vega-Lite chart as a picture with its description for who cannot see it."""
    picture = b64encode(vl_convert.vegalite_to_svg(chart).encode()).decode()
    described = escape(str(chart.get("description", "chart")))
    return f'<img alt="{described}" src="data:image/svg+xml;base64,{picture}">'
