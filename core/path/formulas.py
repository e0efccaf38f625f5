"""Formulas and conditions over quantities, as `val_accuracy >= 95 % and parameters <= 50_000`.

They are written as in Python, and read by its parser; but only quantities, numbers, `+ - * /`,
`abs`, comparisons, `and`, `or`, `not` and brackets may stand in them, and nothing of them is ever
run as Python. `mended.val_accuracy` is the quantity of another run block than the one that is asked
about.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

from core.language import message, say
from core.path.quantities import QUANTITIES, Unit

LONGEST = 300
"""Of a formula, in characters."""
ALWAYS = "always"
"""The condition that always holds: for a choice that is right whatever happens."""

Values = Callable[[str, str], float | None]
"""The value of a quantity, its second argument, in a run block; None where it is not known.

The run is "" for the one that is asked about.
"""

TOO_LONG = message("It is longer than {most} characters.")
NOT_READ = message("“{text}” cannot be read.")
NO_QUANTITY = message("There is no quantity “{name}”. All of them stand in docs/reference.md.")
NOT_ALLOWED = message(
    "“{part}” may not stand there: only quantities, numbers, + - * /, abs, comparisons, and, or, "
    "not."
)
NO_NUMBER = message("“{text}” is a condition, where a number is expected.")
NO_COMMA = message("No comma may stand there: numbers are written as 50000, or as 0.5.")
PER_CENT = message("{name} is a share of 1: it is compared with 95 %, or with 0.95.")
NO_CONDITION = message("“{text}” is a number, where a condition is expected, as in val_loss < 1.")

_PER_CENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_RUN = re.compile(r"(?<![\w.-])([a-z][a-z0-9-]*)\.(?=[a-z])")
_ARITHMETIC: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type, Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


@dataclass(frozen=True)
class _Written:
    """What is written, and the tree that Python's parser makes of it."""

    text: str
    _tree: ast.expr = field(compare=False, repr=False)

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The run and the quantity of each name in it, in order; the run as in `Values`."""
        return tuple(_names(self._tree))


class Formula(_Written):
    """A number that is computed from quantities, for instance `val_accuracy - train_accuracy`."""

    @classmethod
    def read(cls, text: object) -> Self:
        """The formula; ValueError, with a sentence, if there is none."""
        tree = _parsed(text)
        _check_number(tree)
        return cls(str(text), tree)

    @property
    def is_whole(self) -> bool:
        """Whether it gives whole numbers."""
        return all(_is_whole(node) for node in ast.walk(self._tree))

    @property
    def unit(self) -> Unit:
        """The unit of its values: that of its quantities if they are only added or subtracted."""
        units = {QUANTITIES[name].unit for _, name in self.names}
        multiplies = any(isinstance(node, ast.Mult | ast.Div) for node in ast.walk(self._tree))
        if len(units) == 1 and not multiplies:
            return units.pop()
        return "count" if self.is_whole else "number"

    def value(self, values: Values) -> float | None:
        """Its value; None where a quantity is not known, or it divides by zero."""
        return _number(self._tree, values)


class Condition(_Written):
    """What holds or does not, for instance `val_accuracy >= 0.95 and parameters <= 50_000`."""

    @classmethod
    def read(cls, text: object) -> Self:
        """The condition; ValueError, with a sentence, if there is none."""
        tree = _parsed(text)
        _check_condition(tree)
        return cls(str(text), tree)

    def holds(self, values: Values) -> bool | None:
        """Whether it holds; None if that depends on a quantity that is not known."""
        return _truth(self._tree, values)


def _parsed(text: object) -> ast.expr:
    written = str(text).strip()
    if len(written) > LONGEST:
        raise ValueError(say(TOO_LONG, most=LONGEST))
    in_python = _PER_CENT.sub(lambda found: repr(float(found[1]) / 100), written)
    # Names of blocks have hyphens, which Python would take for minus signs.
    in_python = _RUN.sub(lambda found: f"_[{found[1]!r}].", in_python)
    try:
        return ast.parse(in_python, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ValueError(say(NOT_READ, text=written[:60])) from error


def _check_number(node: ast.expr) -> None:
    """ValueError unless the tree is a formula."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            if not math.isfinite(value):
                raise ValueError(say(NOT_ALLOWED, part=ast.unparse(node)))
        case ast.Name(id=name) if name != ALWAYS:
            _check_quantity(name)
        case ast.Attribute(
            value=ast.Subscript(value=ast.Name(id="_"), slice=ast.Constant(value=str())), attr=name
        ):
            _check_quantity(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _check_number(operand)
        case ast.Call(func=ast.Name(id="abs"), args=[operand], keywords=[]):
            _check_number(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            _check_number(left)
            _check_number(right)
        case ast.Tuple():
            raise ValueError(say(NO_COMMA))
        case ast.Compare() | ast.BoolOp() | ast.Name() | ast.UnaryOp(op=ast.Not()):
            raise ValueError(say(NO_NUMBER, text=_as_written(node)))
        case _:
            raise ValueError(say(NOT_ALLOWED, part=_as_written(node)))


def _check_condition(node: ast.expr) -> None:
    """ValueError unless the tree is a condition."""
    match node:
        case ast.Name(id="always"):
            return
        case ast.BoolOp(values=operands):
            for operand in operands:
                _check_condition(operand)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _check_condition(operand)
        case ast.Compare(left=left, ops=ops, comparators=others) if all(
            type(op) in _COMPARISONS for op in ops
        ):
            for side in (left, *others):
                _check_number(side)
            for one, other in pairwise((left, *others)):
                _check_share(one, other)
                _check_share(other, one)
        case ast.Compare():
            raise ValueError(say(NOT_ALLOWED, part=_as_written(node)))
        case _:
            _check_number(node)
            raise ValueError(say(NO_CONDITION, text=_as_written(node)))


def _check_share(one: ast.expr, other: ast.expr) -> None:
    """ValueError if a share, which is at most 1, is compared with a number above it, as 95."""
    match one, other:
        case (
            (ast.Name(id=name) | ast.Attribute(attr=name)),
            ast.Constant(value=int() | float() as most),
        ) if most > 1 and QUANTITIES[name].unit == "share":
            raise ValueError(say(PER_CENT, name=name))


def _check_quantity(name: str) -> None:
    if name not in QUANTITIES:
        raise ValueError(say(NO_QUANTITY, name=name[:40]))


def _as_written(node: ast.expr) -> str:
    return re.sub(r"_\['([a-z0-9-]+)'\]", r"\1", ast.unparse(node))[:60]


def _names(tree: ast.expr) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Subscript(slice=ast.Constant(value=run)), attr=name):
                yield str(run), name
            case ast.Name(id=name) if name in QUANTITIES:
                yield "", name


def _is_whole(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=value):
            return not isinstance(value, float)
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in QUANTITIES:
            return QUANTITIES[name].is_whole
        case _:
            return not isinstance(node, ast.Div)


def _number(node: ast.expr, values: Values) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.Name(id=name):
            return values("", name)
        case ast.Attribute(value=ast.Subscript(slice=ast.Constant(value=run)), attr=name):
            return values(str(run), name)
        case ast.UnaryOp(operand=operand):
            negated = _number(operand, values)
            return None if negated is None else -negated
        case ast.Call(args=[operand]):
            size = _number(operand, values)
            return None if size is None else abs(size)
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _number(left, values), _number(right, values)
            if one is None or other is None or (isinstance(op, ast.Div) and not other):
                return None
            return _ARITHMETIC[type(op)](one, other)
        case _:
            raise AssertionError(ast.dump(node))


def _truth(node: ast.expr, values: Values) -> bool | None:
    match node:
        case ast.Name():
            return True
        case ast.UnaryOp(operand=operand):
            holds = _truth(operand, values)
            return None if holds is None else not holds
        case ast.BoolOp(op=op, values=operands):
            told = [_truth(operand, values) for operand in operands]
            decides = isinstance(op, ast.Or)  # one that is true, or for `and` one that is false
            if decides in told:
                return decides
            return None if None in told else not decides
        case ast.Compare(left=left, ops=ops, comparators=others):
            numbers = [_number(side, values) for side in (left, *others)]
            known = [number for number in numbers if number is not None]
            if len(known) < len(numbers):
                return None
            pairs = zip(ops, known, known[1:], strict=False)
            return all(_COMPARISONS[type(op)](one, other) for op, one, other in pairs)
        case _:
            raise AssertionError(ast.dump(node))
