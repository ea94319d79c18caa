"""A live database is only opened where it is safe."""

from pathlib import Path

import pytest

from synth import places
from synth.errors import StudyProblem
from synth.places import check_place, find_network, find_sync
from synth.study import Study


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        ("Dropbox", "Dropbox"),
        ("Dropbox (Personal)", "Dropbox"),
        ("OneDrive", "OneDrive"),
        ("OneDrive - Agency", "OneDrive"),
        ("Google Drive", "Google Drive"),
        ("GoogleDrive-ann@example.org", "Google Drive"),
        ("My Drive", "Google Drive"),
        ("iCloudDrive", "iCloud"),
        ("Mobile Documents", "iCloud"),
        ("Nextcloud", "Nextcloud"),
        ("ownCloud", "ownCloud"),
        ("CloudStorage", "a cloud service"),
    ],
)
def test_a_folder_that_is_synced_by_its_name_is_refused_with_what_to_do_instead(tmp_path, folder, program):
    path = tmp_path / folder / "research" / "study.db"
    path.parent.mkdir(parents=True)
    with pytest.raises(StudyProblem, match=rf"synced by {program}, going by its name.*study\.export.*accept_risk=True"):
        Study(path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("mark", "program"),
    [
        (".dropbox.cache", "Dropbox"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        (".tmp.drivedownload", "Google Drive"),
        (".sync_0a1b2c.db", "Nextcloud"),
        (".owncloudsync.log", "ownCloud"),
        (".stfolder", "Syncthing"),
    ],
)
def test_a_folder_that_is_synced_by_a_mark_above_it_is_refused(tmp_path, mark, program):
    (tmp_path / mark).touch()
    (tmp_path / "research").mkdir()
    with pytest.raises(StudyProblem, match=rf"synced by {program}, going by {mark} in it"):
        Study(tmp_path / "research" / "study.db")


def test_a_link_into_a_synced_folder_is_refused(tmp_path):
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "research").symlink_to(tmp_path / "Dropbox", target_is_directory=True)
    with pytest.raises(StudyProblem, match="synced by Dropbox"):
        Study(tmp_path / "research" / "study.db")


def test_a_synced_folder_is_used_if_the_risk_is_accepted(tmp_path):
    (tmp_path / ".stfolder").mkdir()
    Study(tmp_path / "study.db", accept_risk=True).reject("f1")
    assert Study(tmp_path / "study.db", accept_risk=True).rejected() == {"f1"}


@pytest.mark.parametrize("folder", ["dropbox-interviews", "Mondrive", "my drives", ".dropbox"])
def test_a_folder_with_a_name_that_only_resembles_a_synced_one_is_used(tmp_path, folder):
    assert find_sync(tmp_path / folder / "study.db") is None


MOUNTS = r"""/dev/sda1 / ext4 rw,relatime 0 0
server:/home /home nfs4 rw 0 0
tmpfs /home/local tmpfs rw 0 0
//server/team /mnt/the\040team cifs rw 0 0
ann@server: /mnt/remote fuse.sshfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/study.db", "ext4"),
        ("/home/ann/study.db", "nfs4"),
        ("/home/local/study.db", "tmpfs"),
        ("/homes/study.db", "ext4"),
        ("/mnt/the team/study.db", "cifs"),
        ("/mnt/remote/a/study.db", "fuse.sshfs"),
    ],
)
def test_the_file_system_of_a_path_is_that_of_the_innermost_mount(tmp_path, path, kind):
    (tmp_path / "mounts").write_text(MOUNTS)
    assert places._kind_of(Path(path), tmp_path / "mounts") == kind


def test_this_machines_own_folders_are_on_no_network(tmp_path):
    assert find_network(tmp_path / "study.db") is None


def test_a_network_file_system_is_refused_with_what_to_do_instead(tmp_path, monkeypatch):
    (tmp_path / "mounts").write_text(f"server:/home {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr(places, "MOUNTS", tmp_path / "mounts")
    with pytest.raises(StudyProblem, match=r"is on a network file system \(nfs4\).*a team can use PostgreSQL"):
        Study(tmp_path / "study.db")
    assert Study(tmp_path / "study.db", accept_risk=True).rejected() == set()


def test_a_missing_folder_is_named_and_not_made(tmp_path):
    with pytest.raises(StudyProblem, match=r"the folder .*nowhere does not exist"):
        Study(tmp_path / "nowhere" / "study.db")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_is_no_study(tmp_path):
    with pytest.raises(StudyProblem, match="Check that the path is a file"):
        check_place(tmp_path)
