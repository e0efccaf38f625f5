"""The film of a run as an animated picture, opened again as a browser would."""

import io
import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageColor

from core.datasets import CARDS
from core.language import PSEUDO, spoken
from core.runs.events import Epoch, Event, Progress, Started
from core.runs.probe import ProbeResult
from dashboard.render.charts import TEST, TRAINING, VALIDATION, WRONG
from dashboard.render.film_picture import SIZE, film_picture
from tests.made.film import LOSSES, PROBES, events_of, history_of, probe, watched

CARD = CARDS["digits"]
LOSS, ACCURACY = slice(0, 235), slice(235, 420)
"""The rows of each chart; below are the names of the curves."""


def film_of(events: list[Event], probes: Sequence[ProbeResult] = PROBES) -> bytes:
    """The film of a run of three epochs with these events."""
    about = ("SGD", "a small network")
    return film_picture(history_of(events, 3), probes, watched(), CARD, CARD.largest_class, about)


def pictures(content: bytes) -> list[Image.Image]:
    film = Image.open(io.BytesIO(content))
    found = []
    for place in range(film.n_frames):
        film.seek(place)
        found.append(film.convert("RGB"))
    return found


def where(picture: Image.Image, colour: str) -> np.ndarray:
    """Which pixels have exactly this colour, bool `(height, width)`."""
    return (np.asarray(picture) == ImageColor.getrgb(colour)).all(axis=-1)


def reach(picture: Image.Image, chart: slice) -> int:
    """How far to the right the curve of validation has come."""
    columns = where(picture, VALIDATION)[chart].any(axis=0)
    return int(np.flatnonzero(columns).max(initial=0))


@pytest.fixture(scope="module")
def content() -> bytes:
    return film_of(events_of(*LOSSES))


@pytest.fixture(scope="module")
def film(content) -> list[Image.Image]:
    return pictures(content)


def test_it_is_an_animated_picture_of_six_seconds_that_begins_again(content):
    film = Image.open(io.BytesIO(content))
    assert (film.format, film.size, film.info["loop"]) == ("WEBP", SIZE, 0)
    milliseconds = []
    for place in range(film.n_frames):
        film.seek(place)
        film.load()
        milliseconds.append(film.info["duration"])
    assert len(milliseconds) == 60
    assert sum(milliseconds) == 6000


@pytest.mark.parametrize("chart", [LOSS, ACCURACY])
def test_the_curves_grow_from_left_to_right(film, chart):
    reached = [reach(picture, chart) for picture in film]
    assert all(before <= after for before, after in pairwise(reached))
    assert reached[-1] - reached[0] > SIZE[0] / 3


@pytest.mark.parametrize("colour", [TRAINING, VALIDATION])
def test_a_falling_loss_falls_and_a_rising_accuracy_rises(film, colour):
    for chart, falls in ((LOSS, True), (ACCURACY, False)):
        rows, columns = np.nonzero(where(film[-1], colour)[chart])
        start, end = rows[columns == columns.min()].mean(), rows[columns == columns.max()].mean()
        assert (end > start) == falls


def test_the_watched_pictures_turn_right_one_after_the_other(film):
    rights = [where(picture, TEST).sum() for picture in film]
    assert rights[0] == where(film[-1], WRONG).sum() == 0
    assert all(before <= after for before, after in pairwise(rights))
    assert len(set(rights)) == len(PROBES)


def test_a_film_without_probes_shows_the_curves_over_the_whole_width():
    last = pictures(film_of(events_of(*LOSSES), []))[-1]
    assert not where(last, TEST).any()
    assert reach(last, LOSS) > SIZE[0] - 30


def test_a_loss_that_is_no_number_leaves_a_gap_and_0_ends_no_logarithmic_axis():
    last = pictures(film_of(events_of(2000.0, math.nan, 0.0, 50.0)))[-1]
    columns = np.flatnonzero(where(last, VALIDATION)[LOSS].any(axis=0))
    # The untrained network is a dot, then there is a line from epoch 2 to epoch 3.
    [gap] = np.flatnonzero(np.diff(columns) > 1)
    assert columns[gap] < SIZE[0] / 4 < columns[gap + 1]


def test_a_run_that_ended_in_its_first_epoch_has_a_film():
    events: list[Event] = [
        Started(train_count=100, validation_count=25, steps_per_epoch=10, parameter_count=3),
        Epoch(epoch=0, step=0, val_loss=2.3, val_accuracy=0.1, seconds=0),
        Progress(epoch=1, step=4, loss=2.2, accuracy=0.2, images_per_second=1),
    ]
    first, *_, last = pictures(film_of(events, [probe(4, 3)]))
    assert ImageChops.difference(first, last).getbbox() is not None


def test_the_words_are_in_the_language_of_the_visit(film):
    with spoken(PSEUDO):
        first = pictures(film_of(events_of(*LOSSES)))[0]
    heading = (SIZE[0] // 2, 0, SIZE[0], 36)
    assert ImageChops.difference(film[0].crop(heading), first.crop(heading)).getbbox() is not None
