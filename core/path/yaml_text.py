"""YAML with the line of each value, and no more of YAML than a path needs.

Every value is a text, a list or keys with values: what a text means is decided by what it is for,
so `No` is the word and not a denial. Aliases, by which a small file can be a huge value, are
refused, and so are anchors and tags: nothing would be left of what an author means by such a sign.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

from core.language import message, say
from core.path.mistakes import AtLine

LONGEST = 20_000
"""Of a header or a block, in characters."""
DEEPEST = 8
"""How deep lists and keys may stand within each other."""

TOO_LONG = message("This is longer than {most:,} characters.")
TOO_DEEP = message("Lists and keys stand within each other more than {most} deep.")
NO_ALIAS = message(
    "An alias (*), an anchor (&) or a tag (!) cannot stand here. A text that begins with one of "
    "these signs stands in quotation marks."
)
NO_YAML = message("This cannot be read as YAML: {problem}.")
COLON = message(
    "This cannot be read as YAML: a text with a colon in it stands in quotation marks, or on lines "
    "of its own after “key: |”. Or the line before lacks its colon."
)
NO_COLON = message(
    "Here belongs “key: value”. What goes on with the text above is indented more than its key."
)
SIGN = message(
    "This cannot be read as YAML, where the first sign of this text means something. Put the whole "
    'of it into quotation marks: "…".'
)
INDENTED = message("This line is not indented like those that it belongs to.")
TAB = message("There is a tab here: indent with spaces.")
TWICE = message("The key “{key}” stands there twice.")
_SENTENCES = {
    "mapping values are not allowed here": COLON,
    "could not find expected ':'": NO_COLON,
    r"found character '\t' that cannot start": TAB,
    "that cannot start any token": SIGN,
    "expected alphabetic or numeric character": SIGN,
    "expected a comment or a line break": SIGN,
    "entries are not allowed here": SIGN,
    "keys are not allowed here": SIGN,
    "expected <block end>, but found '<scalar>'": SIGN,
    "expected <block end>, but found ','": SIGN,
    "expected <block end>": INDENTED,
}
"""What to say of a problem of PyYAML with these words in it; the first that fits."""
NO_KEYS = message("There are to be keys here, each with its value: “key: value”.")

Location = tuple[str | int, ...]
"""The keys and places that lead to a value."""


class Located(NamedTuple):
    """Keys with their values, and the line of each value and key by where it stands."""

    values: dict[str, Any]
    lines: Mapping[Location, int]


def read_keys(text: str, first_line: int) -> Located:
    """The keys of a YAML text that begins at a line of its file; AtLine if it cannot be read."""
    if len(text) > LONGEST:
        raise AtLine(first_line, say(TOO_LONG, most=LONGEST))
    text = text.translate(_SPACES)
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise AtLine(first_line + _line(error, text), _sentence(error)) from error
    lines: dict[Location, int] = {}
    values = {} if node is None else _value(node, (), first_line, lines)
    if not isinstance(values, dict):
        raise AtLine(first_line, say(NO_KEYS))
    return Located(values, lines)


_SPACES = dict.fromkeys(map(ord, "\x85\u2028\u2029"), " ")
"""Line ends to YAML, but not to an editor, which counts the lines."""


class _Loader(yaml.BaseLoader):
    """Makes the nodes of a text, in bounds."""

    def __init__(self, text: str):
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        event = self.peek_event()
        if event.anchor is not None or getattr(event, "tag", None) is not None:
            raise yaml.MarkedYAMLError(problem=say(NO_ALIAS), problem_mark=event.start_mark)
        if self._depth > DEEPEST:
            raise yaml.MarkedYAMLError(
                problem=say(TOO_DEEP, most=DEEPEST), problem_mark=event.start_mark
            )
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1


def _value(node: yaml.Node, at: Location, first_line: int, lines: dict[Location, int]) -> Any:
    lines[at] = first_line + node.start_mark.line
    if isinstance(node, yaml.SequenceNode):
        return [_value(part, (*at, i), first_line, lines) for i, part in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return _characters(node.value)
    values: dict[str, Any] = {}
    for key, value in node.value:
        line = first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise AtLine(line, say(NO_KEYS))
        name = _characters(key.value)
        if name in values:
            raise AtLine(line, say(TWICE, key=name[:40]))
        values[name] = _value(value, (*at, name), first_line, lines)
        lines[(*at, name)] = line
    return values


def _characters(text: str) -> str:
    r"""A text with whole characters only: `"\ud800"` is half of one, which nothing can show."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _line(error: yaml.YAMLError, text: str) -> int:
    """The line of an error, from 0.

    It is that of a bracket or quotation mark which is not closed, and of a key without its colon.
    """
    context = getattr(error, "context", None) or ""
    is_open = any(words in context for words in ("flow", "quoted", "simple key"))
    mark = getattr(error, "context_mark" if is_open else "problem_mark", None)
    if mark is not None:
        return mark.line
    return text.count("\n", 0, getattr(error, "position", 0) or 0)


def _sentence(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or ""
    if getattr(problem, "template", None):
        return problem
    known = next((sentence for words, sentence in _SENTENCES.items() if words in problem), None)
    return say(known) if known else say(NO_YAML, problem=problem)
