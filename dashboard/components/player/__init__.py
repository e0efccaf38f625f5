"""The player: runs that are followed live or played again, drawn by the browser itself.

The page is asked again only when a run is in another phase. What is drawn comes from the route
`dashboard.server.live`, and commands go to `dashboard.server.steer`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from core.language import language, say
from core.recipe import Training
from core.runs.probe import MOST_UNITS, LayerProbe
from dashboard.components.component import component
from dashboard.components.player import texts
from dashboard.components.player.state import epoch_of
from dashboard.components.texts import said
from dashboard.render.charts import Reference
from dashboard.server import live, steer
from dashboard.server.addresses import link

CIVIDIS = (
    *("#00224E", "#123570", "#3B496C", "#575D6D", "#707173"),
    *("#8A8678", "#A59C74", "#C3B369", "#E1CC55", "#FEE838"),
)
"""The colours of the cells of a grid, from the least to the most in even steps."""
RUN_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Of the lines of several runs, in their order."""
SIDE = 5
"""The watched pictures stand in so many rows of so many."""


class Played(NamedTuple):
    """A run in the player, with its recipe's training, and what it is called where there are more.

    Its line then has its `colour`. Runs of one name, as a recipe under several seeds, have one
    place in the legend. A run `before` is there to compare with: its lines are paler and dashed.
    """

    id: str
    training: Training
    name: str = ""
    colour: str = ""
    before: bool = False


class GridCell(NamedTuple):
    """The runs in a cell of a grid, by their ids, and an address where they can be looked at."""

    runs: Sequence[str]
    link: str = ""


class Grid(NamedTuple):
    """Runs that are drawn in the cells of a table, a heat map of what they reach.

    `rows` and `columns` are the names of its rows and columns, `down` and `across` what is called
    so; the `cells` come row by row. `title` says what the colours are.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    down: str
    across: str
    title: str
    cells: Sequence[GridCell]


class WatchedPictures(NamedTuple):
    """The pictures that a run watches, and what can be said before its first look inside.

    `image` is a data URI of all of them in `SIDE` rows, `labels` their classes in this order, by
    their places in `classes`. `layers` are those that will be measured.
    """

    image: str
    labels: Sequence[int]
    classes: Sequence[str]
    layers: Sequence[LayerProbe]


class Drawn(NamedTuple):
    """What the page is drawn for. When a run has gone on to something else, the page runs again.

    `moment` is "running", "paused" with the number of steps after it, or "over"; of several runs it
    is how many are over, "2 over". `number` is that of the last event that the page knows, `advice`
    names the urgent rules of the coach that it shows.
    """

    moment: str
    number: int = -1
    advice: Sequence[str] = ()


class SteeringControls(NamedTuple):
    """What the controls of a run in flight offer: these learning rates, momentum if it has one."""

    rates: Sequence[float]
    has_momentum: bool


SCRIPTS = (
    "words.js",
    "run_state.js",
    "film.js",
    "stream.js",
    "chart.js",
    "curves.js",
    "glide.js",
    "inside.js",
    "steering.js",
    "projector.js",
    "heat.js",
)
"""The parts of `player.js`, in their order."""

_PLAYER = component(__file__, "player", SCRIPTS)


def player(
    key: str,
    runs: Sequence[Played],
    *,
    drawn: Drawn | None = None,
    references: Mapping[str, Reference] | None = None,
    watched: WatchedPictures | None = None,
    steering: SteeringControls | None = None,
    on_epoch: Callable[[int], object] | None = None,
    on_phase: Callable[[], object] | None = None,
    paced: bool = False,
    grid: Grid | None = None,
    brief: bool = False,
    across: str = "epochs",
) -> None:
    """Show runs: their curves, and of the last one its status and what it shows of itself.

    `references` are for "loss" and "accuracy". Without `watched`, only the curves are shown. With
    `steering`, the last run is steered by its owner. `on_epoch` is called with the epoch at which
    its film was held, and `on_phase` when a run is in another phase. A `paced` run is played slowly
    enough to be seen, as it comes in. With a `grid` its cells are shown instead of curves; with
    `brief` it is the accuracy and the watched pictures, side by side. Several runs are drawn
    `across` equal "epochs", "pictures" seen or "seconds".
    """
    last = runs[-1].training if runs else None

    def rested() -> None:
        epoch = epoch_of(key)
        if on_epoch is not None and epoch is not None:
            on_epoch(epoch)

    _PLAYER(
        key=key,
        data={
            **sent(runs, references or {}, watched, drawn or Drawn("over"), across),
            "live": link(live.PATH),
            "steering": steering and last and _sent_steering(steering, last),
            "tellsEpoch": on_epoch is not None,
            "paced": paced,
            "grid": grid and _sent_grid(grid),
            "brief": brief,
        },
        on_phase_change=on_phase or _run_again,
        on_advice_change=_run_again,
        on_epoch_change=rested,
    )


def sent(
    runs: Sequence[Played],
    references: Mapping[str, Reference],
    watched: WatchedPictures | None,
    drawn: Drawn,
    across: str = "epochs",
) -> dict[str, Any]:
    """What the scripts have to know to draw these runs, in plain JSON values; see `player`."""
    return {
        "runs": [_sent(run) for run in runs],
        "drawn": drawn._asdict(),
        "references": {figure: reference._asdict() for figure, reference in references.items()},
        "watched": watched and _sent_pictures(watched),
        "across": across,
        "language": language(),
        "texts": _texts(across),
    }


def _run_again() -> None:
    """The page runs again after this callback, as after each; there is nothing else to do."""


def _sent(run: Played) -> dict[str, Any]:
    return {
        "id": run.id,
        "name": run.name,
        "colour": run.colour,
        "isBefore": run.before,
        "planned": run.training.epochs,
        "rates": {
            "learning_rate": run.training.learning_rate,
            "momentum": run.training.momentum,
        },
    }


def _sent_grid(grid: Grid) -> dict[str, Any]:
    cells = [{"runs": list(cell.runs), "link": cell.link} for cell in grid.cells]
    return {**grid._asdict(), "cells": cells, "scale": CIVIDIS}


def _sent_pictures(watched: WatchedPictures) -> dict[str, Any]:
    return {
        "image": watched.image,
        "labels": [int(label) for label in watched.labels],
        "side": SIDE,
        "classes": list(watched.classes),
        "layers": [layer.model_dump() for layer in watched.layers],
    }


def _sent_steering(steering: SteeringControls, training: Training) -> dict[str, Any]:
    return {
        "address": link(steer.PATH),
        "rates": list(steering.rates),
        "hasMomentum": steering.has_momentum,
        "paces": [[seconds, say(words)] for seconds, words in texts.PACES.items()],
        "start": {"learning_rate": training.learning_rate, "momentum": training.momentum},
    }


def _texts(across: str) -> dict[str, Any]:
    """All texts in the present language, for charts across this axis."""
    return {
        **said(
            texts.CURVES
            | texts.ACROSS[across]
            | texts.STATUS
            | texts.INSIDE
            | texts.FILM
            | texts.KNOBS
        ),
        "unitsHelp": say(texts.INSIDE["unitsHelp"], most=MOST_UNITS),
        "lines": said(texts.LINES),
        "commands": said(texts.COMMANDS),
        "commandsHelp": said(texts.COMMANDS_HELP),
    }
