"""What stands around a cue changes what it means: negation before, after and inside, borders, "if", hearsay."""

import pytest

from made_up import cue, make_lexicon
from synth.finder import Finder

FINDER = Finder(
    make_lexicon(
        cue("pain-slow", "slow", "had ..3 trouble", weight=0.5),
        cue("delight-pleases", "pleases", scope="clause", negated="pain"),
        cue("pain-no-answer", "no ..2 answer"),
        cue("need-form", "need a form"),
        cue("pain-kept", "kept ..2 from"),
        negation=["not", "no", "never", "far from"],
        not_negation=["not only"],
        boundary=["but"],
        hypothetical=["if it were", "if there were"],
        reported=["they say", "my boss thinks"],
    )
)


def read(text):
    return [(hit.kind, hit.score, hit.why) for hit in FINDER.find(FINDER.reader.read(text))]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("It is slow.", ["pain"]),
        ("It is not slow.", []),
        ("It is not a bit of it slow.", ["pain"]),
        ("It is far from slow.", []),
        ("It is not, well, slow.", ["pain"]),
        ("It is not only slow.", ["pain"]),
        ("It is not new but slow.", ["pain"]),
        ("I had never any trouble.", []),
        ("I had a lot of trouble.", ["pain"]),
        ("There was no real answer.", ["pain"]),
        ("It kept me from work.", ["pain"]),
        ("It kept me not from work.", []),
        ("It pleases me not.", ["pain"]),
        ("It pleases me, not you.", ["delight"]),
        ("It pleases me but not you.", ["delight"]),
        ("It pleases me and all of my family ever so much, not.", ["delight"]),
    ],
)
def test_a_negation_counts_in_its_own_clause_alone(text, kinds):
    assert [kind for kind, *_ in read(text)] == kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("If it were slow, I would say so.", []),
        ("If it were new, slow is the word.", ["pain"]),
        ("If there were time I would need a form.", ["need"]),
    ],
)
def test_what_is_only_supposed_did_not_happen(text, kinds):
    assert [kind for kind, *_ in read(text)] == kinds


def test_what_others_say_is_less_sure_and_says_so():
    assert read("My boss thinks it is slow.") == [("pain", 0.35, "told by “My boss thinks”")]
    assert read("It is slow, they say.") == [("pain", 0.5, "")]


def test_the_negation_that_turned_a_meaning_is_named():
    assert read("It never pleases me.") == [("pain", 0.5, "denied by “never”")]
