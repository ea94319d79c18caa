"""Places: where a live database is safe, and where it would be damaged or lose work."""

import ctypes
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath

from synth.errors import StudyProblem

# Names that the programs give to their folders; all of a name must match.
_SYNCED_NAMES = {
    "Dropbox": r"dropbox( \(.+\))?",
    "OneDrive": r"onedrive([ -]+.+)?",
    "Google Drive": r"google ?drive(-.+)?|my drive",
    "iCloud": r"icloud ?drive|mobile documents|com~apple~clouddocs",
    "Nextcloud": r"nextcloud",
    "ownCloud": r"owncloud",
    "a cloud service": r"cloudstorage",
}
# What the programs leave in the top folder of what they sync.
_SYNCED_MARKS = {
    "Dropbox": (".dropbox.cache",),
    "OneDrive": (".849C9593-D756-4E56-8D6E-42412F2A707B",),
    "Google Drive": (".tmp.drivedownload", ".tmp.driveupload"),
    "Nextcloud": (".sync_*.db", "._sync_*.db", ".nextcloudsync.log"),
    "ownCloud": (".owncloudsync.log",),
    "Syncthing": (".stfolder", ".stversions"),
}
_NETWORK_TYPES = set(
    "afs beegfs ceph cifs davfs fuse.ceph fuse.davfs2 fuse.gcsfuse fuse.glusterfs fuse.gvfsd-fuse fuse.onedriver "
    "fuse.rclone fuse.s3fs fuse.sshfs fuse.vmhgfs-fuse gfs2 glusterfs lustre ncpfs nfs nfs4 prl_fs smb3 smbfs "
    "vboxsf webdav".split()
)
MOUNTS = Path("/proc/mounts")  # of Linux
_DRIVE_REMOTE = 4  # of GetDriveTypeW


def check_place(path: Path, *, accept_risk: bool = False) -> None:
    """Refuse a path where a study's database cannot be, or cannot be safely.

    Args:
        path: of the file, absolute.
        accept_risk: pass over synced and network folders.

    Raises:
        StudyProblem: it is a folder, its folder does not exist, is synced, or lies on another machine.
    """
    if path.is_dir():
        raise StudyProblem(f"{path}: this is a folder. Check that the path is a file, for example {path / 'study.db'}.")
    if not path.parent.is_dir():
        raise StudyProblem(
            f"{path}: the folder {path.parent} does not exist, so no study can be opened there. "
            'Make the folder first, for example with "synth new my-study".'
        )
    danger = None if accept_risk else find_sync(path.resolve()) or find_network(path.resolve())
    if danger:
        raise StudyProblem(
            f"{path}: {danger}. A database in use would be damaged or lose work there. Keep it in a folder of this "
            "machine only and share study.export(...) or study.backup(...) there instead; a team can use PostgreSQL. "
            "To open it all the same, alone and at your own risk: accept_risk=True."
        )


def find_sync(path: Path) -> str | None:
    """Say which program syncs the folder of a file, by the names of the folders above and the marks in them."""
    for folder in path.parents:
        for program, pattern in _SYNCED_NAMES.items():
            if re.fullmatch(pattern, folder.name, re.IGNORECASE):
                return f"{folder} is synced by {program}, going by its name"
        for program, marks in _SYNCED_MARKS.items():
            for mark in marks:
                if found := next(folder.glob(mark), None):
                    return f"{folder} is synced by {program}, going by {found.name} in it"
    return None


def find_network(path: Path) -> str | None:
    """Say on which kind of network file system a file lies, if it does."""
    if sys.platform == "win32":
        drive = os.path.splitdrive(path)[0]
        remote = is_share(path) or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE
        return f"{drive} is a folder of another machine" if remote else None
    kind = getattr(path.parent.stat(), "st_fstype", "") or _kind_of(path, MOUNTS)
    return f"{path.parent} is on a network file system ({kind})" if kind in _NETWORK_TYPES else None


def is_share(path: PurePath) -> bool:
    r"""Say whether a Windows path begins with a machine and a share.

    >>> from pathlib import PureWindowsPath
    >>> is_share(PureWindowsPath(r"\\server\team\study.db")), is_share(PureWindowsPath(r"C:\study.db"))
    (True, False)
    """
    return path.drive.startswith("\\\\")


def _kind_of(path: Path, mounts: Path) -> str:
    """Return the type of the file system that holds a path, by a table of mounts as Linux keeps it."""
    if not mounts.is_file():
        return ""
    over = [
        (len(folder.parts), number, kind)
        for number, (folder, kind) in enumerate(_read_mounts(mounts))
        if path.is_relative_to(folder)
    ]
    return max(over)[2] if over else ""


def _read_mounts(mounts: Path) -> Iterator[tuple[Path, str]]:
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").strip().split("\n"):
        _, folder, kind, *_ = line.split(" ")
        yield Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), folder)), kind
