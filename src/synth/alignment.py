"""Two versions of a transcript side by side: which utterance of the one is which of the other."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from rapidfuzz.distance import LCSseq

from synth.tables import UTTERANCES

WORD = re.compile(r"\w+")
SAYING = 3  # words; a shorter text may be said again by chance
MOST_PAIRS = 400_000_000  # of elements to be compared at once; 50 MB
Pair = tuple[int, int]


@dataclass(frozen=True)
class Version:
    """The utterances of one source in one version, in order."""

    ids: Sequence[str]
    texts: Sequence[str]
    speakers: Sequence[str]

    def part(self, begin: int, end: int) -> Sequence[str]:
        """Return some of the texts."""
        return self.texts[begin:end]


def align_utterances(old: pd.DataFrame, new: pd.DataFrame, *, renamed: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Say which utterance of an old version is which of a new one, source by source.

    Texts that stand once in both versions anchor the alignment (as in a patience diff); between them, the longest
    common sequence of texts is kept, and what is left there is compared word by word. So an answer that was split, or
    two that were joined, stay connected, and a repeated "ja." is told by its neighbours and not by its id.

    Args:
        old: the utterances table of the version that was worked on.
        new: the utterances table of the corrected version.
        renamed: the new source_id of a source that is called otherwise now, by its old one.

    Returns:
        One row a pair: source_id (the old one), old_id, new_id, status, share (of the old words that the new utterance
        has) and speaker (who said it before and who does now, where that was corrected). "same": words and id stayed;
        "moved": the words stayed, the id did not; "changed": some words did (one old utterance may have several such
        rows); "gone" and "new" have no partner, and "" for its id.

    Raises:
        TableProblem: a table lacks a column.

    >>> turn = {"source_id": "P1.txt", "source_kind": "interview", "participant_id": "P1", "role": "participant"}
    >>> old = UTTERANCES.make([turn | {"utterance_id": "a", "position": 1, "text": "I wait for weks now"}])
    >>> new = UTTERANCES.make([turn | {"utterance_id": "b", "position": 1, "text": "I wait for weeks now"}])
    >>> align_utterances(old, new)[["old_id", "new_id", "status", "share"]].values.tolist()
    [['a', 'b', 'changed', 0.8]]
    """
    UTTERANCES.check(old)
    UTTERANCES.check(new)
    names = {after: before for before, after in (renamed or {}).items()}
    before = _versions(old, {})
    after = _versions(new, names)
    empty = Version([], [], [])
    rows = [
        {"source_id": source, **row}
        for source in sorted(before.keys() | after.keys())
        for row in _align(before.get(source, empty), after.get(source, empty))
    ]
    columns = ["source_id", "old_id", "new_id", "status", "share", "speaker"]
    text = dict.fromkeys(set(columns) - {"share"}, "str")
    return pd.DataFrame(rows, columns=columns).astype({"share": "float64", **text})


def _versions(utterances: pd.DataFrame, names: Mapping[str, str]) -> dict[str, Version]:
    versions = {}
    for source, rows in utterances.groupby("source_id", sort=False):
        ordered = rows.sort_values(["position", "utterance_id"])
        columns = (ordered[column].tolist() for column in ("utterance_id", "text", "participant_id"))
        versions[names.get(str(source), str(source))] = Version(*columns)
    return versions


def _align(old: Version, new: Version) -> Iterator[dict[str, object]]:
    equal = _pair_equal(old, new)
    equal += _pair_moved(old, new, equal)
    changed = list(_pair_changed(old, new, sorted(equal)))
    rows = [(i, j, "same" if old.ids[i] == new.ids[j] else "moved", 1.0) for i, j in equal]
    rows += [(i, j, "changed", share) for i, j, share in changed]
    met_old, met_new = {i for i, *_ in rows}, {j for _, j, *_ in rows}
    for i, j, status, share in sorted(rows, key=lambda row: (row[0], -row[3], row[1])):
        speaker = "" if old.speakers[i] == new.speakers[j] else f"{old.speakers[i]} → {new.speakers[j]}"
        yield {"old_id": old.ids[i], "new_id": new.ids[j], "status": status, "share": share, "speaker": speaker}
    for status, version, met in (("gone", old, met_old), ("new", new, met_new)):
        for place, utterance_id in enumerate(version.ids):
            if place not in met:
                ids = (
                    {"old_id": utterance_id, "new_id": ""}
                    if status == "gone"
                    else {"old_id": "", "new_id": utterance_id}
                )
                yield {**ids, "status": status, "share": 0.0, "speaker": ""}


def _pair_equal(old: Version, new: Version) -> list[Pair]:
    """Return pairs of places with the same text, in the order of both versions."""
    pairs: list[Pair] = []
    for begin, end in _gaps(_anchors(old, new), len(old.ids), len(new.ids), keep=pairs):
        pairs += find_common(old.part(begin[0], end[0]), new.part(begin[1], end[1]), begin)
    return sorted(pairs)


def _anchors(old: Version, new: Version) -> list[Pair]:
    """Return the pairs of texts that stand once in both, less those that would cross others."""
    once_old, once_new = _once(old.texts), _once(new.texts)
    pairs = sorted((once_old[text], once_new[text]) for text in once_old.keys() & once_new.keys())
    return _increasing(pairs)


def _once(texts: Sequence[str]) -> dict[str, int]:
    counts = Counter(texts)
    return {text: place for place, text in enumerate(texts) if counts[text] == 1}


def _increasing(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the longest part of pairs, sorted by their first, of which the second increases too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [second]
        last[length : length + 1] = [number]
    chosen = []
    number = last[-1] if last else -1
    while number >= 0:
        chosen.append(pairs[number])
        number = before[number]
    return chosen[::-1]


def _gaps(
    anchors: Sequence[Pair], old_end: int, new_end: int, *, keep: list[Pair] | None = None
) -> Iterator[tuple[Pair, Pair]]:
    """Yield where each stretch between anchors begins and ends, in both versions; `keep` gains the anchors."""
    if keep is not None:
        keep += anchors
    begin = (0, 0)
    for i, j in [*anchors, (old_end, new_end)]:
        if i > begin[0] and j > begin[1]:
            yield begin, (i, j)
        begin = (i + 1, j + 1)


def find_common(old: Sequence[str], new: Sequence[str], begin: Pair = (0, 0)) -> list[Pair]:
    """Return the pairs of the longest common sequence; of too long ones, of what they begin and end with."""
    if len(old) * len(new) <= MOST_PAIRS:
        blocks = LCSseq.opcodes(old, new)
        return [
            (begin[0] + block.src_start + step, begin[1] + block.dest_start + step)
            for block in blocks
            if block.tag == "equal"
            for step in range(block.src_end - block.src_start)
        ]
    most = min(len(old), len(new))
    head = next((step for step in range(most) if old[step] != new[step]), most)
    tail = next((step for step in range(most - head) if old[-1 - step] != new[-1 - step]), most - head)
    ends = (begin[0] + len(old) - tail, begin[1] + len(new) - tail)
    return [(begin[0] + step, begin[1] + step) for step in range(head)] + [
        (ends[0] + step, ends[1] + step) for step in range(tail)
    ]


def _pair_moved(old: Version, new: Version, equal: Iterable[Pair]) -> list[Pair]:
    """Return pairs of what is said word for word at another place now."""
    met_old, met_new = {i for i, _ in equal}, {j for _, j in equal}
    waiting: dict[str, list[int]] = defaultdict(list)
    for j, text in enumerate(new.texts):
        if j not in met_new and len(WORD.findall(text)) >= SAYING:
            waiting[text].append(j)
    return [(i, waiting[text].pop(0)) for i, text in enumerate(old.texts) if i not in met_old and waiting.get(text)]


def _pair_changed(old: Version, new: Version, equal: Sequence[Pair]) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of which one has at least half of its words from the other, with the share of the old one's words."""
    met_old, met_new = {i for i, _ in equal}, {j for _, j in equal}
    for begin, end in _gaps(_increasing(equal), len(old.ids), len(new.ids)):
        rest_old = [i for i in range(begin[0], end[0]) if i not in met_old]
        rest_new = [j for j in range(begin[1], end[1]) if j not in met_new]
        sizes_old, sizes_new = Counter[int](), Counter[int]()
        words_old, owners_old = _words(old.texts, rest_old, sizes_old)
        words_new, owners_new = _words(new.texts, rest_new, sizes_new)
        shared = Counter((owners_old[a], owners_new[b]) for a, b in find_common(words_old, words_new))
        for (i, j), count in shared.items():
            if 2 * count >= min(sizes_old[i], sizes_new[j]):
                yield i, j, count / sizes_old[i]


def _words(texts: Sequence[str], places: Iterable[int], sizes: Counter[int]) -> tuple[list[str], list[int]]:
    words, owners = [], []
    for place in places:
        found = WORD.findall(texts[place].casefold())
        sizes[place] = len(found)
        words += found
        owners += [place] * len(found)
    return words, owners
