"""The JavaScript and styles of a widget: a few small files, given to the page as one."""

import re
from pathlib import Path

_FOLDER = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./[\w/]+\.js";\n', flags=re.MULTILINE)


def join_modules(*names: str) -> str:
    """Return the source of several modules as one: a page gets a widget's code as one text, without its neighbours.

    Args:
        names: files of this folder, each after those it imports from.

    >>> "import {" in join_modules("parts/text.js", "parts/edits.js", "parts/session.js")
    False
    """
    return "\n".join(_IMPORT.sub("", (_FOLDER / name).read_text(encoding="utf-8")) for name in names)


def join_styles(root: str, *names: str) -> str:
    """Return the style sheet of a widget: what all widgets share, then these sheets of this folder for it alone.

    Widgets that stand in one page use the same short class names for different things.

    Args:
        root: the class of the widget's outermost element.
        names: files of this folder, the later ones ruling over the earlier; `&` in them is that element.

    >>> ":where(.synth-tagger) {" in join_styles("synth-tagger", "parts/side.css")
    True
    """
    frame, *own = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("parts/frame.css", *names))
    return "\n".join([frame, f":where(.{root}) {{", *own, "}"])
