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
from nbformat.v4 import new_markdown_cell, new_notebook, new_output
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from synth.errors import StudyProblem, SynthError

TEMPLATES = Path(__file__).parent / "templates"
PROBLEMS = {problem.__name__ for problem in SynthError.__subclasses__()}
LEFT_OUT = {"parameters", "private", "interactive"}
PAPERMILL_NOTES = {"papermill-error-cell-tag"}
WIDGET = "application/vnd.jupyter.widget-view+json"
ENCRYPTED = Config({"KernelManager": {"transport_encryption": "auto"}})  # others may listen on a shared machine


def write_notebooks(folder: str | Path, output: str | Path, *, parameters: Mapping[str, Any] | None = None) -> Path:
    """Run every notebook of a study, in the order of their names, and write them as one HTML file.

    The notebooks in the folder stay as they are; what is run are copies. A notebook that stops at a problem of the
    study (too few interviews, nothing found) is shown up to there with the message. The file needs no network.

    Args:
        folder: the study, with a folder `notebooks`.
        output: the HTML file to write.
        parameters: values for the notebooks' `parameters` cells.

    Raises:
        StudyProblem: there are no notebooks, a cell failed unexpectedly, or no notebook ran to its end.
    """
    paths = find_notebooks(folder)
    with TemporaryDirectory() as scratch:
        notebooks = [_run(path, Path(scratch), parameters or {}) for path in paths]
    stopped = [problem for problem in map(_find_problem, notebooks) if problem]
    if len(stopped) == len(notebooks):
        raise StudyProblem(f"{folder}: no notebook could be run to its end. {stopped[0]}")
    target = Path(output)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render_notebooks(notebooks), encoding="utf-8", newline="\n")
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


def render_notebooks(notebooks: Iterable[Any]) -> str:
    """Return executed notebooks as one HTML page with an index; charts as SVG, widgets as their static view.

    Cells tagged `parameters`, `private` or `interactive` are left out.
    """
    cells, index = [], []
    for number, notebook in enumerate(notebooks, start=1):
        title = _title(notebook) or f"Notebook {number}"
        index.append(f"- [{title}](#part-{number})")
        cells.append(new_markdown_cell(f'<a id="part-{number}"></a>', id=f"part-{number}"))
        for place, cell in enumerate(notebook.cells):
            if not LEFT_OUT & set(cell.metadata.get("tags", [])):
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
        {"HTMLExporter": offline | {"extra_template_basedirs": [str(TEMPLATES)], "template_name": "notebook_page"}}
    )
    page, _ = HTMLExporter(config=config).from_notebook_node(merged)
    return str(page)


def _run(path: Path, scratch: Path, parameters: Mapping[str, Any]) -> Any:
    """Run a copy of a notebook and return it; one that stopped at a problem of the study is returned to that cell."""
    target = scratch / path.name
    try:
        papermill.execute_notebook(
            path, target, dict(parameters), cwd=path.parent, progress_bar=False, config=ENCRYPTED
        )
    except PapermillExecutionError as error:
        if error.ename not in PROBLEMS:
            raise StudyProblem(
                f"{path.name}, cell {error.exec_count}: {error.ename}: {error.evalue}. "
                "Open the notebook in JupyterLab, run it to that cell, and mend what it says."
            ) from error
    notebook = nbformat.read(target, as_version=4)
    cells = [cell for cell in notebook.cells if not PAPERMILL_NOTES & set(cell.metadata.get("tags", []))]
    ends = [place for place, cell in enumerate(cells, start=1) if any(map(_is_error, cell.get("outputs", [])))]
    notebook.cells = cells[: ends[0]] if ends else cells
    return notebook


def _find_problem(notebook: Any) -> str:
    """Return the message of the problem at which a notebook stopped, "" if it ran to its end."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return next((str(output["evalue"]) for output in outputs if _is_error(output)), "")


def _is_error(output: Any) -> bool:
    return bool(output["output_type"] == "error")


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
    if _is_error(output):
        message = f"<p class='synth-stopped'><strong>This part stops here.</strong> {escape(str(output['evalue']))}</p>"
        return new_output("display_data", data={"text/html": message})
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
