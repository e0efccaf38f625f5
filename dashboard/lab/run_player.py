"""A run in the player, with all that the player has to know of it: on Start and on Train."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.datasets import Dataset, DatasetCard, DatasetError
from core.language import say
from core.layers import LayerError, ledger
from core.plain_text import plain_error
from core.preparation.split import split
from core.recipe import Data, Recipe
from core.runs.history import History, RunHistory, untrained_loss
from core.runs.probe import LayerProbe, images_to_watch, is_relu
from dashboard.components.player import (
    Drawn,
    Played,
    SteeringControls,
    WatchedPictures,
    player,
)
from dashboard.lab import services, texts
from dashboard.lab.state import state_of
from dashboard.render.charts import Reference, shortened
from dashboard.render.probe import Watched, watched_image
from dashboard.render.texts import MAJORITY


class Watching(NamedTuple):
    """The data settings and the dataset whose pictures are watched."""

    data: Data
    card: DatasetCard


@dataclass
class PlayerState:
    """What the run on screen watches and validates on; to find it takes a while.

    `majority` is the largest class among the pictures that validate, and its share of them.
    """

    watching: Watching | None = None
    watched: Watched | None = None
    majority: tuple[str, float] | None = None


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
        card = services.library().card(recipe.data.dataset)
        guessing = references(card)
        pictures = in_player(watched_pictures(recipe.data, card), recipe, card)
        guessing = references(card, state_of(PlayerState).majority)
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


def references(
    card: DatasetCard, majority: tuple[str, float] | None = None
) -> dict[str, Reference]:
    """What guessing reaches on a dataset: the dashed lines of both charts.

    `majority` is the largest class of the pictures that validate, and its share of them; without
    it, that of the whole training set.
    """
    guessing = untrained_loss(card.num_classes)
    name, share = majority or card.largest_class
    words = say(MAJORITY, name=shortened(name), share=share)
    return {
        "loss": Reference(guessing, say(texts.GUESSING, classes=card.num_classes, value=guessing)),
        "accuracy": Reference(share, words),
    }


def watched_pictures(data: Data, card: DatasetCard) -> Watched:
    """The pictures that a recipe's runs watch; DatasetError if they are not on this machine."""
    remembered = state_of(PlayerState)
    if remembered.watched is None or remembered.watching != (data, card):
        dataset = services.library().load(data.dataset)
        found = images_to_watch(data, dataset)
        remembered.watching = Watching(data, card)
        remembered.majority = _largest_class(data, dataset)
        remembered.watched = Watched(found.labels, watched_image(found.images, card.max_value))
    return remembered.watched


def _largest_class(data: Data, dataset: Dataset) -> tuple[str, float]:
    chosen = split(data, dataset.y_train, len(dataset.y_test))
    counts = np.bincount(chosen.validating_set(dataset)[1][chosen.validation])
    return dataset.card.classes[counts.argmax()], float(counts.max() / counts.sum())


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
