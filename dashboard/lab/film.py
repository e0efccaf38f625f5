"""Take the film of a run home: as a moving picture, and as a page with the player in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from core.datasets import DatasetError, Library
from core.language import say
from core.recipe import Recipe
from core.runs.history import History, RunHistory
from core.runs.probe import WatchedImages, images_to_watch
from dashboard.components.player import Played
from dashboard.components.player.film_page import film_page
from dashboard.lab import services, texts
from dashboard.lab.address import own_address
from dashboard.lab.guessing import majority_of, references
from dashboard.lab.recipe_words import in_words
from dashboard.lab.run_player import in_player
from dashboard.render.film_picture import film_picture
from dashboard.render.probe import Watched, watched_image
from dashboard.server.files import offer_file

if TYPE_CHECKING:
    from core.engine import Engine


def offer_film(history: RunHistory) -> None:
    """Links to the film of a run that took a step; without probes it shows the curves alone."""
    recipe, run_id = history.recipe, history.run_id
    engine, library = services.engine(), services.library()
    about = in_words(recipe)
    picture = partial(_picture, engine, library, run_id, about)
    offer_file(say(texts.FILM_PICTURE), picture, f"first-epoch-{run_id}.webp")
    link = own_address() + recipe.to_link()
    page = partial(_page, engine, library, run_id, about, link)
    offer_file(say(texts.FILM_PAGE), page, f"first-epoch-{run_id}.html")


def _picture(engine: Engine, library: Library, run_id: str, about: Sequence[str]) -> bytes:
    recipe = engine.store.run(run_id).recipe
    card = library.card(recipe.data.dataset)
    history = History(recipe)
    history.add(engine.store.events(run_id))
    probes = [moment.probe for moment in engine.store.film(run_id)]
    majority = majority_of(library, card, [recipe.data])
    return film_picture(history, probes, _watched(library, recipe), card, majority, about)


def _page(engine: Engine, library: Library, run_id: str, about: Sequence[str], link: str) -> str:
    # Not at the server's start: the store takes half a second to import.
    from dashboard.server.frames import RunFrames

    recipe = engine.store.run(run_id).recipe
    card = library.card(recipe.data.dataset)
    found = _watched(library, recipe)
    watched = found and Watched(found.labels, watched_image(found.images, card.max_value))
    return film_page(
        Played(run_id, recipe.training),
        [frame.json for frame in RunFrames(engine, _no_advice, run_id).new()],
        references(card, majority_of(library, card, [recipe.data])),
        watched and in_player(watched, recipe, card),
        title=card.title,
        about=" · ".join(about),
        link=link,
    )


def _watched(library: Library, recipe: Recipe) -> WatchedImages | None:
    """The watched pictures; None if their dataset is no longer on this machine."""
    try:
        return images_to_watch(recipe.data, library.load(recipe.data.dataset))
    except DatasetError:
        return None


def _no_advice(*_known: object) -> list[str]:
    """What a coach could have said of it belongs to the lab."""
    return []
