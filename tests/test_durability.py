"""Nothing acknowledged is lost, and no file damaged: small rounds of what benchmarks/durability.py does at length."""

import os
import random
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import durability
import migrating
import pytest
from powercuts import Call, Disk, apply


@pytest.fixture
def strace():
    """Ask for strace, which writes down what a program does to its files."""
    if shutil.which("strace") is None or subprocess.run(["strace", "-o", os.devnull, "true"], check=False).returncode:
        missing = "strace is not installed, or not allowed here"
        (pytest.fail if os.environ.get("SYNTH_REQUIRE_STRACE") else pytest.skip)(missing)


@pytest.mark.slow
def test_killing_eight_writers_loses_nothing_that_was_acknowledged():
    assert durability.kill_writers(2)[0] == []


@pytest.mark.slow
def test_backups_taken_while_eight_write_all_open_and_hold_the_beginning_of_the_log():
    assert durability.back_up_while_writing(5)[0] == []


@pytest.mark.slow
def test_killing_a_migration_leaves_the_old_layout_or_the_new():
    assert migrating.kill_migrations(3)[0] == []


@pytest.mark.slow
def test_power_cuts_lose_nothing_that_was_acknowledged(strace):
    assert durability.cut_power(40)[0] == []


@pytest.mark.slow
def test_power_cuts_in_a_migration_leave_the_old_layout_or_the_new(strace):
    assert migrating.cut_power_in_migration(10, events=100)[0] == []


@pytest.mark.slow
def test_power_cuts_do_lose_what_is_not_flushed(strace):
    assert durability.cut_power(40, "synchronous = OFF")[0] != []


# --- the simulated disk ---


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


def left_over(folder, *calls):
    """Return all that may be left of the file "a" after calls; None is no file."""
    disk, found = Disk(folder), set()
    for call in calls:
        disk.carry_out(call)
    for seed in range(200):
        with TemporaryDirectory(dir=folder.parent) as left:
            disk.cut_power(random.Random(seed), Path(left))
            found.add(Path(left, "a").read_bytes() if Path(left, "a").exists() else None)
    return found


def test_a_write_that_was_not_flushed_is_left_or_lost_and_one_that_was_is_left(folder):
    (folder / "a").write_bytes(b"old")
    name = str(folder / "a")
    write = Call("write", name, b"new")
    assert left_over(folder, write) == {b"old", b"new"}
    assert left_over(folder, write, Call("flush", name)) == {b"new"}


def test_a_file_that_was_made_or_deleted_is_there_or_not_until_its_folder_is_flushed(folder):
    (folder / "b").touch()
    name = str(folder / "a")
    made = [Call("open", name), Call("write", name, b"new"), Call("flush", name)]
    assert left_over(folder, *made) == {None, b"new"}
    assert left_over(folder, *made, Call("flush", str(folder))) == {b"new"}
    assert left_over(folder, *made, Call("flush", str(folder)), Call("unlink", name)) == {None, b"new"}


def test_a_file_that_was_renamed_has_one_of_the_two_names(folder):
    (folder / "b").write_bytes(b"new")
    (folder / "a").write_bytes(b"old")
    assert left_over(folder, Call("rename", str(folder / "b"), os.fsencode(folder / "a"))) == {b"old", b"new"}


def test_a_write_may_be_torn_at_the_borders_of_sectors_only(folder):
    (folder / "a").write_bytes(b"-" * 1024)
    found = left_over(folder, Call("write", str(folder / "a"), b"x" * 524, 500))
    parts = {(content[500:512], content[512:]) for content in found}
    assert parts == {(one * 12, other * 512) for one in (b"-", b"x") for other in (b"-", b"x")}


def test_a_file_grows_with_zeros_where_nothing_was_written():
    assert apply(b"ab", [Call("size", "a", b"", 1), Call("write", "a", b"z", 3)]) == b"a\0\0z"
