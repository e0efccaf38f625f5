"""A run in the player, with all that the player has to know of it: on Start and on Train."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st

from core.datasets import DatasetCard, DatasetError
from core.layers import LayerError, ledger
from core.plain_text import plain_error
from core.recipe import Data, Recipe
from core.runs.history import History, RunHistory
from core.runs.probe import LayerProbe, images_to_watch, is_relu
from dashboard.components.player import (
    Drawn,
    Played,
    SteeringControls,
    WatchedPictures,
    player,
)
from dashboard.lab import services
from dashboard.lab.guessing import majority_of, references
from dashboard.lab.state import state_of
from dashboard.render.charts import Reference
from dashboard.render.probe import Watched, watched_image


class Watching(NamedTuple):
    """The data settings and the dataset whose pictures are watched."""

    data: Data
    card: DatasetCard


@dataclass
class PlayerState:
    """The pictures that the run on screen watches; to find them takes a while."""

    watching: Watching | None = None
    watched: Watched | None = None


def moment_of(history: History) -> str:
    """What a page is drawn for, as `Drawn.moment`."""
    if history.end is not None:
        return "over"
    return f"paused {history.steps}" if history.paused else "running"


def show_run(
    key: str,
    recipe: Recipe,
    history: RunHistory | None,
    *,
    before: RunHistory | None = None,
    advice: Sequence[str] = (),
    steering: SteeringControls | None = None,
    on_epoch: Callable[[int], object] | None = None,
    paced: bool = False,
    brief: bool = False,
) -> None:
    """Show a run in the player; without one, where a run of this recipe will be.

    `before` is a run to compare with, `advice` names the coach's rules that the page shows. The
    rest is as in `player`. The page runs again when the run is in another phase.
    """
    runs = [Played(one.run_id, one.recipe.training, before=True) for one in (before,) if one]
    runs += [Played(one.run_id, one.recipe.training) for one in (history,) if one]
    guessing: dict[str, Reference] = {}
    pictures = None
    try:
        library = services.library()
        card = library.card(recipe.data.dataset)
        guessing = references(card, majority_of(library, card, [recipe.data]))
        pictures = in_player(watched_pictures(recipe.data, card), recipe, card)
    except DatasetError as error:
        st.caption(plain_error(error))
    player(
        key,
        runs,
        drawn=Drawn(moment_of(history), history.number, advice) if history else None,
        references=guessing,
        watched=pictures,
        steering=steering,
        on_epoch=on_epoch,
        paced=paced,
        brief=brief,
    )


def watched_pictures(data: Data, card: DatasetCard) -> Watched:
    """The pictures that a recipe's runs watch; DatasetError if they are not on this machine."""
    remembered = state_of(PlayerState)
    if remembered.watched is None or remembered.watching != (data, card):
        found = images_to_watch(data, services.library().load(data.dataset))
        remembered.watching = Watching(data, card)
        remembered.watched = Watched(found.labels, watched_image(found.images, card.max_value))
    return remembered.watched


def in_player(watched: Watched, recipe: Recipe, card: DatasetCard) -> WatchedPictures:
    """The watched pictures of a recipe's runs, as the player takes them."""
    labels, image = watched
    return WatchedPictures(image, labels.tolist(), card.classes, _layers_to_come(recipe, card))


def _layers_to_come(recipe: Recipe, card: DatasetCard) -> list[LayerProbe]:
    """The layers that a probe of this recipe's network measures; none if they do not fit."""
    try:
        rows = ledger(recipe.model.layers, card.shape)
    except LayerError:
        return []
    calls = [call for row in rows for call in row.calls]
    return [LayerProbe(name=call.name) for call in calls if call.parameter_count or is_relu(call)]
