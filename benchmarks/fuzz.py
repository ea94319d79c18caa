"""Read broken files: each case damages a sample in one to four ways, and reading it must end well and soon.

    python benchmarks/fuzz.py [--cases 100000] [--processes 2] [--case NUMBER]

Ends well: rows that keep the table's rules, or an ImportProblem. The seeds are the sample study's files, small files
of tests/data, and formats that neither has; of a long text the first 2,000 bytes, of an Office file also its parts,
packed again. A case is made of its number alone, so that one that fails can be looked at with --case.
"""

import argparse
import resource
import signal
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from random import Random

from synth.errors import ImportProblem
from synth.readers.draft import mend_draft
from synth.readers.formats import read_draft
from synth.readers.records import make_table_rows, make_transcript_rows
from synth.tables import SOURCE_KINDS

ROOT = Path(__file__).parents[1]
FOLDERS = (ROOT / "data" / "samples", ROOT / "tests" / "data")
SUFFIXES = frozenset(".vtt .srt .sbv .txt .md .json .csv .tsv .docx .odt .xlsx .parquet .html".split())
HEAD = 2_000
TIME_LIMIT_S = 20
MORE_SEEDS = {
    "captions.sbv": b"0:00:01.000,0:00:03.500\nGuten Tag.\n\n0:00:04.000,0:00:05.000\nP3: Na ja.\n",
    "cpp.json": b'{"transcription":[{"offsets":{"from":0,"to":900},"text":" Ja."},{"text":"Nee"}]}',
    "x.json": b'{"segments":[{"start":0.5,"end":1,"speaker":"SPEAKER_00","text":"Caf\\u00e9 \\ud83d\\ude00"}]}',
    "otter.txt": "Zoë  0:04\nGing het vlot?\n\nP3  1:00:09\nNee.\n".encode(),
    "wide.csv": "Datum;Doelgroep;Opmerking\n2024-01-02;burger;Te traag\n;;\n".encode("utf-16"),
    "old.csv": "Date,Groupe,Commentaire\n2024-01-02,citoyen,\"Délai\ntrop long\"\n".encode("cp1252"),
    "test.tsv": b"participant\twave\ttask\tsuccess\tremark\nP01\tbefore\t1\tyes\tNiet te vinden\nP02\tafter\t1\tno\t\n",
}  # fmt: skip
TOKENS = [
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"&#0;", b"&amp;amp;", b"_x0000_", b"\r"),
    *(b'"', b"'", b"<v ", b"<c.", b"</v>", b"-->", b"00:00:09.000 --> 00:00:01.000\n", b"WEBVTT\n", b"NOTE ", b"Zoe:"),
    *(b"999999999999999999999:00:00", b"100:00:00.5", b"1e999", b"-1", b"NaN", b"null", b"[" * 300, b"<p>" * 300),
    *(b"9" * 5_000, b" " * 5_000, b"\n" * 5_000, b"\t" * 99, b"," * 5_000, b";" * 99, b":" * 300, b"[0:00] " * 99),
    *("\u202e\u200f\u0301".encode() * 9, "مشارك: ".encode(), "\u2028\x85\x0c".encode(), b"PK\x03\x04", b"PK\x01\x02"),
    *(b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<![CDATA[", b"]]>", b" r='ZZ99999999'", b"<f>A1</f>", b"<v/>"),
]  # fmt: skip


def main() -> None:
    """Run the cases and print what came of them."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--case", type=int)
    given = options.parse_args()
    if given.case is not None:
        name, data = make_case(given.case)
        print(name, f"{len(data):,} bytes:", data[:500])
        print(try_case(given.case))
        return
    shares = [range(start, given.cases, given.processes) for start in range(given.processes)]
    began = time.monotonic()
    with ProcessPoolExecutor(given.processes, mp_context=get_context("spawn")) as pool:
        told = list(pool.map(run_cases, shares))
    outcomes = sum((outcome for outcome, *_ in told), Counter[str]())
    slowest = max(slow for _, slow, _ in told)
    print(f"{given.cases:,} cases of {len(load_seeds())} seeds in {time.monotonic() - began:.0f} s")
    for outcome, count in outcomes.most_common():
        print(f"{count:>9,}  {outcome}")
    print(f"slowest: {slowest[0] * 1000:.0f} ms, case {slowest[1]}")
    print(f"memory at its highest, in one process: {max(memory for *_, memory in told) / 1024:.0f} MB")


def run_cases(numbers: range) -> tuple[Counter[str], tuple[float, int], int]:
    """Return how often each outcome came, the slowest case with its seconds, and the peak memory in KB."""
    outcomes, slowest = Counter[str](), (0.0, -1)
    for number in numbers:
        began = time.perf_counter()
        outcome = try_case(number)
        slowest = max(slowest, (time.perf_counter() - began, number))
        outcomes[outcome.strip().rpartition("\n")[2][:200]] += 1
        if outcome not in {"read", "refused"}:
            print(f"case {number}: {outcome}", flush=True)
    return outcomes, slowest, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def try_case(number: int) -> str:
    """Return "read", "refused", or the traceback of what should not have happened."""
    name, data = make_case(number)
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(TIME_LIMIT_S)
    try:
        return try_reading(data, name)
    except Exception:  # a failure is what is looked for
        return traceback.format_exc()
    finally:
        signal.alarm(0)


def _give_up(*_: object) -> None:
    raise TimeoutError(f"not read in {TIME_LIMIT_S} s")


def try_reading(data: bytes, name: str) -> str:
    """Read a file without the safety net of `synth.read`, and check the table that comes of it."""
    try:
        draft, _ = read_draft(data, name)
    except ImportProblem as problem:
        if not str(problem).isprintable():
            raise ValueError(f"a message that cannot be shown: {str(problem)!r}") from problem
        return "refused"
    mend_draft(draft)
    if draft.source_kind not in SOURCE_KINDS:
        return "read"
    rows = make_table_rows(draft, name) if draft.is_table else make_transcript_rows(draft, name, {})[0]
    if len({row["utterance_id"] for row in rows}) < len(rows):
        raise ValueError("two rows of one id")
    for row in rows:
        "".join(value for value in row.values() if isinstance(value, str)).encode()
        if not row["text"].strip() or row["start_s"] < 0 or row["end_s"] < row["start_s"]:
            raise ValueError(f"a row that breaks a rule: {row}")
    if not draft.read <= draft.seen:
        raise ValueError(f"{draft.read} read of {draft.seen}")
    return "read"


def make_case(number: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a case: a seed, damaged."""
    random = Random(number)
    name, data = random.choice(load_seeds())
    if data.startswith(b"PK\x03\x04") and random.random() < 0.8:
        return name, _damage_part(data, random)
    return name, damage(data, random)


@cache
def load_seeds() -> list[tuple[str, bytes]]:
    """Return the name and bytes of each seed."""
    paths = sorted(path for folder in FOLDERS for path in folder.rglob("*") if path.suffix in SUFFIXES)
    seeds = [(path.name, path.read_bytes()) for path in paths] + list(MORE_SEEDS.items())
    return [(name, data if data.startswith((b"PK\x03", b"PAR1")) else data[:HEAD]) for name, data in seeds]


def damage(data: bytes, random: Random) -> bytes:
    """Return the bytes with one to four things done to them."""
    for _ in range(random.randint(1, 4)):
        data = random.choice(WAYS)(data, random)
    return data


def _damage_part(data: bytes, random: Random) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice([name for name, part in parts.items() if part])
    parts[name] = damage(parts[name], random)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return buffer.getvalue()


def _cut(data: bytes, random: Random) -> tuple[bytes, bytes, bytes]:
    start, end = sorted(random.randint(0, len(data)) for _ in range(2))
    end = min(end, start + random.choice((1, 9, 200, 100_000)))
    return data[:start], data[start:end], data[end:]


def _flip(data: bytes, random: Random) -> bytes:
    before, within, after = _cut(data, random)
    return before + bytes(byte ^ 1 << random.randrange(8) for byte in within[:9]) + within[9:] + after


def _drop(data: bytes, random: Random) -> bytes:
    before, _, after = _cut(data, random)
    return before + after


def _repeat(data: bytes, random: Random) -> bytes:
    before, within, after = _cut(data, random)
    return before + within[:200] * random.choice((2, 30)) + after


def _insert(data: bytes, random: Random) -> bytes:
    before, within, after = _cut(data, random)
    return before + random.choice(TOKENS) + random.choice((within, b"")) + after


def _truncate(data: bytes, random: Random) -> bytes:
    return data[: random.randint(0, len(data))]


def _splice(data: bytes, random: Random) -> bytes:
    return _truncate(data, random) + _cut(random.choice(load_seeds())[1], random)[1]


def _swap_lines(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (
    _flip,
    _drop,
    _repeat,
    _insert,
    _insert,
    _truncate,
    _splice,
    _swap_lines,
)

if __name__ == "__main__":
    main()
