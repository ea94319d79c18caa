"""The ranker learns from yes and no, falls back to the rules by itself, and its chances are those that come true."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.decomposition import TruncatedSVD
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.pipeline import make_pipeline

from made_up import fit_ranker, passages
from synth.errors import SynthError
from synth.ranking import FindingRanker


@pytest.fixture
def learned():
    return fit_ranker()


def test_with_few_decisions_the_rules_scores_stay_as_they_are():
    table, yes = passages(60)
    ranker = FindingRanker().fit(table, yes)
    assert ranker.verdict_.used == "rules"
    assert "too few decisions" in str(ranker.verdict_)
    assert ranker.predict_proba(table)[:, 1] == pytest.approx(table["score"].clip(0.02, 0.98))


def test_decisions_of_one_kind_alone_are_too_few():
    table, yes = passages()
    assert "too few" in str(FindingRanker().fit(table, np.ones_like(yes)).verdict_)


def test_what_words_tell_is_learned_where_the_rules_cannot_tell(learned):
    table, yes = passages(seed=1)
    assert learned.verdict_.used == "learned"
    assert learned.verdict_.learned > learned.verdict_.rules
    assert (learned.predict(table) == yes).mean() > 0.9


def test_where_learning_is_not_surely_better_the_order_of_the_rules_stays():
    table, yes = passages(informative=False)
    table = table.assign(text="the same words", kind="pain", cue="en-pain", score=np.where(yes, 0.8, 0.4))
    ranker = FindingRanker().fit(table, yes)
    assert ranker.verdict_.used == "rules"
    order = table["score"].rank().to_numpy()
    assert pd.Series(ranker.decision_function(table)).rank().tolist() == order.tolist()


def test_the_chances_come_true(learned):
    table, yes = passages(400, seed=2)
    assert learned.predict_proba(table)[:, 1].mean() == pytest.approx(yes.mean(), abs=0.05)


def test_it_keeps_scikit_learns_contract(learned):
    table, _ = passages()
    copy = clone(learned)
    assert copy.get_params() == learned.get_params()
    with pytest.raises(NotFittedError):
        copy.predict(table)
    again = pickle.loads(pickle.dumps(learned))
    assert (again.predict_proba(table) == learned.predict_proba(table)).all()


@pytest.mark.slow
def test_the_same_decisions_give_the_same_chances(learned):
    table, yes = passages()
    assert (FindingRanker().fit(table, yes).predict_proba(table) == learned.predict_proba(table)).all()


@pytest.mark.slow
def test_embeddings_join_the_features():
    table, yes = passages()
    embed = make_pipeline(HashingVectorizer(n_features=64), TruncatedSVD(4, random_state=0))
    ranker = FindingRanker(embed=embed).fit(table, yes)
    assert any(name == "meaning" for name, *_ in ranker.make_model()[0].transformers)
    assert (ranker.predict(table) == yes).mean() > 0.9


def test_a_table_that_is_no_table_of_passages_is_told():
    with pytest.raises(SynthError, match=r"lack the column 'score'; take them from synth\.collect_passages"):
        FindingRanker().fit(passages()[0].drop(columns="score"), passages()[1])
    with pytest.raises(SynthError, match="240 passages and 3 decisions; give one for each"):
        FindingRanker().fit(passages()[0], [True, False, True])
