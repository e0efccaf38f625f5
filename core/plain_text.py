"""Names that people have made up, so that they are only ever read: no link, no picture.

Pages show sentences as Markdown, and Markdown takes “![a](http://…)” for a picture to load. Such a
name gets an invisible sign between the two parts that make it one. All others stay as they are.
"""

import re

from core.language import Sentence, say

JOINER = "\u2060"
"""Word joiner: no width, no break."""

_LINK_OR_PICTURE = re.compile(
    r"""
    (?<=\])(?=[(\[:])         # [words](address), [words][name], [name]: address
    | (?<=!)(?=\[)            # ![words](address)
    | (?<=<)(?=[\w/!?])       # <address>, <tag>
    | (?<=:)(?=//)            # http://address
    | (?<=www)(?=\.)          # www.address
    | (?<=[\w.+-]@)(?=\w)     # name@address
    | (?<=mailto:)(?=\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def plain_name(name: str) -> str:
    """The name as Markdown shows it without making anything of it."""
    return _LINK_OR_PICTURE.sub(JOINER, name)


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
