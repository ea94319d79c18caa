"""Power cuts, simulated: what a disk may hold after one, going by what a program wrote and flushed until then.

A program is run under strace, so that it is the real one with the real SQLite, and each of its calls that changes a
file is written down in order. A disk replays them up to a cut. Of what was not yet flushed then, each write, change of
size and change of name is kept or lost on its own, and a write may be torn at the borders of sectors.
"""

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

Change = TypeVar("Change")
SECTOR = 512
KINDS = {
    "open": "open",
    "openat": "open",
    "creat": "open",
    "pwrite64": "write",
    "ftruncate": "size",
    "fsync": "flush",
    "fdatasync": "flush",
    "unlink": "unlink",
    "unlinkat": "unlink",
    "rename": "rename",
}
UNEXPECTED = ("write", "pwritev", "truncate", "fallocate", "renameat", "renameat2")  # not made by SQLite on Linux today
ACKNOWLEDGEMENTS = "acknowledged"
"""The name of the file into which a program writes what it promises to have saved."""

_CALL = re.compile(r"\d+ +(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)(?:<(?P<path>[^>]*)>)?")
_TEXT = re.compile(r'"([^"]*)"|<((?:\\x..)*)>')  # an argument, or the path of an open file


@dataclass(frozen=True)
class Call:
    """A change of a file: "open", "write", "size", "flush", "unlink", "rename", or "promise" of what is saved."""

    kind: str
    path: str
    data: bytes = b""
    number: int = 0  # the offset of a write, the new size


def record(command: list[str], folder: Path) -> list[Call]:
    """Run a command and return, in order, the calls that changed files in the folder."""
    trace = folder.with_name(f"{folder.name}.trace")
    strace = ["strace", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "1000000", "-o", str(trace)]
    strace += ["-e", f"trace={','.join([*KINDS, *UNEXPECTED])}"]
    subprocess.run([*strace, *command], check=True, stdout=subprocess.DEVNULL)
    with trace.open(encoding="ascii") as lines:
        calls = [call for line in lines for call in _parse(line) if Path(call.path).is_relative_to(folder)]
    trace.unlink()
    return calls


def _parse(line: str) -> Iterator[Call]:
    found = _CALL.match(line)
    if not found or int(found["result"]) < 0:
        return
    name, arguments = found["name"], found["arguments"]
    texts = [bytes.fromhex((text or path).replace(r"\x", "")) for text, path in _TEXT.findall(arguments)]
    path = os.fsdecode(texts[-1 if name.startswith(("open", "creat", "unlink")) else 0])
    number = int(arguments.rsplit(", ", 1)[-1]) if name in ("pwrite64", "ftruncate") else 0
    if name == "write" and Path(path).name == ACKNOWLEDGEMENTS:
        yield Call("promise", path, texts[1])
    elif kind := KINDS.get(name):
        if kind != "open" or "O_CREAT" in arguments:
            yield Call(kind, path, texts[1] if kind in ("write", "rename") else b"", number)
    elif Path(path).suffix in (".db", ".part"):
        raise NotImplementedError(line[:200])


@dataclass
class File:
    """What of a file is certain to be on the disk, and the changes that are not."""

    flushed: bytes = b""
    waiting: list[Call] = field(default_factory=list)

    def flush(self) -> None:
        self.flushed = apply(self.flushed, self.waiting)
        self.waiting = []


def apply(content: bytes, changes: Iterable[Call]) -> bytes:
    """Return the content of a file after changes; what was never written is zeros."""
    changed = bytearray(content)
    for change in changes:
        end = change.number + len(change.data)
        if change.kind == "size" or len(changed) < end:
            changed = changed[:end].ljust(end, b"\0")
        changed[change.number : end] = change.data
    return bytes(changed)


class Disk:
    """The files of a folder, and what of them would be left if the power were cut."""

    def __init__(self, folder: Path) -> None:
        """Begin with what is in the folder, all of it flushed."""
        self._names = {str(path): File(path.read_bytes()) for path in folder.iterdir()}
        self._flushed_names = dict(self._names)
        self._waiting: list[dict[str, File | None]] = []
        self.promised = b""

    def carry_out(self, call: Call) -> None:
        """Take in the next change."""
        match call.kind:
            case "promise":
                self.promised += call.data
            case "open":
                if call.path not in self._names:
                    self._name({call.path: File()})
            case "unlink":
                self._name({call.path: None})
            case "rename":
                self._name({os.fsdecode(call.data): self._names[call.path], call.path: None})
            case "flush" if call.path not in self._names:  # of a folder
                self._flushed_names = dict(self._names)
                self._waiting = []
            case "flush":
                self._names[call.path].flush()
            case _:
                self._names[call.path].waiting.append(call)

    def cut_power(self, chance: random.Random, folder: Path) -> None:
        """Write into an empty folder what might be left."""
        names: dict[str, File | None] = dict(self._flushed_names)
        for change in _survivors(self._waiting, chance):
            names |= change
        for name, file in names.items():
            if file is not None and Path(name).name != ACKNOWLEDGEMENTS:
                left = _survivors(file.waiting, chance)
                if chance.random() < 0.5:
                    left = [part for call in left for part in _tear(call, chance)]
                (folder / Path(name).name).write_bytes(apply(file.flushed, left))

    def _name(self, change: dict[str, File | None]) -> None:
        self._names = {name: file for name, file in (self._names | change).items() if file is not None}
        self._waiting.append(change)


def _survivors(changes: list[Change], chance: random.Random) -> list[Change]:
    """Return some of the changes: none, all, those before a moment, or each on its own."""
    match chance.randrange(4):
        case 0:
            return []
        case 1:
            return changes
        case 2:
            return changes[: chance.randint(0, len(changes))]
        case _:
            return [change for change in changes if chance.random() < 0.5]


def _tear(change: Call, chance: random.Random) -> list[Call]:
    """Return a write whole, or those of its sectors that reached the disk."""
    if change.kind != "write" or chance.random() < 0.5:
        return [change]
    parts, start = [], 0
    while start < len(change.data):
        end = start + SECTOR - (change.number + start) % SECTOR
        parts.append(Call("write", change.path, change.data[start:end], change.number + start))
        start = end
    return [part for part in parts if chance.random() < 0.5]


def command_of(module: str, function: str, *arguments: str) -> list[str]:
    """Return the command that calls a function of a benchmark in a process of its own."""
    here = str(Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {here!r}); import {module}; {module}.{function}{arguments!r}"
    return [sys.executable, "-c", code]


Look = Callable[[Path, list[bytes]], Iterator[str]]  # a folder, what was promised -> what is wrong


def cut_often(
    rounds: int, disk: Disk, calls: list[Call], look: Callable[[Path, list[bytes]], Iterator[str]]
) -> list[str]:
    """Cut the power at random moments and return what `look` finds wrong with what is left."""
    chance, problems = random.Random(2), []
    moments = sorted(chance.randrange(len(calls) + 1) for _ in range(rounds))
    with TemporaryDirectory() as folder:
        for moment in range(len(calls) + 1):
            for number in range(moments.count(moment)):
                left = Path(folder) / f"{moment}-{number}"
                left.mkdir()
                disk.cut_power(chance, left)
                try:
                    problems += [f"cut after call {moment}: {problem}" for problem in look(left, disk.promised.split())]
                except Exception as problem:
                    problems.append(f"cut after call {moment}: {problem}")
            if moment < len(calls):
                disk.carry_out(calls[moment])
    return problems
