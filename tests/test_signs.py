import re
import unicodedata
from contextlib import contextmanager
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from synth.privacy import addresses, ages, contact, firms_and_cars, names, personal_data, signs
from synth.privacy.detection import find_all, find_common
from synth.privacy.known_names import KnownNames, fold_words
from synth.privacy.name_lists import UPPER, WORD, fold
from synth.privacy.signs import DIGIT, ODD, Shape, look, sign, tell
from synth.tables import LANGUAGES

MODULES = (addresses, ages, contact, firms_and_cars, names, personal_data)
SHAPES = [value for module in MODULES for value in vars(module).values() if isinstance(value, Shape)]
ANYTHING = re.compile("")
CHEAP_LOOKS = [(contact, "_DIALLED"), (ages, "_ENDS_IN_OF"), (ages, "_ENDS_IN_IS"), (names, "_GOES_ON")]
"""Expressions that only say whether it pays to try a dearer one."""
FRAGMENTS = re.split(
    r"[|\n]",
    """Kerkstraat 12|Lange Dreef 5 bus 3|Chaussée van Gent 4|Steenweg op Gent 40|II-laan 3|Grote Markt 1, 9000 Gent
dorpstraat 7|Oude Baan nr. 8|Bahnhofstraße 12a|Am Alten Markt 4|Lindenallee 5, 4700 Eupen|Hauptstr. 9
wohne in Rosenbühl 5|Berliner Platz 3|12, rue de la Paix|avenue Louise 54 bte 2|Grand-Place 1
12bis, chaussée d'Ixelles|rond-point Schuman 6|rue Haute 9|12 Baker Street, London NW1 6XE|Flat 2, 7 Park Road
lives at Rosehill 5|adres: Berkenhof 5, 9000 Gent|Molenhoek 3, 1000 Brussel|ik ben 43|43 jaar oud|een man van 56
zij is vierentwintig jaar|mijn zoon (6)|mijn dochter's 12|een 12-jarige|en a 52|j'ai 52 ans|âgée de 43 ans
quatre-vingt-deux ans|mit 67 Jahren|eine 30-jährige|ich bin fünfzig Jahre alt|dreißig Jahre|I'm 52 years old|aged 81
a 7-year-old|Dad's 81|my sister of 12|at the age of nine|I can't do that at 67|turned eighteen years
geboren op 3 mei 1980|née le premier avril 1975|born 12/03/1961|Geburtsdatum: 1.4.1990|°12/05/1983|ik ben van 1-2-1999
i am from 3 may 1950|Peeters (12/05/1983)|March 3, 1970|date de naissance 1980-05-12|*04.05.1986|0470 12 34 56
+32 (0)2 555 12 12|tel. 025551212|(020) 7946 0958|nul vier zeven nul een twee drie|zero four seven one two three four
555-123-4567|an@example.be|jan (at) example.be|lien punt maes at example punt be|klara ät example punkt de
www.example.be/an|https://example.org|example.be/lien|@lien.maes|insta: lien_maes1|Twitter lien.2|1-abc-123
number plate is AB 123|Kennzeichen K-AB 123|plaat 1ABC234|BE 0403.170.701|BE68 5390 0754 7034|85.07.30-033.28
mevrouw Van den Broeck|Herr Weber|Mr. Jones|madame Öztürk|mijn dochter Lien|meine Lehrerin Karin|mon frère Luc Maes
Beste Jan,|Dear Mary,|thank you Tom!|Your sincerely, Tom
Merci Luc.|Sehr geehrte Frau Adler,|contact: An Peeters, Tom|naam : Lien
Met vriendelijke groeten|Lien|Bien à vous, Luc|Maes, Lien|J.-P. Dubois|A. Janssens|Lien: "dat klopt"|Zoë et Hugo
Bishop rang|De Smet zegt dat|D'Hondt belt|Łukasz heet hij|jan peeters|basisschool De Regenboog|vzw De Brug
Turnverein Adler e. V.|garage Peeters bvba|St Mary's School|I work at Miller Ltd|chair of The Green Hill Trust
1-XYZ-12|AB-12-CD|XX-123-X|ABZ 1234|V123 ABC|12 A 3456|bel 01 42 68 53 00 of 0470 12 34 56|030 901820, 0170 5551234
in week 12|2 van de 4|één euro|op 5 minuten|the street is long|la place est libre|page 2/3|9000|een|neun|oh|hij|op de
van|d'|: |, |\ufffc\ufffc""",
)
CHANGES = (
    str.upper,
    str.lower,
    str.title,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace("i", "ı").replace("I", "İ"),
    lambda text: text.replace("s", "ſ").replace("k", "\u212a").replace("ß", "ẞ"),
    lambda text: text.replace("e", "e\u0301", 1),
)
PIECES = st.one_of(
    st.sampled_from(FRAGMENTS),
    st.builds(lambda change, text: change(text), st.sampled_from(CHANGES), st.sampled_from(FRAGMENTS)),
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from([" ", " ", ", ", ". ", "\n", ""])), min_size=1, max_size=5).map(
    lambda pieces: "".join(piece for pair in pieces for piece in pair)
)


@contextmanager
def trying_everything():
    """Within this, each word may tell anything, and no cheap look spares a dear one."""
    with patch.object(signs, "look", lambda word: look(word) | ODD):
        spared = [patch.object(module, name, ANYTHING) for module, name in CHEAP_LOOKS]
        for each in spared:
            each.start()
        tell.cache_clear()
        try:
            yield
        finally:
            tell.cache_clear()
            for each in spared:
                each.stop()


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_an_expression_matches_only_where_its_signs_are(text):
    for shape in SHAPES:
        assert shape.may_match(text) or not shape.pattern.search(text), shape


def test_no_fragment_is_passed_over_however_it_is_written():
    for fragment in FRAGMENTS:
        for text in (fragment, *(change(fragment) for change in CHANGES)):
            assert [shape for shape in SHAPES if shape.pattern.search(text) and not shape.may_match(text)] == [], text


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.sampled_from(["", *LANGUAGES]))
def test_nothing_is_lost_by_trying_only_what_may_match(text, language):
    found = find_all(text, language, KnownNames())
    with trying_everything():
        assert find_all(text, language, KnownNames()) == found


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_words_are_the_same_whether_a_text_is_cut_at_its_spaces_first_or_not(text):
    assert list(fold_words(text)) == [fold(word) for word in WORD.findall(text)]
    text = f"Met hoofdletter {text}".replace("@", "").replace("www", "")
    assert find_common([(text, "nl")])["nl"] == set(re.findall(r"(?<!\w)[^\W\d_A-Z][^\W\d_]*", text))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_the_words_before_capitals_are_the_same_read_from_either_end(text):
    forwards = re.compile(
        rf"(?<![^\W\d_])([^\W\d_]++)(?:['’.]|\.\))?[ \u00a0'’]"
        rf"(?:(?:von|van|vom|zu|der|den|dem|de|du|des|la|le)[ \u00a0]){{0,3}}(?=[{UPPER}])"
    )
    backwards = names._BEFORE_CAPITAL.findall(text[::-1])
    assert [word[::-1] for word in reversed(backwards)] == forwards.findall(text)


def test_a_sign_is_told_by_words_endings_parts_marks_and_numbers():
    road = sign("rue~de la~voie", endings="straat", like="lane", marks="§ a~b", numbers=r"\d{4}")
    for text in ("DE", "voie", "KERKſTRAAT", "planes", "§", "a b", "no. 9000"):
        assert tell(text) & road, text
    assert not tell("rue la straatje ab 900") & road


def test_a_letter_that_expressions_read_otherwise_makes_a_word_odd():
    assert [tell(text) & ODD for text in ("dıenst", "DİENST", "e\u0301te", "été ß")] == [ODD, ODD, ODD, 0]
    assert tell("a 1") & DIGIT
