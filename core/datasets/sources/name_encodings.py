"""In which of the old encodings the names in an archive are written.

Zip archives made by older programs do not say it. Detectors of encodings, charset-normalizer among
them, want more text than a few names have, and are wrong about most of them. What names are made of
is known, though: letters in common use, and no word mixes two scripts. So each encoding is asked
how probable these bytes are if it is the right one.
"""

import math
from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

_ASCII = -math.log(60)
_UNUSUAL = -15.0
_BESIDE = -4.0
"""What it costs if letters stand beside each other that rarely do."""

_LATIN = "äöüÄÖÜßéèêëàâáçîïíôóûùúñÑÉÇåÅæÆøØ"
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_ARABIC = "ابپتثجچحخدذرزژسشصضطظعغفقکكگلمنوهیيىئءأإآؤة"


class _Script(NamedTuple):
    """What names in an encoding are made of: sets of letters, each with its share among letters.

    `share` is about how often archives have it, compared with the others. `mixes` says that its
    letters stand among those of ASCII in one word, and rarely beside each other.
    """

    encoding: str
    letters: tuple[tuple[float, frozenset[str]], ...]
    share: float = 1.0
    mixes: bool = False


@cache
def _scripts() -> tuple[_Script, ...]:
    latin = ((1.0, frozenset(_LATIN)),)
    cyrillic = ((0.8, frozenset(_CYRILLIC)), (0.2, frozenset(_CYRILLIC.upper())))
    kana = frozenset(map(chr, [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), 0x30FC]))
    hangul = _frequent("euc_kr", range(0xB0, 0xC9))
    open_syllables = frozenset(letter for letter in hangul if (ord(letter) - 0xAC00) % 28 == 0)
    return (
        _Script("cp850", latin, mixes=True),
        _Script("cp866", cyrillic),
        _Script("gb18030", ((1.0, _frequent("gb2312", range(0xB0, 0xD8))),)),
        _Script("cp932", ((0.5, kana), (0.5, _frequent("euc_jp", range(0xB0, 0xD0))))),
        _Script("cp949", ((0.5, open_syllables), (0.5, hangul - open_syllables)), 0.25),
        _Script("big5", ((1.0, _frequent("big5", range(0xA4, 0xC7))),), 0.25),
        _Script("cp1251", cyrillic, 0.1),
        _Script("cp1252", latin, 0.1, mixes=True),
        _Script("cp1256", ((1.0, frozenset(_ARABIC)),), 0.1),
    )


def _frequent(standard: str, rows: Iterable[int]) -> frozenset[str]:
    """The letters in the rows that a standard keeps for the frequent ones."""
    codes = (bytes([row, cell]) for row in rows for cell in range(0x40, 0xFF))
    letters = (code.decode(standard, "ignore") for code in codes)
    return frozenset(letter for letter in letters if len(letter) == 1)


def encoding_of(names: Collection[bytes]) -> str:
    """The likeliest encoding of these names: UTF-8 if it fits, else one of Windows and DOS."""
    together = b"\n".join(sorted(set(names)))
    try:
        together.decode("utf-8")
    except UnicodeDecodeError:
        return max(_scripts(), key=lambda script: _likelihood(together, script)).encoding
    return "utf-8"


def _likelihood(names: bytes, script: _Script) -> float:
    """The logarithm of how probable the bytes are, up to a constant."""
    try:
        text = names.decode(script.encoding)
    except UnicodeDecodeError:
        return -math.inf
    total = math.log(script.share)
    before = "\n"
    for letter in text:
        total += _ASCII if letter.isascii() else _weight(letter, script)
        if letter.isalpha() and before.isalpha():
            foreign = {letter.isascii(), before.isascii()}
            if foreign == {False} if script.mixes else len(foreign) == 2:
                total += _BESIDE
        before = letter
    return total


def _weight(letter: str, script: _Script) -> float:
    for share, letters in script.letters:
        if letter in letters:
            return math.log(share / len(letters))
    return _UNUSUAL
