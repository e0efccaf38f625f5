"""From one recipe to another, a change at a time."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from core.experiments.settings import DATASET, LAYERS, NAMES, differing, value_in_words, value_of
from core.language import message, plural, say
from core.layers import Layer
from core.recipe import Recipe
from core.recipe.recipe import Layers

CHANGE = message("{name} {before} → {after}")
ADDED = message("{after} added")
REMOVED = message("{before} removed")
SAME = message("the same recipe again")
AND_MORE = plural("and one change more", "and {count} changes more")
MOST_IN_WORDS = 3


class Change(NamedTuple):
    """One thing in which two recipes differ.

    `setting` is its key in a link, `before` and `after` are its values in words; of layers, those
    of the layer, empty where there is none. `recipe` is the first recipe with this change and all
    those before it.
    """

    setting: str
    before: str
    after: str
    recipe: Recipe

    @property
    def in_words(self) -> str:
        """The change in a few words: “learning rate 0.01 → 0.1”."""
        if not self.before:
            return say(ADDED, after=self.after)
        if not self.after:
            return say(REMOVED, before=self.before)
        name = say(NAMES[self.setting])
        return say(CHANGE, name=name, before=self.before, after=self.after)


def changes(before: Recipe, after: Recipe) -> list[Change]:
    """What leads from one recipe to another, in the order of the recipe; empty if nothing does.

    Settings that mean nothing in one of the two are left out. Each layer that is another counts by
    itself.
    """
    found: list[Change] = []
    recipe = before
    for key in differing(before, after):
        if key == LAYERS:
            found += _layer_changes(recipe, after)
        else:
            found.append(_change(recipe, after, key))
        recipe = found[-1].recipe
    return found


def _change(recipe: Recipe, after: Recipe, key: str) -> Change:
    """What changes a setting of a recipe to that of another."""
    section, name = key.split(".")
    changed = recipe.with_settings(section, **{name: value_of(after, key)})
    return Change(key, value_in_words(recipe, key), value_in_words(after, key), changed)


def changed_since(before: Recipe, after: Recipe) -> str:
    """What was changed from one run to the next, in a few words."""
    if before.data.dataset != after.data.dataset:
        return _change(before, after, DATASET).in_words  # all else comes with the other pictures
    found = changes(before, after)
    if not found:
        return say(SAME)
    words = [change.in_words for change in found[:MOST_IN_WORDS]]
    if more := len(found) - len(words):
        words.append(say(AND_MORE, count=more))
    return " · ".join(words)


def _layer_changes(recipe: Recipe, after: Recipe) -> Iterator[Change]:
    old, new = recipe.model.layers, after.model.layers
    done: Layers = ()
    for old_part, new_part, rest in _steps(old, new):
        done += new_part
        if old_part != new_part:
            changed = recipe.with_settings("model", layers=done + rest)
            yield Change(LAYERS, _layers_in_words(old_part), _layers_in_words(new_part), changed)


def _steps(old: Layers, new: Layers) -> Iterator[tuple[Layers, Layers, Layers]]:
    """Pieces of both in order, equal or to be exchanged, with what follows in the old one."""
    for _, start, end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if end - start == new_end - new_start:
            for offset in range(end - start):
                place, new_place = start + offset, new_start + offset
                yield old[place : place + 1], new[new_place : new_place + 1], old[place + 1 :]
        else:
            yield old[start:end], new[new_start:new_end], old[end:]


def _layers_in_words(layers: Sequence[Layer]) -> str:
    return " → ".join(layer.token().replace(":", " ") for layer in layers)
