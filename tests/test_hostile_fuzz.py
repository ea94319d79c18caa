"""Damaged files by the thousand: each becomes rows that keep the rules, or an ImportProblem."""

import pytest
from fuzz import damage, load_seeds, try_case, try_reading
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("first", range(0, 3_000, 500))
def test_damaged_samples_are_read_or_refused(first):
    failures = [told for number in range(first, first + 500) if (told := try_case(number)) not in {"read", "refused"}]
    assert failures == []


@settings(max_examples=200, deadline=None)
@given(seed=st.sampled_from([seed for seed in load_seeds() if len(seed[1]) <= 2_000]), random=st.randoms())
def test_what_hypothesis_does_to_a_sample_is_read_or_refused(seed, random):
    name, data = seed
    assert try_reading(damage(data, random), name) in {"read", "refused"}


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text):
    assert try_reading(text.encode("utf-8", "surrogatepass"), "x.txt") in {"read", "refused"}
