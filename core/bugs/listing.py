"""The code of a recipe as a student sees it here, and which of its lines a change concerns."""

import re
from difflib import SequenceMatcher

from core.bugs.excerpt import is_decided
from core.code import sections
from core.code.model import definition, unchecked
from core.datasets import DatasetCard
from core.layers import Flatten, LayerError
from core.recipe import Recipe

PARTS = ("data", "labels", "augmentation", "model", "training")
"""The sections of the script up to the training: no fault shows in the others alone."""


def listing(recipe: Recipe, card: DatasetCard) -> str:
    """The script of a recipe up to `fit`, also where its layers do not fit each other."""
    try:
        parts = sections(recipe, card)
    except LayerError:
        fitting = recipe.with_settings("model", style="sequential", layers=(Flatten(),))
        parts = sections(fitting, card)
        stands = definition(fitting, card)
        parts["model"] = parts["model"].replace(stands, unchecked(recipe, card))
    code = "\n".join(parts[name] for name in PARTS if name in parts)
    return f"{_needed(parts['setup'], code)}\n\n{code}"


def _needed(imports: str, code: str) -> str:
    """The imports that this part of the script needs."""
    return "\n".join(
        line for line in imports.splitlines() if re.search(rf"\b{line.split()[-1]}[.(]", code)
    )


def changed_lines(before: str, after: str) -> frozenset[int]:
    """The lines of the first code, from 0, that are others in the second or missing there.

    Where something is added and nothing else is changed, it is the line before the addition. Where
    one of several lines that are alike and follow each other is missing, it is any of them. Lines
    in which nothing is decided do not count, unless nothing else differs.
    """
    old, new = before.splitlines(), after.splitlines()
    replaced: set[int] = set()
    before_added: set[int] = set()
    for kind, start, end, _, _ in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "insert":
            before_added.add(max(start - 1, 0))
        elif kind != "equal":
            replaced.update(range(start, end))
        if kind == "delete" and end - start == 1:
            while start and old[start - 1] == old[start]:
                start -= 1
            while end < len(old) and old[end] == old[start]:
                end += 1
            replaced.update(range(start, end))
    code = {line for line in replaced if is_decided(old[line])}
    return frozenset(code or replaced or before_added)
