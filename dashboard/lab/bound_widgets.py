"""Widgets that show a part of the recipe and change it, in both directions."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from core.language import say
from dashboard.lab import notices, screen, texts
from dashboard.lab.state import set_widget_value, widget_value


def keyed(name: str) -> str:
    """The key of a widget that shows a part of the recipe: another one once the recipe is replaced.

    A browser that has not yet received the page with the new recipe goes on sending the values of
    its widgets. Under the same keys these would count as changes by the visitor, and undo the new
    recipe.
    """
    return f"{name}={screen.revision()}"


def is_outdated(key: str) -> bool:
    """Whether the widget of a key shows a recipe that has been replaced since."""
    name, _ = key.rsplit("=", 1)
    return key != keyed(name)


def bound(section: str, name: str, shown_for_none: object = None) -> dict:
    """The arguments that tie a widget to one setting of the recipe, in both directions.

    A widget that cannot show None shows another value instead, which then stands for None.
    """
    key = keyed(f"{section}.{name}")
    value = getattr(getattr(screen.recipe(), section), name)
    set_widget_value(key, shown_for_none if value is None else value)
    return {"key": key, "on_change": apply_to_recipe, "args": (section, name, key, shown_for_none)}


def apply_to_recipe(section: str, name: str, key: str, shown_for_none: object = None) -> bool:
    """Put what the widget of a setting holds, under its key, into the recipe → whether it is there.

    A widget that shows a recipe which has been replaced changes nothing.
    """
    if is_outdated(key):
        return False
    shown = widget_value(key)
    value = None if shown == shown_for_none else shown
    try:
        screen.edit_recipe(screen.recipe().with_settings(section, **{name: value}), key)
    except ValidationError:
        # The browser checks the limits, too, but its messages can be forged.
        sentence = say(texts.OUT_OF_BOUNDS, name=f"{section}.{name}", value=str(value)[:40])
        notices.notice(sentence)
        return False
    return True


def chooser(name: str, shown: object, choose: Callable[[Any], None]) -> dict:
    """The arguments of a widget that shows one of several things, and tells which is chosen."""
    key = f"{name}={shown}"  # with “-None” at its end, Streamlit would think it had no key
    set_widget_value(key, shown)
    return {"key": key, "on_change": _chosen, "args": (key, shown, choose)}


def _chosen(key: str, shown: object, choose: Callable[[Any], None]) -> None:
    # A browser that has not yet received the new page goes on sending what was chosen before.
    chosen = widget_value(key)
    if chosen != shown:
        choose(chosen)
