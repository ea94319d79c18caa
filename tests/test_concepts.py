"""Concepts: what is counted quickly is what each expression finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from synth.concepts import count_concepts, load_concepts

ENTRIES = sorted({word.lstrip("=*") for concept in load_concepts() for word in concept.words})
SCRAPS = st.one_of(st.sampled_from(ENTRIES), st.sampled_from(ENTRIES).map(str.upper), st.text(max_size=3))


@settings(max_examples=300, deadline=None)
@given(st.lists(SCRAPS, max_size=6), st.sampled_from(["", " ", "-", "'"]))
def test_each_concept_is_counted_as_often_as_its_expression_finds_it(scraps, between):
    text = between.join(scraps)
    assert count_concepts([text])[0].tolist() == [
        len(concept.expression.findall(text.lower())) for concept in load_concepts()
    ]
