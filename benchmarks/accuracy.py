"""How well the rules find needs and pain points: precision, recall and F1 against hand labels.

    python benchmarks/accuracy.py [FOLDER OF cimt_de]

The labels are a turn, a comment or a sentence each, so a finding counts for the utterance it is in. Intervals are 95 %
bootstrap intervals over utterances (1,000 resamples, percentile). The lexicons were written without sight of the texts
that are scored here; of the public set the first half of the documents was looked at, the second half is scored.
"""

import sys
from collections.abc import Iterator
from csv import QUOTE_NONE
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import synth
from synth.tables import KINDS, LANGUAGES, UTTERANCES

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
SENTENCES = Path(__file__).parent / "sentences"
RESAMPLES = 1000
ANY = "any of the six"


def main() -> None:
    """Print the sample study's figures, and those of the public German set if its folder is given."""
    said, predicted = label_samples()
    print(f"Sample study: {len(said)} labelled utterances\n")
    print(score(said, predicted, by="language").to_string(index=False))
    print()
    print(score(said, predicted, by="source_kind").to_string(index=False))
    written, found = label_sentences()
    print(f"\nSentences of six genres: {len(written)}\n")
    print(score(written, found, by="language").to_string(index=False))
    print()
    print(score(written, found, by="domain").to_string(index=False))
    if len(sys.argv) > 1:
        print("\nPublic German citizen proposals (cimt_de), a sentence each")
        print(score_proposals(Path(sys.argv[1])).to_string(index=False))


def label_samples() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the labelled utterances with one column a kind, as labelled and as found."""
    utterances = synth.read(SAMPLES)
    labels = pd.read_csv(SAMPLES / "labels.csv", dtype=str, keep_default_na=False)
    labels["position"] = labels["position"].astype(int)
    said = utterances.merge(
        labels, left_on=["source_id", "position"], right_on=["source", "position"], suffixes=("", "_labelled")
    )
    if len(said) != len(labels):
        raise SystemExit(f"{len(labels) - len(said)} labels have no utterance")
    return _compare(said, synth.find(utterances))


def label_sentences() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sentences of six genres with one column a kind, as labelled and as found, each with its question."""
    parts = []
    for language in LANGUAGES:
        table = pd.read_csv(
            SENTENCES / f"{language}.tsv", sep="\t", dtype=str, keep_default_na=False, quoting=QUOTE_NONE
        )
        parts.append(table.assign(language=language, source_id=[f"{language}{number}" for number in table.index]))
    rows = pd.concat(parts, ignore_index=True)
    rows["source_kind"] = rows["domain"].map(lambda domain: "interview" if domain == "interview" else "feedback")
    asked = rows[rows["question"] != ""].assign(role="interviewer", position=1, text=lambda part: part["question"])
    both = pd.concat([asked, rows.assign(role="participant", position=2)], ignore_index=True)
    both["utterance_id"] = both["source_id"] + both["role"]
    utterances = UTTERANCES.make(both.sort_values(["source_id", "position"], ignore_index=True))
    said = utterances[utterances["role"] == "participant"].assign(
        kinds=lambda part: part["kinds"].str.replace(",", "; ")
    )
    return _compare(said.reset_index(drop=True), synth.find(utterances))


def _compare(said: pd.DataFrame, findings: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the utterances with their labels as columns, and beside them what was found."""
    kinds = said["kinds"].str.split("; ")
    hits = said["utterance_id"].map(findings.groupby("utterance_id")["kind"].agg(set))
    predicted = pd.DataFrame(
        {kind: hits.map(lambda some, kind=kind: isinstance(some, set) and kind in some) for kind in KINDS}
    )
    labels = {kind: kinds.map(lambda some, kind=kind: kind in some) for kind in KINDS}
    said = said.assign(**labels)
    said[ANY], predicted[ANY] = said[[*KINDS]].any(axis=1), predicted[[*KINDS]].any(axis=1)
    return said, predicted


def score(said: pd.DataFrame, predicted: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Return a row a kind and group: how many were labelled and found, precision, recall, F1 and its interval."""
    rows = []
    for group in [*sorted(said[by].unique()), "all"]:
        rows_here = (said[by] == group).to_numpy() | (group == "all")
        for kind in (*KINDS, ANY):
            true, guess = said.loc[rows_here, kind].to_numpy(), predicted.loc[rows_here, kind].to_numpy()
            rows.append({by: group, "kind": kind, **measure(true, guess)})
    return pd.DataFrame(rows)


def measure(true: NDArray[np.bool_], guess: NDArray[np.bool_]) -> dict[str, object]:
    """Return the figures of one kind."""
    rng = np.random.default_rng(0)
    draws = rng.integers(len(true), size=(RESAMPLES, len(true)))
    low, high = np.nanpercentile([_f1(true[draw], guess[draw]) for draw in draws], [2.5, 97.5])
    hits = int((true & guess).sum())
    return {
        "labelled": int(true.sum()),
        "found": int(guess.sum()),
        "precision": f"{hits / guess.sum():.2f}" if guess.any() else "-",
        "recall": f"{hits / true.sum():.2f}" if true.any() else "-",
        "F1": f"{_f1(true, guess):.2f}",
        "95 %": f"{low:.2f}-{high:.2f}",
    }


def read_proposals(folder: Path) -> Iterator[tuple[str, pd.DataFrame, pd.Series]]:
    """Yield each dialogue's name, the sentences of the second half of its documents as utterances, and their codes."""
    paths = sorted(folder.glob("*/*.tsv"))
    if not paths:
        sys.exit(f"{folder}: there is no */*.tsv in it. Give the folder that holds the dialogues of cimt_de.")
    for path in paths:
        table = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
        documents = sorted(table["document_id"].unique())
        table = table[table["document_id"].isin(documents[len(documents) // 2 :])].reset_index(drop=True)
        base = {"source_id": path.name, "source_kind": "feedback", "role": "participant", "language": "de"}
        utterances = UTTERANCES.make(
            base | {"utterance_id": f"{path.stem}-{number}", "position": number, "text": text}
            for number, text in enumerate(table["content"])
        )
        yield path.parent.name, utterances, table["code"].str.lower()


def score_proposals(folder: Path) -> pd.DataFrame:
    """Score the second half of the documents of each dialogue: proposals as need or suggestion, reasons as pain."""
    rows = []
    for dialogue, utterances, codes in read_proposals(folder):
        found = synth.find(utterances).groupby("utterance_id")["kind"].agg(set)
        hits = utterances["utterance_id"].map(found).map(lambda some: some if isinstance(some, set) else set())
        for name, label, kinds in (("proposal", "mpos", {"need", "suggestion"}), ("reason", "premise", {"pain"})):
            true = codes.str.contains(label).to_numpy(dtype=bool)
            guess = hits.map(lambda some, kinds=kinds: bool(some & kinds)).to_numpy(dtype=bool)
            rows.append({"dialogue": dialogue, "kind": name, "sentences": len(utterances), **measure(true, guess)})
    return pd.DataFrame(rows)


def _f1(true: NDArray[np.bool_], guess: NDArray[np.bool_]) -> float:
    total = true.sum() + guess.sum()
    return float(2 * (true & guess).sum() / total) if total else float("nan")


if __name__ == "__main__":
    main()
