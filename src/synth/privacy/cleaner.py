"""Names in labels, file names and further columns: taken out where nobody reviews them one by one."""

import re
from collections.abc import Container

import pandas as pd

from synth.privacy.decisions import KEEP
from synth.privacy.detection import People, find_all
from synth.privacy.key import PseudonymKey
from synth.privacy.personal_data import hide, hide_pseudonyms


class Cleaner:
    """Takes names out of labels, file names and further columns, where nobody reviews them one by one."""

    def __init__(
        self, utterances: pd.DataFrame, spans: pd.DataFrame, *, kept: Container[str], key: PseudonymKey
    ) -> None:
        self.people = People(utterances, codes=key.code_labels(utterances))
        self.key = key
        self.kept = kept
        self.codes = {label: code for label, code in self.people.codes.items() if label not in kept}
        self.told = dict(zip(spans["quote"], spans["replacement"], strict=True))
        labels = "|".join(re.escape(label) for label in sorted(self.codes, key=lambda label: (-len(label), label)))
        self.labels = re.compile(rf"(?<!\w)(?:{labels})(?!\w)" if labels else r"(?!)")

    def label(self, label: str) -> str:
        """Return the code of a speaker's label; a label that is a file name and a number loses the names in it."""
        return self.codes.get(label) or (self.name(label) if re.search("[#:]", label) else label)

    def value(self, value: str) -> str:
        """Return a text without the personal data in it."""
        return self._clean(value, value, any_case=False)

    def name(self, value: str) -> str:
        """Return a text about files and speakers without names, also where _, - or . part the words."""
        value = self.labels.sub(lambda match: self.codes[match[0]], self.value(value))
        return self._clean(value, re.sub(r"_|(?<=\w)[-.](?=\w)", " ", value), any_case=True)

    def sources(self, utterances: pd.DataFrame) -> dict[str, str]:
        """Return the new name of each source; different ones stay different."""
        return self.key.name_sources({source: self.name(source) for source in utterances["source_id"].unique()})

    def _clean(self, value: str, read: str, *, any_case: bool) -> str:
        read = hide_pseudonyms(read)
        spans = []
        while found := find_all(read, "", self.people.known, any_case=any_case):
            spans += found
            read = hide(read, [span[:2] for span in found])
        for start, end, kind, _ in sorted(spans, reverse=True):
            quote = value[start:end]
            decision = KEEP if quote in self.kept else self.key.decision_on(quote)
            if decision != KEEP:
                who = self.people.identify(quote, "")
                known = who if who in self.people.heard else self.told.get(quote, f"[{kind.replace(' ', '-')}]")
                value = value[:start] + (decision or known) + value[end:]
        return value
