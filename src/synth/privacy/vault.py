"""A file that only a pass phrase opens: scrypt makes the cipher's key of it, AES-256-GCM encrypts and seals.

What opens the file but for the pass phrase (the parameters of both) stands in the file, in JSON, and is sealed too.
"""

import getpass
import hashlib
import json
import os
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import platformdirs
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from synth.errors import KeyProblem

VARIABLE = "SYNTH_PASSPHRASE"
FORMAT = "synth key, version 1"
SCRYPT = {"n": 2**17, "r": 8, "p": 1}  # 128 MB and a third of a second: OWASP Password Storage Cheat Sheet
MAX_MEMORY, MAX_ROUNDS = 2**30, 16  # that a file which somebody sends may ask for, in bytes and in rounds
STUDY_MARKS = ("study.db", "notebooks/01-read-and-protect.ipynb")


@dataclass
class Vault:
    """An encrypted file and the key of its cipher, which is made of the pass phrase once, and never written."""

    path: Path
    scrypt: dict[str, Any]
    cipher: AESGCM = field(repr=False)
    seen: bytes = field(repr=False)  # the file as this vault read or wrote it last

    @classmethod
    def create(cls, path: Path, passphrase: str) -> "Vault":
        """Return a vault whose file is not there yet."""
        scrypt = SCRYPT | {"salt": _to_text(os.urandom(16))}
        return cls(path, scrypt, _make_cipher(passphrase, scrypt), b"")

    @classmethod
    def open(cls, path: Path, passphrase: str) -> tuple["Vault", bytes]:
        """Return a vault and what its file holds.

        Raises:
            KeyProblem: the file cannot be read, is damaged or none of synth's, or the pass phrase is another one.
        """
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise KeyProblem(f"{path}: cannot be read ({error.strerror}). Check the path and your rights.") from error
        head, nonce, content = _parse(path, raw)
        cipher = _make_cipher(passphrase, head["scrypt"])
        try:
            return cls(path, head["scrypt"], cipher, raw), cipher.decrypt(nonce, content, _dump(head))
        except InvalidTag as error:
            raise KeyProblem(
                f"{path}: this is not its pass phrase. Mind capitals and spaces; nobody can open the file without it."
            ) from error

    def write(self, content: bytes) -> None:
        """Write other content, whole or not at all, for the owner's eyes only.

        Raises:
            KeyProblem: somebody else wrote the file since, or it cannot be written; it is as it was.
        """
        head = {"format": FORMAT, "scrypt": self.scrypt}
        nonce = os.urandom(12)
        sealed = {"nonce": _to_text(nonce), "content": _to_text(self.cipher.encrypt(nonce, content, _dump(head)))}
        raw = _dump(head | sealed | {"sha256": _digest(head | sealed)}) + b"\n"
        if (self.path.read_bytes() if self.path.exists() else b"") != self.seen:
            raise KeyProblem(
                f"{self.path}: another notebook or person wrote it since it was opened; nothing was written. "
                "Run the cell that opens the key again, then decide again what is not there."
            )
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.path.parent, prefix=".synth-", delete=False) as part:  # 0600
                part.write(raw)
                part.flush()
                os.fsync(part.fileno())
            Path(part.name).replace(self.path)
        except OSError as error:
            raise KeyProblem(
                f"{self.path}: cannot be written ({error.strerror}). Choose a folder that has room and may be written "
                "to; nothing of the key is lost as long as this notebook runs."
            ) from error
        self.seen = raw


def find_path(name: str | Path, *, inside_study: bool = False) -> Path:
    """Return where the key of a name or path lies: a bare name is a file in the user's own data folder.

    Raises:
        KeyProblem: it would lie inside a study folder, beside what it protects.
    """
    if not str(name).strip():
        raise KeyProblem('a key needs a name, such as "parking-study", or the path of a file.')
    path = Path(name).expanduser()
    if len(path.parts) == 1 and not path.suffix:
        return platformdirs.user_data_path("synth", appauthor=False) / "keys" / f"{path.name}.key"
    path = path.absolute()
    study = next(
        (folder for folder in path.resolve().parents if any((folder / mark).exists() for mark in STUDY_MARKS)), ""
    )
    if study and not inside_study:
        raise KeyProblem(
            f"{path}: this is inside the study folder {study}, where whoever gets the study gets the key too. Give a "
            f'bare name such as "{path.stem}" for your own data folder, or a path elsewhere; inside_study=True insists.'
        )
    return path


def ask_passphrase(passphrase: str | None, path: Path) -> str:
    """Return the pass phrase: the one given, or else of the environment variable, or else as it is typed.

    Raises:
        KeyProblem: it is empty, was typed differently the second time, or nobody is there to type it.
    """
    given = os.environ.get(VARIABLE) if passphrase is None else passphrase
    if given is None:
        given = _type_passphrase(path)
    if not given.strip():
        raise KeyProblem(
            f"{path}: the pass phrase is empty. Choose four or more words that nobody would put together, and keep "
            "them in a password manager: without them nobody can open the key."
        )
    return given


def _type_passphrase(path: Path) -> str:
    is_new = not path.exists()
    try:
        given = getpass.getpass(f"{'New pass phrase' if is_new else 'Pass phrase'} for {path.name}: ")
        again = getpass.getpass("The same again: ") if is_new else given
    except (EOFError, RuntimeError, NotImplementedError) as error:  # a report, CI: ipykernel raises a RuntimeError
        raise KeyProblem(
            f"{path}: the key needs its pass phrase, and nobody is there to type it. Set the environment variable "
            f"{VARIABLE}, or run this in JupyterLab."
        ) from error
    if given != again:
        raise KeyProblem(f"{path}: the two pass phrases differ. Run the cell again; nothing was written.")
    return given


def _parse(path: Path, raw: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    try:
        told = json.loads(raw)
        digest, is_ours = told.pop("sha256"), told["format"] == FORMAT
        is_whole = digest == _digest(told)
        nonce, content = b64decode(told.pop("nonce")), b64decode(told.pop("content"))
        scrypt = told["scrypt"]
        is_modest = 128 * scrypt["n"] * scrypt["r"] <= MAX_MEMORY and scrypt["p"] <= MAX_ROUNDS
    except (ValueError, KeyError, TypeError, AttributeError):
        is_ours = is_whole = is_modest = False
    if not (is_ours and is_whole and is_modest):
        raise KeyProblem(
            f"{path}: this is no key that this synth can read, or it is damaged. Put a copy of it in its place, or "
            "update synth; the pass phrase alone does not bring it back."
        )
    return told, nonce, content


def _make_cipher(passphrase: str, scrypt: dict[str, Any]) -> AESGCM:
    typed = unicodedata.normalize("NFC", passphrase).encode()  # keyboards differ in how they put an accent
    salt = b64decode(scrypt["salt"])
    return AESGCM(Scrypt(salt=salt, length=32, n=scrypt["n"], r=scrypt["r"], p=scrypt["p"]).derive(typed))


def _dump(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True).encode()


def _digest(told: dict[str, Any]) -> str:
    return hashlib.sha256(_dump(told)).hexdigest()


def _to_text(raw: bytes) -> str:
    return b64encode(raw).decode()
