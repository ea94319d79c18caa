"""Charts as SVG that stands in a page by itself."""

import re
from itertools import count
from typing import Any

import vl_convert

from synth.report.document import Drawing

FONT = "Liberation Sans"
"""It comes with vl-convert, so that words are as wide on every machine."""

PADDING = {"left": 48, "right": 8, "top": 4, "bottom": 4}
"""In pixels: a machine without that typeface sets words wider."""


def make_drawing(chart: Any, alt: str, *, name: str) -> Drawing:
    """Return a chart as a drawing; `name` keeps what it names inside apart from that of other drawings.

    Args:
        chart: an Altair chart.
        alt: what it shows, for who cannot see it.
        name: letters and digits, another for each drawing of a page.
    """
    spec = chart.to_dict()
    config = {"font": FONT, "background": "transparent", "view": {"stroke": None}, "padding": PADDING}
    spec["config"] = {**spec.get("config", {}), **config}
    svg = vl_convert.vegalite_to_svg(spec)
    svg = re.sub(r"^<svg ", f'<svg role="img" aria-label="{_escape(alt)}" ', svg, count=1)
    names: dict[str, str] = {}
    numbers = count(1)
    for found in re.findall(r'\bid="([^"]+)"', svg):
        names.setdefault(found, f"{name}-{next(numbers)}")
    for old, new in names.items():
        svg = svg.replace(f'id="{old}"', f'id="{new}"').replace(f"url(#{old})", f"url(#{new})")
    return Drawing(svg, alt)


def _escape(text: str) -> str:
    signs = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    return "".join(signs.get(sign, sign) for sign in text)
