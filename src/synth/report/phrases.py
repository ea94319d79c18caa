"""Saying things in one of four languages: phrases with places to fill, plurals, numbers and dates."""

from datetime import date
from itertools import chain
from string import Formatter

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from synth.report.document import Inline, Line, Number
from synth.wording import load_wording

LOCALES = {"nl": "nl_BE", "fr": "fr_BE", "de": "de_BE", "en": "en_GB"}


class Phrases:
    """The words of the report in one language.

    >>> Phrases("nl").say("p_missing", missing="niemand")
    ('Wie ontbreekt: ', 'niemand', '.')
    >>> Phrases("de").plural("participants", Number(2, "2", ""))
    (Number(value=2, shown='2', recipe='', about='', evidence=(), place='method'), ' Personen')
    """

    def __init__(self, language: str) -> None:
        """Take the language: nl, fr, de or en."""
        self.language = language
        self.locale = Locale.parse(LOCALES.get(language, language))
        self._words = load_wording("report", language)

    def __getitem__(self, name: str) -> str:
        """Return a phrase as it stands."""
        return self._words[name]

    def name(self, value: str) -> str:
        """Return a value of the data in words if there are any, else the value itself."""
        return self._words.get(value, value) or self._words["unknown"]

    def say(self, name: str, **parts: Inline | Line) -> Line:
        """Return a phrase whose places are filled with text, numbers or quotes."""
        filled: list[Line] = []
        for before, field, _, _ in Formatter().parse(self._words[name]):
            part = parts[field] if field else ()
            filled.append((*((before,) if before else ()), *(part if isinstance(part, tuple) else (part,))))
        return tuple(chain.from_iterable(filled))

    def plural(self, name: str, number: Number) -> Line:
        """Return a number with what it counts, in the form that the language has for it."""
        form = self.locale.plural_form(number.value) if number.value is not None else "many"
        return self.say(f"{name}_{'one' if form == 'one' else 'many'}", n=number)

    def join(self, parts: list[Line], between: str = ", ") -> Line:
        """Return lines in one, with a sign between them."""
        return tuple(chain.from_iterable((*((between,) if place else ()), *part) for place, part in enumerate(parts)))

    def write_number(self, value: float, digits: int = 0) -> str:
        """Write a number as the language does.

        >>> Phrases("nl").write_number(1234.5, 1), Phrases("en").write_number(1234)
        ('1.234,5', '1,234')
        """
        return str(format_decimal(round(value, digits), f"#,##0{'.' + '0' * digits if digits else ''}", self.locale))

    def write_share(self, value: float) -> str:
        """Write a share as whole per cent."""
        return str(format_percent(round(value, 2), locale=self.locale))

    def write_date(self, day: str) -> str:
        """Write the date of an ISO moment in words; what is no date stays as it is."""
        try:
            return str(format_date(date.fromisoformat(day[:10]), "long", self.locale))
        except ValueError:
            return day

    def name_pair(self, attribute: str, value: str) -> str:
        """Return an attribute with its value, in words where there are any."""
        told = self.name_language(value) if attribute == "language" else self.name(value)
        return self["pair"].format(name=self.name(attribute), value=told)

    def name_language(self, code: str) -> str:
        """Return what a language is called in this one."""
        return str(self.locale.languages.get(code, code)) or self._words["unknown"]
