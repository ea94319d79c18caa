"""The names of the package. `__init__.py` loads each of them when it is first used: a model alone needs no spaCy."""

from .grouping import group as group
from .hierarchy import compare_cuts as compare_cuts
from .model import ThemeModel as ThemeModel
from .model import suggest_count as suggest_count
from .stability import find_trusted as find_trusted
from .stability import measure_stability as measure_stability
from .summary import describe_themes as describe_themes
