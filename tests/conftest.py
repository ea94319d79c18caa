"""What the tests of all parts use: studies in files, and in a real PostgreSQL."""

import os
import shutil
import subprocess
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import pytest
import sqlalchemy as sa

from synth.study import Study

NUMBERS = count()


def pytest_collection_modifyitems(items):
    """Mark as slow what draws many examples or needs a server, wherever it stands: no save waits for it."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        has_server = "postgres" in item.fixturenames or (parameters and "postgresql" in parameters.params.values())
        if has_server or hasattr(getattr(item, "obj", None), "hypothesis"):
            item.add_marker("slow")


@pytest.fixture
def study(tmp_path):
    """An empty study in `study.db` of the test's own folder."""
    study = Study(tmp_path / "study.db")
    yield study
    study.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_location(request, tmp_path):
    """Return a function that names a place where no study is yet."""
    if request.param == "sqlite":
        return lambda: tmp_path / f"study-{next(NUMBERS)}.db"
    return request.getfixturevalue("new_server_location")


@pytest.fixture
def location(new_location):
    """Return a place where no study is yet."""
    return new_location()


@pytest.fixture
def new_server_location(postgres):
    """Return a function that names a place on a server where no study is yet."""
    return lambda: make_schema(postgres)


@pytest.fixture
def server_location(new_server_location):
    """Return a place on a server where no study is yet."""
    return new_server_location()


@pytest.fixture(scope="session")
def postgres():
    """Return the URL of SYNTH_TEST_POSTGRES, or of a private server that lives as long as the tests."""
    if url := os.environ.get("SYNTH_TEST_POSTGRES"):
        yield url
        return
    programs = find_programs()
    if programs is None:
        missing = "no PostgreSQL: install postgresql, or give the URL of a server in SYNTH_TEST_POSTGRES"
        (pytest.fail if os.environ.get("SYNTH_REQUIRE_POSTGRES") else pytest.skip)(missing)
    folder = Path(mkdtemp(prefix="synth-"))  # short, for the path of a socket is
    # PostgreSQL does not run as root.
    as_user = {"user": "postgres"} if os.geteuid() == 0 else {}
    if as_user:
        shutil.chown(folder, "postgres")

    def run(program, *arguments):
        command = [programs / program, "-D", folder / "data", *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **as_user)

    run("initdb", "--username=synth", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=200"
    run("pg_ctl", "start", "-w", "-l", folder / "log", "-o", options)
    try:
        yield f"postgresql://synth@/postgres?host={folder}"
    finally:
        run("pg_ctl", "stop", "-w", "-m", "immediate")
        shutil.rmtree(folder)


def find_programs():
    if found := shutil.which("initdb"):
        return Path(found).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name))


def make_schema(server):
    schema = f"study_{os.getpid()}_{next(NUMBERS)}"
    engine = sa.create_engine(sa.make_url(server).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    engine.dispose()
    url = sa.make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
    return url.render_as_string(hide_password=False)
