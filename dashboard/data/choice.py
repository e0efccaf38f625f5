"""Choosing a dataset: the recipe is taken to it, and what had to change is said."""

from core.language import say
from core.lint.other_dataset import on_other_dataset
from core.recipe.differences import differences
from dashboard.data import texts
from dashboard.lab import notices, screen, services


def choose_dataset(name: str) -> None:
    """Take the recipe on screen to another dataset, and offer Undo for what that changed."""
    library, before = services.library(), screen.recipe()
    card = library.card(name)
    screen.set_recipe(on_other_dataset(before, library.card(before.data.dataset), card))
    changed = [
        difference.setting
        for difference in differences(before, screen.recipe())
        if difference.setting != "data.dataset"
    ]
    if changed:
        sentence = say(texts.ALSO_CHANGED, title=card.title, settings=", ".join(changed))
        notices.notice(sentence, good=True, undo=screen.undo)
