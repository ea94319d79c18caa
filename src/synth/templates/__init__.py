"""The templates of cards, reports and widgets; whatever people said is escaped in them."""

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape


def make_environment() -> Environment:
    """Return where templates are found by their names; a value that is not given is a mistake, never a gap."""
    return Environment(
        loader=PackageLoader("synth"),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
