"""The film of a run as an animated picture, opened again as a browser would."""

import io
import math
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageColor

from core.datasets import CARDS
from core.language import PSEUDO, spoken
from core.recipe import Recipe
from core.runs.events import Epoch, Event, Finished, Progress, Started
from core.runs.history import History
from core.runs.probe import ProbeResult, WatchedPictures
from core.runs.store import Logged
from dashboard.render.charts import TEST, TRAINING, VALIDATION, WRONG
from dashboard.render.film_picture import SIZE, film_picture

CARD = CARDS["digits"]
STEPS = 10
LOSSES = (2.4, 1.2, 0.6, 0.3)


def run(*val_losses: float) -> History:
    """A run that is over, with these losses on validation from the untrained network on.

    The accuracy is e^-loss; training is a little better than validation.
    """
    history = History(Recipe.from_link(f"training.epochs={len(val_losses) - 1}"))
    events: list[Event] = [
        Started(train_count=100, validation_count=25, steps_per_epoch=STEPS, parameter_count=3)
    ]
    for epoch, loss in enumerate(val_losses):
        figures = {"loss": 0.8 * loss, "accuracy": math.exp(-0.8 * loss)}
        if epoch:
            events += [
                Progress(
                    epoch=epoch, step=STEPS * (epoch - 1) + step, images_per_second=1, **figures
                )
                for step in (2, 5, 8)
            ]
        events.append(
            Epoch(
                epoch=epoch,
                step=STEPS * epoch,
                val_loss=loss,
                val_accuracy=math.exp(-loss),
                seconds=1,
                **(figures if epoch else {}),
            )
        )
    events.append(Finished(test_loss=1, test_accuracy=0.5, seconds=1))
    history.add(Logged(number, float(number), event) for number, event in enumerate(events))
    return history


def watched() -> WatchedPictures:
    """25 grey pictures of 8x8, five of each of the first classes."""
    images = np.full((25, 8, 8, 1), 8, np.uint8)
    return WatchedPictures(images, np.repeat(np.arange(5), 5))


def probe(step: int, right: int) -> ProbeResult:
    """The network after some steps: it reads the first pictures right, and the others as a 9."""
    predicted = [*watched().labels[:right], *[9] * (25 - right)]
    return ProbeResult(
        epoch=step // STEPS,
        step=step,
        predicted=tuple(map(int, predicted)),
        shares=(0.5,) * 25,
        units=None,
        layers=(),
    )


PROBES = [probe(step, round(25 * step / 30)) for step in range(0, 31, 3)]


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def frames(film: Image.Image) -> list[Image.Image]:
    found = []
    for place in range(film.n_frames):
        film.seek(place)
        found.append(film.convert("RGB"))
    return found


def count(image: Image.Image, colour: str, box: tuple[int, int, int, int] | None = None) -> int:
    """How many pixels have exactly this colour."""
    pixels = np.asarray(image.crop(box) if box else image)
    return int((pixels == ImageColor.getrgb(colour)).all(axis=-1).sum())


@pytest.fixture(scope="module")
def content() -> bytes:
    return film_picture(run(*LOSSES), PROBES, watched(), CARD, "a small network")


@pytest.fixture(scope="module")
def film(content) -> list[Image.Image]:
    return frames(opened(content))


def test_it_is_an_animated_picture_of_six_seconds_that_begins_again(content):
    film = opened(content)
    assert (film.format, film.size, film.info["loop"]) == ("WEBP", SIZE, 0)
    seconds = 0.0
    for place in range(film.n_frames):
        film.seek(place)
        film.load()
        seconds += film.info["duration"] / 1000
    assert film.n_frames == 60
    assert seconds == pytest.approx(6)
    assert len(content) < 1_500_000


def test_the_curves_grow_from_left_to_right(film):
    reach = []
    for picture in film:
        columns = (np.asarray(picture) == ImageColor.getrgb(VALIDATION)).all(axis=-1)
        # Below are the names of the curves, each with its colour.
        reach.append(int(np.flatnonzero(columns[:420].any(axis=0)).max(initial=0)))
    assert all(before <= after for before, after in pairwise(reach))
    assert reach[-1] - reach[0] > SIZE[0] / 3


def test_a_falling_loss_falls_and_a_rising_accuracy_rises(film):
    validation = (np.asarray(film[-1]) == ImageColor.getrgb(VALIDATION)).all(axis=-1)
    loss, accuracy = validation[:210], validation[210:420]
    for chart, falls in ((loss, True), (accuracy, False)):
        rows, columns = np.nonzero(chart)
        start, end = rows[columns == columns.min()].mean(), rows[columns == columns.max()].mean()
        assert (end > start) == falls
        assert (np.asarray(film[-1])[:420] == ImageColor.getrgb(TRAINING)).all(axis=-1).any()


def test_the_watched_pictures_turn_right_one_after_the_other(film):
    rights = [count(picture, TEST) for picture in film]
    wrongs = [count(picture, WRONG) for picture in film]
    assert rights[0] == 0
    assert wrongs[-1] == 0
    assert all(before <= after for before, after in pairwise(rights))
    assert len(set(rights)) == len(PROBES)


def test_a_film_without_probes_shows_the_curves_over_the_whole_width():
    last = frames(opened(film_picture(run(*LOSSES), [], watched(), CARD, "")))[-1]
    assert count(last, TEST) == count(last, WRONG) == 0
    columns = (np.asarray(last) == ImageColor.getrgb(VALIDATION)).all(axis=-1).any(axis=0)
    assert np.flatnonzero(columns).max() > SIZE[0] - 30


def test_a_loss_that_is_no_number_leaves_a_gap_and_a_huge_one_a_logarithmic_axis():
    last = frames(opened(film_picture(run(2000.0, math.nan, 0.0, 50.0), [], None, CARD, "")))[-1]
    columns = (np.asarray(last)[:210] == ImageColor.getrgb(VALIDATION)).all(axis=-1).any(axis=0)
    drawn = np.flatnonzero(columns)
    assert 0 < len(drawn) < SIZE[0] / 2


def test_a_run_that_ended_in_its_first_epoch_has_a_film():
    history = History(Recipe.from_link("training.epochs=9"))
    events = (
        Started(train_count=100, validation_count=25, steps_per_epoch=10, parameter_count=3),
        Epoch(epoch=0, step=0, val_loss=2.3, val_accuracy=0.1, seconds=0),
        Progress(epoch=1, step=4, loss=2.2, accuracy=0.2, images_per_second=1),
    )
    history.add(Logged(number, float(number), event) for number, event in enumerate(events))
    first, *_, last = frames(opened(film_picture(history, [probe(4, 3)], watched(), CARD, "")))
    assert ImageChops.difference(first, last).getbbox() is not None


def test_the_words_are_in_the_language_of_the_visit(film):
    with spoken(PSEUDO):
        longer = film_picture(run(*LOSSES), PROBES[-1:], watched(), CARD, "a small network")
    heading = (SIZE[0] // 2, 0, SIZE[0], 36)
    first = opened(longer).convert("RGB").crop(heading)
    assert ImageChops.difference(film[0].crop(heading), first).getbbox() is not None
