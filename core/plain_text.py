"""Names that people have made up, so that they are only ever read: no link, no picture, no colour.

Pages show sentences as Markdown, and Markdown takes “![a](http://…)” for a picture to load, and
“:red[a]” for red letters. Such a name gets an invisible sign between the two parts that make it
one. Where no sign can part them, as in “$a$”, a sign that looks the same stands in. All other names
stay as they are.
"""

import re
from unicodedata import bidirectional

from core.language import Sentence, direction, language, say

JOINER = "\u2060"
"""Word joiner: no width, no break."""
INVISIBLE_SPACE = "\ufeff"
"""No width, no break either, and a space to JavaScript: so it ends what a colon begins."""

_MARKUP = re.compile(
    r"""
    (?<=\])(?=[(\[:])         # [words](address), [words][name], [name]: address
    | (?<=!)(?=\[)            # ![words](address)
    | (?<=<)(?=[\w/!?])       # <address>, <tag>
    | (?<=:)(?=//)            # http://address
    | (?<=www)(?=\.)          # www.address
    | (?<=[\w.+-]@)(?=\w)     # name@address
    | (?<=mailto:)(?=\w)
    | (?<=&)(?=\#?\w+;)        # &lt;
    | (?<=\\)(?=[!-/:-@\[-`{-~])  # \*
    | (?<![\w\u2060])(?=_+\w)  # _words_
    | (?<=-)(?=[->]) | (?<=<)(?=[-=]) | (?<=>)(?==) | (?<=~)(?==)  # what Streamlit makes arrows of
    """,
    re.VERBOSE | re.IGNORECASE,
)


_AFTER_COLON = re.compile(
    r"""
    (?<=:)(?!\ufeff)(?=
        [^\s:/\\]+[\[{:]         # :red[words], :smile:, :x{words}
        | material/              # :material/home:
        | :                      # :::x, which takes all that follows
    )
    """,
    re.VERBOSE,
)
_ALIKE = {"$": "\N{FULLWIDTH DOLLAR SIGN}", "`": "\N{MODIFIER LETTER GRAVE ACCENT}"}
_ALIKE_IN_PAIRS = {"*": "\N{ASTERISK OPERATOR}", "~": "\N{TILDE OPERATOR}"}
"""What stands in for signs that make something of all that is between two of them.

The first ones do so also between two names in one sentence.
"""

_ISOLATE, _END_OF_ISOLATE = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """A text that may be in another language than the sentence around it.

    If any of it runs in the other direction, invisible signs keep its own punctuation with it.
    """
    others = ("L",) if direction(language()) == "rtl" else ("R", "AL")
    is_other = any(bidirectional(sign) in others for sign in text)
    return f"{_ISOLATE}{text}{_END_OF_ISOLATE}" if is_other else text


def plain_name(name: str) -> str:
    """The name as Markdown shows it without making anything of it."""
    for sign, alike in _ALIKE.items():
        name = name.replace(sign, alike)
    for sign, alike in _ALIKE_IN_PAIRS.items():
        if name.count(sign) > 1:
            name = name.replace(sign, alike)
    return plain_note(name)


def plain_note(note: str) -> str:
    """A text in Markdown without link, picture and colour: bold words, lists and code remain."""
    return _MARKUP.sub(JOINER, _AFTER_COLON.sub(INVISIBLE_SPACE, note))


def plain_sentence(sentence: str) -> str:
    """What `say` has returned, its names plain; any other text as it is."""
    if not isinstance(sentence, Sentence) or not sentence.template:
        return sentence
    values: dict[str, object] = {}
    for name, value in sentence.values.items():
        if isinstance(value, Sentence):
            values[name] = plain_sentence(value)
        else:
            values[name] = plain_name(value) if isinstance(value, str) else value
    return say(sentence.template, **values)


def plain_error(error: Exception) -> str:
    """What an error says, whatever names or texts of people are in it."""
    text = str(error)
    return plain_sentence(text) if isinstance(text, Sentence) else plain_name(text)
