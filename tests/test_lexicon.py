"""Cue lexicons: what a researcher may write, and how each mistake is told."""

from types import SimpleNamespace

import pytest

from synth import lexicon
from synth.errors import LexiconProblem
from synth.lexicon import load_lexicon, parse_lexicon
from synth.tables import KINDS

HEAD = 'language = "en"\n[classes]\nnegation = ["not", "N\'T"]\n'
CUE = '[[cue]]\nid = "en-own-kiosk"\nkind = "pain"\npatterns = ["kiosk is broken"]\n'


def parse(text):
    return parse_lexicon(text, name="my-cues.toml")


@pytest.fixture
def cue_file(tmp_path):
    def write(text, name="my-cues.toml", **options):
        (tmp_path / name).write_text(text, **({"encoding": "utf-8"} | options))
        return tmp_path / name

    return write


def test_a_lexicon_holds_its_language_classes_in_lower_case_and_cues():
    lexicon = parse(HEAD + CUE)
    assert (lexicon.language, lexicon.classes) == ("en", {"negation": ("not", "n't")})
    assert [(cue.cue_id, cue.kind, cue.patterns) for cue in lexicon.cues] == [
        ("en-own-kiosk", "pain", ("kiosk is broken",))
    ]


def test_a_cue_that_does_not_say_so_is_silenced_by_negation_and_right_half_of_the_time():
    cue = parse(HEAD + CUE).cues[0]
    assert (cue.negated, cue.weight) == ("", 0.5)


@pytest.mark.parametrize("language", ["nl", "de", "en"])
def test_the_shipped_lexicon_of_a_language_has_every_kind_and_negation(language):
    lexicon = load_lexicon(language)
    assert {cue.kind for cue in lexicon.cues} == set(KINDS)
    assert lexicon.classes["negation"]


def test_a_language_without_a_lexicon_is_told_with_those_that_have_one():
    with pytest.raises(LexiconProblem, match=r"no lexicon for 'es'; there is one for each of nl, fr, de, en"):
        load_lexicon("es")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('language = "en"\n[classes\n', r"my-cues\.toml: not valid TOML: .*line 2.*Look for"),
        (
            '[classes]\nnegation = ["not"]\n',
            r"my-cues\.toml, line 1: language is None; begin the file with language = ",
        ),
        ('language = "es"\n', r"line 1: language is 'es'.*\(or fr, de, en, xx for any\)"),
        ('language = "en"\n', r'"negation" is missing; add negation = \["not", \.\.\.\] under \[classes\]'),
        (HEAD + CUE + "mood = 1\n", r"my-cues\.toml, line 5 \(cue en-own-kiosk\): unknown field 'mood'; allowed are"),
        (HEAD + CUE.replace("kind = ", "kinds = "), r"line 5 .*unknown field 'kinds'"),
        (HEAD + CUE.replace('kind = "pain"\n', ""), r"line 5 .*has no kind; add a line kind ="),
        (
            HEAD + CUE.replace('id = "en-own-kiosk"\n', ""),
            r"\(a cue without an id\): the cue has no id; add a line id =",
        ),
        (HEAD + CUE.replace('"pain"', '"pains"'), r"line 5 .*kind is 'pains'; allowed are need, pain"),
        (HEAD + CUE + 'negated = "no"\n', r"line 5 .*negated is 'no'; allowed are .*same or nothing"),
        (HEAD + CUE + "weight = 70\n", r"line 5 .*weight is 70; it is a number above 0 and up to 1"),
        (HEAD + CUE + 'weight = "high"\n', r"line 5 .*weight is 'high'"),
        (HEAD + CUE + 'written = "yes"\n', r"line 5 .*written is 'yes'; it is true or false"),
        (HEAD + CUE + 'scope = "after"\n', r"line 5 .*scope is 'after'; allowed are before and clause"),
        (HEAD + CUE + 'asked = "yes"\n', r"line 5 .*asked is 'yes'; allowed are yes-no and open"),
        (HEAD + CUE + CUE, r"my-cues\.toml: the cue id 'en-own-kiosk' is used more than once"),
    ],
)
def test_a_mistake_is_told_with_the_file_the_place_and_the_remedy(text, told):
    with pytest.raises(LexiconProblem, match=told):
        parse(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (HEAD + CUE.replace("[[cue]]", "[cue]"), "cue"),
        (HEAD + CUE.replace("[[cue]]", "[[cues]]"), "cues"),
        (HEAD + CUE.replace('["kiosk is broken"]', '"kiosk is broken"'), "patterns"),
        (HEAD + CUE.replace('["kiosk is broken"]', "[3]"), "patterns"),
        (HEAD + CUE + 'examples = "The kiosk is broken."\n', "examples"),
        (HEAD.replace('["not", "N\'T"]', '"not"') + CUE, "negation"),
        ('language = "en"\nclasses = 3\n' + CUE, "classes"),
    ],
    ids=["[cue]", "[[cues]]", "one pattern", "a number", "one example", "one word", "classes"],
)
def test_brackets_that_were_forgotten_are_told_and_not_read_as_something_else(text, word):
    with pytest.raises(LexiconProblem, match=rf"my-cues\.toml.*{word}"):
        parse(text)


@pytest.fixture
def shipped_files(tmp_path, monkeypatch):
    """Make a folder of files stand in for the shipped English lexicon."""

    def ship(**texts):
        (tmp_path / "lexicons" / "en").mkdir(parents=True)
        (tmp_path / "lexicons" / "xx.toml").write_text('language = "xx"\n')
        for name, text in texts.items():
            (tmp_path / "lexicons" / "en" / f"{name}.toml").write_text(text)
        monkeypatch.setattr(lexicon, "resources", SimpleNamespace(files=lambda _: tmp_path))
        lexicon.load_shipped.cache_clear()

    yield ship
    monkeypatch.undo()
    lexicon.load_shipped.cache_clear()


OTHER_CUE = CUE.replace("en-own-kiosk", "en-own-other")


def test_the_files_of_a_language_are_read_in_the_order_of_their_names(shipped_files):
    shipped_files(b='language = "en"\n' + CUE, a=HEAD + OTHER_CUE)
    assert [cue.cue_id for cue in load_lexicon("en").cues] == ["en-own-other", "en-own-kiosk"]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (
            'language = "en"\n' + CUE,
            r"lexicons/en/b\.toml, line 3 \(cue en-own-kiosk\): .* stands in lexicons/en/a\.toml, line 5 .*; keep one",
        ),
        (
            'language = "en"\n[classes]\nnegation = ["no"]\n',
            r"lexicons/en/b\.toml, line 3 \(class negation\): .* stands in lexicons/en/a\.toml, line 3 .*; keep one",
        ),
        ('language = "nl"\n' + OTHER_CUE, r"lexicons/en: a file has language = 'nl'; write 'en'"),
    ],
    ids=["a cue twice", "a class twice", "another language"],
)
def test_files_of_a_language_that_contradict_each_other_are_told_with_both_places(shipped_files, second, told):
    shipped_files(a=HEAD + CUE, b=second)
    with pytest.raises(LexiconProblem, match=told):
        load_lexicon("en")


def test_a_class_uses_other_classes_and_alternatives_wherever_they_stand(shipped_files):
    shipped_files(a='language = "en"\n[classes]\nbad = ["poor", "{negation} good|very_good"]\n', b=HEAD + CUE)
    assert load_lexicon("en").classes["bad"] == ("poor", "not good", "not very_good", "n't good", "n't very_good")


def test_a_study_that_replaces_a_class_changes_the_classes_that_use_it(shipped_files, cue_file):
    shipped_files(a=HEAD.replace('"not", ', '"{no}", ') + 'no = ["no"]\n')
    own = cue_file('language = "en"\n[classes]\nno = ["nope"]\n')
    assert load_lexicon("en", extra=[own]).classes["negation"] == ("nope", "n't")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("{nobody} here", r"line 4 \(class bad\): there is no word class \{nobody\}; there is negation, bad"),
        ("so {bad}", r"line 4 \(class bad\): \{bad\} uses \{bad\}; take one of them out"),
        ("{negation}? good", r"line 4 \(class bad\): '\{negation\}\?' is .*write it in the patterns"),
        ("not ..2 good", r"line 4 \(class bad\): '\.\.2' is .*write it in the patterns"),
    ],
)
def test_a_mistake_in_a_class_is_told_with_its_line_and_the_remedy(entry, told):
    with pytest.raises(LexiconProblem, match=rf"my-cues\.toml, {told}"):
        parse(HEAD + f'bad = ["{entry}"]\n' + CUE)


def test_a_study_adds_its_cue_behind_the_shipped_ones(cue_file):
    shipped = load_lexicon("en").cues
    assert load_lexicon("en", extra=[cue_file('language = "en"\n' + CUE)]).cues[:-1] == shipped


def test_a_cue_with_a_shipped_id_takes_its_place(cue_file):
    shipped = load_lexicon("en")
    own = cue_file('language = "en"\n' + CUE.replace("en-own-kiosk", shipped.cues[0].cue_id))
    cues = load_lexicon("en", extra=[own]).cues
    assert cues[0].patterns == ("kiosk is broken",)
    assert cues[1:] == shipped.cues[1:]


def test_a_cue_without_patterns_switches_the_shipped_one_off(cue_file):
    shipped = load_lexicon("en")
    off = cue_file(f'language = "en"\n[[cue]]\nid = "{shipped.cues[0].cue_id}"\nkind = "pain"\npatterns = []\n')
    assert load_lexicon("en", extra=[off]).cues == shipped.cues[1:]


def test_a_study_adds_words_of_its_own_to_its_cues(cue_file):
    own = cue_file('language = "en"\n[classes]\nkiosk = ["Terminal"]\n' + CUE)
    classes = load_lexicon("en", extra=[own]).classes
    assert classes["kiosk"] == ("terminal",)
    assert classes["negation"] == load_lexicon("en").classes["negation"]


def test_cues_of_another_language_are_passed_over(cue_file):
    assert load_lexicon("en", extra=[cue_file('language = "nl"\n' + CUE)]) == load_lexicon("en")


def test_a_file_that_notepad_saved_with_a_byte_order_mark_is_read(cue_file):
    own = cue_file('language = "en"\n' + CUE, encoding="utf-8-sig")
    assert load_lexicon("en", extra=[own]).cues[-1].cue_id == "en-own-kiosk"


def test_a_file_in_another_encoding_is_told_with_the_remedy(cue_file):
    own = cue_file('language = "en"\n' + CUE.replace("kiosk is", "café est"), encoding="cp1252")
    with pytest.raises(LexiconProblem, match=r"my-cues\.toml.*UTF-8"):
        load_lexicon("en", extra=[own])


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(LexiconProblem, match=r"gone\.toml"):
        load_lexicon("en", extra=[tmp_path / "gone.toml"])
