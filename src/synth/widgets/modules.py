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


def join_styles(*names: str) -> str:
    """Return several style sheets of this folder as one, the later ones ruling over the earlier.

    >>> join_styles("parts/frame.css", "parts/side.css").index(".synth-widget") < 200
    True
    """
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names)
