"""An index over token patterns: which of thousands could match in a text, judged by its words alone.

It can never lose a match: a pattern is passed over only if one of its required words is nowhere in the text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from synth.patterns import TokenPattern


@dataclass(frozen=True, eq=False)
class Candidate:
    """One token pattern under the key of its cue; its Matcher is made when it is first needed."""

    key: str
    tokens: TokenPattern
    required: frozenset[int]
    vocab: Vocab

    @cached_property
    def matcher(self) -> Matcher:
        """A Matcher of this pattern alone."""
        matcher = Matcher(self.vocab)
        matcher.add(self.key, [self.tokens])
        return matcher


class CueIndex:
    """Finds all matches of many token patterns, asking spaCy only about those whose required words are there."""

    def __init__(self, vocab: Vocab) -> None:
        """Begin an empty index for the vocabulary of a pipeline."""
        self._vocab = vocab
        self._conditions: dict[str, int] = {}
        self._of_literal: dict[str, set[int]] = defaultdict(set)
        self._expressions: list[tuple[re.Pattern[str], int]] = []
        self._of_word: dict[str, frozenset[int]] = {}
        self._by_anchor: dict[int, list[Candidate]] = defaultdict(list)
        self._rarity: dict[int, int] = {}

    def add(self, key: str, token_patterns: Iterable[TokenPattern]) -> None:
        """Add the token patterns of one cue pattern under a key."""
        self._of_word.clear()
        for tokens in token_patterns:
            required = frozenset(self._condition(token["LOWER"]) for token in tokens if "OP" not in token)
            anchor = min(required, key=lambda condition: (self._rarity[condition], condition))
            self._by_anchor[anchor].append(Candidate(key, tokens, required, self._vocab))

    def find(self, doc: Doc) -> Iterator[tuple[str, int, int]]:
        """Yield every match as (key, first token, end token)."""
        present = frozenset().union(*(self._satisfied(word) for word in {token.lower_ for token in doc}))
        for condition in sorted(present):
            for candidate in self._by_anchor.get(condition, ()):
                if candidate.required <= present:
                    for _, start, end in candidate.matcher(doc):
                        yield candidate.key, start, end

    def _condition(self, test: dict[str, Any]) -> int:
        """Return the number of a test on one word ({"IN": [...]} or {"REGEX": ...}), the same for equal tests."""
        name = repr(test)
        if name not in self._conditions:
            number = self._conditions[name] = len(self._conditions)
            if "IN" in test:
                for word in test["IN"]:
                    self._of_literal[word].add(number)
                self._rarity[number] = len(test["IN"])
            else:
                self._expressions.append((re.compile(test["REGEX"]), number))
                self._rarity[number] = name.count("|") + 2
        return self._conditions[name]

    def _satisfied(self, word: str) -> Set[int]:
        """Return the conditions that a word meets; worked out once a word."""
        if word not in self._of_word:
            by_expression = {number for expression, number in self._expressions if expression.search(word)}
            self._of_word[word] = frozenset(self._of_literal.get(word, set()) | by_expression)
        return self._of_word[word]
