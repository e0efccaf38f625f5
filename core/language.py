"""What the lab says to people, in their language.

English sentences in the code are the source; gettext catalogues hold the others, each a file
`core/languages/fa.po`. A sentence is a template with its values as arguments, so that a translation
can put them in another order, and numbers are written as the language writes them. What `say`
returns remembers both: so a sentence that was stored, or that a thread without a visitor has made,
can be said again in the language of whoever reads it.

The template of all catalogues is made by

    pybabel extract -k say -k message -k plural:1,2 -o first_epoch.pot core dashboard
"""

import numbers
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

SOURCE = "en"
PSEUDO = "en-XA"
"""A made-up language for tests: every template in brackets and a third longer."""
WRITTEN_AS_IN_PYTHON = (SOURCE, PSEUDO)
"""The languages whose numbers are those of Python's formats."""

_FOLDER = Path(__file__).with_name("languages")
# Babel knows the signs of a numbering system, not its digits.
_DIGITS = {
    "arab": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "arabext": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
}
_LANGUAGE: ContextVar[str | None] = ContextVar("language", default=None)


class Plural(NamedTuple):
    """A sentence that depends on how many; both forms may use `{count}`."""

    one: str
    many: str


class Sentence(str):
    """A sentence in one language, with the template and the values it was made of.

    `str()` of it, and of an exception that was given it, is the same object.
    """

    template: str | Plural
    values: Mapping[str, str | float]

    def __new__(
        cls,
        text: str,
        template: str | Plural = "",
        values: Mapping[str, str | float] = MappingProxyType({}),
    ) -> "Sentence":
        """`values` are texts and numbers, so that a sentence can be stored and sent."""
        sentence = super().__new__(cls, text)
        sentence.template, sentence.values = template, values
        return sentence

    def __str__(self) -> str:
        return self

    def __reduce__(self) -> tuple[type, tuple]:
        """How it goes from one process to another."""
        return Sentence, (str.__str__(self), self.template, dict(self.values))


def message(text: str) -> str:
    """Mark a sentence in a table for the catalogue; `say` translates it."""
    return text


def plural(one: str, many: str) -> Plural:
    """Mark a sentence in a table that depends on a number; `say` takes it as `count`."""
    return Plural(one, many)


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Say everything in this language, in this thread or task, until the end of the block."""
    token = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def _source() -> str:
    return SOURCE


_default: Callable[[], str] = _source


def speak_by_default(choose: Callable[[], str]) -> None:
    """Ask `choose` for the language wherever none is set by `spoken`."""
    global _default
    _default = choose


def language() -> str:
    """The language that is spoken now, for instance `en` or `fa`."""
    return _LANGUAGE.get() or _default()


def languages() -> list[str]:
    """The tags of all languages that can be spoken."""
    return [SOURCE, PSEUDO, *sorted(file.stem for file in _FOLDER.glob("*.po"))]


def closest(*wanted: str | None) -> str:
    """The first of these languages that can be spoken, without its region if need be.

    English where there is none. The tags are those of browsers, for instance `fa-IR`.
    """
    known = {tag.lower(): tag for tag in languages()}
    for tag in wanted:
        whole = (tag or "").lower()
        for name in (whole, whole.partition("-")[0]):
            if name in known:
                return known[name]
    return SOURCE


def direction(chosen: str) -> str:
    """In which direction a language is written: `ltr`, from left to right, or `rtl`.

    An unknown one counts as written from left to right.
    """
    from babel import Locale, UnknownLocaleError

    try:
        order = Locale.parse(chosen.partition("-")[0]).character_order
    except UnknownLocaleError:
        return "ltr"
    return "rtl" if order == "right-to-left" else "ltr"


def say(sentence: str | Plural, /, **values: object) -> str:
    """A sentence in the present language, with its values; a `Sentence`.

    Values stand in braces, with Python's format of numbers: `{share:.1%}`, `{count:,}`. A `Plural`
    needs the number as `count`.
    """
    chosen = language()
    catalogue = _catalogue(chosen)
    if isinstance(sentence, Plural):
        text = catalogue.ngettext(sentence.one, sentence.many, int(values["count"]))  # type: ignore[call-overload]
    else:
        text = catalogue.gettext(sentence) if sentence else ""
    if chosen == PSEUDO:
        text = _lengthened(text)
    if values and chosen in WRITTEN_AS_IN_PYTHON:
        text = text.format(**values)  # far quicker than a Formatter
    elif values:
        text = _Formatter(chosen).vformat(text, (), values)
    return Sentence(text, sentence, {name: _kept(value) for name, value in values.items()})


def say_again(sentence: str) -> str:
    """What `say` has returned, in the present language; any other text as it is."""
    if not isinstance(sentence, Sentence) or not sentence.template:
        return sentence
    values = {
        name: say_again(value) if isinstance(value, str) else value
        for name, value in sentence.values.items()
    }
    return say(sentence.template, **values)


def lines(sentences: Iterable[str]) -> str:
    """Each sentence on a line of its own; a `Sentence`, too."""
    named = {f"line_{number}": sentence for number, sentence in enumerate(sentences)}
    return say("\n".join(f"{{{name}}}" for name in named), **named)


LIST = message("{first}, {second}")


def listed(names: Sequence[str], pair: str = LIST) -> str:
    """Names in a row, "" for none; `pair` is how a language joins `{first}` and `{second}`."""
    if len(names) < 2:
        return names[0] if names else ""
    # By halves, as each pair holds all of its text, and there may be thousands of names.
    half = len(names) // 2
    return say(pair, first=listed(names[:half], pair), second=listed(names[half:], pair))


def _kept(value: object) -> str | float:
    """A value of a sentence as text or a number of Python."""
    if isinstance(value, (str, int, float)):  # a union is made anew at each call
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    return float(value) if isinstance(value, numbers.Real) else str(value)


def number(value: float | Decimal, spec: str) -> str:
    """A number that stands alone, as the present language writes it: `number(0.457, ".1%")`."""
    return _Formatter(language()).format_field(value, spec)


class _Formatter(string.Formatter):
    """Python's format of text and numbers, with the digits and signs of a language."""

    def __init__(self, chosen: str):
        self._language = chosen

    def format_field(self, value: object, spec: str) -> str:
        if self._language in WRITTEN_AS_IN_PYTHON or isinstance(value, str):
            return format(value, spec)
        return _number(value, spec, self._language.replace("-", "_"))


def _number(value: object, spec: str, locale: str) -> str:
    rounded = format(value, spec)
    bare = rounded.rstrip("%").replace(",", "")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return rounded  # not a number, or one with its unit
    if not number.is_finite() or "e" in bare:
        return rounded
    # A visitor who reads English does not wait for these.
    from babel import Locale
    from babel.numbers import format_decimal

    digits = -number.as_tuple().exponent  # type: ignore[operator]
    whole = "#,##0" if "," in spec else "0"
    pattern = f"{whole}.{'0' * digits}" if digits > 0 else whole
    chosen = Locale.parse(locale)
    system = chosen.default_numbering_system
    written = format_decimal(
        number, pattern, chosen, decimal_quantization=False, numbering_system=system
    )
    if rounded.endswith("%"):
        written += chosen.number_symbols[system]["percentSign"]
    return written.translate(_DIGITS.get(system, {}))


def _lengthened(text: str) -> str:
    return f"⟦{text}{'·' * (len(text) // 3)}⟧"


@cache
def _catalogue(chosen: str) -> GNUTranslations | NullTranslations:
    file = _FOLDER / f"{chosen}.po"
    if not file.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return GNUTranslations(compiled)
