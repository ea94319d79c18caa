"""Layouts of a study's database, and the steps from each to the next one."""

import json
from collections.abc import Callable

import sqlalchemy as sa

from synth.errors import StudyProblem
from synth.events import Thing, write_json
from synth.refusals import NO_STUDY


class PlainData(sa.TypeDecorator[Thing]):
    """A thing, written as JSON in a column of text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Thing | None, _dialect: sa.Dialect) -> str | None:
        """Write it."""
        return None if value is None else write_json(value)

    def process_result_value(self, value: str | None, _dialect: sa.Dialect) -> Thing | None:
        """Read it."""
        return None if value is None else dict(json.loads(value))


METADATA = sa.MetaData()
EVENTS = sa.Table(
    "events",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("event_id", sa.Text, nullable=False, unique=True),
    sa.Column("action_id", sa.Text, nullable=False),
    sa.Column("effect", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("researcher", sa.Text, nullable=False),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("before", PlainData, nullable=True),
    sa.Column("after", PlainData, nullable=True),
)
ABOUT = sa.Table("about", METADATA, sa.Column("schema_version", sa.Integer, nullable=False))

Step = Callable[[sa.Connection], object]
STEPS: list[Step] = []
"""The first step makes layout 2 of layout 1, and so on. Each runs in the one transaction of a migration."""


def newest_layout() -> int:
    """Return the number of the layout that this synth reads and writes."""
    return len(STEPS) + 1


def find_layout(connection: sa.Connection, name: str) -> int | None:
    """Return the number of the database's layout, or None if the database is empty.

    Raises:
        StudyProblem: it holds the tables of another program, or a newer synth made it.
    """
    present = set(sa.inspect(connection).get_table_names())
    if not present:
        return None
    if not present >= {EVENTS.name, ABOUT.name}:
        raise StudyProblem(
            f"{name}: {NO_STUDY}"
            if connection.dialect.name == "sqlite"
            else f"{name}: this database holds the tables of another program ({', '.join(sorted(present)[:5])}). "
            "Give the study a database of its own (createdb my_study)."
        )
    return read_layout(connection, name)


def read_layout(connection: sa.Connection, name: str) -> int:
    """Return the number of the layout of a study's database.

    Raises:
        StudyProblem: a newer synth made it.
    """
    layout = int(connection.scalar(sa.select(ABOUT.c.schema_version)) or 0)
    if layout > newest_layout():
        raise StudyProblem(
            f"{name}: a newer synth made this study (layout {layout}, this one knows {newest_layout()}). "
            "Update synth, then open it again."
        )
    return layout


def make(connection: sa.Connection) -> None:
    """Lay out an empty database."""
    METADATA.create_all(connection)
    connection.execute(ABOUT.insert().values(schema_version=newest_layout()))


def migrate(connection: sa.Connection, layout: int) -> None:
    """Bring a database from an older layout to the newest, step by step."""
    if connection.dialect.name != "sqlite":  # where the lock of a file keeps everybody out
        connection.exec_driver_sql(f"LOCK TABLE {EVENTS.name} IN ACCESS EXCLUSIVE MODE")
    for step in STEPS[layout - 1 :]:
        step(connection)
    connection.execute(ABOUT.update().values(schema_version=newest_layout()))
