"""The spaCy component that marks needs, pain points and the like: `nlp.add_pipe("synth_findings")`.

It writes `doc.spans["synth"]`: one span a finding, labelled with its kind, with the cue's id as `span.id_`; scores and
the words that fired stand in the group's `attrs`. displaCy shows it with `style="span"`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from synth.cue_index import CueIndex
from synth.errors import LexiconProblem
from synth.languages import load_nlp
from synth.lexicon import Cue, Lexicon, load_lexicon
from synth.patterns import CompiledPattern, Tokenizer, compile_pattern
from synth.sentences import split_parts, split_sentences, trim

SPANS_KEY = "synth"
NEGATION_REACH = 3

_CLASS_KEYS = {"negation": "NEGATION", "not_negation": "NOT_NEGATION"}


@dataclass(frozen=True)
class Hit:
    """A cue that fired on the tokens start to end, pointing to this kind once negation is taken into account."""

    cue: Cue
    kind: str
    start: int
    end: int


class FindingsComponent:
    """Marks findings in a doc by the cues of a lexicon; made by `nlp.add_pipe`, or here for a lexicon at hand."""

    def __init__(self, nlp: Language, lexicon: Lexicon, *, spans_key: str = SPANS_KEY) -> None:
        """Compile the lexicon for this pipeline's vocabulary.

        Raises:
            LexiconProblem: a pattern cannot be compiled; names the cue and the remedy.
        """
        self.spans_key = spans_key
        self._index = CueIndex(nlp.vocab)
        self._compiled: dict[str, tuple[Cue, CompiledPattern]] = {}
        tokenizer = _load_tokenizer(lexicon.language)
        for name, key in _CLASS_KEYS.items():
            if name in lexicon.classes:
                self._index.add(key, compile_pattern(f"{{{name}}}", lexicon.classes, tokenizer).token_patterns)
        for cue in lexicon.cues:
            for number, pattern in enumerate(cue.patterns):
                try:
                    compiled = compile_pattern(pattern, lexicon.classes, tokenizer)
                except LexiconProblem as problem:
                    raise LexiconProblem(f"{cue.place or f'cue {cue.cue_id}'}: {problem}") from problem
                key = f"{cue.cue_id}/{number}"
                self._compiled[key] = (cue, compiled)
                self._index.add(key, compiled.token_patterns)

    def __call__(self, doc: Doc) -> Doc:
        """Mark the findings of one doc."""
        spans, scores, words = [], [], []
        matches = list(self._index.find(doc))
        for start, end in split_sentences(doc) if matches else ():
            inside = [match for match in matches if start <= match[1] and match[2] <= end]
            hits = self._hits(doc, inside, start, end)
            for begin, stop in split_parts(doc, start, end) if hits else ():
                for hit, score in _best_of_each_kind([hit for hit in hits if begin <= hit.start < stop]):
                    first, last = _quoted(doc, hit, start, end)
                    spans.append(Span(doc, first, last, label=hit.kind, span_id=hit.cue.cue_id))
                    scores.append(score)
                    words.append(doc[hit.start : hit.end].text)
        doc.spans[self.spans_key] = spans
        doc.spans[self.spans_key].attrs.update(scores=scores, words=words)
        return doc

    def _hits(self, doc: Doc, matches: list[tuple[str, int, int]], start: int, end: int) -> list[Hit]:
        """Return the cues that fired in one sentence, without those that negation or a longer cue overrules."""
        exempt = {i for key, first, last in matches if key == "NOT_NEGATION" for i in range(first, last)}
        negators = [
            last - 1 for key, first, last in matches if key == "NEGATION" and not exempt & {*range(first, last)}
        ]
        hits = []
        for key, first, last in matches:
            if key not in self._compiled:
                continue
            cue, compiled = self._compiled[key]
            if not _stands_right(compiled, doc[start:first], doc[last:end]):
                continue
            kind = cue.kind
            if cue.negated != "same" and _is_negated(doc, negators, first):
                kind = cue.negated
            if kind:
                hits.append(Hit(cue, kind, first, last))
        return [hit for hit in hits if not any(_overrules(other, hit) for other in hits)]


@cache
def _load_tokenizer(language: str) -> Tokenizer:
    """Return the language's blank tokenizer, which cuts each entry of a lexicon once."""
    return cache(load_nlp(language).tokenizer)


@Language.factory("synth_findings", default_config={"cues": [], "spans_key": SPANS_KEY})
def create_component(nlp: Language, name: str, cues: list[str], spans_key: str) -> FindingsComponent:  # noqa: ARG001
    """Make the component for `nlp.add_pipe("synth_findings", config={"cues": ["my-cues.toml"]})`."""
    return FindingsComponent(nlp, load_lexicon(str(nlp.lang), extra=cues), spans_key=spans_key)


@lru_cache(maxsize=32)
def load_pipeline(language: str, cues: Sequence[tuple[str, float]] = ()) -> Language:
    """Return a blank pipeline with the component alone; made once for each language and set of cue files.

    Args:
        language: one of nl, fr, de, en.
        cues: the study's own cue files with the time each was changed, so that an edited file is read again.
    """
    nlp = load_nlp(language)
    nlp.add_pipe("synth_findings", config={"cues": [path for path, _ in cues]})
    return nlp


def stamp(paths: Sequence[str | Path]) -> tuple[tuple[str, float], ...]:
    """Pair each cue file with the time it was last changed.

    Raises:
        LexiconProblem: a file is not there.
    """
    for path in paths:
        if not Path(path).is_file():
            raise LexiconProblem(f"{path}: there is no such cue file; cues= takes the paths of TOML files.")
    return tuple((str(path), Path(path).stat().st_mtime) for path in paths)


def _stands_right(compiled: CompiledPattern, before: Span, after: Span) -> bool:
    """Say whether a match stands where the pattern wants it, given the rest of its sentence."""
    if compiled.at_start and any(not (token.is_punct or token.is_space) for token in before):
        return False
    if compiled.at_end and any(not (token.is_punct or token.is_space) for token in after):
        return False
    return not compiled.question or any("?" in token.text for token in after)


def _is_negated(doc: Doc, negators: list[int], first: int) -> bool:
    """Say whether a negator stands shortly before, with no comma in between."""
    return any(
        first - NEGATION_REACH <= negator < first and not any(token.is_punct for token in doc[negator + 1 : first])
        for negator in negators
    )


def _overrules(other: Hit, hit: Hit) -> bool:
    """Say whether another kind of cue covers a hit with more words: "no problem" overrules "problem"."""
    covers = other.start <= hit.start and hit.end <= other.end
    return other.kind != hit.kind and covers and (other.end - other.start) > (hit.end - hit.start)


def _best_of_each_kind(hits: list[Hit]) -> list[tuple[Hit, float]]:
    """Return the surest hit of each kind, with the chance that not all cues of that kind are wrong (noisy or)."""
    best = []
    for kind in sorted({hit.kind for hit in hits}):
        of_kind = [hit for hit in hits if hit.kind == kind]
        wrong = 1.0
        for weight in sorted({hit.cue.cue_id: hit.cue.weight for hit in of_kind}.values()):
            wrong *= 1 - weight
        surest = max(of_kind, key=lambda hit: (hit.cue.weight, hit.end - hit.start, -hit.start, hit.cue.cue_id))
        best.append((surest, round(1 - wrong, 4)))
    return sorted(best, key=lambda pair: (pair[0].start, pair[0].kind))


def _quoted(doc: Doc, hit: Hit, start: int, end: int) -> tuple[int, int]:
    """Return the sentence around a hit, or the parts of it that the hit touches when it is too long to quote."""
    parts = [part for part in split_parts(doc, start, end) if part[0] < hit.end and hit.start < part[1]]
    return trim(doc, parts[0][0], parts[-1][1])
